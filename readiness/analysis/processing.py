"""What works on the sound before it arrives: a gate, noise suppression, automatic gain.

Behind these a room looks quieter than it is, so their signs must be known before a low
noise level is believed. Each sign is what such a device cannot help leaving behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from readiness.analysis.noise import a_weighted, block_levels
from readiness.analysis.recording import Samples, thinned
from readiness.analysis.speech import active_speech, frame_size, power_spectra


class Processing(StrEnum):
    """What may have worked on a recording."""

    GATE = "gate"
    SUPPRESSION = "suppression"
    GAIN_CONTROL = "gain_control"


# Speech at 89 dB SPL, a room of 28 dB(A) and a microphone's own noise leave some 57 dB at best.
_MOST_DISTANCE: Final = 60.0
_LEAST_FLOOR: Final = -85.0
_LEAST_FLOOR_DISTANCE: Final = 45.0  # less, and the level was merely set low

_COARSE_RATE: Final = 16_000
_BAND_HERTZ: Final = (1_000.0, 7_000.0)
# Spread of log spectra in time: 5.6 for any steady random noise, 2 for hum, 7 to 9 for many
# voices, 17 and more for typing and dishes.
_STEADY_DECIBELS: Final = (4.5, 6.5)
_LIVELIEST_DECIBELS: Final = 12.0
_LIVELY_ALLOWANCE: Final = 4.0
_EXCESS_DECIBELS: Final = 6.0
_HIDING_DECIBELS: Final = 10.0
_TOO_FAR_OUT: Final = 48.0
_QUIET_TENTH: Final = 0.1

_THIRDS_APART: Final = 6.0
_LEAST_DISTANCE: Final = 15.0
_RISE_DECIBELS: Final = 3.0
_FALL_DECIBELS: Final = 6.0


def too_quiet(floor: float, distance: float | None) -> bool:
    """Whether a floor in dBov(A) is quieter than a room can be.

    ``distance`` is how far speech stands above it, dB(A), None without speech. A level that
    was merely set low makes speech as low, and is no sign.
    """
    if distance is None:
        return floor < _LEAST_FLOOR
    return distance > _MOST_DISTANCE or (floor < _LEAST_FLOOR and distance > _LEAST_FLOOR_DISTANCE)


def hidden_noise(silence: Samples, reading: Samples, rate: int) -> float | None:
    """Return how much more noise there is under the speech than in the silence, in dB.

    None where that cannot be told, because the noise of the silence comes in bursts or lies
    far under everything that is spoken; lively noise is allowed 4 dB more. Per frequency
    the quietest tenth of the reading's louder frames is held against that of the silence.
    Speech itself fills these up, the more the further it stands out; what it adds to an
    untouched recording is taken off (a curve fitted to recordings mixed with noise).
    """
    factor = max(rate // _COARSE_RATE, 1)
    spectra = (power_spectra(thinned(one, factor), rate / factor) for one in (silence, reading))
    quiet, spoken = (np.maximum(one[:, _band(rate / factor)], np.finfo(np.float64).tiny) for one in spectra)
    spread = float(np.median(np.std(10.0 * np.log10(quiet), axis=0)))
    if not _STEADY_DECIBELS[0] <= spread <= _LIVELIEST_DECIBELS:
        return None
    allowed = _LIVELY_ALLOWANCE if spread > _STEADY_DECIBELS[1] else 0.0
    powers = spoken.sum(axis=1)
    loud = spoken[powers >= np.median(powers)]
    ratios = np.quantile(loud, _QUIET_TENTH, axis=0) / np.quantile(quiet, _QUIET_TENTH, axis=0)
    above = 10.0 * float(np.median(np.log10(loud.mean(axis=0) / quiet.mean(axis=0))))
    if above > _TOO_FAR_OUT:
        return None
    expected = 0.0109 * above**2 - 0.09 * above + 2.1
    return 10.0 * float(np.median(np.log10(ratios))) - expected - allowed


def _band(rate: float) -> slice:
    bin_hertz = rate / frame_size(rate)
    return slice(round(_BAND_HERTZ[0] / bin_hertz), round(min(_BAND_HERTZ[1], 0.45 * rate) / bin_hertz))


def suppressed(excess: float | None) -> bool:
    """Whether noise is turned down in the silence, from what ``hidden_noise`` returned."""
    return excess is not None and excess > _EXCESS_DECIBELS


def hides_the_room(excess: float | None) -> bool:
    """Whether it is turned down so far that the silence tells nothing of the room."""
    return excess is not None and excess > _HIDING_DECIBELS


# ------------------------------------------------------------------ levels that move by themselves


def speech_drifts(reading: Samples, rate: int, distance: float | None) -> bool:
    """Whether speech is more than 6 dB louder in one of the outer thirds of a reading.

    Noise as loud as the speech hides that: under 15 dB of ``distance`` nothing is said.
    """
    third = reading.size // 3
    first, last = active_speech(reading[:third], rate), active_speech(reading[-third:], rate)
    if first is None or last is None or (distance is not None and distance < _LEAST_DISTANCE):
        return False
    return abs(first.level - last.level) > _THIRDS_APART


@dataclass(frozen=True, slots=True)
class Afterwards:
    """The silence after a reading: its floor in dBov(A), and how far it rose meanwhile, in dB."""

    floor: float
    rise: float


_SPEECH_ABOVE: Final = 6.0
_ECHO_BLOCKS: Final = 2
_LEAST_BLOCKS: Final = 12


def afterwards(after: Samples, rate: int, floor: float) -> Afterwards | None:
    """Look at what followed a reading; None when the person never stopped for 1.2 s.

    ``after`` has no offset. What lies 6 dB or more over ``floor``, the floor before the
    reading, is taken for the reading's end.
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
    """Whether the silence after a reading shows a gain that speech had turned down."""
    return seen.rise >= _RISE_DECIBELS or seen.floor <= floor - _FALL_DECIBELS
