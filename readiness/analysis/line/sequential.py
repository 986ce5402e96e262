"""Decides when enough was counted to answer a question, however often one looks.

The rate of a line varies on unknown time scales, so that the interval must not depend on how long the noise is
correlated. The one used here is self-normalised (Lobato, "Testing that a dependent process is uncorrelated", Journal
of the American Statistical Association 96, 2001; Shao, "A self-normalized approach to confidence interval
construction in time series", Journal of the Royal Statistical Society B 72, 2010): the slow deviations of the count
from the straight line between its ends tell how certain its slope is, without a model of the noise. A wave of which
only a part was seen bends the count strongly, so that short looks are not deceived by it; after a few periods the
count hardly deviates any more. Quick deviations, by packets that arrive late, blur the ends and average out
(``fit_trend``).

Repeated looks are paid for: each of ``LOOKS`` looks, at the whole count or its latest half, may be wrong with an
equal part of ``ALLOWED_ERROR`` (Bonferroni), which holds for any dependence between them.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, partial
from typing import Final

from readiness.analysis.line.speed_test import SpeedQuestion, Verdict
from readiness.analysis.line.throughput import Estimate
from readiness.analysis.line.trend import SLOW_WAVES

ALLOWED_ERROR: Final = 0.01
"""The probability, over all looks at one direction, that an interval does not contain the line's rate."""

LOOKS: Final = 16
FIRST_LOOK: Final = 0.4
"""Seconds of steady counting before the first look; shorter counts tell nothing about the line's variation."""

LONG_SECONDS: Final = 8.0
"""The shortest thorough look at one direction, in seconds; longer than a line grants extra speed."""

_INTERVALS = 2 * LOOKS
_NEXT_LOOK = 1.2  # times as many seconds
_FEWEST_BINS = 5
_STEPS = 64  # of a numerical integral; more change nothing in the third digit
_FLAT = 0.03  # drift, as a share of the rate
_SURE = 0.02  # half-width, likewise
_LASTING_SURE = 0.05
_USUAL_ERROR = 0.05
_ROSE_SECONDS, _ROSE_SHARE = 0.004, 0.15
_FEWEST_ROUND_TRIPS = 3
_LATEST_ROUND_TRIPS = 7
_WORTH_MORE_FLOWS = 1.1


# ------------------------------------------------------------------ intervals


def error_of(multiple: float, waves: int = 0) -> float:
    """Return how often a mean is further from the truth than this multiple of its wander over its time.

    The wander is that of so many of its first sine waves, 0 for all there are.

    The square of the limit of their ratio is chi-square over the integral of a squared Brownian
    bridge, whose Laplace transform is sqrt(a / sinh(a)), a = sqrt(2 s) (Anderson and Darling,
    1952); with Craig's form of the normal distribution's tail (1991) the chance is
    2 / pi times the integral over 0 < t < pi / 2 of sqrt(a / sinh(a)), a = multiple / sin(t).
    Lobato's table has 45.40 for the square at 5 % and 99.76 at 1 %. Where only some waves count, the
    transform is the product of theirs, 1 / sqrt(1 + (a / (k pi)) ** 2) for the k-th.
    """
    angles = ((step + 0.5) / _STEPS * math.pi / 2 for step in range(_STEPS))
    transform = partial(_first_waves, waves=waves) if waves else _root_of_hyperbolic
    return statistics.fmean(transform(multiple / math.sin(angle)) for angle in angles)


def _first_waves(a: float, waves: int) -> float:
    return 1 / math.sqrt(math.prod(1 + (a / (wave * math.pi)) ** 2 for wave in range(1, waves + 1)))


def _root_of_hyperbolic(a: float) -> float:
    """Return sqrt(a / sinh(a)), where sinh would overflow too."""
    return math.sqrt(2 * a / -math.expm1(-2 * a)) * math.exp(-a / 2) if a else 1.0


@cache
def multiple_for(error: float, waves: int = 0) -> float:
    """Return the multiple that is exceeded with this probability: the inverse of ``error_of``."""
    low, high = 0.0, 100.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if error_of(middle, waves) > error else (low, middle)
    return high


def half_width(estimate: Estimate, error: float) -> float:
    """Return the half-width, in Mbit/s, of the interval that misses the line's rate with this probability."""
    if not estimate.seconds:
        return math.inf
    slow = multiple_for(error, SLOW_WAVES) * estimate.wander
    quick = statistics.NormalDist().inv_cdf(1 - error / 2) * estimate.blur
    return max(max(slow, quick) / estimate.seconds, estimate.at_best)


def usual_half_width(estimate: Estimate) -> float:
    """Return the half-width of the 95 % interval for a single look, in Mbit/s."""
    return half_width(estimate, _USUAL_ERROR)


# ------------------------------------------------------------------ is the line full


