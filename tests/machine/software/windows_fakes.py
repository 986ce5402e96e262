"""A made-up library of Windows that tells the versions of programs."""

from __future__ import annotations

import ctypes
import struct
from typing import Protocol, Self

from readiness.machine.software.toolhelp import ProcessEntry


def resource(*numbers: int) -> bytes:
    """A version resource: what precedes the fixed information, its signature, and the four numbers."""
    major, minor, build, revision = numbers
    return b"VS_VERSION_INFO" + struct.pack("<II4H", 0xFEEF04BD, 0x10000, minor, major, revision, build) + bytes(16)


class Kernel:
    """Functions as kernel32 has them, over a list of names."""

    def __init__(self, *names: str) -> None:
        self._names = iter(names)
        self.closed = 0

    def __call__(self, name: str) -> Self:
        assert name == "kernel32"
        return self

    def CreateToolhelp32Snapshot(self, flags: int, process: int) -> int:  # noqa: N802
        assert (flags, process) == (2, 0)
        return 7

    def Process32FirstW(self, snapshot: ctypes.c_void_p, entry: Pointer) -> int:  # noqa: N802
        assert snapshot.value == 7
        assert entry._obj.size == ctypes.sizeof(ProcessEntry)
        return self.Process32NextW(snapshot, entry)

    def Process32NextW(self, _snapshot: ctypes.c_void_p, entry: Pointer) -> int:  # noqa: N802
        name = next(self._names, None)
        if name is not None:
            entry._obj.name[: len(name) + 1] = [*map(ord, name), 0]
        return int(name is not None)

    def CloseHandle(self, _handle: ctypes.c_void_p) -> int:  # noqa: N802
        self.closed += 1
        return 1


class Pointer(Protocol):
    """What ctypes.byref makes of an entry."""

    _obj: ProcessEntry
