"""The load: how busy the processor is with other programs, and how much memory they leave.

In the network's lane and before its test, which would be measured along with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.base import Check, Lane, Machine, Scale, Session, Stage, observed_number, read
from readiness.domain.facts import FactDef, Kind, Reading
from readiness.domain.message import Message, message

SECONDS: Final = 2.0
"""Long enough that one program's start is not taken for the rule."""

LOAD: Final = Scale(0, 100, "%")
AVAILABLE: Final = Scale(0, 4096, "GiB", 2**30)

_LOAD: Final = "processor.load"
_AVAILABLE: Final = "memory.available"


def measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield the memory, then the load, which takes its time."""
    load = machine.load
    system = message("method.memory_system")
    yield _AVAILABLE, read(load.memory_available_bytes, lambda seen: observed_number(seen, AVAILABLE, system))
    session.show(Stage(Message("load.watching"), SECONDS))
    yield (
        _LOAD,
        read(
            lambda: load.processor_percent(SECONDS, session.cancel),
            lambda seen: observed_number(seen, LOAD, message("method.processor_load")),
        ),
    )


CHECK: Final = Check(
    id="load",
    facts=(FactDef(_LOAD, Kind.NUMBER, "%"), FactDef(_AVAILABLE, Kind.NUMBER, "GiB")),
    lane=Lane.NETWORK,
    deadline=10.0,
    measure=measure,
)
