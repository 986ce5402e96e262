"""The computer as a whole: its kind, its estimated age, and hints at a virtual machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, TypeVar

from readiness.analysis.computer.processor_name import parse_processor_name
from readiness.analysis.computer.processor_release import on_sale_since
from readiness.checks.base import Check, Lane, Machine, Session, measured_number, now, observed_value, read
from readiness.checks.ports import ARCHITECTURES, KINDS
from readiness.domain.facts import Bound, FactDef, Kind, Measured, Observed, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.freshness import Freshness
from readiness.domain.message import message

T = TypeVar("T")

OLDEST: Final = date(2001, 1, 1)
"""Earlier firmware dates come from clocks that were never set; no computer in use is as old."""

_KIND: Final = "device.kind"
_AGE: Final = "device.age_years"
_ARCHITECTURE: Final = "device.architecture"
_VIRTUAL: Final = "device.virtual_machine"
_DAYS_A_YEAR: Final = 365.25


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield the hint at a virtual machine first: in one, firmware and chassis are fictitious."""
    device = machine.device
    virtual = read(device.virtual_machine, lambda seen: observed_value(seen, message("method.device_hints")))
    made_up = isinstance(virtual, Measured) and virtual.value is True
    yield _VIRTUAL, virtual
    yield _ARCHITECTURE, read(device.architecture, lambda seen: observed_value(seen, message("method.system")))
    kind = read(device.kind, lambda seen: observed_value(seen, message("method.device_kind")))
    yield _KIND, _unless_made_up(kind, made_up=made_up)
    yield _AGE, _unless_made_up(_age(machine), made_up=made_up)


def _unless_made_up(reading: Reading, *, made_up: bool) -> Reading:
    # ChromeOS runs this program in a virtual machine of its own, and says so.
    if made_up and not (isinstance(reading, Measured) and reading.value == "chromebook"):
        return Unmeasured(Reason.UNSUPPORTED, message("unmeasured.device_made_up"))
    return reading


def _age(machine: Machine) -> Reading:
    """Return the age; if only one bound is known, a one-sided reading."""
    firmware = _asked(machine.device.firmware_date)
    on_sale = _on_sale(machine)
    today = now().date()
    if isinstance(firmware, Unmeasured):
        return firmware if isinstance(on_sale, Unmeasured) else _bounded(today, None, on_sale)
    if not OLDEST <= firmware.value <= today:
        detail = message("unmeasured.hardware_implausible", value=str(firmware.value), source=firmware.source)
        return Unmeasured(Reason.IMPLAUSIBLE, detail)
    return _bounded(today, firmware, None if isinstance(on_sale, Unmeasured) else on_sale)


def _asked(port: Callable[[], Observed[T]]) -> Observed[T] | Unmeasured:
    try:
        return port()
    except Unavailable as refusal:
        return refusal.unmeasured


def _on_sale(machine: Machine) -> Observed[date] | Unmeasured:
    """Return the day before which this processor, and so the computer, cannot have been bought."""
    brand = _asked(machine.hardware.processor_brand)
    if isinstance(brand, Unmeasured):
        return brand
    name = parse_processor_name(brand.value)
    family, generation = name.family, name.generation
    since = on_sale_since(family, generation) if isinstance(family, str) and isinstance(generation, int) else None
    if since is None:
        return Unmeasured(Reason.UNSUPPORTED, message("unmeasured.device_age", name=brand.value))
    return Observed(since, f"{brand.value}: {since:%Y-%m}")


def _bounded(today: date, firmware: Observed[date] | None, on_sale: Observed[date] | None) -> Measured:
    """Return the mean of the firmware's age, which updates reduce, and of the time since the processor's launch."""
    least = _years(firmware.value, today) if firmware else None
    most = _years(on_sale.value, today) if on_sale else None
    evidence = {"firmware": firmware.source if firmware else "", "on sale since": on_sale.source if on_sale else ""}
    seen = {name: source for name, source in evidence.items() if source}
    if least is None or most is None:
        bound = Bound.AT_MOST if least is None else Bound.AT_LEAST
        return Measured(least or most or 0.0, method=message("method.device_age"), at=now(), evidence=seen, bound=bound)
    most = max(least, most)
    return measured_number(
        (least + most) / 2, None, message("method.device_age"), list(seen.items()), spread=(most - least) / 2
    )


def _years(day: date, today: date) -> float:
    return (today - day).days / _DAYS_A_YEAR


CHECK: Final = Check(
    id="device",
    facts=(
        FactDef(_KIND, Kind.CHOICE, choices=KINDS, freshness=Freshness.RUN),
        FactDef(_AGE, Kind.NUMBER, freshness=Freshness.RUN),
        FactDef(_ARCHITECTURE, Kind.CHOICE, choices=ARCHITECTURES, freshness=Freshness.RUN),
        FactDef(_VIRTUAL, Kind.YES_NO, freshness=Freshness.RUN),
    ),
    lane=Lane.HARDWARE,
    deadline=20.0,
    measure=measure,
)
