"""A speed test that tells what it is told to tell."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from readiness.analysis.line.speed_test import (
    DOWNLOAD,
    SPEED_FACTS,
    RateFound,
    Relation,
    Source,
    SpeedEvent,
    SpeedPlan,
    SpeedQuestion,
)
from readiness.analysis.line.throughput import Estimate
from readiness.checks.base import Guidance, Progress, Wishes
from readiness.domain.message import message
from readiness.domain.profile import Clause, Condition, FactTest, Operator
from readiness.machine.speed import Speed
from tests.checks.fake_computer import FakeLink
from tests.fakes import NoMachine

SOURCE = Source("speed.example", datetime(2026, 11, 1, tzinfo=UTC), 2.5, 7.25)
METHOD = message("method.bytes_received", flows=4)
GOOD = Estimate(25.0, 0.5, 0.2, 30, 0.0)


@dataclass
class FakeSpeed:
    """Tells prepared events, and remembers what it was asked."""

    events: Iterable[SpeedEvent]
    plans: list[SpeedPlan] = field(default_factory=list)
    next_events: Callable[[], Iterable[SpeedEvent]] | None = None

    def run(self, plan: SpeedPlan, _cancel: threading.Event) -> Iterator[SpeedEvent]:
        self.plans.append(plan)
        yield from self.next_events() if self.next_events else self.events


class Online(NoMachine):
    """A machine of which only the connection may be looked at."""

    def __init__(self, speed: FakeSpeed | Speed, *, paid: bool | None = None) -> None:
        self._speed = speed
        self._link = FakeLink(paid=paid)

    @property
    def link(self) -> FakeLink:
        return self._link

    @property
    def speed(self) -> FakeSpeed | Speed:
        return self._speed


@dataclass
class Watched:
    """A session that keeps what it is shown."""

    wishes: Wishes = field(default_factory=lambda: Wishes(frozenset(SPEED_FACTS)))
    cancel: threading.Event = field(default_factory=threading.Event)
    shown: list[Progress] = field(default_factory=list)

    def show(self, progress: Progress) -> None:
        self.shown.append(progress)

    def ready(self, guidance: Guidance) -> bool:
        raise AssertionError(guidance)

    def ask(self, question: Guidance) -> str | None:
        raise AssertionError(question)


def limits(fact: str, unit: str, **clauses: float) -> FactTest:
    return FactTest(fact, unit, Condition(tuple(Clause(Operator(name), limit) for name, limit in clauses.items())))


AT_25 = limits(DOWNLOAD, "Mbit/s", min=25.0)
ASKED_25 = SpeedQuestion(DOWNLOAD, Relation.AT_LEAST, 25.0)


def download(rate: float, half_width: float = 0.1, megabytes: float = 5.0) -> RateFound:
    return RateFound(
        DOWNLOAD,
        replace(GOOD, mbit_per_second=rate, half_width=half_width),
        METHOD,
        replace(SOURCE, megabytes=megabytes),
    )
