"""What the person decided for window and terminal alike: how long checks are kept, which public service may measure.

One small file beside the history. One that cannot be read counts as empty, and is written anew with the next change.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from readiness.store.files import keep_whole
from readiness.store.folders import data_folder

_log = logging.getLogger(__name__)

FILE: Final = "settings.json"
KEPT_DAYS: Final = 400
"""How long a check is kept: a year and some weeks, so that this season can be held against the last."""
PUBLIC_SERVICES: Final = ("cloudflare", "ndt7")
"""Services that a line is measured against only if somebody agreed."""
_FORMAT: Final = 1
_LONGEST_DAYS: Final = 36_500


@dataclass(frozen=True, slots=True)
class Settings:
    """The person's decisions.

    ``kept_days`` is for how long checks are kept, None for ever. ``public_service`` is the one of
    ``PUBLIC_SERVICES`` that may measure where the employer names no server, "" for the usual way.
    ``looks_for_updates``: the window may ask once a day whether there is a newer release.
    """

    kept_days: int | None = KEPT_DAYS
    public_service: str = ""
    looks_for_updates: bool = False

    @property
    def consented(self) -> frozenset[str]:
        """The services agreed to."""
        return frozenset(filter(None, [self.public_service]))


def settings(folder: Path | None = None) -> Settings:
    """Return what was decided; what is missing or makes no sense is as it is for everybody."""
    try:
        read = json.loads(((folder or data_folder()) / FILE).read_bytes())
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError):
        _log.warning("the settings cannot be read")
        return Settings()
    return _settings(read) if isinstance(read, dict) and read.get("format") == _FORMAT else Settings()


def _settings(read: dict[str, Any]) -> Settings:
    days, service = read.get("kept_days", KEPT_DAYS), read.get("public_service", "")
    sensible = days is None or (isinstance(days, int) and not isinstance(days, bool) and 0 < days <= _LONGEST_DAYS)
    service = service if service in PUBLIC_SERVICES else ""
    return Settings(days if sensible else KEPT_DAYS, service, looks_for_updates=read.get("updates") is True)


def keep_settings(decided: Settings, folder: Path | None = None) -> None:
    """Keep what was decided. Raises OSError."""
    written = {
        "format": _FORMAT,
        "kept_days": decided.kept_days,
        "public_service": decided.public_service,
        "updates": decided.looks_for_updates,
    }
    keep_whole((folder or data_folder()) / FILE, json.dumps(written).encode())
