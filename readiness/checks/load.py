"""The load: how busy other programs keep the processor, and how much memory they leave.

It runs in the network's lane before the network test, whose own load would be measured otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.base import Check, Lane, Machine, Scale, Session, Stage, observed_number, read
from readiness.domain.facts import FactDef, Kind, Reading
from readiness.domain.message import Message, message

SECONDS: Final = 2.0
"""Long enough for the start of a single program not to dominate."""

LOAD: Final = Scale(0, 100, "%")
AVAILABLE: Final = Scale(0, 4096, "GiB", 2**30)

_LOAD: Final = "processor.load"
_AVAILABLE: Final = "memory.available"


def measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield the free memory, then the processor load, which takes a while to measure."""
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
