"""How loud somebody speaks while they speak, and how far that stands out from the noise.

The level is the active speech level of ITU-T P.56, method B: the energy of the recording
spread over the time in which there was speech. Where a silence was recorded too, its noise
is taken out first, so that noise is not mistaken for speech. Levels are dBov, see
``recording``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from readiness.analysis.noise import a_weighted, fast_size
from readiness.analysis.recording import Samples, decibels, mean_square, runs_of, thinned

# ITU-T P.56 (12/2011), table 1: time constant, hangover, margin, thresholds.
_SMOOTHING_SECONDS: Final = 0.03
_HANGOVER_SECONDS: Final = 0.2
_MARGIN_DECIBELS: Final = 15.9
_CLOSE_DECIBELS: Final = 0.5
_THRESHOLDS: Final = tuple(2.0**-exponent for exponent in range(15, 0, -1))
_TIME_CONSTANTS: Final = 20  # after so many, the smoother has forgotten

_FRAME_SECONDS: Final = 0.032
# More than the noise's own power is taken away: a single frame of noise scatters around its
# mean, and what is left of it must not look like speech.
_SUBTRACTED: Final = 3.0
_NOISE_CREST: Final = 0.8

# Where the noise is as loud as the speech, most of what its activity is taken for is what
# reading aloud usually comes to; from 10 dB up all of it is what was seen.
_USUAL_ACTIVITY: Final = 0.82
_ALL_SEEN_DECIBELS: Final = 10.0
_LEAST_SEEN: Final = 0.3

# Enough to follow loudness, which is smoothed over 30 ms: the level moves by less than 0.01 dB.
_ENVELOPE_RATE: Final = 8_000
_SHARE_RATE: Final = 40_000

_BAND_DECIBELS: Final = 50.0
_BAND_SMOOTHING_HERTZ: Final = 250.0
_RUMBLE_HERTZ: Final = 100.0


@dataclass(frozen=True, slots=True)
class Speech:
    """Active speech level in dBov, the part of the time with speech, and that time in seconds."""

    level: float
    activity: float
    seconds: float


def active_speech(samples: Samples, rate: int) -> Speech | None:
    """Measure speech by ITU-T P.56, method B; None when nothing stands out.

    P.56 leaves an offset in, so take it out before.
    """
    factor = _envelope_factor(rate)
    smoothed = envelope(thinned(np.abs(samples), factor), rate / factor)
    return _active(smoothed, mean_square(samples), rate / factor)


def _envelope_factor(rate: int) -> int:
    return max(rate // _ENVELOPE_RATE, 1)


@dataclass(frozen=True, slots=True)
class SpeechOverNoise:
    """Speech with the noise of the silence taken out, and how far it stands above that noise.

    The distances are in dB: ``flat`` over all frequencies, ``weighted`` with the A curve.
    """

    speech: Speech
    flat: float
    weighted: float


def speech_over_noise(reading: Samples, silence: Samples, rate: int) -> SpeechOverNoise | None:
    """Compare a reading with a silence of the same microphone; None when no speech stands out.

    Both without offset. The noise is the mean square of the silence, the speech that of the
    reading less the noise, divided by the activity. The activity follows P.56 on an
    envelope from which the noise was taken out, with thresholds no lower than what is left
    of the noise in the silence itself.

    The noise is that of the silence alone: the pauses of a reading last some 0.4 s in 10 s
    and hold breath and the ends of words as well, so that their noise, tried on speech
    mixed with plates, typing and voices, lay further from the reading's than the silence's did.
    """
    noise = mean_square(silence)
    found = _speech_above(reading, silence, rate, noise)
    if found is None:
        return None
    speech = _with_the_unseen(found, found.level - decibels(noise))
    flat = speech.level - decibels(noise)
    noise_a = mean_square(a_weighted(silence, rate).samples)
    speech_a = (mean_square(a_weighted(reading, rate).samples) - noise_a) / speech.activity
    return SpeechOverNoise(speech, flat, decibels(speech_a) - decibels(noise_a)) if speech_a > 0.0 else None


def _with_the_unseen(found: Speech, distance: float) -> Speech:
    """Return the speech with the activity it has as far as noise ``distance`` dB under it lets one see."""
    seen = min(max(_LEAST_SEEN + (1.0 - _LEAST_SEEN) * distance / _ALL_SEEN_DECIBELS, _LEAST_SEEN), 1.0)
    activity = found.activity**seen * _USUAL_ACTIVITY ** (1.0 - seen)
    level = found.level + decibels(found.activity) - decibels(activity)
    return Speech(level, activity, found.seconds * activity / found.activity)


def _speech_above(reading: Samples, silence: Samples, rate: int, noise: float) -> Speech | None:
    coarse = max(rate // _SHARE_RATE, 1)
    quiet = power_spectra(thinned(silence, coarse), rate / coarse)
    spoken = power_spectra(thinned(reading, coarse), rate / coarse)
    noise_spectrum = quiet.mean(axis=0)
    left_over = _envelope_above(silence, quiet, noise_spectrum, rate)
    smoothed = _envelope_above(reading, spoken, noise_spectrum, rate)
    crest = float(np.quantile(left_over, _NOISE_CREST))
    return _active(smoothed, mean_square(reading) - noise, rate / _envelope_factor(rate), lowest=crest)


def _envelope_above(samples: Samples, spectra: Samples, noise_spectrum: Samples, rate: int) -> Samples:
    """Return the envelope of what is no noise; ``spectra`` are those of the samples' frames."""
    factor = _envelope_factor(rate)
    amplitudes = thinned(np.abs(samples), factor)
    times = (np.arange(amplitudes.size) + 0.5) * factor / rate
    return envelope(amplitudes * np.interp(times, *_speech_share(spectra, noise_spectrum)), rate / factor)


