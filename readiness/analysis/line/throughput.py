"""The rate of a connection, from counts with time stamps.

Nothing here uses the network: ``readiness.machine.speed`` counts. Rates are TCP payload in Mbit/s (10**6 bit/s): what
programs get, without packet headers. A sample is (seconds, cumulative bytes), both increasing.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from readiness.analysis.line.trend import fit_trend

Sample: TypeAlias = tuple[float, float]

_SEGMENT = 1448  # payload bytes of a full packet on an ordinary line
_PACKETS_A_BIN = 24
_SHORTEST_BIN = 0.04  # seconds
_FEWEST_BINS = 8
FEWEST_SAMPLES: Final = _FEWEST_BINS
"""The smallest number of samples that tells a rate."""
_SMALL_CORRELATION = 0.3
_CALMER = 0.8
_LONG_ENOUGH = 0.5  # seconds; what is shorter may be the half of a wave
_SMALLEST_SPREAD = 0.005  # share of the rate: what clocks and packet boundaries cost at best


@dataclass(frozen=True, slots=True)
class Estimate:
    """A steady rate and its uncertainty.

    Attributes:
        half_width: of the 95 % interval, in Mbit/s.
        warm_up: the seconds left out at the start.
        seconds: the seconds used.
        drift: by how much the second half of these exceeds the first, as a share of the rate.
        wander: root mean square of the slow deviations of the count from a straight line, in Mbit.
        blur: standard error of the difference between that line's ends, in Mbit. ``wander`` and ``blur`` tell the
            uncertainty where it must not depend on a model of the noise (``trend``, ``sequential``).
    """

    mbit_per_second: float
    half_width: float
    warm_up: float
    bins: int
    drift: float
    seconds: float = 0.0
    wander: float = 0.0
    blur: float = 0.0

    @property
    def at_best(self) -> float:
        """The half-width below which no interval of it goes, in Mbit/s."""
        packets = 2 * _SEGMENT * 8e-6 / self.seconds if self.seconds else 0.0  # they come in pairs
        return max(_SMALLEST_SPREAD * self.mbit_per_second, packets)


def steady_rate(samples: Sequence[Sample]) -> Estimate | None:
    """Estimate the rate after the warm-up; None where there is too little to tell.

    The counts are put into equal bins, and the rate is that of a line through them after the
    warm-up. The interval is that of batch means: bins are put together by twos until neighbours
    tell little of each other, and what correlation is left widens it. Of a record of some
    seconds, the latest half speaks where its count strays less for its time: a hitch is over then.
    """
    whole = _rate_after(warm_up_bins, samples)
    if whole is None or whole.seconds < 2 * _LONG_ENOUGH:
        return whole
    half = samples[-1][0] - whole.seconds / 2
    latest = _rate_after(warm_up_bins, [sample for sample in samples if sample[0] >= half])
    if latest is None or latest.wander / latest.seconds >= _CALMER * whole.wander / whole.seconds:
        return whole
    return replace(latest, warm_up=samples[-1][0] - samples[0][0] - latest.seconds)


def sustained_rate(samples: Sequence[Sample]) -> Estimate | None:
    """Estimate the level at which the rate stays at last; None where there is too little to tell.

    Unlike ``steady_rate`` this also leaves out a faster, or slower, beginning that was no
    warm-up: credit that was used up, a rate that was changed.
    """
    return _rate_after(steadiest_rest, samples)


def _rate_after(cut_off: Callable[[Sequence[float]], int], samples: Sequence[Sample]) -> Estimate | None:
    if len(samples) < FEWEST_SAMPLES or samples[-1][1] - samples[0][1] < _FEWEST_BINS * _SEGMENT:
        return None
    edges = _edges(samples)
    counts = _interpolated(samples, edges)
    moved = [after - before for before, after in itertools.pairwise(counts)]
    cut = cut_off(moved)
    rest, start = moved[cut:], edges[cut]
    to_rate = 8e-6 / (edges[1] - edges[0])
    seconds = edges[-1] - start
    line = fit_trend([(start, counts[cut]), *(sample for sample in samples if sample[0] > start)])
    whole = 8e-6 * seconds / line.seconds  # the line is a little shorter than what it is drawn through
    estimate = Estimate(
        8e-6 * line.slope,
        mean_half_width(_independent(rest)) * to_rate,
        start - edges[0],
        len(rest),
        _drift(rest),
        seconds,
        line.wander * whole,
        line.blur * whole,
    )
    return replace(estimate, half_width=max(estimate.half_width, estimate.at_best))


def recent_rate(samples: Sequence[Sample], seconds: float) -> float:
    """Return the rate over the last ``seconds``, in Mbit/s; 0 where that is no time at all."""
    end, total = samples[-1]
    start, before = next(sample for sample in samples if sample[0] >= end - seconds)
    return 8e-6 * (total - before) / (end - start) if end > start else 0.0


def _edges(samples: Sequence[Sample]) -> list[float]:
    """Return bin edges over the whole span; each bin holds enough packets to be smooth."""
    start, first = samples[0]
    end, last = samples[-1]
    packets_take = _PACKETS_A_BIN * _SEGMENT * (end - start) / (last - first)
    bins = max(int((end - start) / max(_SHORTEST_BIN, packets_take)), _FEWEST_BINS)
    return [start + (end - start) * i / bins for i in range(bins + 1)]


def _interpolated(samples: Sequence[Sample], times: Sequence[float]) -> list[float]:
    """Return the counts at rising ``times`` within the samples' span, on straight lines."""
    values, i = [], 0
    for time in times:
        while i < len(samples) - 2 and samples[i + 1][0] < time:
            i += 1
        (t0, c0), (t1, c1) = samples[i], samples[i + 1]
        share = (time - t0) / (t1 - t0) if t1 > t0 else 1.0
        values.append(c0 + (c1 - c0) * min(share, 1.0))
    return values


