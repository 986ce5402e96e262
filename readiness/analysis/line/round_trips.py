"""Figures from probes: the duration of round trips, their variation, and the share of lost packets.

A probe is a small packet that a server sends back. Times are in seconds on two clocks that are never compared with
each other: the local one (``sent``, ``back``) and the server's (``reached``), which few servers tell. ``received`` is
how many probes had reached the server by then.

Every figure comes with the interval in which the line's true value lies with 95 % confidence. No distribution of
delays is assumed.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from readiness.analysis.line.throughput import mean_half_width

DOUBT: Final = 0.05
"""The probability that an interval does not contain the true value."""

BUSY_SECONDS: Final = 1.0
BUSY_SHARE: Final = 0.9
"""The figure for a loaded line is this quantile of the round trips in its busiest stretch of that many seconds."""

_FEWEST_A_SECOND = 10
_RFC3550_GAIN = 1 / 16
_SENT_AGAIN_SECONDS = (
    0.18  # TCP waits 0.2 s or more before it sends again (RFC 6298 as Linux has it; others wait longer)
)
_MOST_SENT_AGAIN = 0.1  # of the round trips; a line on which more are that late is simply unsteady


class Window(StrEnum):
    """What else was on the line when a probe was sent.

    ``APART`` is neither alone nor beside a transfer: a transfer is starting, or its queues are still draining. Such
    probes are not used.
    """

    IDLE = "idle"
    DOWN = "down"
    UP = "up"
    AFTER = "after"
    APART = "apart"


ALONE: Final = frozenset({Window.IDLE, Window.AFTER})
"""The windows in which probes are the only traffic of this program."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A small packet and its way back; ``back`` is None if it never returned."""

    sent: float
    window: Window
    back: float | None = None
    reached: float | None = None
    received: int | None = None

    @property
    def round_trip(self) -> float | None:
        """Seconds there and back."""
        return None if self.back is None else self.back - self.sent


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def spread(self) -> float:
        """The larger distance of a bound from the value."""
        return max(self.high - self.value, self.value - self.low)

    def scaled(self, factor: float) -> Figure:
        """Return the same figure in another unit."""
        return Figure(self.value * factor, self.low * factor, self.high * factor)


# ------------------------------------------------------------------ how long


def round_trips(probes: Sequence[Probe]) -> list[float]:
    """Return the round trips of the probes that came back, in the order of sending."""
    return [trip for probe in probes if (trip := probe.round_trip) is not None]


def quantile(values: Sequence[float], share: float) -> Figure:
    """Return the value below which a ``share`` of all values lies; needs at least one value.

    The bounds are order statistics: the number of independent values below the true quantile is binomial (David and
    Nagaraja, "Order Statistics", 7.1). If the sample is too small for 95 %, the bounds are its extremes.
    """
    ordered, count = sorted(values), len(values)
    chances = list(itertools.accumulate(_exactly(k, count, share) for k in range(count)))
    below = next((k for k, chance in enumerate(chances) if chance > DOUBT / 2), 0)
    above = next((k for k, chance in enumerate(chances) if chance >= 1 - DOUBT / 2), count - 1)
    position = (count - 1) * share
    lower = ordered[math.floor(position)]
    value = lower + (ordered[math.ceil(position)] - lower) * (position % 1)
    return Figure(value, min(ordered[max(below - 1, 0)], value), max(ordered[above], value))


def busiest(probes: Sequence[Probe]) -> Figure | None:
    """Return the round trip through a full queue: the 90th percentile in the busiest second; None without answers.

    Senders fill a queue, overflow it and back off, so that the median would describe their behaviour instead of what
    a caller meets; the slowest probe of all may be that of a single hiccup.
    """
    answered = [probe for probe in probes if probe.back is not None]
    enough = min(len(answered), _FEWEST_A_SECOND)
    spans = ([other for other in answered if 0 <= last.sent - other.sent <= BUSY_SECONDS] for last in answered)
    figures = (quantile(round_trips(span), BUSY_SHARE) for span in spans if len(span) >= enough)
    return max(figures, key=lambda figure: figure.value, default=None)


def without_sent_again(trips: Sequence[float]) -> list[float]:
    """Remove round trips over TCP that were long only because a packet was lost and sent again.

    They show loss, not the length of the path (Karn and Partridge, "Improving Round-Trip Time Estimates in Reliable
    Transport Protocols", SIGCOMM 1987).
    """
    if not trips:
        return []
    limit = statistics.median(trips) + _SENT_AGAIN_SECONDS
    kept = [trip for trip in trips if trip < limit]
    return kept if len(trips) - len(kept) <= _MOST_SENT_AGAIN * len(trips) else list(trips)


# ------------------------------------------------------------------ how unsteady


@dataclass(frozen=True, slots=True)
class Jitter:
    """How much the delay changes from one packet to the next, in seconds.

    ``one_way`` is that of one direction, the worse one: the mean of RFC 3550's |D|. With
    the server's times it is measured (``up`` and ``down`` are the two directions).
    Otherwise it is derived from ``round_trip``, the mean change of the whole way there and
    back: changes of two independent directions add as squares, so each has 1/sqrt(2) of
    them if they share alike; its interval covers every other division, from half (both
    change alike, at different moments) to all (only one does).

    ``smoothed`` is RFC 3550's own running figure over round trips (gain 1/16) at the end,
    ``p95_p50`` how far the slowest twentieth of the round trips lies above the middle.
    """

    one_way: Figure
    round_trip: Figure
    smoothed: float
    p95_p50: float
    up: Figure | None = None
    down: Figure | None = None


