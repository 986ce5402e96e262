"""How far a count strays from a straight line, and how sure that makes its slope.

Two kinds of straying are told apart. What is slow, a rate that goes up and down, is what makes
a slope wrong: nobody knows how it goes on. What is quick, packets that come late and in lumps, only
blurs where the line begins and ends; more of it does not change the slope.

The slow part are the first sine waves of what lies between the ends: these are the principal
components of a random walk that begins and ends on a line (the Karhunen-Loève expansion of the
Brownian bridge). Quick noise goes into all waves alike, so what the waves after these hold in
the middle is taken off.
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
"""How many sine waves of a count's straying are slow; the first is half a period long."""

_ALL_WAVES = 32
_END_SHARE = 0.1  # of the samples: what is averaged at either end
_MOST_VALUES = 64
_MIDDLE_OF_SQUARES = 0.4549  # the median of the square of a standard normal value


@dataclass(frozen=True, slots=True)
class Straying:
    """A straight line through a count, and how far the count strays from it.

    ``slope`` is a unit a second, over ``seconds``. ``wander`` is how far it strays slowly, as a root mean
    square, and ``blur`` the standard error of what lies between the line's ends; both in the count's unit.
    """

    slope: float
    seconds: float
    wander: float
    blur: float


def straying(samples: Sequence[tuple[float, float]]) -> Straying:
    """Draw a line between the averages of the first and the last tenth of samples, which are at least two in time."""
    end = max(round(len(samples) * _END_SHARE), 1)
    (start, first), (stop, last) = _centre(samples[:end]), _centre(samples[-end:])
    slope = (last - first) / (stop - start)
    off = [count - first - slope * (time - start) for time, count in samples if start <= time <= stop]
    values = [off[i * len(off) // _MOST_VALUES] for i in range(_MOST_VALUES)] if len(off) > _MOST_VALUES else off
    error = standard_error(values, max(round(len(values) * _END_SHARE), 1))
    return Straying(slope, stop - start, slow_part(values), math.sqrt(2) * error)


def _centre(samples: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return statistics.fmean(time for time, _ in samples), statistics.fmean(count for _, count in samples)


def slow_part(values: Sequence[float]) -> float:
    """Return the root mean square of the slow waves in evenly spaced values, without what all waves hold alike."""
    powers = [power(values, wave) for wave in range(1, min(_ALL_WAVES, len(values)))]
    slow, quick = powers[:SLOW_WAVES], powers[SLOW_WAVES:]
    noise = statistics.median(quick) / _MIDDLE_OF_SQUARES if quick else 0.0
    return math.sqrt(max(sum(slow) - SLOW_WAVES * noise, 0.0))


def power(values: Sequence[float], wave: int) -> float:
    """Return the mean square of the sine wave with so many half periods in the values."""
    amplitude = 2 * math.fsum(map(operator.mul, values, _sine(len(values), wave))) / len(values)
    return amplitude * amplitude / 2


@lru_cache(maxsize=256)
def _sine(length: int, wave: int) -> Sequence[float]:
    step = math.pi * wave / length
    return [math.sin((i + 0.5) * step) for i in range(length)]


def standard_error(values: Sequence[float], count: int) -> float:
    """Return the standard error of the mean of ``count`` neighbours among correlated values."""
    spread = statistics.pstdev(values)
    if not spread:
        return 0.0
    mean = statistics.fmean(values)
    neighbours = sum((a - mean) * (b - mean) for a, b in itertools.pairwise(values))
    r = min(max(neighbours / (len(values) * spread**2), 0.0), 0.99)
    return spread * min(math.sqrt((1 + r) / (1 - r) / count), 1.0)
