"""Windows: what the Security Center says, and what the Explorer shows of the drive; a standard user may ask both.

* WscGetSecurityProviderHealth (wscapi.h): "good", "not monitored", "poor", "snooze"
* the shell property System.Volume.BitLockerProtection by PSGetPropertyKeyFromName (propsys.h),
  SHCreateItemFromParsingName and IShellItem2::GetInt32 (shobjidl_core.h). Microsoft names its
  values nowhere; those known from the Explorer's own verbs and icons are 1 on, 2 off, 3 and 4 under way,
  5 suspended, 6 locked, 8 waits to be activated, its key in the clear until then. Any other is no answer
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from typing import Final

from readiness.domain.facts import Observed, Unavailable
from readiness.machine.security.answers import (
    antivirus_unknown,
    encryption_under_way,
    encryption_unknown,
    firewall_unknown,
)
from readiness.machine.sources.windows_com import ComObject, Library, com, guid, succeeded
from readiness.machine.sources.windows_library import windows_library

FIREWALL: Final = 1
ANTIVIRUS: Final = 4

_GOOD: Final = 0
_NOT_MONITORED: Final = 1
_SERVICE_STOPPED: Final = 1  # S_FALSE
_IID_SHELL_ITEM_2: Final = "7E9FB0D3-919F-4307-AB2E-9B1860310C93"
_PROPERTY_KEY_SIZE: Final = 20
_GET_INT32: Final = 15
_PROTECTED: Final = {1: True, 2: False, 5: False, 6: True, 8: False}
_UNDER_WAY: Final = frozenset({3, 4})


class SecurityApi:
    """The calls. Each raises OSError when Windows refuses."""

    def __init__(self, library: Library = windows_library) -> None:
        self._library = library

    def health(self, provider: int) -> int:
        """Return the health of all programs of a kind together."""
        health = ctypes.c_int32(0)
        result = self._library("wscapi").WscGetSecurityProviderHealth(provider, ctypes.byref(health))
        # Without its service the health would be made up.
        if result == _SERVICE_STOPPED:
            raise OSError("Security Center")
        succeeded(result, "WscGetSecurityProviderHealth")
        return health.value

    def drive_protection(self) -> int:
        """Return the property of the system drive."""
        name, key = "System.Volume.BitLockerProtection", ctypes.create_string_buffer(_PROPERTY_KEY_SIZE)
        found = self._library("propsys").PSGetPropertyKeyFromName(ctypes.c_wchar_p(name), key)
        succeeded(found, "PSGetPropertyKeyFromName")
        drive = ctypes.c_wchar_p(os.environ.get("SYSTEMDRIVE", "C:") + "\\")
        with com(self._library):
            address = ctypes.c_void_p(None)
            shell = self._library("shell32")
            made = shell.SHCreateItemFromParsingName(drive, None, guid(_IID_SHELL_ITEM_2), ctypes.byref(address))
            succeeded(made, "SHCreateItemFromParsingName")
            with ComObject(address.value) as item:
                return item.number(_GET_INT32, key)


class WindowsSecurity:
    """The protection of a Windows system."""

    def __init__(self, calls: SecurityApi | None = None) -> None:
        self._calls = calls or SecurityApi()

    def firewall(self) -> Observed[bool]:
        """Return whether the firewall, Windows' own or another, is on and in order."""
        return self._health(FIREWALL, firewall_unknown)

    def antivirus(self) -> Observed[bool]:
        """Return whether an antivirus program is on, up to date and in order."""
        return self._health(ANTIVIRUS, antivirus_unknown)

    def disk_encryption(self) -> Observed[bool]:
        """Return whether BitLocker or Windows' device encryption protects the system drive."""
        try:
            state = self._calls.drive_protection()
        except (OSError, AttributeError) as refusal:
            raise encryption_unknown() from refusal
        if state in _UNDER_WAY:
            raise encryption_under_way()
        if state not in _PROTECTED:
            raise encryption_unknown()
        return Observed(_PROTECTED[state], f"System.Volume.BitLockerProtection: {state}")

    def _health(self, provider: int, unknown: Callable[[], Unavailable]) -> Observed[bool]:
        try:
            health = self._calls.health(provider)
        except (OSError, AttributeError) as refusal:
            raise unknown() from refusal
        if health == _NOT_MONITORED:
            raise unknown()
        return Observed(health == _GOOD, f"WscGetSecurityProviderHealth: {health}")
