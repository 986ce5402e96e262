"""Windows: the firmware's tables and the system's own view of the computer, by documented calls.

* GetSystemFirmwareTable (sysinfoapi.h), provider "RSMB": a RawSMBIOSData, whose table begins at its ninth byte
* PowerDeterminePlatformRoleEx (powerbase.h)
* IsWow64Process2 (wow64apiset.h): the true processor, also for a program that Windows translates
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from readiness.domain.facts import Observed
from readiness.machine.device.answers import architecture, firmware_date, kind_unknown, virtual_unknown
from readiness.machine.sources.smbios import (
    Identity,
    kind_of_chassis,
    kind_of_role,
    names_virtual_machine,
    parse_identity,
)
from readiness.machine.sources.windows_library import windows_library

_RAW_SMBIOS: Final = int.from_bytes(b"RSMB", "big")
_TABLE: Final = 8
_ROLE_VERSION: Final = 2
_CURRENT_PROCESS: Final = -1
_MACHINES: Final = {0x8664: "amd64", 0xAA64: "arm64", 0x014C: "i386"}


class DeviceApi:
    """The calls. Each raises OSError when Windows refuses."""

    def __init__(self, library: Callable[[str], Any] = windows_library) -> None:
        self._library = library

    def firmware(self) -> bytes:
        """Return a RawSMBIOSData."""
        call = self._library("kernel32").GetSystemFirmwareTable
        # Without a buffer it says how much room is needed.
        size = call(_RAW_SMBIOS, 0, None, 0)
        buffer = ctypes.create_string_buffer(max(size, 1))
        if not size or call(_RAW_SMBIOS, 0, buffer, size) != size:
            raise OSError("GetSystemFirmwareTable")
        return buffer.raw[:size]

    def platform_role(self) -> int:
        """Return a POWER_PLATFORM_ROLE, the second version of which knows tablets."""
        return int(self._library("powrprof").PowerDeterminePlatformRoleEx(_ROLE_VERSION))

    def native_machine(self) -> int:
        """Return the IMAGE_FILE_MACHINE number of the processor."""
        process, native = ctypes.c_uint16(0), ctypes.c_uint16(0)
        call = self._library("kernel32").IsWow64Process2
        if not call(ctypes.c_void_p(_CURRENT_PROCESS), ctypes.byref(process), ctypes.byref(native)):
            raise OSError("IsWow64Process2")
        return native.value


class WindowsDevice:
    """A computer that runs Windows."""

    def __init__(self, calls: DeviceApi | None = None) -> None:
        self._calls = calls or DeviceApi()

    def kind(self) -> Observed[str]:
        """Return the kind of device: as firmware says, else as Windows manages its power."""
        identity = self._identity()
        kind = kind_of_chassis(identity.chassis)
        if kind:
            return Observed(kind, f"SMBIOS chassis type: {identity.chassis}")
        try:
            role = self._calls.platform_role()
        except (OSError, AttributeError) as refusal:
            raise kind_unknown() from refusal
        kind = kind_of_role(role)
        if kind is None:
            raise kind_unknown()
        return Observed(kind, f"PowerDeterminePlatformRoleEx: {role}")

    def firmware_date(self) -> Observed[date]:
        """Return the date of the firmware."""
        return firmware_date(self._identity().firmware_date, "SMBIOS firmware release date")

    def architecture(self) -> Observed[str]:
        """Return the kind of processor in the computer."""
        try:
            machine = self._calls.native_machine()
        except (OSError, AttributeError):
            machine = 0
        return architecture(_MACHINES.get(machine, ""), "IsWow64Process2")

    def virtual_machine(self) -> Observed[bool]:
        """Return whether the firmware's names are a hypervisor's.

        The processor's mark says nothing here: Windows runs itself on a hypervisor on many ordinary laptops.
        """
        identity = self._identity()
        names = f"{identity.maker} {identity.product}".strip()
        if not names:
            raise virtual_unknown()
        virtual = names_virtual_machine(identity.maker, identity.product)
        # The names of a real computer are nobody's business here.
        return Observed(virtual, f"SMBIOS: {names}" if virtual else "SMBIOS: manufacturer, product")

    def _identity(self) -> Identity:
        try:
            return parse_identity(self._calls.firmware()[_TABLE:])
        except (OSError, AttributeError):
            return Identity()
