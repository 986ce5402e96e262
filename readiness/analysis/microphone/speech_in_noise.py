"""Speech in noise nearly as loud as itself: in how much of the time there likely was some.

Where the noise is louder than half of what is said, no threshold tells a low syllable from a
pause. What is known beforehand does: how loud the noise is from one moment to the next, from the
silence; and how loud speech is from one moment to the next around its own level, which is nearly
the same for everybody. Of all shares of speech, and of all levels at which the noise may have gone
on under the reading, those count that would make a reading's moments as loud as they were.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from readiness.analysis.microphone.recording import LEAST_POWER, Samples

# Power of 100 ms against the active level, dB, at the 5th, 15th … 195th of 200 moments of activity (ITU-T P.56):
# three people reading telephone prompts in English, French and Italian. None differs from this by more than
# 2 dB above the lower quarter, and what lies below that is drowned anyhow.
_MOMENTS: Final = (
    *(-59.3, -30.2, -19.7, -13.9, -10.4, -7.9, -6.1, -4.7, -3.4, -2.3),
    *(-1.4, -0.7, 0.1, 0.7, 1.4, 2.1, 2.8, 3.5, 4.4, 5.7),
)
_SPEECH: Final = 10.0 ** (np.array(_MOMENTS) / 10.0)
_NOISE_MOMENTS: Final = 20

_ACTIVITIES: Final = np.arange(0.30, 1.01, 0.04)
# Parts of the speech that are spoken 10 dB lower than the rest, and how seldom anybody does: one in twenty times each.
_LOWER: Final = (0.0, 0.25, 0.5)
_LOW_POWER: Final = 0.1
_SELDOM: Final = 20.0

_USUAL: Final = 0.84
_USUAL_SPREAD: Final = 0.25
_CHANGES_DECIBELS: Final = np.arange(-1.6, 1.7, 0.2)
_LEAST_CHANGE: Final = 0.1  # dB: steady noise, 4 s against 10 s
_PARTS: Final = 4
_BLOCKS: Final = 40
_READING_PARTS: Final = 10

# Moments overlap, and neighbours are alike: ten of them tell as much as one that stands alone.
_ALONE: Final = 0.1
_STEP: Final = 0.5
_LOWEST: Final = -20.0
_STEPS: Final = 90
_STRAY: Final = 1e-3  # of all moments, which nothing explains

_LEAST_SPEECH: Final = 0.02  # of the noise of a band


@dataclass(frozen=True, slots=True)
class Likely:
    """The part of the time with speech, and the noise under the reading as a multiple of the silence's."""

    activity: float
    noise_gain: float


def likely(quiet: Samples, spoken: Samples) -> Likely:
    """Weigh shares of speech and changes of the noise by how well they explain a reading.

    Both are powers of bands in overlapping moments, shape (moments, bands): of the silence, and of
    the reading. Bands count by how much of them is speech.
    """
    gains = _gains(quiet.mean(axis=0), spoken.mean(axis=0))
    noise = quiet @ gains
    heard = spoken @ gains / max(float(noise.mean()), LEAST_POWER)
    noise = noise / max(float(noise.mean()), LEAST_POWER)
    changes = 10.0 ** (_CHANGES_DECIBELS / 10.0)
    fits = np.array([_ALONE * _fits(heard, _quantiles(noise), changes, lower) for lower in _LOWER])
    fits[1:] -= math.log(_SELDOM)
    fits -= ((_ACTIVITIES - _USUAL) / _USUAL_SPREAD) ** 2 / 2.0
    fits -= ((_CHANGES_DECIBELS / _change_spread(noise)) ** 2 / 2.0)[:, np.newaxis]
    weights = np.exp(fits - fits.max()).sum(axis=0)
    weights /= weights.sum()
    activity = math.exp(float(weights.sum(axis=0) @ np.log(_ACTIVITIES)))
    return Likely(activity, math.exp(float(weights.sum(axis=1) @ np.log(changes))))


