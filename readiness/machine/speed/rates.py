"""The rate of a direction, as a plan wants it: questions answered, the rate named, or watched for long."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TypeAlias

from readiness.analysis import sequential
from readiness.analysis.sequential import Bounds, Fullness
from readiness.analysis.speed_test import (
    DOWNLOAD,
    Form,
    SpeedEvent,
    SpeedPlan,
    SpeedQuestion,
    Verdict,
)
from readiness.analysis.throughput import Estimate
from readiness.domain.facts import Unavailable
from readiness.machine.speed import faults
from readiness.machine.speed.direction import Direction, Seen, Watching
from readiness.machine.speed.outcome import Run, method_of
from readiness.machine.speed.paced_reading import AMPLE, Pace
from readiness.machine.speed.quality import Quality
from readiness.machine.speed.reactor import Reactor
from readiness.machine.speed.servers import Server, Trains
from readiness.machine.speed.transfer import Transfer

Running: TypeAlias = Generator[SpeedEvent, None, Run]
"""Tells the points of the curve, returns what came of it; raises Unavailable, and Stopped."""

OWN_LIMIT_MEGABYTES = 1_000.0
"""What one direction may move when nobody says: 8 s of a gigabit line."""

_DOWNLOAD_SHARE = 0.75
_BETWEEN_RUNS = 0.25  # seconds for what is still under way to run dry
_NEAR_ITS_LIMIT = 0.85
_GOOD_FOR_A_BUDGET = 0.1  # half-width over rate that is still a figure when the data ran out


class Rates:
    """Finds the rates of one plan; ``quality`` has the round trips of its line."""

    def __init__(self, plan: SpeedPlan, reactor: Reactor, quality: Quality) -> None:
        self._plan, self._reactor, self._quality = plan, reactor, quality
        self._megabytes_left = math.inf if plan.max_megabytes is None else plan.max_megabytes
        self._budget = 0.0
        self._ran = False

    @property
    def may_go_on(self) -> bool:
        """Whether any data may still be moved."""
        return self._megabytes_left > 0

    @property
    def budget(self) -> float:
        """What may still be moved at once, in MB."""
        return min(self._megabytes_left, OWN_LIMIT_MEGABYTES)

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
            known = yield from self._sustained(fact, servers[0])
        # One that more is asked for answers what less is asked for on the way.
        for question in sorted(questions, key=lambda question: -question.limit):
            anew = known is None or known.bounds.answer(question) is Verdict.UNSURE
            if known is None or (anew and self._plan.form is not Form.THOROUGH):
                known = yield from self._answered(question, servers)
            yield known.decided(question, anew=anew)
        if known is None or (
            self._plan.form is Form.FULL and not (known.full and sequential.good_enough(known.estimate, Fullness.QUEUE))
        ):
            known = yield from self._estimated(fact, servers[0])
        elif self._plan.form is Form.QUICK:
            known = known.answering()
        yield known.found(fact)

    # ---------------------------------------------------------------- the ways to look

    def _answered(self, question: SpeedQuestion, servers: Sequence[Server]) -> Running:
        """Answer a question; that the line carries no more, a second server must agree, where there is one."""
        run = yield from self._asked(question, servers[0])
        no_more = Verdict.FAIL if question.relation.wants_more else Verdict.PASS
        if run.bounds.answer(question) is not no_more or len(servers) == 1:
            return run
        try:
            second = yield from self._asked(question, servers[1])
        except Unavailable:
            return run
        best = second if second.bounds.high > run.bounds.high else run
        return replace(best, seconds=run.seconds + second.seconds, megabytes=run.megabytes + second.megabytes)

    def _asked(self, question: SpeedQuestion, server: Server) -> Running:
        if server.trains:
            run = self._by_train(question, server, server.trains)
            if run and run.bounds.answer(question) is not Verdict.UNSURE:
                return run
        # One flow alone cannot be joined by others when it does not come to its pace.
        may_pace = question.fact == DOWNLOAD and server.most_flows > 1
        pace = AMPLE * question.limit if may_pace else None

        def watch(direction: Direction) -> Watching:
            return direction.answered(question, self._plan.seconds)

        return (yield from self._run(question.fact, server, watch, pace))

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
            server, estimate, bounds, answer.full, answer.method, seconds, answer.megabytes, (), answer.confidence
        )

    def _estimated(self, fact: str, server: Server) -> Running:
        return (yield from self._run(fact, server, lambda direction: direction.estimated(self._plan.seconds)))

    def _sustained(self, fact: str, server: Server) -> Running:
        """Watch for long, twice, so that what the line only lends shows."""
        first = yield from self._run(fact, server, Direction.sustained)
        try:
            second = yield from self._run(fact, server, Direction.sustained)
        except Unavailable:
            return first
        return first.together_with(second)

    def _run(
        self, fact: str, server: Server, watch: Callable[[Direction], Watching], pace: float | None = None
    ) -> Running:
        """Watch a direction once and close it.

        Raises:
            Unavailable: the transfer failed, or too little arrived to tell a rate.
        """
        idle = self._at_rest(server)
        since = time.perf_counter()
        shared = Pace(pace, max(idle, default=server.round_trip)) if pace else None
        transfer = Transfer(self._reactor, server, fact, self._budget, shared)
        with self._quality.beside(fact, full=pace is None), closing(transfer):
            try:
                direction = Direction(transfer, server.round_trip, idle, lambda: self._quality.loaded(since), pace)
                seen = yield from watch(direction)
                run = self._made_of(seen, server, transfer, direction.growth.flows, spent=transfer.spent)
                if pace is None:
                    self._quality.fill(transfer, direction.growth.flows)
            finally:
                self._spend(transfer.megabytes)
        return run

    def _spend(self, megabytes: float) -> None:
        self.spend(megabytes)
        self._budget -= megabytes

    def _at_rest(self, server: Server) -> list[float]:
        """Return round trips of the line at rest, and leave it at rest before."""
        if self._ran:
            self._reactor.pause(_BETWEEN_RUNS)
        self._ran = True
        return self._quality.idle(server)

    def _made_of(self, seen: Seen, server: Server, transfer: Transfer, flows: int, *, spent: bool) -> Run:
        estimate = seen.estimate
        vague = estimate is None or estimate.half_width > _GOOD_FOR_A_BUDGET * estimate.mbit_per_second
        if spent and vague and self._plan.max_megabytes is not None:
            raise faults.budget_used_up(self._plan.max_megabytes)
        if estimate is None:
            raise faults.too_little()
        fullness = _of_the_line(seen.fullness, estimate, server)
        run = Run(
            server,
            replace(estimate, half_width=max(estimate.half_width, sequential.usual_half_width(estimate))),
            sequential.bounds(estimate, fullness),
            fullness is not Fullness.NONE,
            method_of(transfer.fact, flows, seen.counted),
            transfer.seconds,
            transfer.megabytes,
            (("flows", str(flows)), ("full", fullness.value)),
        )
        return run.beside(transfer.others(estimate.seconds), counted_in=seen.counted.by_the_adapter)


def _of_the_line(fullness: Fullness, estimate: Estimate, server: Server) -> Fullness:
    """Return what shows that the line is full: that more flows bring no more does not, near what the server gives."""
    at_its_limit = estimate.mbit_per_second > _NEAR_ITS_LIMIT * server.most
    return Fullness.NONE if at_its_limit and fullness is Fullness.FLOWS else fullness
