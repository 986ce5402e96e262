"""Taps on a microphone are told from talk, noise and the taps that another microphone hears from afar."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.headset.guide import Tapped
from readiness.analysis.headset.tap import Taps, is_digital_silence, taps_in, who_heard
from tests.sounds import Sound, white

RATE = 16_000


def tapping(count: int, loud: float, noise: float = -60.0, seconds: float = 4.0, apart: float = 0.8) -> Sound:
    """A room, and taps that ring for 30 ms."""
    sound = white(noise, seconds, RATE).copy()
    ring = np.exp(-np.arange(round(0.03 * RATE)) / (0.006 * RATE)) * loud
    for number in range(count):
        at = round((0.3 + number * apart) * RATE)
        sound[at : at + len(ring)] += ring
    return sound


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("rate_of_tapping", [0.2, 0.5, 0.8])
def test_taps_are_counted(count: int, rate_of_tapping: float) -> None:
    assert taps_in(tapping(count, 0.5, apart=rate_of_tapping), RATE).count == count


def test_a_room_has_no_taps() -> None:
    assert taps_in(white(-50.0, 4.0, RATE), RATE).count == 0
    assert taps_in(np.zeros(4 * RATE), RATE) == Taps(0, 0.0)
    assert taps_in(np.zeros((0, 2)), RATE) == Taps()
    assert taps_in(np.full((RATE, 2), np.nan), RATE).count == 0


def test_the_microphone_that_was_tapped_hears_best() -> None:
    here, afar = taps_in(tapping(3, 0.5), RATE), taps_in(tapping(3, 0.02), RATE)
    assert who_heard({"headset": here, "laptop": afar}, "headset") == (Tapped.THIS, "")
    assert who_heard({"headset": afar, "laptop": here}, "headset") == (Tapped.OTHER, "laptop")
    assert who_heard({"headset": here, "laptop": here}, "headset") == (Tapped.NOTHING, "")
    assert who_heard({"headset": here}, "headset") == (Tapped.THIS, "")
    assert who_heard({"laptop": here}, "headset") == (Tapped.OTHER, "laptop")
    assert who_heard({}, "headset") == (Tapped.NOTHING, "")


@given(st.integers(0, 5), st.floats(0.0, 1.0), st.integers(1, 3), st.sampled_from([0, 10, 9_000, 32_000]))
def test_any_sound_has_an_answer(count: int, loud: float, channels: int, frames: int) -> None:
    sound = np.tile(tapping(count, loud, seconds=5.0)[:frames, np.newaxis], (1, channels))
    taps = taps_in(sound, RATE)
    assert taps.count >= 0
    assert np.isfinite(taps.jump)


def test_only_zeros_are_digital_silence() -> None:
    assert is_digital_silence(np.zeros(10))
    assert not is_digital_silence(np.array([0.0, 1e-5]))
    assert not is_digital_silence(np.zeros(0))
