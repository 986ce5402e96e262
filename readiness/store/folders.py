"""Where this program keeps its own files, on any system."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

_VARIABLE: Final = "READINESS_DATA"
"""Names another folder for everything: tests and managed machines use it."""


def data_folder() -> Path:
    """Return the folder for what must last, made if it is missing and the disk lets it be made.

    Where it does not, a check still comes to its end: what has to be kept there is refused when it is written.
    """
    folder = data_place()
    # On a computer that several people use, what it was like is nobody else's matter.
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def data_place() -> Path:
    """Return where that folder is, or would be if the disk let it be made."""
    return _named() or _user_folder("user_data_path")


def meeting_place() -> Path:
    """Return where the programs of one person find each other: the same folder, found without loading anything.

    The first window waits for it. Windows may have moved the folder by another way than its variable, which then
    does no harm: they still all look in the same place.
    """
    if chosen := _named():
        return chosen
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local, "readiness") if local else data_place()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "readiness"
    named = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (named if named.is_absolute() else Path.home() / ".local" / "share") / "readiness"


def log_folder() -> Path:
    """Return the folder of the program's log. It need not be there: the first entry makes it."""
    named = _named()
    return named / "log" if named else _user_folder("user_log_path")


def _named() -> Path | None:
    name = os.environ.get(_VARIABLE)
    return Path(name) if name else None


def _user_folder(kind: str) -> Path:
    import platformdirs

    folder: Path = getattr(platformdirs, kind)("readiness", appauthor=False)
    return folder
