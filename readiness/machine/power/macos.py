"""macOS: ``pmset -g batt`` (pmset(1)): the source of power on its first line, then one line per battery."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.power.answers import no_battery
from readiness.machine.sources.programs import Ask, ask_program

_COMMAND: Final = ("/usr/bin/pmset", "-g", "batt")
_SOURCE: Final = "pmset -g batt"
_SECONDS: Final = 5.0
_DRAWING: Final = re.compile(r"drawing from '(?P<source>[^']+)'")
_BATTERY: Final = re.compile(r"^\s*-InternalBattery-\d+.*?(?P<percent>\d{1,3})%", re.MULTILINE)
_WHERE: Final = {"AC Power": True, "Battery Power": False, "UPS Power": False}


@dataclass(frozen=True, slots=True)
class Supply:
    """What pmset says: is it the mains (None: not said), and the charge of each battery."""

    on_mains: bool | None
    percents: tuple[float, ...]


def parse_batteries(text: str) -> Supply | None:
    """Return what ``pmset -g batt`` says, None for anything else."""
    drawing = _DRAWING.search(text)
    if drawing is None:
        return None
    percents = tuple(float(found["percent"]) for found in _BATTERY.finditer(text))
    return Supply(_WHERE.get(drawing["source"]), percents)


class MacosPower:
    """The power supply of a Mac."""

    def __init__(self, ask: Ask = ask_program) -> None:
        self._ask = ask

    def on_mains(self) -> Observed[bool]:
        """Return whether the Mac draws from the mains; from a UPS means that the mains are gone."""
        on_mains = self._supply().on_mains
        if on_mains is None:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.power_unknown"))
        return Observed(on_mains, _SOURCE)

    def battery_present(self) -> Observed[bool]:
        """Return whether the Mac has a battery of its own; one of a UPS is not."""
        return Observed(bool(self._supply().percents), _SOURCE)

    def battery_percent(self) -> Observed[float]:
        """Return the charge."""
        percents = self._supply().percents
        if not percents:
            raise no_battery()
        return Observed(sum(percents) / len(percents), _SOURCE)

    def _supply(self) -> Supply:
        told = self._ask(_COMMAND, _SECONDS)
        supply = parse_batteries(told.text) if told else None
        if supply is None:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.power_unknown"))
        return supply
