"""Shares of speech and changes of the noise in mixes that are made here, of people who read and of noise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from readiness.analysis.microphone.speech import active_speech
from readiness.analysis.microphone.speech_in_noise import likely
from tests import voices
from tests.sounds import Sound, at_level, pink, white
from tests.voices import RATE

BANDS = 12


def moments(sound: Sound) -> Sound:
    """Powers of 100 ms in bands, every 16 ms."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, RATE // 10)[:: RATE // 60]
    spectra = np.abs(np.fft.rfft(frames * np.hanning(RATE // 10), axis=1)) ** 2
    return np.add.reduceat(spectra, np.arange(BANDS) * spectra.shape[1] // BANDS, axis=1)


def mix(clean: Sound, noise: Sound, change: float = 0.0) -> tuple[Sound, Sound, float]:
    """The moments of a silence and of a reading as loud as its noise, and how much of it is speech."""
    truth = active_speech(clean, RATE)
    assert truth
    quiet, under = np.split(at_level(noise, truth.level), [4 * RATE])
    return moments(quiet), moments(clean + under * 10.0 ** (change / 20.0)), truth.activity


@pytest.mark.parametrize("noise", [white(-20.0, 14.0, RATE), pink(-20.0, 14.0, RATE)])
@pytest.mark.parametrize("clean", [voices.voice("ru"), voices.with_pauses("ru")])
def test_pauses_are_told_from_speech_as_loud_as_the_noise(clean: Sound, noise: Sound) -> None:
    quiet, spoken, activity = mix(clean, noise)
    found = likely(quiet, spoken)
    assert found.activity == pytest.approx(activity, abs=0.1)
    assert found.noise_gain == pytest.approx(1.0, abs=0.04)


def test_what_is_spoken_lower_is_no_pause() -> None:
    clean = voices.voice("fr") * np.repeat([1.0, 0.3], 5 * RATE)
    quiet, spoken, activity = mix(clean, white(-20.0, 14.0, RATE))
    assert likely(quiet, spoken).activity == pytest.approx(activity, abs=0.1)


def test_talk_that_went_on_louder_is_heard_in_the_pauses() -> None:
    clean, others = voices.with_pauses("en"), voices.babble_without("en", -20.0, 14.0)
    same, louder = (likely(*mix(clean, others, change)[:2]).noise_gain for change in (0.0, 1.0))
    # Half of it: the rest might as well be speech, as uneven as the talk was in the silence.
    assert 10.0 * math.log10(louder / same) == pytest.approx(0.5, abs=0.3)


def test_a_reading_quieter_than_its_silence_gives_a_share_all_the_same() -> None:
    noise = moments(white(-20.0, 5.0, RATE))
    assert 0.3 <= likely(noise, 0.5 * noise).activity <= 1.0


def test_nothing_at_all_gives_a_share_all_the_same() -> None:
    nothing = np.zeros((200, BANDS))
    assert 0.3 <= likely(nothing, nothing).activity <= 1.0
