"""Updates: whether some wait to be installed, or for a restart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.base import Check, Lane, Machine, Session, Stage, observed_value, read
from readiness.domain.facts import FactDef, Kind, Reading
from readiness.domain.freshness import Freshness
from readiness.domain.message import Message, message

_PENDING: Final = "os.updates_pending"


def measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield it; some systems take long to answer."""
    session.show(Stage(Message("updates.looking")))
    method = message("method.updates")
    yield _PENDING, read(machine.system.updates_waiting, lambda seen: observed_value(seen, method))


CHECK: Final = Check(
    id="updates",
    facts=(FactDef(_PENDING, Kind.YES_NO, freshness=Freshness.DAY),),
    lane=Lane.HARDWARE,
    deadline=60.0,
    measure=measure,
)
