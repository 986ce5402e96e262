"""What this program stores on this computer, where, and for how long; for the page that says so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from readiness.desktop.state.preferences import Preferences
from readiness.store.folders import data_folder
from readiness.store.log import log_file
from readiness.store.settings import Settings, settings


@dataclass(frozen=True, slots=True)
class StorageOverview:
    """The program's own folders and files, and the settings for what is kept."""

    data: Path
    preferences: Path
    log: Path
    settings: Settings


def storage_overview(preferences: Preferences) -> StorageOverview:
    """Return the present overview."""
    return StorageOverview(data_folder(), preferences.path, log_file(), settings())
