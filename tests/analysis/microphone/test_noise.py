"""A weighting against the standard's table, levels against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.analysis.microphone.noise import a_weighted, a_weighting, block_levels, fast_size, noise_of
from readiness.analysis.microphone.recording import level_of
from tests.sounds import at_level, hum, speech, tone, typing, white

# IEC 61672-1:2013, table 3. The frequencies are 1000 * 10**(n/10), n from -20 to 13.
A_TABLE = (
    *(-70.4, -63.4, -56.7, -50.5, -44.7, -39.4, -34.6, -30.2, -26.2, -22.5, -19.1, -16.1),
    *(-13.4, -10.9, -8.6, -6.6, -4.8, -3.2, -1.9, -0.8, 0.0, 0.6, 1.0, 1.2, 1.3, 1.2, 1.0, 0.5),
    *(-0.1, -1.1, -2.5, -4.3, -6.6, -9.3),
)
THIRDS = [(1000.0 * 10.0 ** (n / 10.0), decibels) for n, decibels in zip(range(-20, 14), A_TABLE, strict=True)]


def test_the_curve_is_the_standards() -> None:
    gains = 20.0 * np.log10(a_weighting(np.array([hertz for hertz, _ in THIRDS])))
    assert np.abs(gains - np.array(A_TABLE)).max() <= 0.055  # the table has one decimal


@pytest.mark.parametrize(("hertz", "decibels"), [third for third in THIRDS if 31.0 < third[0] < 19_900.0])
def test_a_tone_is_weighted_by_the_table(hertz: float, decibels: float) -> None:
    weighted = a_weighted(tone(hertz, -30.0, 2.0), 48_000).samples
    assert level_of(weighted[24_000:-24_000]) == pytest.approx(-30.0 + decibels, abs=0.1)


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000, 192_000])
def test_the_weighting_does_not_depend_on_the_rate(rate: int) -> None:
    assert noise_of(tone(1000.0, -40.0, 4.0, rate), rate).la50 == pytest.approx(-40.0, abs=0.02)


@pytest.mark.parametrize("rate", [16_000, 48_000, 96_000])
def test_white_noise_has_the_level_of_the_curves_area(rate: int) -> None:
    frequencies = np.linspace(0.0, rate / 2.0, 200_001)
    gains = np.where(frequencies <= 20_000.0, a_weighting(frequencies) ** 2, 0.0)
    noise = noise_of(white(-50.0, 4.0, rate), rate)
    expected = -50.0 + 10.0 * np.log10(gains.mean())
    assert noise.leq == pytest.approx(expected, abs=0.1)
    assert noise.la50 == pytest.approx(expected, abs=0.15)
    assert noise.disturbed_percent == 0.0


def test_rounding_to_16_bits_sounds_as_loud_as_theory_says() -> None:
    random = np.random.default_rng(3)
    rounding = random.uniform(-0.5, 0.5, 4 * 48_000) / 32768.0
    frequencies = np.linspace(0.0, 24_000.0, 100_001)
    gains = np.where(frequencies <= 20_000.0, a_weighting(frequencies) ** 2, 0.0).mean()
    expected = 10.0 * np.log10(gains / 12.0 / 32768.0**2)
    assert noise_of(rounding, 48_000).la50 == pytest.approx(expected, abs=0.15)


def test_hum_that_does_not_fit_the_recording_makes_no_click_at_its_ends() -> None:
    noise = noise_of(tone(49.3, -30.0, 3.987, phase=1.0), 48_000)
    assert noise.highest - noise.la90 < 0.7
    assert noise.disturbed_percent == 0.0


def test_the_floor_ignores_a_click_that_the_energy_does_not() -> None:
    sound = white(-70.0, 4.0)
    sound[48_000 : 48_000 + 480] += tone(2000.0, -10.0, 0.01)
    quiet, noise = noise_of(white(-70.0, 4.0), 48_000), noise_of(sound, 48_000)
    assert noise.la50 == pytest.approx(quiet.la50, abs=0.1)
    assert noise.leq > quiet.leq + 15.0
    assert noise.highest > noise.leq > noise.la50
    assert 0.0 < noise.disturbed_percent <= 5.0
    assert noise.impulsive


def test_a_click_on_the_edge_between_blocks_is_not_lost() -> None:
    sound = white(-70.0, 4.0)
    sound[48_000 - 24 : 48_000 + 24] += 0.3
    assert noise_of(sound, 48_000).disturbed_percent >= 2.5


def test_talk_for_a_third_of_the_time_leaves_the_floor_and_is_marked() -> None:
    sound = white(-60.0, 4.0)
    calm = noise_of(sound, 48_000).la50
    sound[48_000 : 48_000 + 57_600] += speech(1.2, pause=0.0)
    noise = noise_of(sound, 48_000)
    assert noise.la50 == pytest.approx(calm, abs=0.5)
    assert 20.0 < noise.disturbed_percent < 35.0
    assert not noise.impulsive


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_typing_is_marked_and_told_from_talk(seed: int) -> None:
    noise = noise_of(typing(-45.0, 4.0, seed=seed), 48_000)
    assert noise.disturbed_percent > 20.0
    assert noise.impulsive


def test_a_room_that_changes_has_a_wider_spread() -> None:
    sound = np.concatenate([white(-60.0, 2.0), white(-54.0, 2.0, seed=2)])
    noise = noise_of(sound, 48_000)
    assert noise.floor_spread == pytest.approx(3.0, abs=0.2)
    assert noise.leq_spread == pytest.approx(3.0, abs=0.2)


@settings(max_examples=20, deadline=None)
@given(gain=st.floats(-30.0, 20.0), seed=st.integers(0, 1000))
def test_gain_moves_every_level_by_itself(gain: float, seed: int) -> None:
    sound = white(-50.0, 1.5, 16_000, seed)
    before, after = noise_of(sound, 16_000), noise_of(sound * 10.0 ** (gain / 20.0), 16_000)
    for name in ("leq", "la10", "la50", "la90", "highest"):
        assert getattr(after, name) - getattr(before, name) == pytest.approx(gain, abs=1e-6)
    assert after.disturbed_percent == before.disturbed_percent


def test_hum_counts_little_for_the_ear() -> None:
    assert noise_of(hum(-40.0, 4.0), 48_000).la50 < -55.0


def test_blocks_are_100_ms_and_a_rest_is_left_out() -> None:
    blocks = block_levels(at_level(np.ones(8_000 + 799), -20.0), 8_000)
    assert blocks.size == 10
    assert blocks == pytest.approx(np.full(10, -20.0))


def test_an_instant_is_weighted_too() -> None:
    assert a_weighted(np.array([0.5]), 48_000).samples.size == 1


@pytest.mark.parametrize("size", [1, 2, 7, 121, 1000, 691_201])
def test_fast_sizes_are_the_smallest_products_of_2_3_and_5(size: int) -> None:
    found = fast_size(size)
    rest = found
    for prime in (2, 3, 5):
        while rest % prime == 0:
            rest //= prime
    assert rest == 1
    assert size <= found <= 1.07 * size + 1
