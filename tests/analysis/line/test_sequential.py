"""Answers from counts that go on: right as often as they say, however often one looks and however a line swings."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.line.sequential import (
    ALLOWED_ERROR,
    LOOKS,
    Fullness,
    Looks,
    bounds,
    confidence,
    error_of,
    good_enough,
    half_width,
    lasting,
    more_flows_helped,
    multiple_for,
    queue_grew,
    usual_half_width,
)
from readiness.analysis.line.speed_test import DOWNLOAD, Relation, SpeedQuestion, Verdict
from readiness.analysis.line.throughput import Estimate, Sample, steady_rate
from readiness.analysis.line.trend import SLOW_WAVES

TICK = 0.01


def estimate(
    rate: float = 100.0,
    *,
    half: float = 1.0,
    bins: int = 30,
    drift: float = 0.0,
    seconds: float = 1.0,
    wander: float = 0.0,
    warm_up: float = 0.1,
    blur: float = 0.0,
) -> Estimate:
    return Estimate(rate, half, warm_up, bins, drift, seconds, wander, blur)


def asks(limit: float, relation: Relation = Relation.AT_LEAST) -> SpeedQuestion:
    return SpeedQuestion(DOWNLOAD, relation, limit)


# ------------------------------------------------------------------ the interval


@pytest.mark.parametrize(("error", "square"), [(0.05, 45.40), (0.01, 99.76)])
def test_the_multiples_are_those_of_lobatos_table(error: float, square: float) -> None:
    assert multiple_for(error) ** 2 == pytest.approx(square, rel=0.01)  # the table was made by simulation
    assert error_of(multiple_for(error)) == pytest.approx(error, rel=1e-6)


def test_fewer_waves_say_less_and_many_as_much_as_all() -> None:
    assert multiple_for(0.01, 4) > multiple_for(0.01, SLOW_WAVES) > multiple_for(0.01)
    assert multiple_for(0.01, 300) == pytest.approx(multiple_for(0.01), rel=0.01)
    assert error_of(multiple_for(0.01, SLOW_WAVES), SLOW_WAVES) == pytest.approx(0.01, rel=1e-6)


def test_a_multiple_of_nothing_is_always_exceeded_and_a_large_one_never() -> None:
    assert error_of(0.0) == 1.0
    assert error_of(100.0) < 1e-15


@pytest.mark.parametrize(("correlated_for", "share"), [(0.0, 0.1), (0.02, 0.1), (0.05, 0.15)])
def test_the_interval_leaves_out_the_truth_about_as_often_as_it_says(correlated_for: float, share: float) -> None:
    """One in twenty of 2.5 s; choosing where to begin, and noise that lasts for long, cost a little."""
    missed = sum(
        abs(found.mbit_per_second - 50) > usual_half_width(found)
        for found in (_noisy(seed, correlated_for) for seed in range(300))
    )
    assert missed <= share * 300


def _noisy(seed: int, correlated_for: float) -> Estimate:
    chance, level, count = random.Random(seed), 0.0, 0.0  # noqa: S311 - repeatable by design
    kept = math.exp(-TICK / correlated_for) if correlated_for else 0.0
    samples: list[Sample] = [(0.0, 0.0)]
    for i in range(250):
        level = kept * level + math.sqrt(1 - kept**2) * chance.gauss(0, 0.2)
        count += 50e6 / 8 * TICK * max(1 + level, 0.0)
        samples.append(((i + 1) * TICK, count))
    found = steady_rate(samples)
    assert found is not None
    return found


def test_no_interval_is_narrower_than_clocks_and_packets_allow() -> None:
    steady = estimate(wander=0.0)
    assert half_width(steady, 0.05) == steady.at_best == 0.5
    assert half_width(estimate(1.0, seconds=1.0), 0.05) == pytest.approx(2 * 1448 * 8e-6)
    assert half_width(estimate(seconds=0.0), 0.05) == math.inf


# ------------------------------------------------------------------ is the line full


@pytest.mark.parametrize(
    ("idle", "loaded", "grew"),
    [
        ([0.030] * 8, [0.030] * 8, False),
        ([0.030] * 8, [0.090] * 8, True),
        ([0.030] * 8, [0.090] * 2, False),  # too few to tell
        ([], [0.090] * 8, False),
        ([0.001] * 8, [0.004] * 8, False),  # under 4 ms
        ([0.100] * 8, [0.110] * 8, False),  # under 15 %
        ([0.030] * 8, [0.090] * 8 + [0.030] * 7, False),  # it did, but not any more
        ([0.030] * 8, [0.090] * 8 + [0.030] * 2, False),
        ([0.030] * 8, [0.090] * 8 + [0.030], True),
        ([0.030, 0.050, 0.035, 0.060], [0.045, 0.040, 0.055, 0.050], False),  # not beyond chance
        ([0.030, 0.050, 0.035, 0.060], [0.100, 0.095, 0.120, 0.105], True),
    ],
)
def test_a_queue_shows_in_the_latest_round_trips(idle: list[float], loaded: list[float], grew: bool) -> None:  # noqa: FBT001
    assert queue_grew(idle, loaded) is grew


def test_flows_help_when_the_rate_rises_by_a_tenth() -> None:
    assert more_flows_helped(100, 111)
    assert not more_flows_helped(100, 109)


# ------------------------------------------------------------------ answers


@pytest.mark.parametrize(
    ("found", "fullness", "limit", "verdict"),
    [
        (estimate(100), Fullness.NONE, 90, Verdict.PASS),  # seen is seen
        (estimate(100), Fullness.QUEUE, 110, Verdict.FAIL),
        (estimate(100), Fullness.FLOWS, 110, Verdict.FAIL),
        (estimate(100), Fullness.NONE, 110, Verdict.UNSURE),  # stable is not full
        (estimate(100, drift=0.12), Fullness.QUEUE, 110, Verdict.UNSURE),  # it still rises
        (estimate(100, drift=-0.12), Fullness.QUEUE, 110, Verdict.FAIL),
        (estimate(100, wander=1.0), Fullness.QUEUE, 110, Verdict.UNSURE),
        (estimate(100, wander=1.0), Fullness.QUEUE, 90, Verdict.UNSURE),
        (estimate(100, blur=2.0), Fullness.QUEUE, 90, Verdict.PASS),  # quick noise: 3.6 standard errors are 7.2
        (estimate(100, blur=4.0), Fullness.QUEUE, 90, Verdict.UNSURE),
        (estimate(100), Fullness.QUEUE, 100.1, Verdict.UNSURE),
    ],
)
def test_yes_takes_having_seen_it_and_no_a_full_line(
    found: Estimate, fullness: Fullness, limit: float, verdict: Verdict
) -> None:
    assert bounds(found, fullness).answer(asks(limit)) is verdict
    turned = {Verdict.PASS: Verdict.FAIL, Verdict.FAIL: Verdict.PASS}
    assert bounds(found, fullness).answer(asks(limit, Relation.AT_MOST)) is turned.get(verdict, verdict)


def test_looks_are_apart_by_a_fifth_and_come_to_an_end() -> None:
    looks = Looks()
    made = [i * TICK for i in range(1, 2000) if looks.now(estimate(seconds=i * TICK))]
    assert len(made) == LOOKS
    assert made[0] == pytest.approx(0.4)
    assert all(after >= 1.2 * before - TICK for before, after in itertools.pairwise(made))
    assert not Looks().now(estimate(seconds=5.0, bins=4))


def test_confidence_is_a_toss_up_at_the_limit_and_nears_one_away_from_it() -> None:
    found = estimate(100, wander=0.2)
    sure = [confidence(asks(limit), found) for limit in (100, 101, 103, 110, 200)]
    assert sure == sorted(sure)
    assert sure[0] == 0.5
    assert sure[-1] > 0.9999
    assert confidence(asks(110), estimate(100)) == pytest.approx(1.0)
    assert confidence(asks(110), estimate(100, seconds=0.0)) == 0.5


@given(limit=st.floats(1, 200), wander=st.floats(0, 3), blur=st.floats(0, 5), seconds=st.floats(0.4, 8))
def test_an_answer_is_given_only_when_it_is_as_sure_as_promised(
    limit: float, wander: float, blur: float, seconds: float
) -> None:
    found = estimate(100, wander=wander, blur=blur, seconds=seconds)
    if bounds(found, Fullness.QUEUE).answer(asks(limit)) is not Verdict.UNSURE:
        assert confidence(asks(limit), found) >= 1 - ALLOWED_ERROR


@pytest.mark.parametrize(
    ("changes", "fullness", "enough"),
    [
        ({}, Fullness.QUEUE, True),
        ({}, Fullness.NONE, False),
        ({"seconds": 0.3}, Fullness.QUEUE, False),
        ({"wander": 0.5}, Fullness.QUEUE, False),
        ({"drift": 0.04}, Fullness.QUEUE, False),
        ({"drift": -0.04}, Fullness.QUEUE, False),
        ({"bins": 4}, Fullness.QUEUE, False),
    ],
)
def test_an_estimate_is_enough_when_the_line_is_full_and_the_rate_flat_and_sure(
    changes: dict[str, float],
    fullness: Fullness,
    enough: bool,  # noqa: FBT001
) -> None:
    assert good_enough(estimate(**changes), fullness) is enough  # type: ignore[arg-type] # bins are whole


@pytest.mark.parametrize(
    ("changes", "enough"),
    [
        ({"seconds": 6.0, "warm_up": 2.0}, True),
        ({"seconds": 6.0, "warm_up": 1.9}, False),
        ({"seconds": 8.0, "drift": 0.1}, False),
        ({"seconds": 8.0, "wander": 6.0}, False),
    ],
)
def test_what_lasts_was_seen_for_long_at_one_level(changes: dict[str, float], enough: bool) -> None:  # noqa: FBT001
    assert lasting(estimate(**changes), Fullness.QUEUE) is enough  # type: ignore[arg-type] # all are floats
    assert not lasting(estimate(**changes), Fullness.NONE)  # type: ignore[arg-type]


# ------------------------------------------------------------------ whole decisions on made-up lines


def arrivals(rate: float, swing: float, period: float, late: float, chance: random.Random) -> Iterator[Sample]:
    """Counts of packets behind a line whose rate swings by a share, each late by a random time in seconds."""
    phase, filled = chance.random() * 2 * math.pi, 0.15
    sent, times = 0.0, list[float]()
    for i in range(6_500):
        time = i * 1e-3
        now = rate * (1 + swing * math.sin(2 * math.pi * time / period + phase)) * min(time / filled, 1.0)
        sent += now * 1e6 / 8 * 1e-3 / 1448
        while len(times) < sent:
            come = time + (chance.expovariate(1 / late) if late else 0.0)
            times.append(max(come, times[-1]) if times else come)
    arrived = 0
    for i in range(650):
        while arrived < len(times) and times[arrived] <= i * TICK:
            arrived += 1
        yield i * TICK, 1448.0 * arrived


def decided(samples: Iterator[Sample], limit: float) -> tuple[Verdict, float]:
    looks, seen = Looks(), list[Sample]()
    for i, sample in enumerate(samples):
        seen.append(sample)
        found = steady_rate(seen) if i % 4 == 0 and sample[0] >= looks.due else None
        if found and looks.now(found):
            verdict = bounds(found, Fullness.QUEUE).answer(asks(limit))
            if verdict is not Verdict.UNSURE:
                return verdict, sample[0]
    return Verdict.UNSURE, seen[-1][0]


@pytest.mark.parametrize(
    ("rate", "swing", "period", "late", "wrong", "unsure", "seconds"),
    [
        (25, 0.0, 1.0, 0.0, 0, 0, 0.7),
        (5, 0.0, 1.0, 0.0, 0, 0, 0.8),
        (1, 0.0, 1.0, 0.0, 0, 0, 2.7),
        (25, 0.0, 1.0, 0.005, 0, 0, 0.9),
        (25, 0.1, 0.3, 0.0, 0, 0, 1.2),
        (25, 0.2, 0.7, 0.0, 0, 4, 3.8),
    ],
    ids=["clean", "slow", "very slow", "5 ms jitter", "10 % swing", "20 % swing"],
)
def test_answers_on_made_up_lines_are_right(
    rate: float, swing: float, period: float, late: float, wrong: int, unsure: int, seconds: float
) -> None:
    took, mistakes, open_ = [], 0, 0
    for seed in range(10):
        for factor, truth in ((1 / 1.2, "pass"), (1 / 1.1, "pass"), (1 / 0.9, "fail"), (1 / 0.8, "fail")):
            chance = random.Random(seed)  # noqa: S311 - repeatable by design
            verdict, time = decided(arrivals(rate, swing, period, late, chance), rate * factor)
            took.append(time)
            mistakes += verdict not in {truth, Verdict.UNSURE}
            open_ += verdict is Verdict.UNSURE
    assert mistakes <= wrong
    assert open_ <= unsure
    assert sorted(took)[len(took) // 2] <= seconds
