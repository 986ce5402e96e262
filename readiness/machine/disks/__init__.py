"""The drive the system runs from: how large it is, how much is free, and whether it has moving parts."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message


class Disks:
    """A system drive: the file system at ``volume``, and a reader of the drive's kind."""

    def __init__(self, volume: Path, kind: Callable[[], Observed[str]]) -> None:
        self._volume = volume
        self._kind = kind

    def total_bytes(self) -> Observed[int]:
        """Return the size of the file system, used and free."""
        return Observed(self._usage()[0], f"{_CALL}: {self._volume}")

    def free_bytes(self) -> Observed[int]:
        """Return what this person may still fill; parts kept for the system or beyond a quota are not counted."""
        return Observed(self._usage()[1], f"{_CALL}: {self._volume}")

    def kind(self) -> Observed[str]:
        """Return SSD or HDD."""
        return self._kind()

    def _usage(self) -> tuple[int, int]:
        try:
            usage = shutil.disk_usage(self._volume)
        except OSError as refusal:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.disk_size")) from refusal
        if not usage.total:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.disk_size"))
        return usage.total, usage.free


_CALL: Final = "GetDiskFreeSpaceEx" if sys.platform == "win32" else "statvfs"


def this_disks(platform: str = sys.platform) -> Disks:
    """Return the system drive of the running system. Raises Unavailable on a system we do not know."""
    if platform == "win32":
        from readiness.machine.disks.windows import read_kind as of_windows

        drive = os.environ.get("SYSTEMDRIVE", "C:")
        return Disks(Path(f"{drive}\\"), lambda: of_windows(drive))
    if platform == "darwin":
        from readiness.machine.disks.macos import read_kind as of_macos

        return Disks(Path("/"), of_macos)
    if platform == "linux":
        from readiness.machine.disks.linux import LinuxDrive

        drive_ = LinuxDrive()
        return Disks(Path(drive_.mount.point), drive_.kind)
    raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))
