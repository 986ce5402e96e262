"""How large a file system is, and how much of it is free."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message

_CALL: Final = "GetDiskFreeSpaceEx" if sys.platform == "win32" else "statvfs"


class FileSystem:
    """The file system that is mounted at ``volume``."""

    def __init__(self, volume: Path) -> None:
        self._volume = volume

    def total_bytes(self) -> Observed[int]:
        """Return the size of the file system, used and free."""
        return Observed(self._usage()[0], f"{_CALL}: {self._volume}")

    def free_bytes(self) -> Observed[int]:
        """Return what this person may still fill; space reserved for the system or beyond a quota does not count."""
        return Observed(self._usage()[1], f"{_CALL}: {self._volume}")

    def _usage(self) -> tuple[int, int]:
        try:
            usage = shutil.disk_usage(self._volume)
        except OSError as refusal:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.disk_size")) from refusal
        if not usage.total:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.disk_size"))
        return usage.total, usage.free
