"""A sweep that was played is found in noise and speech, at the gain it came back with; nothing else is taken for it."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.analysis.microphone.leak import leak_in, sweep
from tests.sounds import Sound, speech, white

RATE = 16_000


def heard(gain: float, background: Sound, delay: float = 0.3) -> Sound:
    sound = background.copy()
    sent = sweep(RATE) * 10.0 ** (gain / 20.0)
    at = round(delay * RATE)
    sound[at : at + len(sent)] += sent
    return sound


@pytest.mark.parametrize("gain", [-10.0, -30.0, -40.0])
@pytest.mark.parametrize("delay", [0.0, 0.1, 0.6])
def test_loudspeakers_give_themselves_away(gain: float, delay: float) -> None:
    leak = leak_in(heard(gain, white(-60.0, 1.8, RATE), delay), RATE)
    assert leak.heard
    assert leak.loudspeakers
    assert leak.gain == pytest.approx(gain, abs=1.0)


def test_what_an_earphone_lets_out_is_heard_and_no_loudspeaker() -> None:
    leak = leak_in(heard(-55.0, white(-75.0, 1.8, RATE)), RATE)
    assert leak.heard
    assert not leak.loudspeakers


@pytest.mark.parametrize(
    "sound",
    [white(-30.0, 1.8, RATE), speech(1.8, RATE), np.zeros(2 * RATE), np.zeros(10), np.zeros((0, 2))],
    ids=["noise", "speech", "silence", "too short", "nothing"],
)
def test_other_sounds_are_no_leak(sound: Sound) -> None:
    assert not leak_in(sound, RATE).heard


def test_the_channel_that_hears_it_counts() -> None:
    quiet = white(-60.0, 1.8, RATE)
    assert leak_in(np.column_stack([quiet, heard(-20.0, quiet)]), RATE).loudspeakers


def test_the_sweep_is_short_and_does_not_click() -> None:
    sound = sweep(48_000)
    assert len(sound) == 48_000
    assert np.abs(sound).max() <= 0.25
    assert abs(sound[0]) < 1e-3
    assert abs(sound[-1]) < 1e-2
