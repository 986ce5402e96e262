"""The session: whether something hints that the person uses this computer remotely."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.base import Check, Lane, Machine, Session, observed_value, read
from readiness.domain.facts import FactDef, Kind, Reading
from readiness.domain.message import message

_REMOTE: Final = "system.remote_session"


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield whether there is such a hint."""
    method = message("method.session_hints")
    yield _REMOTE, read(machine.session.remote, lambda seen: observed_value(seen, method))


CHECK: Final = Check(
    id="session",
    facts=(FactDef(_REMOTE, Kind.YES_NO),),
    lane=Lane.HARDWARE,
    deadline=10.0,
    measure=measure,
)
