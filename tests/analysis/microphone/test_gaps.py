"""Lost and repeated pieces of sound."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.analysis.microphone.gaps import dropouts
from tests.sounds import Sound, speech, tone, white

RATE = 48_000


def rounded(sound: Sound) -> Sound:
    return np.asarray(np.round(sound * 32768.0) / 32768.0)


ROOM = rounded(white(-60.0, 4.0) + speech(4.0))


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000, 192_000])
def test_a_whole_recording_has_none(rate: int) -> None:
    assert dropouts(rounded(white(-60.0, 3.0, rate) + speech(3.0, rate)), rate) == 0


def test_every_hole_counts_once() -> None:
    sound = ROOM.copy()
    for begin, seconds in ((0.7, 0.005), (1.3, 0.02), (2.9, 0.4)):
        sound[round(begin * RATE) : round((begin + seconds) * RATE) + 1] = 0.0
    assert dropouts(sound, RATE) == 3


def test_zeros_while_a_device_wakes_up_or_goes_to_sleep_are_no_holes() -> None:
    sound = ROOM.copy()
    sound[:9_600] = sound[-9_600:] = 0.0
    assert dropouts(sound, RATE) == 0


def test_pauses_that_fade_to_nothing_are_no_holes() -> None:
    assert dropouts(rounded(speech(6.0)), RATE) == 0


@pytest.mark.parametrize("block", [256, 441, 480, 1024])
def test_a_block_that_came_twice_counts(block: int) -> None:
    sound = np.concatenate([ROOM[: 100 * block], ROOM[99 * block :]])
    assert dropouts(sound, RATE) == 1


def test_a_periodic_sound_repeats_nothing() -> None:
    assert dropouts(rounded(tone(1000.0, -20.0, 3.0)), RATE) == 0


def test_a_constant_is_nothing_that_came_twice() -> None:
    sound = ROOM.copy()
    sound[48_000:49_000] = 0.25
    assert dropouts(sound, RATE) == 0


def test_an_instant_has_none() -> None:
    assert dropouts(np.array([0.1, 0.2]), RATE) == 0
