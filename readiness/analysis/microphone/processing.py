"""Signs of processing before the sound arrives: a noise gate, noise suppression, automatic gain.

With these a room seems quieter than it is, so that they must be ruled out before a low noise level is believed. Each
sign is something that such processing cannot help leaving behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from readiness.analysis.microphone.noise import a_weighted, a_weighting, block_levels
from readiness.analysis.microphone.recording import Samples, thinned
from readiness.analysis.microphone.speech import active_speech, frame_size, power_spectra


class Processing(StrEnum):
    """Processing that a recording may have undergone."""

    GATE = "gate"
    SUPPRESSION = "suppression"
    GAIN_CONTROL = "gain_control"


# Speech at 89 dB SPL, a room of 28 dB(A) and a microphone's own noise leave some 57 dB at best.
_MOST_DISTANCE: Final = 60.0
_LEAST_FLOOR: Final = -85.0
_LEAST_FLOOR_DISTANCE: Final = 45.0  # less, and the level was merely set low

_COARSE_RATE: Final = 16_000
_BAND_HERTZ: Final = (1_000.0, 7_000.0)
# Spread of log spectra in time: 5.6 for any steady random noise, 2 for hum, 8 to 12 for many
# voices, 17 and more for typing; up to 6.8 for steady noise that is turned down in pauses.
_STEADY_DECIBELS: Final = (4.5, 7.0)
_LEAST_SHARE: Final = 0.1
_EXCESS_DECIBELS: Final = 6.0
_HIDING_DECIBELS: Final = 10.0
_TOO_FAR_OUT: Final = 48.0
_QUIET_TENTH: Final = 0.1
_TENTH_UNDER_MEAN: Final = 9.8  # of the powers of random noise, -10 log10(-ln 0.9)

_THIRDS_APART: Final = 6.0
_LEAST_DISTANCE: Final = 15.0
_RISE_DECIBELS: Final = 3.0
_FALL_DECIBELS: Final = 6.0


def too_quiet(floor: float, distance: float | None, flat: float | None = None) -> bool:
    """Whether a floor in dBov(A) is quieter than a room can be.

    ``distance`` is how far speech stands above it, dB(A), None without speech; ``flat`` the
    same without weighting. A level that was merely set low makes speech as low, and is no
    sign. Neither is hum that only the A curve makes low: suppression would have taken it away.
    """
    if distance is None:
        return floor < _LEAST_FLOOR
    if flat is not None and flat <= _LEAST_FLOOR_DISTANCE:
        return False
    return distance > _MOST_DISTANCE or (floor < _LEAST_FLOOR and distance > _LEAST_FLOOR_DISTANCE)


def hidden_noise(silence: Samples, reading: Samples, rate: int) -> float | None:
    """Return how much more noise there is under the speech than in the silence, in dB.

    None where that cannot be told, because the noise of the silence comes in bursts, as that
    of other voices does, lies far under everything that is spoken, or is hum with hardly
    anything where speech is looked under. Per frequency the quietest tenth of the reading's louder
    frames is held against that of the silence. Speech itself fills these up, the more the
    further it stands out; what it adds to an untouched recording is taken off (a curve
    fitted to recordings mixed with noise).
    """
    factor = max(rate // _COARSE_RATE, 1)
    whole, spoken = (power_spectra(thinned(one, factor), rate / factor) for one in (silence, reading))
    quiet, spoken = (np.maximum(one[:, _band(rate / factor)], np.finfo(np.float64).tiny) for one in (whole, spoken))
    spread = float(np.median(np.std(10.0 * np.log10(quiet), axis=0)))
    steady = _STEADY_DECIBELS[0] <= spread <= _STEADY_DECIBELS[1]
    if not steady or _heard_share(whole, rate / factor) < _LEAST_SHARE:
        return None
    powers = spoken.sum(axis=1)
    loud = spoken[powers >= np.median(powers)]
    tenth = np.quantile(quiet, _QUIET_TENTH, axis=0)
    above = 10.0 * float(np.median(np.log10(loud.mean(axis=0) / tenth))) - _TENTH_UNDER_MEAN
    if above > _TOO_FAR_OUT:
        return None
    expected = 0.0109 * above**2 - 0.09 * above + 2.1
    return 10.0 * float(np.median(np.log10(np.quantile(loud, _QUIET_TENTH, axis=0) / tenth))) - expected


def _heard_share(spectra: Samples, rate: float) -> float:
    """Return how much of what is heard lies in the band that is looked at, 0 to 1."""
    heard = spectra.mean(axis=0) * a_weighting(np.arange(spectra.shape[1]) * (rate / frame_size(rate))) ** 2
    return float(heard[_band(rate)].sum() / max(float(heard.sum()), np.finfo(np.float64).tiny))


def _band(rate: float) -> slice:
    bin_hertz = rate / frame_size(rate)
    return slice(round(_BAND_HERTZ[0] / bin_hertz), round(min(_BAND_HERTZ[1], 0.45 * rate) / bin_hertz))


def suppressed(excess: float | None) -> bool:
    """Whether noise is turned down in the silence, from what ``hidden_noise`` returned."""
    return excess is not None and excess > _EXCESS_DECIBELS


def hides_the_room(excess: float | None) -> bool:
    """Return whether noise is suppressed so much that the silence tells nothing about the room."""
    return excess is not None and excess > _HIDING_DECIBELS


# ------------------------------------------------------------------ levels that move by themselves


def speech_drifts(reading: Samples, rate: int, distance: float | None) -> bool:
    """Return whether speech is more than 6 dB louder in one of the outer thirds of a reading.

    Noise as loud as the speech would conceal that: under 15 dB of ``distance`` the result is False.
    """
    third = reading.size // 3
    first, last = active_speech(reading[:third], rate), active_speech(reading[-third:], rate)
    if first is None or last is None or (distance is not None and distance < _LEAST_DISTANCE):
        return False
    return abs(first.level - last.level) > _THIRDS_APART


@dataclass(frozen=True, slots=True)
class Afterwards:
    """The silence after a reading: its floor in dBov(A), and by how many dB it rose meanwhile."""

    floor: float
    rise: float


_SPEECH_ABOVE: Final = 6.0
_ECHO_BLOCKS: Final = 2
_LEAST_BLOCKS: Final = 12


def afterwards(after: Samples, rate: int, floor: float) -> Afterwards | None:
    """Analyse what followed a reading; None if the person never paused for 1.2 s.

    ``after`` has no offset. What is 6 dB or more above ``floor``, the floor before the reading, counts as the
    reading's end.
    """
    heard = a_weighted(after, rate)
    blocks = block_levels(heard.samples, heard.rate)
    loud = np.flatnonzero(blocks > floor + _SPEECH_ABOVE)
    rest = blocks[loud[-1] + 1 + _ECHO_BLOCKS :] if loud.size else blocks
    if rest.size < _LEAST_BLOCKS:
        return None
    third = rest.size // 3
    rise = float(np.median(rest[-third:]) - np.median(rest[:third]))
    return Afterwards(float(np.median(rest)), rise)


def gain_moves(seen: Afterwards, floor: float) -> bool:
    """Return whether the silence after a reading shows a gain that speech had turned down."""
    return seen.rise >= _RISE_DECIBELS or seen.floor <= floor - _FALL_DECIBELS
