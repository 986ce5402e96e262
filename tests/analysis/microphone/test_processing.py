"""What works on a sound leaves signs; an untouched recording has none of them."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.analysis.microphone.noise import noise_of
from readiness.analysis.microphone.processing import (
    Afterwards,
    afterwards,
    gain_moves,
    hidden_noise,
    hides_the_room,
    speech_drifts,
    suppressed,
    too_quiet,
)
from tests.sounds import Sound, babble, gated, hum, pink, speech, suppressed_by_band, typing, white

RATE = 16_000
SILENCE = 4 * RATE


def mixed(noise: Sound, seed: int = 1) -> tuple[Sound, Sound]:
    """Clean speech after 4 s of silence, and the same with noise."""
    clean = np.concatenate([np.zeros(SILENCE), speech(9.0, RATE, seed)])
    return clean, clean + noise


@pytest.mark.parametrize(
    ("floor", "distance", "flat", "expected"),
    [
        (-60.0, 40.0, 30.0, False),
        (-75.0, 59.0, 50.0, False),
        (-70.0, 61.0, 50.0, True),
        (-70.0, 61.0, 40.0, False),  # hum that the A curve makes low
        (-90.0, 50.0, 50.0, True),
        (-90.0, 50.0, 40.0, False),
        (-90.0, 35.0, 35.0, False),
        (-84.0, None, None, False),
        (-86.0, None, None, True),
    ],
)
def test_no_room_is_that_quiet(
    floor: float,
    distance: float | None,
    flat: float | None,
    expected: bool,  # noqa: FBT001 - a table
) -> None:
    assert too_quiet(floor, distance, flat) is expected


@pytest.mark.parametrize("seed", range(1, 5))
@pytest.mark.parametrize("distance", [10, 20, 30])
def test_steady_noise_left_alone_is_the_same_under_the_speech(distance: int, seed: int) -> None:
    for noise in (white, pink):
        _, sound = mixed(noise(-20.0 - distance, 13.0, RATE, seed), seed)
        excess = hidden_noise(sound[:SILENCE], sound[SILENCE:], RATE)
        assert excess is not None
        assert excess < 6.0
        assert not suppressed(excess)


@pytest.mark.parametrize("seed", range(1, 5))
@pytest.mark.parametrize(("depth", "hides"), [(-12.0, False), (-30.0, True)])
def test_noise_turned_down_between_words_comes_back_under_them(depth: float, seed: int, *, hides: bool) -> None:
    clean, sound = mixed(pink(-35.0, 13.0, RATE, seed), seed)
    worked_on = gated(sound, clean, depth, RATE)
    excess = hidden_noise(worked_on[:SILENCE], worked_on[SILENCE:], RATE)
    assert suppressed(excess)
    assert hides_the_room(excess) is hides


def test_suppression_band_by_band_leaves_no_room() -> None:
    clean, sound = mixed(pink(-45.0, 13.0, RATE))
    worked_on = suppressed_by_band(sound, clean, RATE)
    noise = noise_of(worked_on[:SILENCE], RATE)
    excess = hidden_noise(worked_on[:SILENCE], worked_on[SILENCE:], RATE)
    assert too_quiet(noise.la50, 60.1) or hides_the_room(excess)


@pytest.mark.parametrize("noise", [hum, typing])
def test_noise_that_is_not_steady_cannot_be_compared(noise: object) -> None:
    assert callable(noise)
    _, sound = mixed(noise(-45.0, 13.0, RATE))
    excess = hidden_noise(sound[:SILENCE], sound[SILENCE:], RATE)
    assert excess is None
    assert not suppressed(excess)
    assert not hides_the_room(excess)


def test_a_roomful_of_voices_is_not_taken_for_suppression() -> None:
    _, sound = mixed(babble(-45.0, 13.0, RATE))
    assert hidden_noise(sound[:SILENCE], sound[SILENCE:], RATE) is None


def test_hum_over_the_rounding_of_a_file_hides_no_noise() -> None:
    # All that is left between the lines is what rounding to 16 bits adds, and any voice stands out of that.
    clean, sound = mixed(hum(-45.0, 13.0, RATE))
    hiss = np.concatenate([np.zeros(SILENCE), white(-78.0, 9.0, RATE)])
    rounded = np.round((sound + hiss) * 32768.0) / 32768.0
    assert clean.size == rounded.size
    assert hidden_noise(rounded[:SILENCE], rounded[SILENCE:], RATE) is None


def test_noise_far_under_the_speech_is_not_looked_for() -> None:
    _, sound = mixed(pink(-90.0, 13.0, RATE))
    assert hidden_noise(sound[:SILENCE], sound[SILENCE:], RATE) is None


# ------------------------------------------------------------------ levels that move


def test_a_voice_scatters_and_gain_control_moves() -> None:
    reading = speech(9.0, RATE) + white(-60.0, 9.0, RATE)
    assert not speech_drifts(reading, RATE, 40.0)
    rising = reading * 10.0 ** (np.linspace(-12.0, 6.0, reading.size) / 20.0)
    assert speech_drifts(rising, RATE, None)
    assert speech_drifts(rising[::-1], RATE, 40.0)
    assert not speech_drifts(rising, RATE, 10.0)


def test_a_third_without_any_speech_tells_nothing() -> None:
    reading = speech(9.0, RATE)
    reading[: reading.size // 3] = 0.0
    assert not speech_drifts(reading, RATE, None)


def after(seconds_of_speech: float, rise: float = 0.0, level: float = -60.0) -> Sound:
    noise = white(level, 3.0, RATE)
    noise = noise * 10.0 ** (np.linspace(0.0, rise, noise.size) / 20.0)
    spoken = round(seconds_of_speech * RATE)
    noise[:spoken] += speech(3.0, RATE)[:spoken]
    return noise


FLOOR = noise_of(white(-60.0, 4.0, RATE, 5), RATE).la50


@pytest.mark.parametrize("spoken", [0.0, 0.5, 1.2])
def test_the_same_room_afterwards_has_the_same_floor(spoken: float) -> None:
    seen = afterwards(after(spoken), RATE, FLOOR)
    assert seen is not None
    assert seen.floor == pytest.approx(FLOOR, abs=0.5)
    assert not gain_moves(seen, FLOOR)


def test_a_floor_that_comes_up_again_is_gain_control() -> None:
    seen = afterwards(after(0.5, rise=9.0, level=-68.0), RATE, FLOOR)
    assert seen is not None
    assert gain_moves(seen, FLOOR)


def test_a_much_lower_floor_is_gain_control_and_a_higher_one_a_changed_room() -> None:
    assert gain_moves(Afterwards(FLOOR - 7.0, 0.0), FLOOR)
    assert not gain_moves(Afterwards(FLOOR + 5.0, 0.0), FLOOR)


def test_who_reads_on_leaves_no_silence() -> None:
    assert afterwards(after(2.6), RATE, FLOOR) is None
