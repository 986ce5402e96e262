r"""Windows: whether the system drive seeks, by IOCTL_STORAGE_QUERY_PROPERTY (winioctl.h).

CreateFile (fileapi.h), DeviceIoControl (ioapiset.h), CloseHandle (handleapi.h).

StorageDeviceSeekPenaltyProperty answers a DEVICE_SEEK_PENALTY_DESCRIPTOR: DWORD version, DWORD size,
BOOLEAN IncursSeekPenalty (ntddstor.h). Version is the size of the structure that the driver knows; drivers
that know no such property have answered with zeros all the same, so that a structure which does not reach to its
last member is no answer. USB sticks and older virtual drives answer with error 1 or 87.

The volume (``\\.\C:``) is opened without any right of access, which everybody may.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.disks.file_system import FileSystem
from readiness.machine.sources.windows_answers import answer_of
from readiness.machine.sources.windows_library import windows_library

_QUERY_PROPERTY: Final = 0x002D1400
_SEEK_PENALTY: Final = 7
_SHARE_ALL: Final = 7
_OPEN_EXISTING: Final = 3
_ANSWER_SIZE: Final = 12
_PENALTY_AT: Final = 8


def read_seek_penalty(drive: str, library: Callable[[str], Any] = windows_library) -> bytes:
    """Return a drive's DEVICE_SEEK_PENALTY_DESCRIPTOR. Raises OSError when Windows refuses."""
    kernel = library("kernel32")
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(f"\\\\.\\{drive}", 0, _SHARE_ALL, None, _OPEN_EXISTING, 0, None)
    if handle in (None, ctypes.c_void_p(-1).value):
        raise OSError("CreateFileW")
    query = struct.pack("<II4x", _SEEK_PENALTY, 0)
    answer = ctypes.create_string_buffer(_ANSWER_SIZE)
    length = ctypes.c_uint32(0)
    try:
        if not kernel.DeviceIoControl(
            ctypes.c_void_p(handle), _QUERY_PROPERTY, query, len(query), answer, len(answer), ctypes.byref(length), None
        ):
            raise OSError("DeviceIoControl")
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))
    return answer.raw[: length.value]


def parse_seek_penalty(descriptor: bytes) -> bool | None:
    """Return IncursSeekPenalty, None when the descriptor does not reach to it by its own account."""
    if len(descriptor) <= _PENALTY_AT or min(struct.unpack_from("<II", descriptor)) <= _PENALTY_AT:
        return None
    return bool(descriptor[_PENALTY_AT])


def read_kind(drive: str, read: Callable[[str], bytes] = read_seek_penalty) -> Observed[str]:
    """Return "hdd" for a drive that seeks, else "ssd". Raises Unavailable."""
    missing = message("unmeasured.disk_kind")
    seeks = parse_seek_penalty(answer_of(lambda: read(drive), missing))
    if seeks is None:
        raise Unavailable(Reason.UNSUPPORTED, missing)
    return Observed("hdd" if seeks else "ssd", "StorageDeviceSeekPenaltyProperty")


class WindowsDisks(FileSystem):
    """The system drive of a Windows system."""

    def __init__(self, read: Callable[[str], bytes] = read_seek_penalty) -> None:
        self._read = read
        self._drive = os.environ.get("SYSTEMDRIVE", "C:")
        super().__init__(Path(f"{self._drive}\\"))

    def kind(self) -> Observed[str]:
        """Return "ssd" or "hdd"."""
        return read_kind(self._drive, self._read)
