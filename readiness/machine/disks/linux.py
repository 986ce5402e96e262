"""Linux: which block device carries the system, and what the kernel says of it.

* /proc/self/mountinfo: Documentation/filesystems/proc.rst, 3.5
* /sys/dev/block, /sys/class/block: Documentation/ABI/stable/sysfs-block; ``queue/rotational``,
  ``slaves`` of device-mapper and RAID devices
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.disks.file_system import FileSystem
from readiness.machine.sources.tree import Tree

_ESCAPED: Final = re.compile(r"\\([0-7]{3})")
_LINE: Final = re.compile(
    r"^\d+ \d+ (?P<number>\d+:\d+) \S+ (?P<point>\S+) (?P<options>\S+) .*?- (?P<kind>\S+) (?P<source>\S+)", re.MULTILINE
)
# Virtual disks claim to turn or not to turn at will.
_VIRTUAL: Final = re.compile(r"/virtio\d|/vbd-|/vmbus|vmware|vbox|qemu|virtual|msft", re.IGNORECASE)
_MOST_LEVELS: Final = 8


@dataclass(frozen=True, slots=True)
class Mount:
    """A mounted file system: its device number, where it hangs, and what it was mounted from."""

    number: str
    point: str
    source: str
    read_only: bool


def parse_mounts(mountinfo: str) -> tuple[Mount, ...]:
    """Return the file systems of /proc/self/mountinfo, in the order they were mounted."""
    return tuple(
        Mount(found["number"], _plain(found["point"]), _plain(found["source"]), "ro" in found["options"].split(","))
        for found in _LINE.finditer(mountinfo)
    )


def _plain(field: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), field)


def system_mount(mounts: tuple[Mount, ...]) -> Mount:
    """Return the file system that fills up as programs come: the root, or /var where the root is read-only."""
    last = {mount.point: mount for mount in mounts}
    root = last.get("/", Mount("", "/", "", read_only=False))
    return last.get("/var", root) if root.read_only else root


class LinuxDrive:
    """The system drive of a Linux system."""

    def __init__(self, tree: Tree | None = None) -> None:
        self._tree = tree or Tree()

    @property
    def mount(self) -> Mount:
        """The file system looked at."""
        return system_mount(parse_mounts(self._tree.text("proc/self/mountinfo")))

    def kind(self) -> Observed[str]:
        """Return "hdd" as soon as one of the drives below the file system turns, else "ssd"."""
        drives = tuple(self._drives())
        if not drives:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.disk_kind"))
        if any(self._is_virtual(drive) for drive in drives):
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.disk_virtual"))
        turning = {(drive / "queue/rotational").read_text(encoding="ascii").strip() for drive in drives}
        names = ", ".join(sorted(drive.name for drive in drives))
        return Observed("hdd" if "1" in turning else "ssd", f"/sys/block/{names}/queue/rotational")

    def _drives(self) -> Iterator[Path]:
        mount = self.mount
        places = [f"sys/dev/block/{mount.number}", f"sys/class/block/{mount.source.rpartition('/')[2]}"]
        # File systems over several devices have a number of their own; their first device's name is left.
        found = next((self._tree.root / place for place in places if self._tree.is_there(place)), None)
        if found:
            yield from self._below(found.resolve(), _MOST_LEVELS)

    def _below(self, device: Path, levels: int) -> Iterator[Path]:
        """Return the drives a device lies on: a partition's whole, a mapped device's parts."""
        if (device / "partition").exists():
            device = device.parent
        parts = sorted((device / "slaves").glob("*"))
        if parts and levels:
            for part in parts:
                yield from self._below(part.resolve(), levels - 1)
        elif (device / "device").exists() and (device / "queue/rotational").exists():
            yield device

    def _is_virtual(self, drive: Path) -> bool:
        told = f"{drive} " + " ".join(self._line(drive / "device" / name) for name in ("vendor", "model"))
        return bool(_VIRTUAL.search(told))

    def _line(self, path: Path) -> str:
        return self._tree.line(path.relative_to(self._tree.root.resolve()).as_posix())


class LinuxDisks(FileSystem):
    """The system drive of a Linux system."""

    def __init__(self) -> None:
        self._drive = LinuxDrive()
        super().__init__(Path(self._drive.mount.point))

    def kind(self) -> Observed[str]:
        """Return "ssd" or "hdd"."""
        return self._drive.kind()
