"""The calls behind ``windows``: flat ones, one of the Windows Runtime, and those of Windows Update's objects.

* GetProductInfo (sysinfoapi.h), SLIsGenuineLocal (slpublic.h)
* RoInitialize, RoGetActivationFactory, RoUninitialize (roapi.h), WindowsCreateString, WindowsDeleteString (winstring.h)
* ISystemInformation, IUpdateSession, IUpdateSearcher, IAutomaticUpdatesResults (wuapi.h)
"""

from __future__ import annotations

import ctypes
import struct
from datetime import UTC, datetime, timedelta
from typing import Final

from readiness.machine.sources.windows_com import (
    ComObject,
    Library,
    after_length,
    com,
    counted_string,
    create,
    guid,
    succeeded,
)
from readiness.machine.sources.windows_library import windows_library

_MULTITHREADED: Final = 1
_POLICY: Final = "Windows.System.Profile.WindowsIntegrityPolicy"
_IID_POLICY_STATICS: Final = "7D1D81DB-8D63-4789-9EA5-DDCF65A94F3C"
_WINDOWS_SLID: Final = "55C92734-D682-4D71-983E-D6EC3F16059F"

_CLSID_SYSTEM_INFORMATION: Final = "C01B9BA0-BEA7-41BA-B604-D0A36F469133"
_IID_SYSTEM_INFORMATION: Final = "ADE87BF7-7B56-4275-8FAB-B9B0E591844B"
_CLSID_UPDATE_SESSION: Final = "4CB43D7F-7EEE-4906-8698-60DA1C38F2FE"
_IID_UPDATE_SESSION: Final = "816858A4-260D-4260-933A-2585F1ABC76B"
_CLSID_AUTOMATIC_UPDATES: Final = "BFE18E9C-6D87-4450-B37C-E02F0B373803"
_IID_AUTOMATIC_UPDATES_2: Final = "4A2F5C31-CFD9-410E-B7FB-29A653973A0F"

# Places in the tables of wuapi.h; the first seven are those of IUnknown and IDispatch.
_GET_REBOOT_REQUIRED: Final = 8
_CREATE_UPDATE_SEARCHER: Final = 12
_SEARCH: Final = 19
_PUT_ONLINE: Final = 21
_GET_UPDATES: Final = 9
_GET_COUNT: Final = 10
_GET_RESULTS: Final = 14
_GET_LAST_SEARCH_SUCCESS_DATE: Final = 7
# And in windows.system.profile.h; the first six are those of IInspectable.
_GET_IS_ENABLED: Final = 6

WAITING: Final = "IsInstalled=0 and IsHidden=0 and Type='Software'"
"""Updates of programs and system that are not installed and that nobody hid; drivers are optional."""

_VARIANT: Final = 24
_VT_DATE: Final = 7
_FIRST_DAY: Final = datetime(1899, 12, 30, tzinfo=UTC)


def parse_date(variant: bytes) -> datetime | None:
    """Return the date in a VARIANT, in UTC; None when it holds none."""
    kind, days = struct.unpack_from("<H6xd", variant.ljust(_VARIANT, b"\0"))
    try:
        return _FIRST_DAY + timedelta(days=days) if kind == _VT_DATE and days > 0 else None
    except (OverflowError, ValueError):
        return None


class SystemApi:
    """The calls. Each raises OSError when Windows refuses."""

    def __init__(self, library: Library = windows_library) -> None:
        self._library = library

    def product(self) -> int:
        """Return the product type of this edition; the version asked for is the highest there is."""
        product = ctypes.c_uint32(0)
        if not self._library("kernel32").GetProductInfo(10, 0, 0, 0, ctypes.byref(product)):
            raise OSError("GetProductInfo")
        return product.value

    def integrity_policy(self) -> bool:
        """Return WindowsIntegrityPolicy.IsEnabled."""
        runtime = self._library("combase")
        succeeded(runtime.RoInitialize(_MULTITHREADED), "RoInitialize")
        try:
            name, factory = ctypes.c_void_p(None), ctypes.c_void_p(None)
            made = runtime.WindowsCreateString(ctypes.c_wchar_p(_POLICY), len(_POLICY), ctypes.byref(name))
            succeeded(made, "WindowsCreateString")
            found = runtime.RoGetActivationFactory(name, guid(_IID_POLICY_STATICS), ctypes.byref(factory))
            runtime.WindowsDeleteString(name)
            succeeded(found, "RoGetActivationFactory")
            with ComObject(factory.value) as policy:
                return bool(policy.number(_GET_IS_ENABLED))
        finally:
            runtime.RoUninitialize()

    def genuine_state(self) -> int:
        """Return the SL_GENUINE_STATE of Windows itself."""
        state = ctypes.c_uint32(0)
        result = self._library("slwga").SLIsGenuineLocal(guid(_WINDOWS_SLID), ctypes.byref(state), None)
        succeeded(result, "SLIsGenuineLocal")
        return state.value

    def restart_required(self) -> bool:
        """Return ISystemInformation::RebootRequired."""
        with com(self._library) as ole, create(ole, _CLSID_SYSTEM_INFORMATION, _IID_SYSTEM_INFORMATION) as system:
            return bool(system.number(_GET_REBOOT_REQUIRED))

    def updates_found(self) -> int:
        """Search what Windows has on this computer; the network is not asked."""
        criteria = counted_string(WAITING)
        with (
            com(self._library) as ole,
            create(ole, _CLSID_UPDATE_SESSION, _IID_UPDATE_SESSION) as session,
            session.object(_CREATE_UPDATE_SEARCHER) as searcher,
        ):
            searcher.call(_PUT_ONLINE, 0)
            with searcher.object(_SEARCH, after_length(criteria)) as result, result.object(_GET_UPDATES) as updates:
                return updates.number(_GET_COUNT)

    def searched(self) -> datetime | None:
        """Return IAutomaticUpdatesResults::LastSearchSuccessDate."""
        variant = ctypes.create_string_buffer(_VARIANT)
        with (
            com(self._library) as ole,
            create(ole, _CLSID_AUTOMATIC_UPDATES, _IID_AUTOMATIC_UPDATES_2) as automatic,
            automatic.object(_GET_RESULTS) as results,
        ):
            results.call(_GET_LAST_SEARCH_SUCCESS_DATE, variant)
        return parse_date(variant.raw)