def power_spectra(samples: Samples, rate: float, hop: float = 0.5) -> Samples:
    """Return the power spectra of Hann frames of 32 ms, ``hop`` frames apart, shape (frames, bins)."""
    size = frame_size(rate)
    frames = np.lib.stride_tricks.sliding_window_view(samples, size)[:: round(size * hop)]
    return np.asarray(np.abs(np.fft.rfft(frames * np.hanning(size), axis=1)) ** 2, dtype=np.float64)


def frame_size(rate: float) -> int:
    """Return the even number of samples in 32 ms."""
    return 2 * round(_FRAME_SECONDS * rate / 2)


def _speech_share(spectra: Samples, noise_spectrum: Samples) -> tuple[Samples, Samples]:
    """Return the middle of each frame in seconds, and how much of its amplitude is no noise, 0 to 1."""
    kept = np.maximum(spectra - _SUBTRACTED * noise_spectrum, 0.0).sum(axis=1)
    shares = np.sqrt(kept / np.maximum(spectra.sum(axis=1), np.finfo(np.float64).tiny))
    return (np.arange(shares.size) + 1.0) * _FRAME_SECONDS / 2.0, shares


# ------------------------------------------------------------------ P.56


def envelope(amplitudes: Samples, rate: float) -> Samples:
    """Smooth amplitudes twice by an exponential of 30 ms, as P.56 does sample by sample.

    Both smoothers together answer a single sample with (1-g)**2 (k+1) g**k, where
    g = exp(-1 / (0.03 rate)); the whole recording is convolved with that at once.
    """
    decay = -1.0 / (_SMOOTHING_SECONDS * rate)
    times = np.arange(int(_TIME_CONSTANTS * _SMOOTHING_SECONDS * rate))
    response = (1.0 - math.exp(decay)) ** 2 * (times + 1.0) * np.exp(decay * times)
    # The transform is a loop: silence after the end keeps it from smoothing into the start.
    size = fast_size(amplitudes.size + times.size)
    return np.fft.irfft(np.fft.rfft(amplitudes, size) * np.fft.rfft(response, size), size)[: amplitudes.size]


