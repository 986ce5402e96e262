"""Windows: the names of the programs that run, by the tool help library, which asks no program itself.

CreateToolhelp32Snapshot, Process32First, Process32Next (tlhelp32.h), CloseHandle (handleapi.h).

Asked one by one, programs of the system and of others would refuse, and a name would be missed without a word.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, Final

from readiness.machine.sources.windows_library import windows_library

_PROCESSES: Final = 2
_LONGEST: Final = 260


class ProcessEntry(ctypes.Structure):
    """A PROCESSENTRY32W; of its members only the name is looked at."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("usage", ctypes.c_uint32),
        ("process", ctypes.c_uint32),
        ("heap", ctypes.c_void_p),
        ("module", ctypes.c_uint32),
        ("threads", ctypes.c_uint32),
        ("parent", ctypes.c_uint32),
        ("priority", ctypes.c_int32),
        ("flags", ctypes.c_uint32),
        ("name", ctypes.c_uint16 * _LONGEST),
    )


def toolhelp_names(library: Callable[[str], Any] = windows_library) -> Iterator[str]:
    """Yield the file name of every program that runs. Raises OSError when Windows refuses."""
    kernel = library("kernel32")
    snapshot = ctypes.c_void_p(kernel.CreateToolhelp32Snapshot(_PROCESSES, 0))
    entry = ProcessEntry(size=ctypes.sizeof(ProcessEntry))
    try:
        # An invalid snapshot has no first entry.
        found = kernel.Process32FirstW(snapshot, ctypes.byref(entry))
        if not found:
            raise OSError("CreateToolhelp32Snapshot")
        while found:
            yield bytes(entry.name).decode("utf-16-le", "replace").partition("\0")[0]
            found = kernel.Process32NextW(snapshot, ctypes.byref(entry))
    finally:
        kernel.CloseHandle(snapshot)
