"""The internet connection: how much it carries each way, and how long a round trip takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.analysis.speed_test import (
    DOWNLOAD,
    JITTER,
    LATENCY,
    SPEED_FACTS,
    UPLOAD,
    Phase,
    PhaseStarted,
    RatePoint,
    SpeedEvent,
    SpeedPlan,
    readings_in,
)
from readiness.checks.base import Check, Lane, Machine, Rate, Session, Stage
from readiness.domain.facts import FactDef, Kind, Reading, Reason, Unmeasured
from readiness.domain.message import Message, message
from readiness.domain.profile import ServerKind

PLAUSIBLE: Final = {DOWNLOAD: (1e-3, 1e6), UPLOAD: (1e-3, 1e6), LATENCY: (1e-3, 1e4), JITTER: (0.0, 1e4)}
"""What a real line can be, in Mbit/s and ms; anything else is a mistake in measuring."""

_FULL_SECONDS = 4.5
_QUICK_SECONDS = 2.5
_STAGES: Final = {
    Phase.SERVER: Message("network.looking_for_server"),
    Phase.LATENCY: Message("network.measuring_round_trips"),
    Phase.DOWNLOAD: Message("network.measuring_download"),
    Phase.UPLOAD: Message("network.measuring_upload"),
}


def _measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
    for event in machine.speed.run(_plan(session), session.cancel):
        _show(event, session)
        for fact, reading in readings_in(event):
            if not _stopped(reading):
                yield fact, _plausible(fact, reading)


def _stopped(reading: Reading) -> bool:
    """Whether it says no more than that ``cancel`` was set; who set it, and why, the run knows better."""
    return isinstance(reading, Unmeasured) and reading.reason is Reason.CANCELLED


def _plan(session: Session) -> SpeedPlan:
    wishes = session.wishes
    return SpeedPlan(
        facts=frozenset(SPEED_FACTS) & wishes.facts,
        servers=tuple(server.url for server in wishes.network.servers if server.kind is ServerKind.HTTPS),
        max_megabytes=wishes.network.max_megabytes,
        seconds=_QUICK_SECONDS if wishes.quick else _FULL_SECONDS,
    )


def _show(event: SpeedEvent, session: Session) -> None:
    match event:
        case PhaseStarted():
            session.show(Stage(_STAGES[event.phase], event.seconds))
        case RatePoint():
            session.show(Rate(event.fact, event.seconds, event.mbit_per_second))


def _plausible(fact: str, reading: Reading) -> Reading:
    """Refuse what no line can be."""
    if isinstance(reading, Unmeasured):
        return reading
    least, most = PLAUSIBLE[fact]
    if isinstance(reading.value, float) and least <= reading.value <= most:
        return reading
    return Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.speed_implausible", value=str(reading.value)))


CHECK = Check(
    id="bandwidth",
    facts=(
        FactDef(DOWNLOAD, Kind.NUMBER, "Mbit/s"),
        FactDef(UPLOAD, Kind.NUMBER, "Mbit/s"),
        FactDef(LATENCY, Kind.NUMBER, "ms"),
        FactDef(JITTER, Kind.NUMBER, "ms"),
    ),
    lane=Lane.NETWORK,
    deadline=45.0,
    measure=_measure,
)
