"""Running programs: only whether those named in a profile run. Nothing is stored about others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.base import Check, Lane, Machine, Session, now, read
from readiness.domain.facts import FactDef, Kind, Measured, Reading
from readiness.domain.message import message

_RUNNING: Final = "software.running"


def measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield those of the named programs that were found."""
    asked = session.wishes.words.get(_RUNNING, frozenset())
    yield (
        _RUNNING,
        read(
            lambda: machine.software.running(asked),
            lambda seen: Measured(
                seen.value,
                method=message("method.software_running"),
                at=now(),
                evidence={"source": seen.source},
                looked_for=asked,
            ),
        ),
    )


CHECK: Final = Check(
    id="running",
    facts=(FactDef(_RUNNING, Kind.SET),),
    lane=Lane.HARDWARE,
    deadline=10.0,
    measure=measure,
)
