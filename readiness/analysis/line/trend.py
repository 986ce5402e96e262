"""A straight line fitted to a cumulative count, and the uncertainty of its slope.

Deviations from the line are of two kinds. Slow ones, where the rate itself rises and falls, make the
slope uncertain: nothing tells how they would have gone on. Quick ones, such as packets that arrive late
and in bursts, only blur the two ends of the line; more of them does not change the slope.

The slow part is the power in the first sine waves of the deviations. These waves are the principal
components of a random walk tied down at both ends (Karhunen-Loeve expansion of the Brownian bridge).
Quick noise spreads evenly over all waves, so its level is estimated from the higher waves and subtracted.
"""

from __future__ import annotations

import itertools
import math
import operator
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

SLOW_WAVES: Final = 12
"""The number of sine waves that count as slow; wave *k* has *k* half periods in the observed span."""

_ALL_WAVES = 32
_END_SHARE = 0.1  # of the samples, averaged at either end of the line
_MOST_VALUES = 64
_MIDDLE_OF_SQUARES = 0.4549  # the median of the square of a standard normal value


@dataclass(frozen=True, slots=True)
class Trend:
    """A straight line through a cumulative count, and how far the count deviates from it.

    Attributes:
        slope: the count's unit per second.
        seconds: the time between the two ends of the line.
        wander: root mean square of the slow deviations, in the count's unit.
        blur: standard error of the difference between the line's ends, in the count's unit.
    """

    slope: float
    seconds: float
    wander: float
    blur: float


def fit_trend(samples: Sequence[tuple[float, float]]) -> Trend:
    """Return the line between the mean of the first and of the last tenth of the samples.

    ``samples`` are (seconds, count) in order of time, at least two with different times.
    """
    end = max(round(len(samples) * _END_SHARE), 1)
    (start, first), (stop, last) = _centre(samples[:end]), _centre(samples[-end:])
    slope = (last - first) / (stop - start)
    off = [count - first - slope * (time - start) for time, count in samples if start <= time <= stop]
    values = [off[i * len(off) // _MOST_VALUES] for i in range(_MOST_VALUES)] if len(off) > _MOST_VALUES else off
    error = standard_error(values, max(round(len(values) * _END_SHARE), 1))
    return Trend(slope, stop - start, slow_part(values), math.sqrt(2) * error)


def _centre(samples: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return statistics.fmean(time for time, _ in samples), statistics.fmean(count for _, count in samples)


def slow_part(values: Sequence[float]) -> float:
    """Return the root mean square of the slow waves in evenly spaced values, less the noise common to all waves."""
    powers = [power(values, wave) for wave in range(1, min(_ALL_WAVES, len(values)))]
    slow, quick = powers[:SLOW_WAVES], powers[SLOW_WAVES:]
    noise = statistics.median(quick) / _MIDDLE_OF_SQUARES if quick else 0.0
    return math.sqrt(max(sum(slow) - SLOW_WAVES * noise, 0.0))


def power(values: Sequence[float], wave: int) -> float:
    """Return the mean square of the sine component with ``wave`` half periods over the values."""
    amplitude = 2 * math.fsum(map(operator.mul, values, _sine(len(values), wave))) / len(values)
    return amplitude * amplitude / 2


@lru_cache(maxsize=256)
def _sine(length: int, wave: int) -> Sequence[float]:
    step = math.pi * wave / length
    return [math.sin((i + 0.5) * step) for i in range(length)]


def standard_error(values: Sequence[float], count: int) -> float:
    """Return the standard error of the mean of ``count`` neighbouring values.

    The values are taken for a first-order autoregressive process with their own lag-one correlation *r*, which
    multiplies the variance of a mean by (1 + r) / (1 - r).
    """
    spread = statistics.pstdev(values)
    if not spread:
        return 0.0
    mean = statistics.fmean(values)
    neighbours = sum((a - mean) * (b - mean) for a, b in itertools.pairwise(values))
    r = min(max(neighbours / (len(values) * spread**2), 0.0), 0.99)
    return spread * min(math.sqrt((1 + r) / (1 - r) / count), 1.0)
