"""Carries out a speed plan, one phase after another, and tells what happens.

Everything runs in the thread that asks for the events; between two of them the line is
busy only while somebody asks for the next.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import UTC, datetime

from readiness.analysis.speed_test import (
    DOWNLOAD,
    JITTER,
    LATENCY,
    SPEED_FACTS,
    UPLOAD,
    NotFound,
    Phase,
    PhaseStarted,
    RateFound,
    RatePoint,
    RoundTripsFound,
    ServerChosen,
    Source,
    SpeedEvent,
    SpeedPlan,
)
from readiness.analysis.throughput import Estimate, Sample, good_enough, recent_rate, steady_rate
from readiness.domain.facts import Unavailable
from readiness.domain.message import Message, message
from readiness.machine.speed import faults
from readiness.machine.speed.address import proxy_for
from readiness.machine.speed.cloudflare import CLOUDFLARE, Cloudflare
from readiness.machine.speed.latency import FEWEST_ROUND_TRIPS, ROUND_TRIPS, round_trips
from readiness.machine.speed.librespeed import LibreSpeed
from readiness.machine.speed.ookla import Ookla
from readiness.machine.speed.reactor import Reactor, Stopped
from readiness.machine.speed.servers import Provider, Server
from readiness.machine.speed.transfer import Counted, Growth, Transfer

OWN_LIMIT_MEGABYTES = 1_000.0
"""What one direction may move when nobody says: 8 s of a gigabit line."""

_DOWNLOAD_SHARE = 0.75
_BETWEEN_PHASES = 0.25  # seconds for what is still under way to run dry
_POINT_SECONDS = 0.1
_POINT_SPAN = 0.3
_GOOD_FOR_A_BUDGET = 0.1  # half-width over rate that is still a figure when the data ran out
_EXPECTED = {Phase.SERVER: 1.0, Phase.LATENCY: 1.2, Phase.DOWNLOAD: 3.0, Phase.UPLOAD: 3.0}
_PHASE_OF = {LATENCY: Phase.LATENCY, JITTER: Phase.LATENCY, DOWNLOAD: Phase.DOWNLOAD, UPLOAD: Phase.UPLOAD}


def measure(plan: SpeedPlan, cancel: threading.Event) -> Iterator[SpeedEvent]:
    """Measure what the plan asks for. Every wanted fact is settled by exactly one event.

    When ``cancel`` is set, or the iterator is closed, every connection is reset at once
    and what is not settled yet is ``NotFound``.
    """
    with Reactor(cancel) as reactor:
        yield from _Measurement(plan, reactor).events()


class _Measurement:
    """One plan being carried out."""

    def __init__(self, plan: SpeedPlan, reactor: Reactor) -> None:
        self._plan, self._reactor = plan, reactor
        self._servers: list[Server] = []
        self._open = [fact for fact in SPEED_FACTS if fact in plan.facts]
        self._megabytes_left = math.inf if plan.max_megabytes is None else plan.max_megabytes

    def events(self) -> Iterator[SpeedEvent]:
        try:
            yield from self._phases()
        except Stopped:
            yield from self._give_up(faults.CANCELLED)

    def _phases(self) -> Iterator[SpeedEvent]:
        yield self._started(Phase.SERVER)
        try:
            self._servers = self._provider().find(self._reactor)
        except Unavailable as reason:
            yield from self._give_up(reason)
            return
        yield self._chosen()
        yield from self._try(tuple(fact for fact in (LATENCY, JITTER) if fact in self._open), self._round_trips)
        for fact in (DOWNLOAD, UPLOAD):
            yield from self._try((fact,) if fact in self._open else (), self._direction)

    def _provider(self) -> Provider:
        if self._plan.servers:
            return LibreSpeed(self._plan.servers)
        return Cloudflare() if CLOUDFLARE in self._plan.consented else Ookla()

    def _try(
        self, facts: tuple[str, ...], work: Callable[[tuple[str, ...]], Iterator[SpeedEvent]]
    ) -> Iterator[SpeedEvent]:
        """Do one phase; a server that fails gives way to the next, the last one fails the facts."""
        first: Unavailable | None = None
        while facts and facts[0] in self._open:
            self._reactor.pause(_BETWEEN_PHASES)
            yield self._started(_PHASE_OF[facts[0]])
            try:
                yield from work(facts)
                self._settle(facts)
            except Unavailable as reason:
                first = first or reason
                if len(self._servers) > 1 and self._megabytes_left > 0:
                    self._servers.pop(0)
                    yield self._chosen()
                else:
                    yield from self._give_up(first, facts)

    def _give_up(self, reason: Unavailable, facts: tuple[str, ...] | None = None) -> Iterator[SpeedEvent]:
        for fact in tuple(self._open) if facts is None else facts:
            self._settle((fact,))
            yield NotFound(fact, reason.unmeasured)

    def _settle(self, facts: tuple[str, ...]) -> None:
        self._open = [fact for fact in self._open if fact not in facts]

    def _started(self, phase: Phase) -> PhaseStarted:
        phases = {_PHASE_OF[fact] for fact in self._open} | {phase}
        return PhaseStarted(phase, sum(_EXPECTED[each] for each in phases))

    def _chosen(self) -> ServerChosen:
        return ServerChosen(self._server.name, self._server.kind)

    @property
    def _server(self) -> Server:
        return self._servers[0]

    # ---------------------------------------------------------------- the phases

    def _round_trips(self, facts: tuple[str, ...]) -> Iterator[SpeedEvent]:
        started = datetime.now(UTC)
        trips = round_trips(self._server.endpoint, self._reactor)
        if len(trips) < FEWEST_ROUND_TRIPS:
            raise faults.no_round_trips(self._server.name)
        seconds = (datetime.now(UTC) - started).total_seconds()
        lost = (("lost", f"{ROUND_TRIPS - len(trips)}/{ROUND_TRIPS}"),)
        source = self._source(seconds, 0.0, lost)
        yield RoundTripsFound(facts, tuple(1e3 * trip for trip in trips), source)

    def _direction(self, facts: tuple[str, ...]) -> Iterator[SpeedEvent]:
        fact = facts[0]
        share = _DOWNLOAD_SHARE if fact == DOWNLOAD and UPLOAD in self._open else 1.0
        budget = min(self._megabytes_left * share, OWN_LIMIT_MEGABYTES)
        with closing(Transfer(self._reactor, self._server, fact, budget)) as transfer:
            growth = Growth(transfer, self._server.round_trip)
            try:
                estimate = yield from self._until_enough(fact, transfer, growth)
            finally:
                self._megabytes_left -= transfer.megabytes
            method = _method(fact, growth.flows, transfer.counted())
            source = self._source(transfer.seconds, transfer.megabytes, (("flows", str(growth.flows)),))
        yield RateFound(fact, estimate, method, source)

    def _until_enough(self, fact: str, transfer: Transfer, growth: Growth) -> Generator[SpeedEvent, None, Estimate]:
        """Run a transfer until its rate is known: tells the curve's points, returns the rate."""
        while True:
            transfer.run(_POINT_SECONDS)
            samples = transfer.counted().samples
            growth.consider(samples)
            if samples:
                yield RatePoint(fact, samples[-1][0] - samples[0][0], recent_rate(samples, _POINT_SPAN))
            if estimate := _enough(samples, growth):
                return estimate
            if transfer.spent or _lasted(samples, growth) >= self._plan.seconds:
                return self._at_the_end(samples, growth, transfer)

    def _at_the_end(self, samples: list[Sample], growth: Growth, transfer: Transfer) -> Estimate:
        """Return the estimate to make do with, time or data being used up. Raises Unavailable."""
        estimate = steady_rate(_settled(samples, growth)) or steady_rate(samples)
        vague = estimate is None or estimate.half_width > _GOOD_FOR_A_BUDGET * estimate.mbit_per_second
        if transfer.spent and vague and self._plan.max_megabytes is not None:
            raise faults.budget_used_up(self._plan.max_megabytes)
        if estimate is None:
            raise faults.too_little()
        return estimate

    def _source(self, seconds: float, megabytes: float, remarks: tuple[tuple[str, str], ...]) -> Source:
        proxy = proxy_for(self._server.url)
        bypassed = (("proxy_not_used", proxy),) if proxy else ()
        name = f"{self._server.name} ({self._server.kind})"
        return Source(name, datetime.now(UTC), seconds, megabytes, remarks + bypassed)


def _enough(samples: list[Sample], growth: Growth) -> Estimate | None:
    """Return the estimate when the line is full, the rate steady and its interval narrow."""
    estimate = steady_rate(_settled(samples, growth)) if growth.done else None
    return estimate if estimate and good_enough(estimate, _lasted(samples, growth)) else None


def _settled(samples: list[Sample], growth: Growth) -> list[Sample]:
    """Return the samples since flows were last added."""
    return [sample for sample in samples if sample[0] >= growth.since]


def _lasted(samples: list[Sample], growth: Growth) -> float:
    """Return how many seconds data has flowed since flows were last added."""
    return samples[-1][0] - max(samples[0][0], growth.since) if samples else 0.0


def _method(fact: str, flows: int, counted: Counted) -> Message:
    """Return what was counted, in words."""
    if fact == DOWNLOAD:
        return message("method.packets_received" if counted.as_they_arrive else "method.bytes_received", flows=flows)
    return message("method.packets_delivered" if counted.as_they_arrive else "method.bytes_delivered", flows=flows)