def jitter(probes: Sequence[Probe], trips: Sequence[float] | None = None) -> Jitter | None:
    """Return how unsteady the delay is; None with fewer than three probes that came back.

    ``trips`` are the round trips to judge by when not simply those of the probes.
    """
    answered = [probe for probe in probes if probe.back is not None]
    trips = round_trips(answered) if trips is None else trips
    if len(trips) < 3:  # noqa: PLR2004 - two changes have a mean, one has no spread
        return None
    whole = _mean_change(trips)
    up, down = _per_direction(answered)
    one_way = max(up, down, key=lambda figure: figure.value) if up and down else _shared(whole)
    ninety_fifth, middle = quantile(trips, 0.95).value, quantile(trips, 0.5).value
    return Jitter(one_way, whole, _smoothed(trips), ninety_fifth - middle, up, down)


def _per_direction(answered: Sequence[Probe]) -> tuple[Figure | None, Figure | None]:
    """Return the jitter there and back, from differences within one clock each time (RFC 3550, 6.4.1)."""
    there = [probe.reached - probe.sent for probe in answered if probe.reached is not None]
    back = [probe.back - probe.reached for probe in answered if probe.reached is not None and probe.back is not None]
    if len(there) < len(answered):
        return None, None
    return _mean_change(there), _mean_change(back)


def _mean_change(delays: Sequence[float]) -> Figure:
    changes = [abs(after - before) for before, after in itertools.pairwise(delays)]
    mean = statistics.fmean(changes)
    # Neighbouring changes share a packet, so they are not independent; too few of them tell no width.
    half_width = mean_half_width(changes)
    half_width = half_width if math.isfinite(half_width) else mean
    return Figure(mean, max(mean - half_width, 0.0), mean + half_width)


def _shared(whole: Figure) -> Figure:
    return Figure(whole.value / math.sqrt(2), whole.low / 2, whole.high)


def _smoothed(delays: Sequence[float]) -> float:
    """RFC 3550, A.8: J += (|D| - J) / 16, beginning with the first |D|."""
    changes = [abs(after - before) for before, after in itertools.pairwise(delays)]
    figure = changes[0]
    for change in changes[1:]:
        figure += (change - figure) * _RFC3550_GAIN
    return figure


# ------------------------------------------------------------------ how many never arrive


@dataclass(frozen=True, slots=True)
class Loss:
    """How many of the probes never came back, and between which shares the line's own loss lies.

    With none lost ``high`` is the 95 % bound, about 3/n ("none of 300: under 1 %"); else
    both bounds are those of the exact 95 % interval (Clopper and Pearson, 1934).
    """

    lost: int
    sent: int

    @property
    def share(self) -> Figure:
        """The loss as a share of 1."""
        if not self.lost:
            return Figure(0.0, 0.0, 1 - DOUBT ** (1 / self.sent))
        return Figure(self.lost / self.sent, *clopper_pearson(self.lost, self.sent, DOUBT))


def loss(probes: Sequence[Probe]) -> Loss | None:
    """Count the probes that never came back; None without probes. All of them must have had the time to return."""
    return Loss(sum(probe.back is None for probe in probes), len(probes)) if probes else None


def lost_on_the_way_there(probes: Sequence[Probe]) -> tuple[int, int] | None:
    """Return how many probes never reached the server, and how many did but never came back.

    ``probes`` must have been sent one after another. They are counted between the first and the last that came back;
    None if the server does not count.
    """
    told = [(place, probe.received) for place, probe in enumerate(probes) if probe.received is not None]
    if not told:
        return None
    (first, before), (last, after) = told[0], told[-1]
    there = (last - first) - (after - before)
    unanswered = sum(probe.back is None for probe in probes[first : last + 1])
    return there, unanswered - there


def clopper_pearson(found: int, count: int, doubt: float) -> tuple[float, float]:
    """Return the exact two-sided confidence interval of a share, observed ``found`` times in ``count``."""
    low = _root(lambda p: doubt / 2 - (1 - _at_most(found - 1, count, p))) if found else 0.0
    high = _root(lambda p: _at_most(found, count, p) - doubt / 2) if found < count else 1.0
    return low, high


def _root(falling: Callable[[float], float]) -> float:
    """Return the zero of a function that falls on [0, 1]."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return (low + high) / 2


def _at_most(found: int, count: int, share: float) -> float:
    """Return the probability of at most ``found`` of ``count``, for 0 < share < 1."""
    return math.fsum(_exactly(k, count, share) for k in range(found + 1))


def _exactly(found: int, count: int, share: float) -> float:
    """Return a term of the binomial distribution, 0 < share < 1; by logarithms, since factorials overflow."""
    ways = math.lgamma(count + 1) - math.lgamma(found + 1) - math.lgamma(count - found + 1)
    return math.exp(ways + found * math.log(share) + (count - found) * math.log1p(-share))
