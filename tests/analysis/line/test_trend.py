"""How far counts stray: slowly, which makes a slope wrong, and quickly, which only blurs its ends."""

from __future__ import annotations

import math
import random
import statistics

import pytest

from readiness.analysis.line.trend import SLOW_WAVES, fit_trend, power, slow_part, standard_error

TICK = 0.01


def test_a_straight_line_does_not_stray() -> None:
    found = fit_trend([(3.0 + i * TICK, 5.0 + 7.0 * i * TICK) for i in range(101)])
    assert found.slope == pytest.approx(7.0)
    assert found.seconds == pytest.approx(0.91)  # between the middles of the first and the last tenth
    assert found.wander == pytest.approx(0.0, abs=1e-9)
    assert found.blur == pytest.approx(0.0, abs=1e-9)


def test_two_samples_have_a_slope() -> None:
    found = fit_trend([(0.0, 0.0), (2.0, 6.0)])
    assert (found.slope, found.wander, found.blur) == (3.0, 0.0, 0.0)


@pytest.mark.parametrize("wave", [1, 3, SLOW_WAVES])
def test_the_power_of_a_sine_wave_is_its_mean_square(wave: int) -> None:
    values = [2.0 * math.sin(math.pi * wave * (i + 0.5) / 90) for i in range(90)]
    assert power(values, wave) == pytest.approx(2.0)
    assert power(values, wave + 1) == pytest.approx(0.0, abs=1e-9)
    assert slow_part(values) == pytest.approx(math.sqrt(2.0))


def test_quick_noise_is_no_slow_straying_and_slow_straying_no_noise() -> None:
    chance = random.Random(5)  # noqa: S311 - repeatable by design
    noise = [[chance.gauss(0, 1) for _ in range(100)] for _ in range(200)]
    left = [slow_part(values) for values in noise]
    assert statistics.median(left) < 0.25  # of 1, the root mean square of the whole
    walks = []
    for steps in noise:
        total, walk = 0.0, []
        for step in steps:
            total += step
            walk.append(total)
        walks.append([value - walk[0] - (walk[-1] - walk[0]) * i / 99 for i, value in enumerate(walk)])
    kept = [slow_part(walk) / math.sqrt(statistics.fmean(value**2 for value in walk)) for walk in walks]
    assert 0.9 < statistics.median(kept) < 1.01


def test_of_few_values_no_noise_is_known() -> None:
    values = [math.sin(math.pi * (i + 0.5) / 10) for i in range(10)]
    assert slow_part(values) == pytest.approx(math.sqrt(0.5))
    assert slow_part(values[:1]) == 0.0


def test_the_error_of_a_mean_grows_with_what_neighbours_have_in_common() -> None:
    chance = random.Random(2)  # noqa: S311 - repeatable by design
    alone = [chance.gauss(0, 1) for _ in range(4000)]
    assert standard_error(alone, 25) == pytest.approx(0.2, rel=0.1)
    together, value = [], 0.0
    for step in alone:
        value = 0.8 * value + step
        together.append(value)
    assert standard_error(together, 25) == pytest.approx(3 * statistics.pstdev(together) / 5, rel=0.15)
    assert standard_error([2.0] * 50, 5) == 0.0
    assert standard_error(together, 1) <= statistics.pstdev(together)


def test_late_packets_blur_the_ends_and_leave_the_slope() -> None:
    chance = random.Random(4)  # noqa: S311 - repeatable by design
    found = fit_trend([(i * TICK, 100 * i * TICK - chance.expovariate(1.0)) for i in range(101)])
    assert found.slope == pytest.approx(100, abs=4 * found.blur / found.seconds)
    assert 0.1 < found.blur < 1.0
