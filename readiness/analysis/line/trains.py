"""What a train of evenly paced packets says about a line.

A sender paces packets somewhat faster than the rate in question. If they arrive faster
than that rate, the line carries it. If they arrive slower, and took longer and longer on
the way, the line was full, and it does not. This is the test of the IP-layer capacity
metric (RFC 9097) cut down to one question: it needs no search for the line's own rate,
only a rate offered above the limit, the rate delivered, and the growth of one-way delay
as independent evidence. Clocks of sender and receiver need not agree, only run alike.

How sure the rate is comes from two things. Noise of single packets averages out at the two
ends. What changes slowly does not, and of a wave of which a train sees only a part nobody
knows the rest; so the interval is also self-normalised, as in ``sequential``: by how far the
arrivals go, slowly, up and down beside a straight line.

Nothing here touches a network. Times are in seconds.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from readiness.analysis.line.sequential import ALLOWED_ERROR, multiple_for
from readiness.analysis.line.trend import power, standard_error

PACE: Final = 1.15
"""How much faster than the limit a train is sent: above it by more than the error, and not by much more."""

_FEWEST_PACKETS: Final = 120
_SHORTEST_SECONDS: Final = 0.3
_FEWEST_POINTS: Final = 20
_END_SHARE: Final = 0.1  # of a train: what is averaged at either end
_SURE: Final = 3.0  # standard errors
_LOOKS: Final = 2  # trains there may be for one question; each may be wrong with half of the error allowed
_WAVES, _SLOW_WAVES = 15, 3
_MOST_VALUES: Final = 400
_GROWTH_SECONDS: Final = 0.004
_QUEUED_SECONDS: Final = 0.002


@dataclass(frozen=True, slots=True)
class Point:
    """One packet that arrived: the how-manieth it was, when it was sent and when it came, each on its own clock."""

    nth: int
    sent: float
    came: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a train arrived.

    ``packets_per_second`` is the rate at which packets came, ``half_width`` how far the line's
    may lie from it. ``growth`` is how much longer the last packets took than the first, in
    seconds, and ``full`` whether the line had packets waiting all the time.
    """

    packets_per_second: float
    half_width: float
    growth: float
    full: bool


def packets_for(per_second: float, seconds: float = _SHORTEST_SECONDS) -> int:
    """Return how long a train has to be, in packets: enough of them, and enough time."""
    return max(_FEWEST_PACKETS, math.ceil(per_second * seconds))


def delivery(points: Sequence[Point]) -> Delivery | None:
    """Tell how a train arrived; None when too little of it did.

    The rate is that between the average moments of the first and of the last tenth.
    """
    if len(points) < _FEWEST_POINTS:
        return None
    end = max(round(len(points) * _END_SHARE), 1)
    first, last = _centre(points[:end]), _centre(points[-end:])
    seconds, packets = last[0] - first[0], last[1] - first[1]
    if seconds <= 0 or packets <= 0:
        return None
    rate = packets / seconds
    off = [point.came - first[0] - (point.nth - first[1]) / rate for point in points]
    noise = _SURE * math.sqrt(2) * standard_error(off, end) / seconds
    swing = multiple_for(ALLOWED_ERROR / _LOOKS) * _wander(off) / seconds
    growth, full = _waiting(points, end)
    return Delivery(rate, (max(noise, swing) + 1 / packets) * rate, growth, full)


def _centre(points: Sequence[Point]) -> tuple[float, float]:
    return statistics.fmean(point.came for point in points), statistics.fmean(point.nth for point in points)


def _wander(off: Sequence[float]) -> float:
    """Return how far values go up and down slowly: the root mean square of their first sine waves.

    These are the principal components of what strays between two fixed ends. Noise goes into
    all waves alike, so what the quicker ones hold on average is taken off the slow ones.
    """
    thinned = off[:: math.ceil(len(off) / _MOST_VALUES)]
    powers = [power(thinned, wave) for wave in range(1, _WAVES + 1)]
    noise = statistics.fmean(powers[2 * _SLOW_WAVES :])
    return math.sqrt(max(sum(powers[:_SLOW_WAVES]) - _SLOW_WAVES * noise, 0.0))


def _waiting(points: Sequence[Point], end: int) -> tuple[float, bool]:
    """Return how much the way grew, and whether packets waited from the first third on without a break.

    A break means that the sender paused: then the line was idle, and its rate not seen.
    """
    took = [point.came - point.sent for point in points]
    least = min(took[:end])
    growth = statistics.fmean(took[-end:]) - least
    waited = min(took[len(took) // 3 :]) - least
    return growth, growth > _GROWTH_SECONDS and waited > _QUEUED_SECONDS


def reaches(seen: Delivery, per_second: float) -> bool | None:
    """Whether a line carries so many packets a second; None when a train does not tell.

    A line that was not full may carry more than what came.
    """
    if seen.packets_per_second - seen.half_width > per_second:
        return True
    if seen.full and seen.packets_per_second + seen.half_width < per_second:
        return False
    return None


def confidence(seen: Delivery, per_second: float) -> float:
    """Return the probability that the rate that came lies on the side of a limit where it was seen."""
    if not seen.half_width:
        return 1.0
    return statistics.NormalDist().cdf(abs(seen.packets_per_second - per_second) * _SURE / seen.half_width)