def _active(smoothed: Samples, power: float, rate: float, lowest: float = 0.0) -> Speech | None:
    """Find the threshold that lies 15.9 dB under the level it leads to, and that level.

    ``power`` is the mean square to spread over the active time; thresholds below
    ``lowest`` are left out.
    """
    if power <= 0.0:
        return None
    before: tuple[float, float] | None = None
    for threshold in (one for one in _THRESHOLDS if one >= lowest):
        active = _active_samples(smoothed, threshold, rate)
        if active == 0:
            return None
        level = decibels(power * smoothed.size / active)
        excess = level - 20.0 * math.log10(threshold) - _MARGIN_DECIBELS
        if excess <= 0.0:
            return _speech(_crossing(before, (level, excess)), power, smoothed.size / rate)
        before = (level, excess)
    return None


def _crossing(before: tuple[float, float] | None, after: tuple[float, float]) -> float:
    """Return the level where the excess over the margin is 0, between two thresholds.

    As far as the ITU's own program (G.191, sv56) looks for it: an end within 0.5 dB is it,
    else the interval is halved until its middle is.
    """
    if before is None or abs(after[1]) < _CLOSE_DECIBELS:
        return after[0]
    if abs(before[1]) < _CLOSE_DECIBELS:
        return before[0]
    middle = ((before[0] + after[0]) / 2.0, (before[1] + after[1]) / 2.0)
    if abs(middle[1]) <= _CLOSE_DECIBELS:
        return middle[0]
    return _crossing(middle, after) if middle[1] > 0.0 else _crossing(before, middle)


def _speech(level: float, power: float, seconds: float) -> Speech:
    activity = min(power / 10.0 ** (level / 10.0), 1.0)
    return Speech(level, activity, activity * seconds)


def _active_samples(smoothed: Samples, threshold: float, rate: float) -> int:
    """Count the samples at or above the threshold, and those up to 0.2 s after one."""
    starts, ends = runs_of(smoothed >= threshold)
    gaps = np.append(starts[1:], smoothed.size) - ends if starts.size else ends
    hangover = math.ceil(_HANGOVER_SECONDS * rate)
    return int((ends - starts).sum() + np.minimum(gaps, hangover).sum())


# ------------------------------------------------------------------ bandwidth


def bandwidth_hertz(samples: Samples, rate: int) -> float:
    """Return the highest frequency that really arrives.

    It is where the long-term spectrum of the louder half of the recording, smoothed over
    250 Hz, is last within 50 dB of its maximum above 100 Hz. A high rate proves nothing: a telephone
    voice in a 48 kHz stream still ends at 4 kHz.
    """
    spectra = power_spectra(samples, rate, hop=1.0)
    powers = spectra.sum(axis=1)
    loud = spectra[powers >= np.median(powers)].mean(axis=0)
    bin_hertz = rate / frame_size(rate)
    width = max(round(_BAND_SMOOTHING_HERTZ / bin_hertz), 1)
    smooth = np.convolve(loud, np.full(width, 1.0 / width), mode="same")
    highest = smooth[math.ceil(_RUMBLE_HERTZ / bin_hertz) :].max()
    carried = np.flatnonzero(smooth >= highest * 10.0 ** (-_BAND_DECIBELS / 10.0))
    return float(carried[-1] * bin_hertz)


def bandwidth_class(hertz: float) -> str:
    """Name a bandwidth as telephony does: narrow, wide, super_wide or full.

    The limits lie above the nominal 4, 8 and 12 kHz, because a smoothed edge reads high.
    """
    limits = ((5_000.0, "narrow"), (9_500.0, "wide"), (14_500.0, "super_wide"))
    return next((name for limit, name in limits if hertz < limit), "full")
