"""Protection: firewall, antivirus program and drive encryption."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.base import Check, Lane, Machine, Session, observed_value, read
from readiness.domain.facts import FactDef, Kind, Reading, System
from readiness.domain.freshness import Freshness
from readiness.domain.message import message

_FIREWALL: Final = "security.firewall"
_ANTIVIRUS: Final = "security.antivirus"
_ENCRYPTION: Final = "security.disk_encryption"


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield each as the system tells it."""
    security, method = machine.security, message("method.system")
    for fact, port in (
        (_FIREWALL, security.firewall),
        (_ANTIVIRUS, security.antivirus),
        (_ENCRYPTION, security.disk_encryption),
    ):
        yield fact, read(port, lambda seen: observed_value(seen, method))


CHECK: Final = Check(
    id="security",
    facts=(
        FactDef(_FIREWALL, Kind.YES_NO),
        # Other systems keep no account of such programs.
        FactDef(_ANTIVIRUS, Kind.YES_NO, systems=frozenset({System.WINDOWS})),
        FactDef(_ENCRYPTION, Kind.YES_NO, freshness=Freshness.DAY),
    ),
    lane=Lane.HARDWARE,
    deadline=20.0,
    measure=measure,
)
