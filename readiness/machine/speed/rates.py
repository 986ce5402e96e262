"""The rate of a direction, as a plan wants it: questions answered, the rate named, or watched for long."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TypeAlias

from readiness.analysis.line import sequential
from readiness.analysis.line.sequential import Bounds, Fullness
from readiness.analysis.line.speed_test import (
    Form,
    SpeedEvent,
    SpeedPlan,
    SpeedQuestion,
    Verdict,
)
from readiness.analysis.line.throughput import Estimate
from readiness.domain.facts import Unavailable
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.reactor import Reactor
from readiness.machine.speed.outcome import Run, method_of
from readiness.machine.speed.quality import Quality
from readiness.machine.speed.servers.server import Server, Trains
from readiness.machine.speed.transfer.direction import Direction, Seen, Watching
from readiness.machine.speed.transfer.pace import AMPLE, Pace
from readiness.machine.speed.transfer.transfer import Transfer

Running: TypeAlias = Generator[SpeedEvent, None, Run]
"""Tells the points of the curve, returns what came of it; raises Unavailable, and Stopped."""

OWN_LIMIT_MEGABYTES = 1_000.0
"""What one direction may move when nobody says: 8 s of a gigabit line."""

_DOWNLOAD_SHARE = 0.75
_BETWEEN_RUNS = 0.25  # seconds for what is still under way to run dry
_NEAR_ITS_LIMIT = 0.85
_AT_ONCE = 2  # servers
_USUALLY_AT_MOST, _LATE_SECONDS = 1.5, 0.02  # times the shortest round trip, and on top: what one at rest usually takes
_GOOD_FOR_A_BUDGET = 0.1  # half-width over rate that is still a figure when the data ran out


class Rates:
    """Finds the rates of one plan; ``quality`` has the round trips of its line."""

    def __init__(self, plan: SpeedPlan, reactor: Reactor, quality: Quality) -> None:
        self._plan, self._reactor, self._quality = plan, reactor, quality
        self._megabytes_left = math.inf if plan.max_megabytes is None else plan.max_megabytes
        self._budget = 0.0
        self._ran = False
        self._missing: list[str] = []

    @property
    def may_go_on(self) -> bool:
        """Whether any data may still be moved."""
        return self._megabytes_left > 0

    @property
    def budget(self) -> float:
        """What may still be moved at once, in MB."""
        return min(self._megabytes_left, OWN_LIMIT_MEGABYTES)

    def without(self, *servers: str) -> None:
        """Note servers that should have taken part and cannot."""
        self._missing += servers

    def spend(self, megabytes: float) -> None:
        """Take what was moved off what may be."""
        self._megabytes_left -= megabytes

    def events(self, fact: str, servers: Sequence[Server], *, others_follow: bool) -> Iterator[SpeedEvent]:
        """Answer the plan's questions on a direction, then name its rate as the form asks for.

        ``others_follow`` leaves a part of the data for the next direction.

        Raises:
            Unavailable: it could not be measured; no figure came of it.
            Stopped: the person asked to stop.
        """
        share = _DOWNLOAD_SHARE if others_follow else 1.0
        self._ran = False
        self._budget = min(self._megabytes_left * share, OWN_LIMIT_MEGABYTES)
        questions = [question for question in self._plan.questions if question.fact == fact]
        known: Run | None = None
        if self._plan.form is Form.THOROUGH:
            known = yield from self._sustained(fact, servers)
        # One that more is asked for answers what less is asked for on the way.
        for question in sorted(questions, key=lambda question: -question.limit):
            anew = known is None or known.bounds.answer(question) is Verdict.UNSURE
            if known is None or (anew and self._plan.form is not Form.THOROUGH):
                known = yield from self._answered(question, servers)
            yield known.decided(question, anew=anew)
        if known is None or (
            self._plan.form is Form.FULL and not (known.full and sequential.good_enough(known.estimate, Fullness.QUEUE))
        ):
            known = yield from self._estimated(fact, servers)
        elif self._plan.form is Form.QUICK:
            known = known.answering()
        yield known.found(fact)

    # ---------------------------------------------------------------- the ways to look

    def _answered(self, question: SpeedQuestion, servers: Sequence[Server]) -> Running:
        """Answer a question: by a train where the server sends them, else by flows."""
        if run := self._by_trains(question, servers[:_AT_ONCE]):
            return run
        server = servers[0]
        # One flow alone cannot be joined by others when it does not come to its pace.
        pace = AMPLE * question.limit if server.most_flows > 1 else None

        def watch(direction: Direction) -> Watching:
            return direction.answered(question, self._plan.seconds)

        return (yield from self._run(question.fact, servers, watch, pace))

    def _by_trains(self, question: SpeedQuestion, servers: Sequence[Server]) -> Run | None:
        """Ask with trains; that the line carries no more, each of two servers must say. None where it stays open."""
        found: Run | None = None
        for server in servers:
            run = self._by_train(question, server, server.trains) if server.trains else None
            answer = run.bounds.answer(question) if run else Verdict.UNSURE
            if not run or answer is Verdict.UNSURE:
                return None
            found = run.after(found) if found else run
            if answer is _yes(question):
                return found
        return found.doubted(", ".join(self._missing)) if found and self._missing else found

    def _by_train(self, question: SpeedQuestion, server: Server, trains: Trains) -> Run | None:
        """Ask with UDP packets at the pace in question; None where they do not get through.

        What a train drops from the queue it fills is no loss of the line's: no probe counts meanwhile.
        """
        start, self._ran = time.perf_counter(), True
        try:
            with self._quality.beside(question.fact, full=False):
                answer = self._reactor.finish(self._reactor.spawn(trains.decide(question, self._budget)))
        except Unavailable:
            return None
        seconds = time.perf_counter() - start
        self._spend(answer.megabytes)
        rate, half = answer.mbit_per_second, answer.half_width
        bounds = Bounds(rate - half, rate + half if answer.full else math.inf)
        estimate = Estimate(rate, half, 0.0, 1, 0.0)
        return Run(
            [server], estimate, bounds, answer.full, answer.method, seconds, answer.megabytes, (), answer.confidence
        )

    def _estimated(self, fact: str, servers: Sequence[Server]) -> Running:
        return (yield from self._run(fact, servers, lambda direction: direction.estimated(self._plan.seconds)))

    def _sustained(self, fact: str, servers: Sequence[Server]) -> Running:
        """Watch for long, twice, so that what the line only lends shows."""
        first = yield from self._run(fact, servers, Direction.sustained)
        try:
            second = yield from self._run(fact, servers, Direction.sustained)
        except Unavailable:
            return first
        return first.together_with(second)

    def _run(
        self,
        fact: str,
        servers: Sequence[Server],
        watch: Callable[[Direction], Watching],
        pace: float | None = None,
    ) -> Running:
        """Watch a direction once, with one server or two side by side, and close it.

        Raises:
            Unavailable: the transfer failed, or too little arrived to tell a rate.
        """
        server, together = servers[0], servers[:_AT_ONCE]
        self._rest()
        shared = Pace(pace, _USUALLY_AT_MOST * server.round_trip + _LATE_SECONDS) if pace else None
        with closing(Transfer(self._reactor, together, fact, self._budget, shared)) as transfer:
            idle = self._quality.idle(server)
            since = time.perf_counter()
            try:
                with self._quality.beside(fact, full=pace is None):
                    direction = Direction(transfer, server.round_trip, idle, lambda: self._quality.loaded(since), pace)
                    seen = yield from watch(direction)
                    run = self._made_of(seen, transfer, direction.growth.flows, spent=transfer.spent)
                    if pace is None:
                        self._quality.fill(transfer, direction.growth.flows)
            finally:
                self._spend(transfer.megabytes)
        return run

    def _spend(self, megabytes: float) -> None:
        self.spend(megabytes)
        self._budget -= megabytes

    def _rest(self) -> None:
        """Leave the line at rest where it was not before."""
        if self._ran:
            self._reactor.pause(_BETWEEN_RUNS)
        self._ran = True

    def _made_of(self, seen: Seen, transfer: Transfer, flows: int, *, spent: bool) -> Run:
        estimate = seen.estimate
        vague = estimate is None or estimate.half_width > _GOOD_FOR_A_BUDGET * estimate.mbit_per_second
        if spent and vague and self._plan.max_megabytes is not None:
            raise faults.budget_used_up(self._plan.max_megabytes)
        if estimate is None:
            raise faults.too_little()
        fullness = _of_the_line(seen.fullness, estimate, transfer.servers)
        run = Run(
            transfer.servers,
            replace(estimate, half_width=max(estimate.half_width, sequential.usual_half_width(estimate))),
            sequential.bounds(estimate, fullness),
            fullness is not Fullness.NONE,
            method_of(transfer.fact, flows, seen.counted),
            transfer.seconds,
            transfer.megabytes,
            (("flows", str(flows)), ("full", fullness.value)),
        )
        if doubtful := self._doubtful(seen, transfer, run):
            run = run.doubted(doubtful)
        return run.beside(transfer.others(estimate.seconds), counted_in=seen.counted.by_the_adapter)

    def _doubtful(self, seen: Seen, transfer: Transfer, run: Run) -> str:
        """Return the server without which one alone says that the line is full; empty where nobody is missing."""
        if seen.doubted and transfer.second:
            return transfer.weakest.name
        return ", ".join(self._missing) if run.full and not transfer.second else ""


def _yes(question: SpeedQuestion) -> Verdict:
    """The answer that takes nothing but having seen the line carry so much."""
    return Verdict.PASS if question.relation.wants_more else Verdict.FAIL


def _of_the_line(fullness: Fullness, estimate: Estimate, servers: Sequence[Server]) -> Fullness:
    """Return what shows that the line is full: that more flows bring no more does not, near what the servers give."""
    at_its_limit = estimate.mbit_per_second > _NEAR_ITS_LIMIT * sum(server.most for server in servers)
    return Fullness.NONE if at_its_limit and fullness is Fullness.FLOWS else fullness
