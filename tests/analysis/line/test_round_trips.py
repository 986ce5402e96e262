"""Figures from probes: closed forms, known tables, and lines whose settings are known."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.analysis.line.round_trips import (
    Figure,
    Loss,
    Probe,
    Window,
    clopper_pearson,
    jitter,
    loss,
    lost_on_the_way_there,
    quantile,
    round_trips,
    without_sent_again,
)

SPACING = 0.02
AHEAD = 1000.0  # how far the server's clock is ahead of ours


def stream(count: int, delay: Callable[[], float], *, stamped: bool, still_up: bool = False) -> list[Probe]:
    """Probes over a line of 30 ms whose two directions add ``delay()``, packets never overtaking."""
    probes, latest_there, latest_back = [], 0.0, 0.0
    for i in range(count):
        sent = i * SPACING
        latest_there = there = max(sent + 0.015 + (0.0 if still_up else delay()), latest_there)
        latest_back = back = max(there + 0.015 + delay(), latest_back)
        probes.append(Probe(sent, Window.IDLE, back, there + AHEAD if stamped else None))
    return probes


def exponential(mean: float, seed: int) -> Callable[[], float]:
    chance = random.Random(seed)  # noqa: S311 - repeatable by design
    return lambda: chance.expovariate(1 / mean)


# ------------------------------------------------------------------ how long


def test_what_never_came_back_has_no_round_trip() -> None:
    assert round_trips([Probe(0.0, Window.IDLE), Probe(1.0, Window.IDLE, 1.5)]) == [0.5]


# n -> ranks of the bounds of the median, counted from 1 (tables of the sign test's interval at 95 %)
RANKS = [(6, 1, 6), (8, 1, 8), (9, 2, 8), (10, 2, 9), (15, 4, 12), (20, 6, 15), (25, 8, 18), (50, 18, 33)]


@pytest.mark.parametrize(("count", "low", "high"), RANKS)
def test_a_medians_bounds_are_those_of_the_tables(count: int, low: int, high: int) -> None:
    found = quantile([float(i) for i in range(1, count + 1)], 0.5)
    assert found == Figure((count + 1) / 2, low, high)


@pytest.mark.parametrize("values", [[7.0], [7.0, 9.0], [1.0, 2.0, 3.0, 4.0, 5.0]])
def test_of_very_few_the_bounds_are_the_ends(values: list[float]) -> None:
    found = quantile(values, 0.5)
    assert (found.low, found.high) == (min(values), max(values))


def test_the_slowest_tenth_is_told() -> None:
    found = quantile([float(i) for i in range(101)], 0.9)
    assert found.value == 90
    assert found.low < 90 < found.high


@given(st.lists(st.floats(0, 10), min_size=1, max_size=60), st.sampled_from([0.5, 0.9, 0.95]))
def test_a_quantile_lies_between_its_bounds_and_they_in_the_sample(values: list[float], share: float) -> None:
    found = quantile(values, share)
    assert min(values) <= found.low <= found.value <= found.high <= max(values)
    assert found.spread >= 0


def test_another_unit_scales_the_whole_figure() -> None:
    assert Figure(0.5, 0.25, 1.0).scaled(100) == Figure(50, 25, 100)


SENT_AGAIN = [
    ("a few late by TCP's own pause", [0.03] * 18 + [0.26, 0.45], [0.03] * 18),
    ("none late", [0.03, 0.04, 0.05], [0.03, 0.04, 0.05]),
    ("so many late that the line must be so", [0.03] * 8 + [0.26, 0.3], [0.03] * 8 + [0.26, 0.3]),
    ("nothing", [], []),
]


@pytest.mark.parametrize(("_", "trips", "kept"), SENT_AGAIN, ids=[case[0] for case in SENT_AGAIN])
def test_what_tcp_sent_again_is_no_round_trip(_: str, trips: list[float], kept: list[float]) -> None:
    assert without_sent_again(trips) == kept


# ------------------------------------------------------------------ how unsteady


def test_a_still_line_has_no_jitter() -> None:
    found = jitter(stream(50, lambda: 0.0, stamped=True))
    assert found is not None
    assert found.one_way.value == pytest.approx(0, abs=1e-9)
    assert found.p95_p50 == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("probes", [0, 2])
def test_of_fewer_than_three_nothing_is_told(probes: int) -> None:
    assert jitter(stream(probes, lambda: 0.0, stamped=True)) is None


def test_the_figures_are_those_of_rfc_3550() -> None:
    trips = [0.030, 0.034, 0.031, 0.031]
    found = jitter([Probe(i * 1.0, Window.IDLE, i + trip) for i, trip in enumerate(trips)])
    assert found is not None
    assert found.round_trip.value == pytest.approx((0.004 + 0.003 + 0) / 3)
    smoothed = 0.004 + (0.003 - 0.004) / 16
    assert found.smoothed == pytest.approx(smoothed - smoothed / 16)
    assert found.p95_p50 == pytest.approx(0.0340 - 0.15 * 0.003 - 0.031)
    assert (found.up, found.down) == (None, None)


@pytest.mark.parametrize("mean", [0.002, 0.005])
def test_one_way_jitter_is_the_mean_of_an_exponential_delay_of_each_way(mean: float) -> None:
    """The difference of two exponential delays has the mean size of one of them."""
    runs = [jitter(stream(300, exponential(mean, seed), stamped=True)) for seed in range(40)]
    ups = [run.up.value / mean for run in runs if run and run.up]
    assert sum(ups) / len(ups) == pytest.approx(1, rel=0.03)
    assert all(run and run.one_way.value == pytest.approx(mean, rel=0.25) for run in runs)
    inside = sum(bool(run and run.up and run.up.low <= mean <= run.up.high) for run in runs)
    assert inside >= 36


def test_without_stamps_one_direction_is_derived_and_every_division_covered() -> None:
    even = jitter(stream(300, exponential(0.005, 1), stamped=False))
    uneven = jitter(stream(300, exponential(0.005, 1), stamped=False, still_up=True))
    assert even is not None
    assert uneven is not None
    assert even.one_way.value == pytest.approx(0.005 * 1.5 / math.sqrt(2), rel=0.15)
    for found in (even, uneven):
        assert found.one_way.low <= 0.005 <= found.one_way.high


def test_the_worse_direction_counts() -> None:
    found = jitter(stream(300, exponential(0.005, 1), stamped=True, still_up=True))
    assert found is not None
    assert found.up is not None
    assert found.up.value == pytest.approx(0, abs=1e-9)
    assert found.one_way == found.down


def test_other_round_trips_may_be_judged_by() -> None:
    found = jitter(stream(5, lambda: 0.0, stamped=False), [0.03, 0.04, 0.03])
    assert found is not None
    assert found.round_trip.value == pytest.approx(0.01)


# ------------------------------------------------------------------ how many never arrive

# found, count -> exact 95 % bounds in %, as in published tables
EXACT = [
    (1, 10, 0.253, 44.502),
    (5, 10, 18.709, 81.291),
    (10, 10, 69.150, 100.0),
    (0, 10, 0.0, 30.850),
    (1, 100, 0.025, 5.446),
    (10, 100, 4.900, 17.622),
    (3, 100, 0.623, 8.518),
]


@pytest.mark.parametrize(("found", "count", "low", "high"), EXACT)
def test_the_bounds_of_a_share_are_exact(found: int, count: int, low: float, high: float) -> None:
    bounds = clopper_pearson(found, count, 0.05)
    assert [round(100 * bound, 3) for bound in bounds] == [low, high]


def test_none_of_300_lost_is_under_one_percent_and_none_of_50_is_not() -> None:
    assert round(100 * Loss(0, 300).share.high, 2) == 0.99
    assert (Loss(0, 50).share.low, Loss(0, 50).share.high > 0.01) == (0.0, True)


def test_a_bad_line_shows_soon() -> None:
    assert Loss(5, 100).share.low > 0.01 > Loss(2, 100).share.low


def counted(*received: int | None) -> list[Probe]:
    """Probes of which those came back that had this number at the server; None was lost on one of the ways."""
    return [Probe(i * 1.0, Window.AFTER, None if n is None else i + 0.03, None, n) for i, n in enumerate(received)]


BY_DIRECTION = [
    ("none", counted(4, 5, 6), (0, 0)),
    ("there", counted(4, None, 5, 6), (1, 0)),
    ("back", counted(4, None, 6, 7), (0, 1)),
    ("both", counted(4, None, None, 6, None, 7), (2, 1)),
    ("at the ends nobody knows which way", counted(None, 4, 5, None), (0, 0)),
]


@pytest.mark.parametrize(("_", "probes", "lost"), BY_DIRECTION, ids=[case[0] for case in BY_DIRECTION])
def test_a_server_that_counts_tells_which_way_packets_got_lost(
    _: str, probes: list[Probe], lost: tuple[int, int]
) -> None:
    assert lost_on_the_way_there(probes) == lost


def test_a_server_that_does_not_count_tells_no_direction() -> None:
    assert lost_on_the_way_there(stream(3, lambda: 0.0, stamped=True)) is None


def test_probes_that_never_came_back_are_counted() -> None:
    probes = [Probe(0.0, Window.IDLE, 0.03), Probe(1.0, Window.IDLE), Probe(2.0, Window.AFTER, 2.03)]
    assert loss(probes) == Loss(1, 3)
    assert loss([]) is None


@settings(max_examples=40)
@given(st.integers(1, 300), st.integers(0, 300))
def test_a_share_lies_between_its_bounds(count: int, found: int) -> None:
    share = Loss(min(found, count), count).share
    assert 0 <= share.low <= share.value <= share.high <= 1
