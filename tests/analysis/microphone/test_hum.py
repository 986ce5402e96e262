"""Hum against lines of known level, and against everything that is none."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.analysis.microphone.hum import MAINS, hum_of
from tests.sounds import hum, pink, speech, tone, typing, white


@pytest.mark.parametrize("drift", [0.998, 1.0, 1.002])
@pytest.mark.parametrize("mains", MAINS)
@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_the_level_is_that_of_the_lines_and_the_mains_are_told_apart(rate: int, mains: int, drift: float) -> None:
    found = hum_of(hum(-50.0, 4.0, rate, mains * drift) + pink(-50.0, 4.0, rate), rate)
    assert found.mains == mains
    assert found.lines >= 3
    assert found.level == pytest.approx(-50.0, abs=1.0)


@pytest.mark.parametrize("seconds", [1.0, 2.7, 3.4, 9.0])
def test_the_length_of_the_silence_does_not_matter(seconds: float) -> None:
    found = hum_of(hum(-50.0, seconds) + white(-60.0, seconds), 48_000)
    assert found.mains == 50
    assert found.level == pytest.approx(-50.0, abs=0.5)


@pytest.mark.parametrize("hertz", [50.0, 60.0, 100.0, 120.0])
def test_one_line_is_enough_where_the_mains_are(hertz: float) -> None:
    found = hum_of(tone(hertz, -50.0, 4.0) + pink(-55.0, 4.0), 48_000)
    assert found.mains == (50 if hertz % 50.0 == 0.0 else 60)
    assert found.level == pytest.approx(-50.0, abs=0.5)


@pytest.mark.parametrize(
    "sound",
    [
        white(-50.0, 4.0),
        pink(-40.0, 4.0),
        typing(-45.0, 4.0),
        white(-60.0, 4.0) + speech(4.0),
        tone(440.0, -30.0, 4.0) + white(-60.0, 4.0),
        np.zeros(48_000),
    ],
)
def test_what_is_no_hum_is_none_and_has_an_upper_bound(sound: np.ndarray) -> None:
    found = hum_of(sound, 48_000)
    assert (found.mains, found.lines) == (0, 0)
    assert found.level < -30.0


def test_hum_far_under_the_noise_is_not_seen_and_not_more_than_the_bound() -> None:
    found = hum_of(hum(-70.0, 4.0) + white(-30.0, 4.0), 48_000)
    assert found.lines == 0
    assert -70.0 < found.level < -45.0
