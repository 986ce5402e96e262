"""Windows: GetSystemPowerStatus (winbase.h), whose SYSTEM_POWER_STATUS begins with three bytes.

ACLineStatus 0 offline, 1 online, 255 unknown; BatteryFlag 128 "no system battery", 255 unknown;
BatteryLifePercent 0 to 100, 255 unknown.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.power.answers import no_battery
from readiness.machine.sources.windows_answers import answer_of
from readiness.machine.sources.windows_library import windows_library

STATUS_SIZE: Final = 12
_SOURCE: Final = "GetSystemPowerStatus"
_UNKNOWN: Final = 255
_NO_BATTERY: Final = 128
_WHOLE: Final = 100


def read_status(library: Callable[[str], Any] = windows_library) -> bytes:
    """Return a SYSTEM_POWER_STATUS. Raises OSError when Windows refuses."""
    buffer = ctypes.create_string_buffer(STATUS_SIZE)
    if not library("kernel32").GetSystemPowerStatus(buffer):
        raise OSError(_SOURCE)
    return buffer.raw


@dataclass(frozen=True, slots=True)
class Status:
    """What Windows says of its power; None where it does not know."""

    on_mains: bool | None
    battery: bool | None
    percent: float | None


def parse_status(status: bytes) -> Status:
    """Return what a SYSTEM_POWER_STATUS says."""
    line, flag, percent = (*status[:3], _UNKNOWN, _UNKNOWN, _UNKNOWN)[:3]
    return Status(
        on_mains={0: False, 1: True}.get(line),
        battery=None if flag == _UNKNOWN else not flag & _NO_BATTERY,
        percent=float(percent) if percent <= _WHOLE else None,
    )


class WindowsPower:
    """The power supply of a Windows system."""

    def __init__(self, status: Callable[[], bytes] = read_status) -> None:
        self._read = status

    def on_mains(self) -> Observed[bool]:
        """Return whether the computer is plugged in; one without a battery always is."""
        status = self._status()
        on_mains = True if status.battery is False else status.on_mains
        if on_mains is None:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.power_unknown"))
        return Observed(on_mains, f"{_SOURCE}: ACLineStatus")

    def battery_present(self) -> Observed[bool]:
        """Return whether the computer has a battery of its own."""
        battery = self._status().battery
        if battery is None:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.power_unknown"))
        return Observed(battery, f"{_SOURCE}: BatteryFlag")

    def battery_percent(self) -> Observed[float]:
        """Return the charge of all batteries together."""
        status = self._status()
        if status.battery is False:
            raise no_battery()
        if status.percent is None:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.power_level"))
        return Observed(status.percent, f"{_SOURCE}: BatteryLifePercent")

    def _status(self) -> Status:
        return parse_status(answer_of(self._read, message("unmeasured.power_unknown")))
