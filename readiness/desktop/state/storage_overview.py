"""Where the program keeps what on this computer, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from readiness.desktop.state.preferences import Preferences
from readiness.store.folders import data_folder
from readiness.store.log import log_file
from readiness.store.settings import Settings, settings


@dataclass(frozen=True, slots=True)
class StorageOverview:
    """The program's own files, and what was decided about them."""

    data: Path
    preferences: Path
    log: Path
    settings: Settings


def storage_overview(preferences: Preferences) -> StorageOverview:
    """Return how things are now."""
    return StorageOverview(data_folder(), preferences.path, log_file(), settings())