def _gains(noise: Samples, both: Samples) -> Samples:
    """Return for each band how much of it is speech while there is some, 0 to 1."""
    speech = np.maximum(both - noise, _LEAST_SPEECH * noise)
    return np.asarray(speech / np.maximum(speech + noise, LEAST_POWER), dtype=np.float64)


def _quantiles(noise: Samples) -> Samples:
    """Return a few moments that stand for all of a noise, with the same mean of 1."""
    places = (np.arange(_NOISE_MOMENTS) + 0.5) / _NOISE_MOMENTS
    moments = np.quantile(noise, places)
    return np.asarray(moments / max(float(moments.mean()), LEAST_POWER), dtype=np.float64)


def _change_spread(noise: Samples) -> float:
    """Return how far, in dB, the level of a reading's ten seconds lies from that of a silence, one in three times."""
    parts, blocks = (np.array([one.mean() for one in np.array_split(noise, count)]) for count in (_PARTS, _BLOCKS))
    uneven = max(float(parts.std(ddof=1)), float(blocks.std(ddof=1)) / math.sqrt(_BLOCKS / _PARTS))
    return max(10.0 / math.log(10.0) * uneven * math.sqrt(1.0 / _PARTS + 1.0 / _READING_PARTS), _LEAST_CHANGE)


def _fits(heard: Samples, noise: Samples, changes: Samples, lower: float) -> Samples:
    """Return the logarithm of how likely a reading's moments are, shape (changes, activities).

    ``lower`` is the part of the speech that is spoken lower than the rest.
    """
    gone_on = changes[:, np.newaxis] * noise
    left = np.maximum(heard.mean() - changes, _LEAST_SPEECH)[:, np.newaxis]
    spoken = left / _ACTIVITIES / (1.0 - lower + lower * _LOW_POWER)
    shares = (1.0 - lower) * _shares(_with_noise(spoken, gone_on))
    if lower:
        shares += lower * _shares(_with_noise(_LOW_POWER * spoken, gone_on))
    shares *= _ACTIVITIES[:, np.newaxis]
    shares += _shares(gone_on)[:, np.newaxis, :] * (1.0 - _ACTIVITIES)[:, np.newaxis]
    seen = np.bincount(_places(heard), minlength=_STEPS)
    return np.asarray(np.log(shares + _STRAY / _STEPS) @ seen, dtype=np.float64)


def _with_noise(spoken: Samples, noise: Samples) -> Samples:
    """Return moments of speech of each level, shape (changes, activities), with noise, shape (changes, moments)."""
    shape = _SPEECH / _SPEECH.mean()
    moments = spoken[:, :, np.newaxis, np.newaxis] * shape[:, np.newaxis] + noise[:, np.newaxis, np.newaxis, :]
    return np.asarray(moments.reshape(*spoken.shape, -1), dtype=np.float64)


def _places(powers: Samples) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    """Return the steps of half a decibel that powers lie on."""
    decibels = 10.0 * np.log10(np.maximum(powers, LEAST_POWER))
    return np.clip((decibels - _LOWEST) / _STEP, 0, _STEPS - 1).astype(np.intp)


def _shares(moments: Samples) -> Samples:
    """Return which part of the moments, the last axis, lies on each step, blurred by its neighbours."""
    rows = moments.reshape(-1, moments.shape[-1])
    places = _places(rows) + _STEPS * np.arange(rows.shape[0])[:, np.newaxis]
    counts = np.bincount(places.ravel(), minlength=_STEPS * rows.shape[0]).reshape(-1, _STEPS) / rows.shape[1]
    padded = np.pad(counts, ((0, 0), (1, 1)), mode="edge")
    blurred = padded[:, 1:-1] / 2.0 + (padded[:, :-2] + padded[:, 2:]) / 4.0
    return np.asarray(blurred.reshape(*moments.shape[:-1], _STEPS), dtype=np.float64)
