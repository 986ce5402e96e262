r"""The Windows calls, as bytes and numbers; what they mean is read in ``windows``.

Documented on learn.microsoft.com under the names of the functions:

* RegGetValue, for HKLM\HARDWARE\DESCRIPTION\System\CentralProcessor\0, and for BootId, which Windows counts up at
  each start
* GetLogicalProcessorInformationEx (sysinfoapi.h)
* GetPhysicallyInstalledSystemMemory (sysinfoapi.h): from SMBIOS; fails where that is malformed
* GetActiveProcessorCount (winbase.h)
* GlobalMemoryStatusEx (sysinfoapi.h)
* CallNtPowerInformation, ProcessorInformation (powerbase.h)
* RtlGetVersion (wdm.h): the true version, whatever the program's manifest claims

``ctypes`` finds the libraries by name at call time, so that the module imports on every system.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, Final

from readiness.machine.sources.windows_library import windows_library
from readiness.machine.sources.windows_registry import registry_value

PROCESSOR_KEY: Final = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"
BOOT_KEY: Final = r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters"
MEMORY_STATUS_SIZE: Final = 64
VERSION_SIZE: Final = 276
POWER_RECORD_SIZE: Final = 24

_RELATION_PROCESSOR_CORE: Final = 0
_PROCESSOR_INFORMATION: Final = 11
_ALL_GROUPS: Final = 0xFFFF


class HardwareApi:
    """The calls. Each raises OSError when Windows refuses."""

    def __init__(self, library: Callable[[str], Any] = windows_library) -> None:
        self._library = library

    @property
    def pointer_size(self) -> int:
        """Bytes of a pointer, and so of an affinity mask, in this process."""
        return ctypes.sizeof(ctypes.c_void_p)

    def processor_value(self, name: str) -> str | int:
        """Return a registry value of the first processor."""
        return registry_value(PROCESSOR_KEY, name)

    def boot_number(self) -> str | int:
        """Return the number of this start."""
        return registry_value(BOOT_KEY, "BootId")

    def core_records(self) -> bytes:
        """Return SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX records, one per core."""
        call = self._library("kernel32").GetLogicalProcessorInformationEx
        length = ctypes.c_uint32(0)
        # The first call only tells how much room is needed.
        call(_RELATION_PROCESSOR_CORE, None, ctypes.byref(length))
        buffer = ctypes.create_string_buffer(length.value)
        if not call(_RELATION_PROCESSOR_CORE, buffer, ctypes.byref(length)):
            raise OSError("GetLogicalProcessorInformationEx")
        return buffer.raw[: length.value]

    def installed_kibibytes(self) -> int:
        """Return the memory SMBIOS says is fitted, in units of 1024 bytes."""
        kibibytes = ctypes.c_uint64(0)
        if not self._library("kernel32").GetPhysicallyInstalledSystemMemory(ctypes.byref(kibibytes)):
            raise OSError("GetPhysicallyInstalledSystemMemory")
        return kibibytes.value

    def memory_status(self) -> bytes:
        """Return a MEMORYSTATUSEX."""
        # The caller says in the first field how large a structure it understands.
        buffer = ctypes.create_string_buffer(MEMORY_STATUS_SIZE.to_bytes(4, "little"), MEMORY_STATUS_SIZE)
        if not self._library("kernel32").GlobalMemoryStatusEx(buffer):
            raise OSError("GlobalMemoryStatusEx")
        return buffer.raw

    def power_records(self) -> bytes:
        """Return PROCESSOR_POWER_INFORMATION records, one per logical processor."""
        processors = self._library("kernel32").GetActiveProcessorCount(_ALL_GROUPS)
        buffer = ctypes.create_string_buffer(POWER_RECORD_SIZE * processors)
        call = self._library("powrprof").CallNtPowerInformation
        # NTSTATUS: zero is success, as it is for RtlGetVersion.
        if call(_PROCESSOR_INFORMATION, None, 0, buffer, len(buffer)):
            raise OSError("CallNtPowerInformation")
        return buffer.raw

    def version(self) -> bytes:
        """Return an OSVERSIONINFOW."""
        buffer = ctypes.create_string_buffer(VERSION_SIZE.to_bytes(4, "little"), VERSION_SIZE)
        if self._library("ntdll").RtlGetVersion(buffer):
            raise OSError("RtlGetVersion")
        return buffer.raw
