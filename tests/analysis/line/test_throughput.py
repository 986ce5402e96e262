"""Rates from counts: held against counts of known rate, and against laws no estimate may break."""

from __future__ import annotations

import itertools
import math
import random
import statistics

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from readiness.analysis.line.throughput import (
    Estimate,
    Sample,
    _student,
    mean_half_width,
    packets_as_bytes,
    recent_rate,
    steadiest_rest,
    steady_rate,
    sustained_rate,
    warm_up_bins,
)

TICK = 0.01


def line(rate: float, seconds: float, *, ramp: float = 0.0, noise: float = 0.0, seed: int = 1) -> list[Sample]:
    """Counts of whole packets on a line of that many Mbit/s that fills up linearly during ``ramp`` seconds."""
    chance, count, samples = random.Random(seed), 0.0, []  # noqa: S311 - repeatable by design
    for i in range(round(seconds / TICK) + 1):
        time = i * TICK
        samples.append((time, 1448.0 * (count // 1448)))
        share = min(time / ramp, 1.0) if ramp else 1.0
        count += max(rate * 1e6 / 8 * TICK * share * (1 + chance.gauss(0, noise)), 0)
    return samples


def estimated(samples: list[Sample]) -> Estimate:
    estimate = steady_rate(samples)
    assert estimate is not None
    return estimate


# ------------------------------------------------------------------ the rate


@pytest.mark.parametrize("rate", [1.0, 5.0, 25.0, 100.0, 500.0, 1000.0])
@pytest.mark.parametrize("ramp", [0.0, 0.3, 0.8])
def test_the_rate_after_the_warm_up_is_found(rate: float, ramp: float) -> None:
    estimate = estimated(line(rate, 3.0, ramp=ramp))
    assert estimate.mbit_per_second == pytest.approx(rate, rel=0.015)
    assert abs(estimate.mbit_per_second - rate) <= 3 * estimate.half_width


def test_the_warm_up_is_left_out() -> None:
    estimate = estimated(line(100, 4.0, ramp=1.0))
    assert 0.8 <= estimate.warm_up <= 1.6
    assert estimate.bins >= 40
    assert abs(estimate.drift) < 0.01


def test_a_hitch_does_not_count_once_it_is_long_over() -> None:
    before, after = line(20, 0.8), line(20, 3.0)
    hitch = before + [(1.1 + time, before[-1][1] + count) for time, count in after]
    estimate = estimated(hitch)
    assert estimate.mbit_per_second == pytest.approx(20, rel=0.005)
    assert estimate.wander < 0.05


def test_a_burst_at_the_start_is_left_out_too() -> None:
    burst = [(time, count + min(time / 0.1, 1.0) * 5e5) for time, count in line(10, 3.0)]
    assert estimated(burst).mbit_per_second == pytest.approx(10, rel=0.01)


@pytest.mark.parametrize(
    "samples",
    [
        [],
        [(0.0, 0.0)],
        [(i * TICK, i * 1e6) for i in range(7)],
        [(i * TICK, 0.0) for i in range(300)],
        [(i * TICK, min(i, 7) * 1448.0) for i in range(300)],
    ],
    ids=["nothing", "one sample", "seven samples", "no byte", "seven packets"],
)
def test_too_little_is_no_rate(samples: list[Sample]) -> None:
    assert steady_rate(samples) is None


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    inside = 0
    for seed in range(200):
        estimate = estimated(line(50, 2.0, ramp=0.3, noise=0.5, seed=seed))
        inside += abs(estimate.mbit_per_second - 50) <= estimate.half_width
    assert inside >= 180  # 95 % wanted; the cut, which looks at the same data, costs a little


def test_a_steady_line_never_claims_to_be_exact() -> None:
    estimate = estimated(line(1000, 2.0))
    assert estimate.half_width >= 0.005 * estimate.mbit_per_second


@given(
    rate=st.floats(2, 900),
    scale=st.floats(0.1, 10),
    later=st.floats(-100, 100),
    more=st.floats(0, 1e12),
    seed=st.integers(0, 99),
)
def test_scale_and_shift_change_nothing_else(rate: float, scale: float, later: float, more: float, seed: int) -> None:
    assume(rate * scale > 1)
    samples = line(rate, 2.0, ramp=0.2, noise=0.3, seed=seed)
    plain = estimated(samples)
    # Rounding may choose other bins, and with them another cut: equal means equal within the interval.
    shifted = estimated([(time + later, count + more) for time, count in samples])
    assert abs(shifted.mbit_per_second - plain.mbit_per_second) <= shifted.half_width + plain.half_width
    faster = estimated([(time / scale, count) for time, count in samples])
    assert abs(faster.mbit_per_second / scale - plain.mbit_per_second) <= faster.half_width / scale + plain.half_width


@given(st.lists(st.floats(0, 1e6), min_size=8, max_size=120))
def test_the_rate_lies_between_the_slowest_and_the_fastest_moment(steps: list[float]) -> None:
    counts = list(itertools.accumulate(steps, initial=0.0))
    samples = [(i * TICK, count) for i, count in enumerate(counts)]
    estimate = steady_rate(samples)
    if estimate:
        rounding = 1e-3 * max(steps)
        assert min(steps) - rounding <= estimate.mbit_per_second * TICK / 8e-6 <= max(steps) + rounding


def test_the_rate_just_now() -> None:
    samples = [(i * 0.1, i * 1e5 if i < 10 else 1e6 + (i - 10) * 3e5) for i in range(20)]
    assert recent_rate(samples, 0.3) == pytest.approx(24.0)
    assert recent_rate(samples[:1], 0.3) == 0.0


# ------------------------------------------------------------------ its parts


RAMP = [0, 2, 5, *[10, 10.1, 9.9] * 10]
LENT = [*[20.0, 20.1] * 6, *[10.0, 10.1, 9.9] * 9]


@pytest.mark.parametrize(
    ("values", "warm_up", "rest"),
    [
        (RAMP, 3, 3),
        ([10.0] * 20, 0, 0),
        ([float(i) for i in range(30)] + [30.0] * 10, 20, 20),  # never more than half
        (LENT, 12, 12),
        ([8.0, 12.0, *[10.0, 10.1, 9.9] * 5], 1, 2),
    ],
    ids=["ramp", "level", "long ramp", "lent", "past the mean"],
)
def test_the_cut_is_where_the_rest_is_steadiest_but_only_a_beginning_is_cut(
    values: list[float], warm_up: int, rest: int
) -> None:
    assert warm_up_bins(values) == warm_up
    assert steadiest_rest(values) == rest


def test_what_a_line_lends_at_first_is_not_what_it_sustains() -> None:
    before, after = line(50, 3.0), line(25, 5.0)
    halved = before + [(3.0 + time, before[-1][1] + count) for time, count in after[1:]]
    sustained = sustained_rate(halved)
    assert sustained is not None
    assert sustained.mbit_per_second == pytest.approx(25, rel=0.01)
    assert sustained.warm_up == pytest.approx(3.0, abs=0.1)


def test_the_interval_of_independent_values_is_students() -> None:
    chance = random.Random(7)  # noqa: S311 - repeatable by design
    values = [chance.gauss(10, 2) for _ in range(4000)]
    assert mean_half_width(values) == pytest.approx(1.96 * 2 / math.sqrt(4000), rel=0.1)
    assert mean_half_width([3.0, 3.0, 3.0]) == 0.0
    assert mean_half_width([3.0, 4.0]) == math.inf


def test_correlated_values_say_less() -> None:
    chance, values, value = random.Random(3), [], 0.0  # noqa: S311 - repeatable by design
    for _ in range(4000):
        value = 0.8 * value + chance.gauss(0, 1)
        values.append(value)
    independent = 1.96 * statistics.stdev(values) / math.sqrt(4000)
    assert mean_half_width(values) == pytest.approx(independent * 3, rel=0.15)  # (1 + 0.8) / (1 - 0.8) = 3 ** 2
    alternating = [1.0, -1.0] * 50
    assert mean_half_width(alternating) == pytest.approx(1.984 * statistics.stdev(alternating) / 10, rel=1e-3)


@pytest.mark.parametrize(("freedom", "quantile"), [(5, 2.571), (10, 2.228), (30, 2.042), (1000, 1.962)])
def test_students_quantiles_are_those_of_the_tables(freedom: int, quantile: float) -> None:
    assert _student(freedom) == pytest.approx(quantile, abs=0.005)


# ------------------------------------------------------------------ what to count


def test_packets_are_counted_as_bytes_only_when_they_are_full() -> None:
    packets = [(0.0, 0.0), (0.1, 10.0), (0.2, 30.0)]
    assert packets_as_bytes(packets, 1448, 1448) == [(0.0, 0.0), (0.1, 14_480.0), (0.2, 43_440.0)]
    assert packets_as_bytes(packets, 1400, 1448) is not None
    assert packets_as_bytes(packets, 1300, 1448) is None  # split on the way
    assert packets_as_bytes(packets, 4000, 1448) is None  # merged on the way
    assert packets_as_bytes(packets, 0, 0) is None  # not told
