"""The processor: vendor, family, generation, cores, threads and clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from readiness.analysis.computer.processor_name import FAMILIES, VENDORS, Gap, parse_processor_name
from readiness.checks.base import (
    Check,
    HardwarePort,
    Lane,
    Machine,
    Scale,
    Session,
    now,
    number_in,
    observed_number,
    read,
)
from readiness.domain.facts import FactDef, Kind, Measured, Observed, Reading, Reason, Unavailable, Unmeasured, Value
from readiness.domain.freshness import Freshness
from readiness.domain.message import message

CORES: Final = Scale(1, 512)
"""Two sockets with the largest server processors; nobody works at home on more."""

THREADS: Final = Scale(1, 2048)
"""Four threads for each of those cores."""

CLOCK: Final = Scale(0.2, 6.3, "GHz", 1e9)
"""GHz. The fastest processor sold reaches 6.2; a Linux driver has claimed 6.8 for a laptop."""

_VENDOR: Final = "processor.vendor"
_FAMILY: Final = "processor.family"
_GENERATION: Final = "processor.generation"
_MODEL: Final = "processor.model"
_CORES: Final = "processor.cores"
_THREADS: Final = "processor.threads"
_CLOCK: Final = "processor.clock"
_NAMED: Final = (_VENDOR, _FAMILY, _GENERATION, _MODEL)

_WHY_NOT: Final[Mapping[Gap, tuple[Reason, str]]] = {
    Gap.UNKNOWN: (Reason.UNSUPPORTED, "unmeasured.processor_name_unknown"),
    Gap.NOT_IN_NAME: (Reason.UNSUPPORTED, "unmeasured.processor_not_in_name"),
    Gap.SAMPLE: (Reason.UNSUPPORTED, "unmeasured.processor_sample"),
    Gap.VIRTUAL: (Reason.UNSUPPORTED, "unmeasured.processor_virtual"),
    Gap.CONTRADICTION: (Reason.IMPLAUSIBLE, "unmeasured.processor_contradiction"),
}


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield the parts of the name, then the figures."""
    yield from _names(machine.hardware)
    yield from _counts(machine.hardware)
    clock = message("method.processor_clock_driver")
    yield _CLOCK, read(machine.hardware.highest_clock_hz, lambda seen: observed_number(seen, CLOCK, clock))


def _names(hardware: HardwarePort) -> Iterator[tuple[str, Reading]]:
    try:
        brand = hardware.processor_brand()
    except Unavailable as refusal:
        yield from ((fact, refusal.unmeasured) for fact in _NAMED)
        return
    # What the name does not say is unmeasured part by part: an unknown generation leaves the vendor standing.
    name = parse_processor_name(brand.value)
    for fact, part in zip(_NAMED, (name.vendor, name.family, name.generation, name.model), strict=True):
        yield fact, _part(part, brand)


def _part(part: str | int | Gap, brand: Observed[str]) -> Reading:
    if isinstance(part, Gap):
        reason, detail = _WHY_NOT[part]
        return Unmeasured(reason, message(detail, name=brand.value))
    value: Value = part if isinstance(part, str) else float(part)
    evidence = {"brand": brand.value, "source": brand.source}
    return Measured(value, method=message("method.processor_name"), at=now(), evidence=evidence)


def _counts(hardware: HardwarePort) -> Iterator[tuple[str, Reading]]:
    """Yield the numbers of cores and threads; fewer threads than cores are not believed."""
    method = message("method.processor_counted")
    cores = read(hardware.physical_cores, lambda seen: observed_number(seen, CORES, method))
    threads = read(hardware.logical_cores, lambda seen: observed_number(seen, THREADS, method))
    counted, at_once = number_in(cores), number_in(threads)
    if counted and at_once and counted > at_once:
        doubt = message("unmeasured.processor_cores_threads", cores=counted, threads=at_once)
        cores = threads = Unmeasured(Reason.IMPLAUSIBLE, doubt)
    yield _CORES, cores
    yield _THREADS, threads


CHECK: Final = Check(
    id="processor",
    facts=(
        FactDef(_VENDOR, Kind.CHOICE, choices=VENDORS, freshness=Freshness.RUN),
        FactDef(_FAMILY, Kind.CHOICE, choices=FAMILIES, freshness=Freshness.RUN),
        FactDef(_GENERATION, Kind.NUMBER, freshness=Freshness.RUN),
        FactDef(_MODEL, Kind.TEXT, freshness=Freshness.RUN),
        FactDef(_CORES, Kind.NUMBER, freshness=Freshness.RUN),
        FactDef(_THREADS, Kind.NUMBER, freshness=Freshness.RUN),
        FactDef(_CLOCK, Kind.NUMBER, "GHz", freshness=Freshness.RUN),
    ),
    lane=Lane.HARDWARE,
    deadline=10.0,
    measure=measure,
)
