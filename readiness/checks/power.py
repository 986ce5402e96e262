"""Power supply: mains or battery, and the charge of the battery."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.base import Check, Lane, Machine, Scale, Session, observed_number, observed_value, read
from readiness.domain.facts import FactDef, Kind, Observed, Reading
from readiness.domain.message import message

MAINS: Final = "mains"
BATTERY: Final = "battery"
LEVEL: Final = Scale(0, 100, "%")

_SOURCE: Final = "power.source"
_PRESENT: Final = "power.battery_present"
_LEVEL: Final = "power.battery_level"


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield the power source, whether there is a battery, and its charge."""
    method = message("method.system")
    power = machine.power
    yield _SOURCE, read(power.on_mains, lambda seen: observed_value(_named(seen), method))
    yield _PRESENT, read(power.battery_present, lambda seen: observed_value(seen, method))
    yield _LEVEL, read(power.battery_percent, lambda seen: observed_number(seen, LEVEL, method))


def _named(on_mains: Observed[bool]) -> Observed[str]:
    return Observed(MAINS if on_mains.value else BATTERY, on_mains.source)


CHECK: Final = Check(
    id="power",
    facts=(
        FactDef(_SOURCE, Kind.CHOICE, choices=(MAINS, BATTERY)),
        FactDef(_PRESENT, Kind.YES_NO),
        FactDef(_LEVEL, Kind.NUMBER, "%"),
    ),
    lane=Lane.HARDWARE,
    deadline=10.0,
    measure=measure,
)
