"""The Windows calls, as bytes and numbers; what they mean is read in ``windows``.

Documented on learn.microsoft.com under the names of the functions:

* GetBestInterfaceEx, GetIfTable2, FreeMibTable (iphlpapi.h, netioapi.h)
* WlanOpenHandle, WlanQueryInterface, WlanFreeMemory, WlanCloseHandle (wlanapi.h)
* INetworkCostManager::GetCost (netlistmgr.h)
* WinHttpGetIEProxyConfigForCurrentUser (winhttp.h), GlobalFree (winbase.h)
* RtlGetVersion (wdm.h)
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from readiness.machine.hardware.windows_api import HardwareApi
from readiness.machine.sources.windows_com import com, create
from readiness.machine.sources.windows_library import windows_library

ROW_SIZE: Final = 1352
"""Bytes of a MIB_IF_ROW2; the same for 32 and 64 bits."""

_TABLE_HEAD: Final = 8
_AF_INET: Final = 2
_NOBODY: Final = bytes((192, 0, 2, 1))  # RFC 5737: only a default route leads there
_WLAN_VERSION: Final = 2

_NETWORK_LIST_MANAGER: Final = "DCB00C01-570F-4A9B-8D69-199FDBA5723B"
_COST_MANAGER: Final = "DCB00008-570F-4A9B-8D69-199FDBA5723B"
_GET_COST: Final = 3


@dataclass(frozen=True, slots=True)
class ProxySettings:
    """Which of the person's proxy settings are filled in; what they hold is not kept."""

    manual: bool
    script: bool


class _IeProxy(ctypes.Structure):
    """WINHTTP_CURRENT_USER_IE_PROXY_CONFIG."""

    _fields_ = (
        ("auto_detect", ctypes.c_int),
        ("script", ctypes.c_void_p),
        ("proxy", ctypes.c_void_p),
        ("bypass", ctypes.c_void_p),
    )


class LinkApi:
    """The calls. Each raises OSError when Windows refuses."""

    def __init__(self, library: Callable[[str], Any] = windows_library) -> None:
        self._library = library

    def best_interface(self) -> int:
        """Return the index of the adapter that packets to the internet leave by."""
        address = struct.pack("<HH4s8x", _AF_INET, 0, _NOBODY)
        index = ctypes.c_uint32(0)
        _check(self._library("iphlpapi").GetBestInterfaceEx(address, ctypes.byref(index)), "GetBestInterfaceEx")
        return index.value

    def interface_rows(self) -> bytes:
        """Return a MIB_IF_ROW2 for every network interface."""
        library = self._library("iphlpapi")
        table = ctypes.c_void_p()
        _check(library.GetIfTable2(ctypes.byref(table)), "GetIfTable2")
        try:
            count = int.from_bytes(ctypes.string_at(table.value or 0, 4), "little")
            return ctypes.string_at((table.value or 0) + _TABLE_HEAD, count * ROW_SIZE)
        finally:
            library.FreeMibTable(table)

    def wireless_value(self, guid: bytes, opcode: int) -> bytes:
        """Return what WlanQueryInterface says of an adapter; nothing in it tells which network it is."""
        library = self._library("wlanapi")
        handle, version = ctypes.c_void_p(), ctypes.c_uint32(0)
        opened = library.WlanOpenHandle(_WLAN_VERSION, None, ctypes.byref(version), ctypes.byref(handle))
        _check(opened, "WlanOpenHandle")
        try:
            size, data = ctypes.c_uint32(0), ctypes.c_void_p()
            answered = library.WlanQueryInterface(
                handle, guid, opcode, None, ctypes.byref(size), ctypes.byref(data), None
            )
            _check(answered, "WlanQueryInterface")
            value = ctypes.string_at(data.value or 0, size.value)
            library.WlanFreeMemory(data)
        finally:
            library.WlanCloseHandle(handle, None)
        return value

    def connection_cost(self) -> int:
        """Return the NLM_CONNECTION_COST flags of this computer's internet connection."""
        cost = ctypes.c_uint32(0)
        with com(self._library) as ole, create(ole, _NETWORK_LIST_MANAGER, _COST_MANAGER) as manager:
            manager.call(_GET_COST, ctypes.addressof(cost), None)
        return cost.value

    def proxy_settings(self) -> ProxySettings:
        """Return which proxy settings the person has; "detect automatically" alone, which is usual, is none."""
        config = _IeProxy()
        if not self._library("winhttp").WinHttpGetIEProxyConfigForCurrentUser(ctypes.byref(config)):
            raise OSError("WinHttpGetIEProxyConfigForCurrentUser")
        settings = ProxySettings(bool(config.proxy), bool(config.script))
        for text in filter(None, (config.script, config.proxy, config.bypass)):
            self._library("kernel32").GlobalFree(ctypes.c_void_p(text))
        return settings

    def system_version(self) -> bytes:
        """Return an OSVERSIONINFOW."""
        return HardwareApi(self._library).version()


def _check(code: int, call: str) -> None:
    if code:
        raise OSError(code, call)
