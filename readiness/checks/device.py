"""The computer as a whole: its kind, its age as an estimate, and hints at a virtual machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from readiness.analysis.processor_name import parse_processor_name
from readiness.analysis.processor_release import on_sale_since
from readiness.checks.base import Check, Lane, Machine, Session, measured_number, now, observed_value, read
from readiness.checks.ports import ARCHITECTURES, KINDS
from readiness.domain.facts import EVERY_SYSTEM, FactDef, Kind, Measured, Observed, Reading, Reason, System, Unmeasured
from readiness.domain.message import message

OLDEST: Final = date(2001, 1, 1)
"""Clocks that were never set write earlier dates into firmware than any computer in use has."""

_KIND: Final = "device.kind"
_AGE: Final = "device.age_years"
_ARCHITECTURE: Final = "device.architecture"
_VIRTUAL: Final = "device.virtual_machine"
_DAYS_A_YEAR: Final = 365.25


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield the hint at a virtual machine first: in one, firmware and case are made up."""
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
    return read(machine.device.firmware_date, lambda seen: _estimate(seen, _oldest_possible(machine)))


def _oldest_possible(machine: Machine) -> Observed[date] | Unmeasured:
    """Return the day before which this processor, and so the computer, cannot have been bought."""
    brand = read(machine.hardware.processor_brand, lambda seen: observed_value(seen, message("method.processor_name")))
    if isinstance(brand, Unmeasured):
        return brand
    name = parse_processor_name(str(brand.value))
    family, generation = name.family, name.generation
    since = on_sale_since(family, generation) if isinstance(family, str) and isinstance(generation, int) else None
    if since is None:
        return Unmeasured(Reason.UNSUPPORTED, message("unmeasured.device_age", name=str(brand.value)))
    return Observed(since, str(brand.value))


def _estimate(firmware: Observed[date], oldest: Observed[date] | Unmeasured) -> Reading:
    """Return the middle between the firmware's age, which updates make younger, and the processor's."""
    today = now().date()
    if not OLDEST <= firmware.value <= today:
        detail = message("unmeasured.hardware_implausible", value=str(firmware.value), source=firmware.source)
        return Unmeasured(Reason.IMPLAUSIBLE, detail)
    if isinstance(oldest, Unmeasured):
        return oldest
    youngest_age = (today - firmware.value).days / _DAYS_A_YEAR
    oldest_age = max(youngest_age, (today - oldest.value).days / _DAYS_A_YEAR)
    return measured_number(
        (youngest_age + oldest_age) / 2,
        None,
        message("method.device_age"),
        [("source", firmware.source), ("brand", oldest.source), ("on sale since", f"{oldest.value:%Y-%m}")],
        spread=(oldest_age - youngest_age) / 2,
    )


CHECK: Final = Check(
    id="device",
    facts=(
        FactDef(_KIND, Kind.CHOICE, choices=KINDS),
        # A Mac's firmware carries no date.
        FactDef(_AGE, Kind.NUMBER, systems=EVERY_SYSTEM - {System.MACOS}),
        FactDef(_ARCHITECTURE, Kind.CHOICE, choices=ARCHITECTURES),
        FactDef(_VIRTUAL, Kind.YES_NO),
    ),
    lane=Lane.HARDWARE,
    deadline=20.0,
    measure=measure,
)
