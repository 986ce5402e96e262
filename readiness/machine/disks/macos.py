"""macOS: ``system_profiler -json SPStorageDataType``: every volume with the drive below it.

Made up after what other programs read from it; never run on macOS by its authors.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.disks.file_system import FileSystem
from readiness.machine.sources.programs import Ask, ask_program
from readiness.machine.sources.system_profiler import Items, asked

_TYPE: Final = "SPStorageDataType"
_DATA: Final = "/System/Volumes/Data"
_KINDS: Final[Mapping[str, str]] = MappingProxyType({"ssd": "ssd", "rotational": "hdd"})


def parse_kind(volumes: Items) -> str | None:
    """Return the kind of drive the system volume lies on, None where it is not said.

    Some Macs list the sealed system and its data, some only the data; both lie on one drive.
    """
    by_place = {volume.get("mount_point"): volume for volume in volumes}
    root = by_place.get("/") or by_place.get(_DATA)
    drive: Any = root.get("physical_drive") if root else None
    return _KINDS.get(str(drive.get("medium_type")).casefold()) if isinstance(drive, dict) else None


def read_kind(ask: Ask = ask_program) -> Observed[str]:
    """Return "ssd" or "hdd". Raises Unavailable."""
    kind = parse_kind(asked(ask, _TYPE))
    if kind is None:
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.disk_kind"))
    return Observed(kind, f"system_profiler {_TYPE}: medium_type")


class MacosDisks(FileSystem):
    """The system drive of a Mac."""

    def __init__(self, ask: Ask = ask_program, volume: Path = Path("/")) -> None:
        super().__init__(volume)
        self._ask = ask

    def kind(self) -> Observed[str]:
        """Return "ssd" or "hdd"."""
        return read_kind(self._ask)
