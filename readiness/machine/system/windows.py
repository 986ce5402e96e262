"""Windows: its edition, mode and licence, and what Windows Update has found, by documented calls.

* GetProductInfo (sysinfoapi.h), whose page lists the editions
* Windows.System.Profile.WindowsIntegrityPolicy.IsEnabled: S mode
* SLIsGenuineLocal (slpublic.h)
* Windows Update Agent (wuapi.h): ISystemInformation, IUpdateSearcher, IAutomaticUpdatesResults
"""

from __future__ import annotations

from typing import Final

from readiness.analysis.computer.os_support import SystemRelease
from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.hardware.windows import WINDOWS_11_BUILD, WindowsHardware
from readiness.machine.sources.windows_answers import answer_of
from readiness.machine.system.answers import none_waiting, updates_unknown
from readiness.machine.system.windows_api import SystemApi

# "N" editions lack the media player, "K" and "single language" ones are sold in some countries: the same edition.
_EDITIONS: Final = {
    "home": (0x62, 0x63, 0x64, 0x65, 0x02, 0x03, 0x05, 0x1A),
    "pro": (0x30, 0x31, 0x67, 0x8A, 0x8B),
    "pro workstation": (0xA1, 0xA2),
    "pro education": (0xA4, 0xA5),
    "education": (0x79, 0x7A),
    "enterprise": (0x04, 0x1B, 0x46, 0x48, 0x54, 0x8C, 0x8D, 0xAF),
    "enterprise ltsc": (0x7D, 0x7E, 0x81, 0x82),
    "iot": (0x7B, 0x83, 0xBC),
    "iot ltsc": (0xBF, 0xCD),
    "se": (0xB7, 0xBA),
    "s": (0xB2, 0xB3),
}
_EDITION_BY_NUMBER: Final = {number: name for name, numbers in _EDITIONS.items() for number in numbers}
# How Microsoft groups them for support.
_CLASSES: Final = {
    "education": "business",
    "enterprise": "business",
    "iot": "business",
    "enterprise ltsc": "ltsc",
    "iot ltsc": "iot ltsc",
}
_GENUINE: Final = {0: True, 1: False, 2: False}


class WindowsSystem:
    """A Windows system."""

    def __init__(self, calls: SystemApi | None = None, hardware: WindowsHardware | None = None) -> None:
        self._calls = calls or SystemApi()
        self._hardware = hardware or WindowsHardware()

    def name(self) -> Observed[str]:
        """Return the name people know the version by."""
        version = self._version()
        known = {(6, 1): "Windows 7", (6, 2): "Windows 8", (6, 3): "Windows 8.1", (10, 0): "Windows 10"}
        newest = version >= (10, 0, WINDOWS_11_BUILD)
        return Observed("Windows 11" if newest else known.get(version[:2], "Windows"), "RtlGetVersion")

    def edition(self) -> Observed[str]:
        """Return the edition."""
        missing = message("unmeasured.os_edition")
        product = answer_of(self._calls.product, missing)
        edition = _EDITION_BY_NUMBER.get(product)
        if edition is None:
            raise Unavailable(Reason.UNSUPPORTED, missing)
        return Observed(edition, f"GetProductInfo: {product:#x}")

    def s_mode(self) -> Observed[bool]:
        """Return whether only programs from the store may run."""
        return Observed(
            answer_of(self._calls.integrity_policy, message("unmeasured.os_mode")), "WindowsIntegrityPolicy"
        )

    def genuine(self) -> Observed[bool]:
        """Return whether the licence is valid, as Windows itself knows it."""
        missing = message("unmeasured.os_licence")
        state = answer_of(self._calls.genuine_state, missing)
        if state not in _GENUINE:
            raise Unavailable(Reason.UNSUPPORTED, missing)
        return Observed(_GENUINE[state], f"SLIsGenuineLocal: {state}")

    def release(self) -> Observed[SystemRelease]:
        """Return the build and the class of the edition; without the edition there is no date that holds."""
        edition = self.edition()
        build = str(self._version()[2])
        released = SystemRelease("windows", build, _CLASSES.get(edition.value, ""))
        return Observed(released, f"RtlGetVersion: {build}, {edition.source}")

    def updates_waiting(self) -> Observed[bool]:
        """Return whether updates wait to be installed, or for a restart."""
        try:
            if self._calls.restart_required():
                return Observed(value=True, source="Windows Update: RebootRequired")
            found = self._calls.updates_found()
            if found:
                return Observed(value=True, source=f"Windows Update: {found}")
            return none_waiting(self._calls.searched(), "Windows Update")
        except (OSError, AttributeError) as refusal:
            raise updates_unknown() from refusal

    def _version(self) -> tuple[int, int, int]:
        major, minor, build = (int(part) for part in self._hardware.system_version().value.split("."))
        return major, minor, build
