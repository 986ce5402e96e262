"""What is wrong with a recording, before any level is taken."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.analysis.microphone.recording import (
    SMALLEST_STEP,
    State,
    as_channels,
    barely_anything,
    channel_of,
    clipped_runs,
    decibels,
    level_of,
    louder_channel,
    mean_square,
    state_of,
    thinned,
    without_offset,
)
from tests.sounds import speech, tone, white

RATE = 48_000


def test_a_full_scale_sine_reads_3_decibels_under_a_full_scale_square_wave() -> None:
    assert level_of(np.sin(np.arange(RATE) * 0.1)) == pytest.approx(-3.01, abs=0.01)
    assert level_of(np.where(np.arange(RATE) % 2, 1.0, -1.0)) == pytest.approx(0.0)


def test_nothing_is_a_finite_level_below_every_converter() -> None:
    assert decibels(0.0) == pytest.approx(-300.0)
    assert mean_square(np.zeros(0)) == 0.0


def test_the_offset_goes_and_nothing_else() -> None:
    sound = white(-40.0, 1.0)
    assert level_of(without_offset(sound + 0.02)) == pytest.approx(level_of(without_offset(sound)), abs=1e-9)
    assert without_offset(np.zeros(0)).size == 0


def test_a_thinned_sound_keeps_its_level_and_its_time() -> None:
    sound = tone(200.0, -30.0, 1.0)
    assert thinned(sound, 3).size == RATE // 3
    assert level_of(thinned(sound, 3)) == pytest.approx(-30.0, abs=0.01)
    assert thinned(np.arange(5.0), 2).tolist() == [0.5, 2.5]


# ------------------------------------------------------------------ channels


def test_the_louder_channel_is_taken_and_a_dead_one_named() -> None:
    sound = np.stack([np.full(RATE, 0.3), white(-30.0, 1.0)], axis=1)  # a large offset is not loud
    choice = louder_channel(sound)
    assert (choice.channel, choice.channels, choice.dead) == (1, 2, (0,))
    assert (channel_of(sound, choice) == sound[:, 1]).all()


def test_two_living_channels_have_no_dead_one() -> None:
    sound = np.stack([white(-30.0, 1.0), white(-50.0, 1.0, seed=2)], axis=1)
    assert louder_channel(sound).dead == ()


def test_a_sound_with_other_channels_gives_its_own_louder_one() -> None:
    mono = white(-30.0, 1.0)
    choice = louder_channel(np.stack([mono * 0.0, mono], axis=1))
    assert (channel_of(mono, choice) == mono).all()


@pytest.mark.parametrize("shape", [(2, 2, 2), (5, 0)])
def test_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="shape"):
        as_channels(np.zeros(shape))


def test_an_empty_sound_has_a_channel() -> None:
    assert louder_channel(np.zeros((0, 2))).channel == 0


# ------------------------------------------------------------------ zeros

NOISE = white(-60.0, 4.0)


def _with_zeros(*spans: tuple[float, float]) -> np.ndarray:
    sound = NOISE.copy()
    for begin, end in spans:
        sound[round(begin * RATE) : round(end * RATE)] = 0.0
    return sound


@pytest.mark.parametrize(
    ("sound", "state"),
    [
        (NOISE, State.SOUND),
        (np.zeros(4 * RATE), State.ZEROS),
        (np.zeros(RATE // 2), State.ZEROS),
        (NOISE[: RATE // 2], State.TOO_SHORT),
        (np.zeros(0), State.TOO_SHORT),
        (_with_zeros((1.0, 2.1)), State.INTERRUPTED),
        (_with_zeros((1.0, 1.5)), State.SOUND),
        (_with_zeros(*((k * 0.1, k * 0.1 + 0.03) for k in range(40))), State.INTERRUPTED),
        (_with_zeros(*((k * 0.1, k * 0.1 + 0.005) for k in range(40))), State.SOUND),
        (np.where(np.arange(NOISE.size) == 7, np.nan, NOISE), State.BROKEN),
        (np.where(np.arange(NOISE.size) == 7, np.inf, NOISE), State.BROKEN),
    ],
)
def test_digital_silence_is_told_from_sound(sound: np.ndarray, state: State) -> None:
    assert state_of(sound, RATE) is state


def test_single_steps_are_barely_anything() -> None:
    assert barely_anything(np.array([0.0, SMALLEST_STEP, -SMALLEST_STEP]))
    assert not barely_anything(np.array([2.0 * SMALLEST_STEP]))
    assert barely_anything(np.zeros(0))


# ------------------------------------------------------------------ clipping


@pytest.mark.parametrize("rate", [8_000, 48_000, 192_000])
@pytest.mark.parametrize("hertz", [50.0, 100.0, 997.0])
def test_a_pure_tone_is_not_clipped(hertz: float, rate: int) -> None:
    assert clipped_runs(tone(hertz, -3.02, 1.0, rate)) == 0


@pytest.mark.parametrize("scale", [1.0, 0.4])
@pytest.mark.parametrize("limit", [0.5, 0.9, 0.99])
def test_every_cut_crest_counts_also_below_full_scale(limit: float, scale: float) -> None:
    sound = tone(100.0, -3.01, 1.0)
    assert clipped_runs(np.clip(sound, -limit, limit) * scale) == 200


def test_one_cut_side_is_enough() -> None:
    assert clipped_runs(np.minimum(tone(100.0, -3.01, 1.0), 0.8)) == 100


def test_speech_is_clipped_only_when_it_is_cut() -> None:
    sound = speech(8.0)
    loudest = np.abs(sound).max()
    assert clipped_runs(sound / loudest) == 0
    assert clipped_runs(np.clip(sound / loudest * 2.0, -1.0, 1.0)) > 20


def test_what_is_too_quiet_to_tell_is_not_clipped() -> None:
    assert clipped_runs(np.round(tone(100.0, -70.0, 1.0) * 32768.0) / 32768.0) == 0
    assert clipped_runs(np.zeros(RATE)) == 0
