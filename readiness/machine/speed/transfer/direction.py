"""One direction of one server, watched until enough is known: to answer a question, to name a rate, or to trust it."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from readiness.analysis.line.sequential import Fullness, Looks, bounds, good_enough, lasting
from readiness.analysis.line.speed_test import RatePoint, SpeedEvent, SpeedQuestion, Verdict
from readiness.analysis.line.throughput import (
    FEWEST_SAMPLES,
    Estimate,
    Sample,
    recent_rate,
    steady_rate,
    sustained_rate,
)
from readiness.machine.speed.transfer.growth import Growth
from readiness.machine.speed.transfer.transfer import Counted, Transfer

LONGEST_SECONDS: Final = 20.0
"""The most that a line whose rate changes is watched in one go."""

_STEP_SECONDS = 0.02
_STEPS_A_LOOK = 2
_POINT_SECONDS = 0.1
_POINT_SPAN = 0.3
_AS_GOOD_AS_THE_PACE = 0.92
_BUSY = 4  # times as long as meant, where a busy computer counts so seldom


@dataclass(frozen=True, slots=True)
class Seen:
    """What watching a direction has shown, and how; ``estimate`` is None when too little arrived for any.

    ``doubted`` tells that the line would be called full, if a second server had come to its share of it.
    """

    estimate: Estimate | None
    fullness: Fullness
    counted: Counted
    doubted: bool = False


Watching: TypeAlias = Generator[SpeedEvent, None, Seen]
"""Tells the points of the curve, returns what was seen; raises Unavailable when the transfer fails, and Stopped."""


class Direction:
    """A transfer that is watched.

    ``idle`` are round trips of the line at rest and ``loaded`` gives those under load until
    now, in seconds. ``pace`` is in Mbit/s, None for as fast as the line goes.
    """

    def __init__(
        self,
        transfer: Transfer,
        round_trip: float,
        idle: Sequence[float],
        loaded: Callable[[], Sequence[float]],
        pace: float | None = None,
    ) -> None:
        self.transfer = transfer
        self._loaded = loaded
        wanted = _AS_GOOD_AS_THE_PACE * pace if pace else math.inf
        self.growth = Growth(transfer, idle, round_trip, wanted)
        self._told = 0.0

    def answered(self, question: SpeedQuestion, seconds: float) -> Watching:
        """Watch until the question is answered, or so many seconds or all megabytes are gone."""
        looks = Looks()

        def enough(estimate: Estimate, fullness: Fullness) -> bool:
            return looks.now(estimate) and bounds(estimate, fullness).answer(question) is not Verdict.UNSURE

        return self._until(enough, steady_rate, seconds)

    def estimated(self, seconds: float) -> Watching:
        """Watch until the rate is known, or so many seconds or all megabytes are gone."""
        return self._until(good_enough, steady_rate, seconds)

    def sustained(self) -> Watching:
        """Watch for long, until the rate has kept to one level for long, and leave out what came before."""
        return self._until(lasting, sustained_rate, LONGEST_SECONDS)

    def _until(
        self,
        enough: Callable[[Estimate, Fullness], bool],
        estimator: Callable[[Sequence[Sample]], Estimate | None],
        seconds: float,
    ) -> Watching:
        step = 0
        while True:
            step += 1
            self.transfer.run(_STEP_SECONDS)
            counted = self.transfer.counted()
            samples = counted.samples
            if self.transfer.stands_still and not self.transfer.spent:
                self.growth.rescue()
                continue  # it goes on, or the transfer gives it up: what stands still is no slow line
            self.growth.consider(samples, self._loaded())
            if point := self._point(samples):
                yield point
            if step % _STEPS_A_LOOK and not self.transfer.spent:
                continue
            settled = [sample for sample in samples if sample[0] >= self.growth.since]
            growth = self.growth
            doubted = growth.in_vain and growth.evidence is not Fullness.NONE
            seen = Seen(estimator(settled), growth.fullness, counted, doubted)
            # What a second server will not confirm any more is not waited for.
            if seen.estimate and enough(seen.estimate, growth.evidence if doubted else seen.fullness):
                return seen
            if self.transfer.spent or _is_over(samples, seconds):
                return seen if seen.estimate else Seen(estimator(samples), Fullness.NONE, counted)

    def _point(self, samples: list[Sample]) -> RatePoint | None:
        """Return the curve's next point when it is time for one."""
        if not samples or samples[-1][0] < self._told + _POINT_SECONDS:
            return None
        self._told = samples[-1][0]
        return RatePoint(self.transfer.fact, self._told - samples[0][0], recent_rate(samples, _POINT_SPAN))


def _is_over(samples: Sequence[Sample], seconds: float) -> bool:
    """Whether so many seconds have passed, and with them as many counts as tell a rate."""
    passed = samples[-1][0] - samples[0][0] if samples else 0.0
    return passed >= seconds and (len(samples) >= FEWEST_SAMPLES or passed >= _BUSY * seconds)
