"""Carries out a speed plan, one phase after another, and tells what happens.

Everything runs in the thread that asks for the events; between two of them the line is
busy only while somebody asks for the next.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing

from readiness.analysis.line.speed_test import (
    CALL_QUALITY,
    DOWNLOAD,
    JITTER,
    LATENCY,
    LATENCY_LOADED_DOWN,
    LATENCY_LOADED_UP,
    LOSS,
    SPEED_FACTS,
    UPLOAD,
    NotFound,
    Phase,
    PhaseStarted,
    ServerChosen,
    SpeedEvent,
    SpeedPlan,
)
from readiness.domain.facts import Reason, Unavailable
from readiness.machine.speed.named_servers import NamedServers
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.reactor import Reactor, Stopped
from readiness.machine.speed.quality import BESIDE, Quality
from readiness.machine.speed.rates import Rates
from readiness.machine.speed.receipts import Receipts
from readiness.machine.speed.servers.cloudflare import CLOUDFLARE, Cloudflare
from readiness.machine.speed.servers.ndt7 import NDT7, Ndt7
from readiness.machine.speed.servers.ookla import Ookla
from readiness.machine.speed.servers.server import Provider, Server

_BETWEEN_PHASES = 0.25  # seconds for what is still under way to run dry
_AWAKENINGS = 2  # a computer that sleeps more often has no rest for measuring
_LINE_COMES_BACK = (0.0, 1.0, 3.0, 6.0)  # seconds before each try to find a server after a sleep
_MOVES_DATA = frozenset({DOWNLOAD, UPLOAD, *BESIDE})
_EXPECTED = {Phase.SERVER: 1.0, Phase.LATENCY: 0.7, Phase.DOWNLOAD: 2.0, Phase.UPLOAD: 2.0, Phase.LOSS: 6.0}
_PHASE_OF = {
    LATENCY: Phase.LATENCY,
    DOWNLOAD: Phase.DOWNLOAD,
    UPLOAD: Phase.UPLOAD,
    LATENCY_LOADED_DOWN: Phase.DOWNLOAD,
    LATENCY_LOADED_UP: Phase.UPLOAD,
    JITTER: Phase.LOSS,
    LOSS: Phase.LOSS,
    CALL_QUALITY: Phase.LOSS,
}


def measure(plan: SpeedPlan, cancel: threading.Event, receipts: Receipts | None = None) -> Iterator[SpeedEvent]:
    """Measure what the plan asks for. Every wanted fact is settled by exactly one event.

    When ``cancel`` is set, or the iterator is closed, every connection is reset at once
    and what is not settled yet is ``NotFound``. ``receipts`` are asked for at the end.
    """
    with Reactor(cancel) as reactor:
        measurement = _Measurement(plan, reactor)
        yield from measurement.events()
        if receipts:
            receipts.collect(measurement.servers, reactor)


class _Measurement:
    """One plan being carried out."""

    def __init__(self, plan: SpeedPlan, reactor: Reactor) -> None:
        self._plan, self._reactor = plan, reactor
        self._servers: list[Server] = []
        asked = {question.fact for question in plan.questions}
        self._open = [fact for fact in SPEED_FACTS if fact in plan.facts | asked]
        self._quality = Quality(plan, reactor)
        self._rates = Rates(plan, reactor, self._quality)
        self._lacking: dict[str, Unavailable] = {}
        self._moved = False  # whether data may still be under way of what was done before
        self._naps, self._awakenings = reactor.naps, 0

    @property
    def servers(self) -> tuple[Server, ...]:
        """Those that answered, the one last measured against first."""
        return tuple(self._servers)

    def events(self) -> Iterator[SpeedEvent]:
        try:
            yield from self._phases()
        except Stopped:
            yield from self._give_up(faults.CANCELLED)

    def _phases(self) -> Iterator[SpeedEvent]:
        yield self._started(Phase.SERVER)
        try:
            provider = self._provider()
            self._servers = provider.find(self._reactor)
            self._rates.without(*provider.missing)
            self._naps = self._reactor.naps
        except Unavailable as reason:
            yield from self._give_up(reason)
            return
        yield self._chosen()
        yield from self._try(self._still_open(LATENCY), self._at_rest)
        for fact in (DOWNLOAD, UPLOAD):
            yield from self._try(self._still_open(fact), self._rate)
        for fact in BESIDE:
            yield from self._try(self._still_open(fact), self._loaded)
        yield from self._try(self._still_open(JITTER, LOSS, CALL_QUALITY), self._at_rest)

    def _still_open(self, *facts: str) -> tuple[str, ...]:
        return tuple(fact for fact in facts if fact in self._open)

    def _provider(self) -> Provider:
        if self._plan.servers:
            return NamedServers(self._plan.servers)
        if CLOUDFLARE in self._plan.consented:
            return Cloudflare()
        return Ndt7() if NDT7 in self._plan.consented else Ookla()

    def _try(
        self, facts: tuple[str, ...], work: Callable[[tuple[str, ...]], Iterator[SpeedEvent]]
    ) -> Iterator[SpeedEvent]:
        """Do one phase; a server that fails gives way to the next, the last one fails the facts."""
        first: Unavailable | None = None
        while facts and facts[0] in self._open:
            yield from self._awaken()
            self._quality.begin(self._servers[0])
            if not all(map(self._quality.has_filled, facts)):  # else all was seen already, beside a rate
                if self._moved:
                    self._reactor.pause(_BETWEEN_PHASES)
                yield self._started(_PHASE_OF[facts[0]])
            try:
                yield from self._believed(facts, work(facts))
                self._settle(facts)
            except Unavailable as reason:
                if self._has_slept and self._awakenings < _AWAKENINGS:
                    continue
                first = first or (faults.slept() if self._has_slept else reason)
                if len(self._servers) > 1 and self._rates.may_go_on:
                    self._rates.without(self._servers.pop(0).name)
                    self._quality.forget()
                    yield self._chosen()
                else:
                    yield from self._give_up(first, self._lost_with(facts, reason))

    @property
    def _has_slept(self) -> bool:
        """Whether the computer slept since the servers were found, or since that was seen to."""
        return self._reactor.naps != self._naps

    def _believed(self, facts: tuple[str, ...], events: Iterator[SpeedEvent]) -> Iterator[SpeedEvent]:
        """Pass on what comes of a phase; of one that the computer slept through neither rates nor failures.

        What came in meanwhile was not taken, or dropped, by this computer and not by the line. Round trips look
        past that themselves.
        """
        with closing(events):  # type: ignore[type-var]  # they are generators
            for event in events:
                if (facts[0] in _MOVES_DATA or isinstance(event, NotFound)) and self._has_slept:
                    raise faults.slept()
                yield event

    def _awaken(self) -> Iterator[SpeedEvent]:
        """After a sleep, find servers anew: connections and sessions of before are gone, and the line may be."""
        if not self._has_slept:
            return
        if self._awakenings < _AWAKENINGS:
            self._awakenings += 1
            self._quality.forget()
            for seconds in _LINE_COMES_BACK:
                self._reactor.pause(seconds)
                try:
                    self._servers = self._provider().find(self._reactor)
                except Unavailable:
                    continue
                yield self._chosen()
                break
        self._naps = self._reactor.naps

    def _lost_with(self, facts: tuple[str, ...], reason: Unavailable) -> tuple[str, ...]:
        """Return those facts, and all others that take a transfer where the last server has fallen silent."""
        silent = reason.unmeasured.reason in {Reason.TIMED_OUT, Reason.OFFLINE}
        moves_data = (DOWNLOAD, UPLOAD, *BESIDE)
        return self._still_open(*moves_data) if silent and facts[0] in moves_data else facts

    def _give_up(self, reason: Unavailable, facts: tuple[str, ...] | None = None) -> Iterator[SpeedEvent]:
        for fact in tuple(self._open) if facts is None else facts:
            self._settle((fact,))
            self._lacking[fact] = reason
            yield NotFound(fact, reason.unmeasured)

    def _settle(self, facts: tuple[str, ...]) -> None:
        self._open = [fact for fact in self._open if fact not in facts]

    def _started(self, phase: Phase) -> PhaseStarted:
        phases = {_PHASE_OF[fact] for fact in self._open} | {phase}
        return PhaseStarted(phase, sum(_EXPECTED[each] for each in phases))

    def _chosen(self) -> ServerChosen:
        return ServerChosen(self._servers[0].name, self._servers[0].kind)

    # ---------------------------------------------------------------- the phases

    def _at_rest(self, facts: tuple[str, ...]) -> Iterator[SpeedEvent]:
        yield from self._quality.at_rest(facts)
        yield from map(self._quality.settled, facts)

    def _loaded(self, facts: tuple[str, ...]) -> Iterator[SpeedEvent]:
        self._moved = True
        if self._plan.max_megabytes is not None and not self._rates.may_go_on:
            raise faults.budget_used_up(self._plan.max_megabytes)
        for fact in facts:
            if BESIDE[fact] in self._lacking:  # what failed as a transfer will not do as a load
                raise self._lacking[BESIDE[fact]]
            self._rates.spend(self._quality.load(fact, self._rates.budget))
            if self._rates.may_go_on:
                self._rates.spend(self._quality.load_past_a_hold_up(fact, self._rates.budget))
            yield from self._quality.answered(fact)
            yield self._quality.settled(fact)

    def _rate(self, facts: tuple[str, ...]) -> Iterator[SpeedEvent]:
        self._moved = True
        later = UPLOAD in self._open and facts[0] == DOWNLOAD
        return self._rates.events(facts[0], self._servers, others_follow=later)
