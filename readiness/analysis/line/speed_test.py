"""The vocabulary of a speed test: what to measure, its events, and the readings that result.

Nothing here uses the network: a plan says what to measure, ``readiness.machine.speed`` carries it out and reports
events, and the events become readings here.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias

from readiness.analysis.line.throughput import Estimate
from readiness.domain.facts import Bound, Measured, Reading, Unmeasured
from readiness.domain.message import Message
from readiness.domain.reference import Statistic

DOWNLOAD: Final = "network.download"
UPLOAD: Final = "network.upload"
LATENCY: Final = "network.latency"
LATENCY_LOADED_DOWN: Final = "network.latency_loaded_down"
LATENCY_LOADED_UP: Final = "network.latency_loaded_up"
JITTER: Final = "network.jitter"
LOSS: Final = "network.loss"
CALL_QUALITY: Final = "network.call_quality"
SPEED_FACTS: Final = (
    LATENCY,
    DOWNLOAD,
    UPLOAD,
    LATENCY_LOADED_DOWN,
    LATENCY_LOADED_UP,
    JITTER,
    LOSS,
    CALL_QUALITY,
)
"""Every fact of a speed test, in the order in which they become known."""

# ------------------------------------------------------------------ the plan


class Form(StrEnum):
    """How thorough a speed test is."""

    QUICK = "quick"  # the questions, and nothing that they do not need
    FULL = "full"  # the questions first, then a figure for every fact, loss to its bound
    THOROUGH = "thorough"  # at least 8 s a direction, again and again: what a line holds, not what it lends


class Relation(StrEnum):
    """How a value has to relate to a limit."""

    AT_LEAST = ">="
    MORE = ">"
    AT_MOST = "<="
    LESS = "<"

    def holds(self, value: float, limit: float) -> bool:
        """Return whether a value meets the limit."""
        return (value > limit if self.wants_more else value < limit) or (value == limit and "=" in self)

    @property
    def wants_more(self) -> bool:
        """Whether larger values are better."""
        return self in {Relation.AT_LEAST, Relation.MORE}


@dataclass(frozen=True, slots=True)
class SpeedQuestion:
    """The question whether a fact meets a limit, which is in the fact's own unit."""

    fact: str
    relation: Relation
    limit: float


@dataclass(frozen=True, slots=True)
class SeriesLimit:
    """A limit on a statistic of a series of round trips, in ms. It is decided by the judge, not by the speed test."""

    fact: str
    statistic: Statistic
    relation: Relation
    limit: float


class Verdict(StrEnum):
    """The answer to a question: proven, disproven, or undecided with the time and data allowed."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class SpeedPlan:
    """What to measure, against which servers, and at what cost.

    Attributes:
        servers: base addresses of servers of the program's own or of LibreSpeed's kind; empty for public servers.
        echoes: UDP echo servers ("udp://voice.example.com:7").
        stun: STUN servers, with a port unless it is the usual one.
        max_megabytes: the data that all directions together may use, None for the engine's own limit.
        seconds: the longest time for one direction once data flows, except in a thorough test.
        series: limits on statistics, none of which must be missed because of a single hold-up of the line.
        consented: the kinds of servers that are used only with the person's consent.
    """

    facts: frozenset[str] = frozenset(SPEED_FACTS)
    servers: tuple[str, ...] = ()
    max_megabytes: float | None = None
    seconds: float = 6.0
    form: Form = Form.FULL
    questions: tuple[SpeedQuestion, ...] = ()
    series: tuple[SeriesLimit, ...] = ()
    echoes: tuple[str, ...] = ()
    stun: tuple[str, ...] = ()
    consented: frozenset[str] = frozenset()


class Phase(StrEnum):
    """What a speed test is doing."""

    SERVER = "server"
    LATENCY = "latency"
    DOWNLOAD = "download"
    UPLOAD = "upload"
    LOSS = "loss"


# ------------------------------------------------------------------ what happens


@dataclass(frozen=True, slots=True)
class PhaseStarted:
    """A phase begins; the rest of the test is expected to take ``seconds``."""

    phase: Phase
    seconds: float


@dataclass(frozen=True, slots=True)
class ServerChosen:
    """This server is measured from now on. ``kind`` is its protocol, as in a report."""

    server: str
    kind: str


@dataclass(frozen=True, slots=True)
class RatePoint:
    """The present rate of ``fact``, ``seconds`` after its first byte."""

    fact: str
    seconds: float
    mbit_per_second: float


@dataclass(frozen=True, slots=True)
class Source:
    """The origin of figures: server, time, and cost.

    ``remarks`` are further observations, as pairs for the report's evidence.
    """

    server: str
    at: datetime
    seconds: float
    megabytes: float
    remarks: tuple[tuple[str, str], ...] = ()

    @property
    def evidence(self) -> dict[str, str]:
        """Everything as text, for a reading."""
        cost = {"server": self.server, "seconds": f"{self.seconds:.2f}", "megabytes": f"{self.megabytes:.3f}"}
        return {**cost, **dict(self.remarks)}


@dataclass(frozen=True, slots=True)
class RateFound:
    """A direction was measured; ``method`` says what was counted, ``bound`` whether the line was full."""

    fact: str
    estimate: Estimate
    method: Message
    source: Source
    bound: Bound = Bound.EXACT


@dataclass(frozen=True, slots=True)
class Found:
    """A fact was measured, with this reading."""

    fact: str
    reading: Measured


@dataclass(frozen=True, slots=True)
class Decided:
    """A question was answered.

    ``confidence`` is between 0 and 1: how certain the answer is, or for UNSURE how far the evidence got. ``seconds``
    and ``megabytes`` are the cost of the answer; ``method`` says how it was found.
    """

    question: SpeedQuestion
    verdict: Verdict
    confidence: float
    seconds: float
    megabytes: float
    server: str
    method: Message


@dataclass(frozen=True, slots=True)
class NotFound:
    """A fact could not be measured."""

    fact: str
    why: Unmeasured


SpeedEvent: TypeAlias = PhaseStarted | ServerChosen | RatePoint | RateFound | Found | Decided | NotFound

# ------------------------------------------------------------------ events -> readings


def readings_of(events: Iterable[SpeedEvent]) -> dict[str, Reading]:
    """Return the reading of every fact that the events settle."""
    return {fact: reading for event in events for fact, reading in readings_in(event)}


def readings_in(event: SpeedEvent) -> tuple[tuple[str, Reading], ...]:
    """Return the readings settled by one event; empty for mere progress."""
    match event:
        case RateFound():
            return ((event.fact, _rate(event)),)
        case Found():
            return ((event.fact, event.reading),)
        case NotFound():
            return ((event.fact, event.why),)
        case _:
            return ()


def _rate(found: RateFound) -> Measured:
    estimate = found.estimate
    return Measured(
        round(estimate.mbit_per_second, 3),
        "Mbit/s",
        found.method,
        samples=estimate.bins,
        spread=round(estimate.half_width, 3),
        at=found.source.at,
        evidence=found.source.evidence,
        bound=found.bound,
    )


def statistics_of(values: Sequence[float]) -> dict[Statistic, float]:
    """Return median, 95th percentile and largest value of a series.

    The 95th percentile is the nearest rank, which is an observed value; of fewer than 20 values it is the largest.
    """
    ranked = sorted(values)
    found = {
        Statistic.MEDIAN: statistics.median(ranked),
        Statistic.P95: ranked[math.ceil(0.95 * len(ranked)) - 1],
        Statistic.WORST: ranked[-1],
    }
    return {name: round(value, 3) for name, value in found.items()}