def warm_up_bins(values: Sequence[float]) -> int:
    """Return how many leading values to leave out, at most half of them.

    Cut where the standard error of the rest is smallest (MSER: White, "An effective truncation
    heuristic for bias reduction in simulation output", Simulation 69, 1997), but no later than
    where the values first reach the mean of that rest. What comes after is no warm-up: in a
    rate that goes up and down, the steadiest rest is that at its highest or its lowest.
    """
    cut = steadiest_rest(values)
    mean = statistics.fmean(values[cut:])
    below = values[0] < mean
    return next((i for i, value in enumerate(values[:cut]) if (value < mean) != below), cut)


def steadiest_rest(values: Sequence[float]) -> int:
    """Return how many leading values to leave out, at most half, for the smallest standard error of the rest (MSER)."""
    best, least = 0, math.inf
    total = squares = 0.0
    for cut in range(len(values) - 1, -1, -1):
        total += values[cut]
        squares += values[cut] ** 2
        count = len(values) - cut
        error = max(squares - total**2 / count, 0.0) / count**2
        # Going backwards, "<=" keeps the longest of equally good rests.
        if cut <= len(values) // 2 and error <= least:
            best, least = cut, error
    return best


def _independent(values: Sequence[float]) -> Sequence[float]:
    """Return means of twos, fours ... until their lag-1 correlation is small or few are left (Law, ch. 9)."""
    while len(values) >= 2 * _FEWEST_BINS and _correlation(values) > _SMALL_CORRELATION:
        start = len(values) % 2
        values = [statistics.fmean(values[i : i + 2]) for i in range(start, len(values), 2)]
    return values


def _correlation(values: Sequence[float]) -> float:
    mean = statistics.fmean(values)
    deviations = [value - mean for value in values]
    power = sum(d * d for d in deviations)
    return sum(a * b for a, b in itertools.pairwise(deviations)) / power if power else 0.0


def mean_half_width(values: Sequence[float]) -> float:
    """Return the half-width of the 95 % interval of the mean of correlated values.

    The variance is inflated by (1 + r) / (1 - r), r being the lag-1 autocorrelation
    (an AR(1) process; Law, "Simulation Modeling and Analysis", ch. 9). A negative r is
    taken as 0: it would only flatter.
    """
    count = len(values)
    variance = statistics.variance(values) if count > 1 else 0.0
    if variance == 0.0 or count < 3:  # noqa: PLR2004 - no variance and no neighbours
        return 0.0 if variance == 0.0 else math.inf
    r = min(max(_correlation(values), 0.0), 0.9)
    return _student(count - 1) * math.sqrt(variance / count * (1 + r) / (1 - r))


def _student(freedom: int) -> float:
    """Return Student's t for a two-sided 95 % interval (Abramowitz and Stegun 26.7.5)."""
    z = statistics.NormalDist().inv_cdf(0.975)
    g1 = (z**3 + z) / 4
    g2 = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    g3 = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + g1 / freedom + g2 / freedom**2 + g3 / freedom**3


def _drift(values: Sequence[float]) -> float:
    half = len(values) // 2
    mean = statistics.fmean(values)
    if not half or mean <= 0:
        return 0.0
    return (statistics.fmean(values[-half:]) - statistics.fmean(values[:half])) / mean


# ------------------------------------------------------------------ what to count

_FULL_PACKETS = 0.95  # bytes a packet carries, as a share of the most


def packets_as_bytes(packets: Sequence[Sample], weight: float, segment: int) -> list[Sample] | None:
    """Return counted packets as payload bytes; None when they cannot be trusted.

    Packets are counted the moment they arrive; a socket's own bytes only once everything
    before them has arrived too, which makes them lurch at every loss. ``weight`` is how
    many bytes a packet carries, ``segment`` how many it can: unless they are about equal,
    something in between merges or splits packets, and they are no measure.
    """
    if not segment or not _FULL_PACKETS <= weight / segment <= 1.0:
        return None
    return [(time, count * weight) for time, count in packets]
