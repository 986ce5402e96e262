"""The operating system: its family and version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.base import Check, Lane, Machine, Session, now, read
from readiness.domain.facts import SYSTEM_FACT, FactDef, Kind, Measured, Observed, Reading, Reason, System, Unmeasured
from readiness.domain.message import message

_LONGEST_VERSION: Final = 5
"""The greatest number of parts in a version; Windows with its revision has four."""

_LARGEST_PART: Final = 99_999_999
"""The largest number in a version; some distributions use dates."""

_VERSION: Final = "os.version"


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield the family, then the version."""
    yield SYSTEM_FACT, read(machine.hardware.system, lambda seen: _said(str(seen.value), seen.source))
    yield _VERSION, read(machine.hardware.system_version, _version)


def _version(seen: Observed[str]) -> Reading:
    # Empty parts and words would compare as something they are not.
    parts = seen.value.split(".")
    if len(parts) > _LONGEST_VERSION or not all(part.isdecimal() and int(part) <= _LARGEST_PART for part in parts):
        detail = message("unmeasured.hardware_implausible", value=seen.value, source=seen.source)
        return Unmeasured(Reason.IMPLAUSIBLE, detail)
    return _said(seen.value, seen.source)


def _said(value: str, source: str) -> Measured:
    return Measured(value, method=message("method.system"), at=now(), evidence={"source": source})


CHECK: Final = Check(
    id="system",
    facts=(
        FactDef(SYSTEM_FACT, Kind.CHOICE, choices=tuple(system.value for system in System)),
        FactDef(_VERSION, Kind.VERSION),
    ),
    lane=Lane.HARDWARE,
    deadline=5.0,
    measure=measure,
)