class Fullness(Enum):
    """Evidence that a rate is limited by the line and not by the sender."""

    NONE = "none"  # nothing does: stable is not full
    QUEUE = "queue"  # packets wait: the round trip rose
    FLOWS = "flows"  # more flows brought no more


def queue_grew(idle: Sequence[float], loaded: Sequence[float]) -> bool:
    """Whether round trips (seconds, in order) rose under load as only a queue makes them rise: the line is full.

    By at least 4 ms and 15 %, and beyond the longest at rest by as much as those at rest differ:
    where delays vary and packets keep their order, those of a dense stream wait for the slowest
    among them, queue or not. One outlier at rest is passed over. The last few must show it too: a line
    whose senders have all fallen silent has no queue any more.
    """
    latest = loaded[-_LATEST_ROUND_TRIPS:]
    if not idle or len(latest) < _FEWEST_ROUND_TRIPS:
        return False
    ordered = sorted(idle)
    usual, longest = statistics.median(ordered), ordered[-2:][0]
    unsteady = (longest - usual) + (longest - ordered[0])
    seen = min(statistics.median(latest), statistics.median(latest[-_FEWEST_ROUND_TRIPS:]))
    return seen - usual > max(_ROSE_SECONDS, _ROSE_SHARE * usual, unsteady)


def more_flows_helped(before: float, after: float) -> bool:
    """Return whether more flows raised the rate enough to try yet more: the line was not the limit."""
    return after > before * _WORTH_MORE_FLOWS


# ------------------------------------------------------------------ answers


@dataclass(slots=True)
class Looks:
    """Decides when to look: after ``FIRST_LOOK`` seconds of steady counting, then each time these grew by a fifth."""

    due: float = FIRST_LOOK
    made: int = 0

    def now(self, estimate: Estimate) -> bool:
        """Return whether to look at this estimate, and count that look, if any is left."""
        whole = estimate.warm_up + estimate.seconds
        too_little = estimate.seconds < FIRST_LOOK or estimate.bins < _FEWEST_BINS
        if too_little or whole < self.due or self.made >= LOOKS:
            return False
        self.made += 1
        self.due = whole * _NEXT_LOOK
        return True


@dataclass(frozen=True, slots=True)
class Bounds:
    """The interval of a line's rate, in Mbit/s; ``high`` is infinite unless the line was shown to be full."""

    low: float
    high: float

    def answer(self, question: SpeedQuestion) -> Verdict:
        """Answer a question about a rate."""
        if self.low > question.limit:
            return Verdict.PASS if question.relation.wants_more else Verdict.FAIL
        if self.high < question.limit:
            return Verdict.FAIL if question.relation.wants_more else Verdict.PASS
        return Verdict.UNSURE


def bounds(estimate: Estimate, fullness: Fullness) -> Bounds:
    """Return the bounds that one of the looks at a direction shows.

    Having seen a rate proves that the line carries it. That it carries no more is proven only if it was full, and
    only above what a rate that is still rising may reach.
    """
    half = half_width(estimate, ALLOWED_ERROR / _INTERVALS)
    most = estimate.mbit_per_second * (1 + max(estimate.drift, 0.0)) + half
    return Bounds(estimate.mbit_per_second - half, math.inf if fullness is Fullness.NONE else most)


def confidence(question: SpeedQuestion, estimate: Estimate) -> float:
    """Return the probability that the rate is on its side of the limit; 0.5 is undecided."""
    gap = abs(estimate.mbit_per_second - question.limit)
    if not estimate.seconds or gap <= estimate.at_best:
        return 0.5
    slow, quick = (gap * estimate.seconds / each if each else math.inf for each in (estimate.wander, estimate.blur))
    error = max(error_of(min(slow, 1e3), SLOW_WAVES), 2 * statistics.NormalDist().cdf(-min(quick, 1e3)))
    return 1 - min(_INTERVALS * error, 1.0) / 2


def good_enough(estimate: Estimate, fullness: Fullness) -> bool:
    """Return whether a rate is the line's, steady, and known to 2 %: measuring longer would not change it."""
    sure = usual_half_width(estimate) <= _SURE * estimate.mbit_per_second
    known = estimate.seconds >= FIRST_LOOK and estimate.bins >= _FEWEST_BINS and sure
    return known and fullness is not Fullness.NONE and abs(estimate.drift) <= _FLAT


def lasting(estimate: Estimate, fullness: Fullness) -> bool:
    """Return whether a rate has stayed level for so long that it is sustained, and not a temporary boost."""
    whole = estimate.warm_up + estimate.seconds
    sure = usual_half_width(estimate) <= _LASTING_SURE * estimate.mbit_per_second
    level = sure and abs(estimate.drift) <= _FLAT
    return whole >= LONG_SECONDS and fullness is not Fullness.NONE and level
