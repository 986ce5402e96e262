"""The level of speech while it is spoken, and its distance from the noise.

The level is the active speech level of ITU-T P.56, method B: the energy of the recording divided by the time with
speech. If a silence was recorded too, its noise is removed first, so that noise is not taken for speech. Levels are
dBov, see ``recording``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from readiness.analysis.microphone.noise import a_weighted, fast_size
from readiness.analysis.microphone.recording import LEAST_POWER, Samples, decibels, mean_square, runs_of, thinned
from readiness.analysis.microphone.speech_in_noise import Likely, likely

# ITU-T P.56 (12/2011), table 1: time constant, hangover, margin, thresholds.
_SMOOTHING_SECONDS: Final = 0.03
_HANGOVER_SECONDS: Final = 0.2
_MARGIN_DECIBELS: Final = 15.9
_CLOSE_DECIBELS: Final = 0.5
_THRESHOLDS: Final = tuple(2.0**-exponent for exponent in range(15, 0, -1))
_TIME_CONSTANTS: Final = 20  # after so many, the smoother has forgotten

_FRAME_SECONDS: Final = 0.032
# Speech is looked for by third octaves, over five frames together: there steady noise scatters
# by a fourth to a half of its mean, in single bins of single frames by all of it.
_BANDS_PER_OCTAVE: Final = 3.0
_LOWEST_BIN: Final = 2
_FRAMES_TOGETHER: Final = 5
_NOISE_HIGHEST: Final = 0.98
# Noise that the A curve takes so much from, 8 dB, is hum or rumble; speech that drowns in it is looked for without it.
_HUM_OUTWEIGHS: Final = 6.3
# Thresholds that noise alone would pass for more of the time than this tell nothing of speech.
_MOST_MISTAKEN: Final = 0.5

# In noise as loud as the speech, what is seen counts for a third, and what is likely for the rest;
# from 10 dB up what is seen is better.
_ALL_SEEN_DECIBELS: Final = 10.0
_LEAST_SEEN: Final = 0.3

_PARTS: Final = 4
_READING_PARTS: Final = 10
_BLOCKS: Final = 10
# Student's factor for 95 % with the 3 degrees of freedom of four parts, and with those of 40 blocks.
_STUDENT_OF_PARTS: Final = 3.18
_STUDENT_OF_BLOCKS: Final = 2.02

# Enough to follow loudness, which is smoothed over 30 ms: the level moves by less than 0.01 dB.
_ENVELOPE_RATE: Final = 8_000
_SHARE_RATE: Final = 40_000

_BAND_DECIBELS: Final = 50.0
_BAND_SMOOTHING_HERTZ: Final = 250.0
_RUMBLE_HERTZ: Final = 100.0


@dataclass(frozen=True, slots=True)
class Speech:
    """Active speech level in dBov, activity (the share of time with speech), and active seconds."""

    level: float
    activity: float
    seconds: float


def active_speech(samples: Samples, rate: int) -> Speech | None:
    """Measure speech by ITU-T P.56, method B; None if nothing stands out.

    P.56 does not remove a DC offset; remove it before.
    """
    factor = _envelope_factor(rate)
    smoothed = envelope(thinned(np.abs(samples), factor), rate / factor)
    return _active(smoothed, mean_square(samples), rate / factor)


def _envelope_factor(rate: int) -> int:
    return max(rate // _ENVELOPE_RATE, 1)


@dataclass(frozen=True, slots=True)
class SpeechOverNoise:
    """Speech with the noise of the silence taken out, and how far it stands above that noise.

    The distances are in dB: ``flat`` over all frequencies, ``weighted`` with the A curve. The
    spreads, in dB as well, are how far off each may be because the noise went on otherwise under
    the reading: little in steady noise, a lot with plates or a machine that changes.
    """

    speech: Speech
    flat: float
    weighted: float
    flat_spread: float
    weighted_spread: float


def speech_over_noise(reading: Samples, silence: Samples, rate: int) -> SpeechOverNoise | None:
    """Compare a reading with a silence of the same microphone; None when no speech stands out.

    Both without offset. The noise is the mean square of the silence, the speech that of the
    reading less the noise, divided by the activity. The activity follows P.56 on an
    envelope from which the noise was taken out, less what noise alone would be taken for.
    Less than 10 dB over the noise it leans on what is likely, and so does the noise that
    is taken out of the reading.

    The noise the speech is held against is that of the silence alone: the pauses of a reading last some
    0.4 s in 10 s and hold breath and the ends of words as well, so that their noise, tried on speech
    mixed with plates, typing and voices, lay further from the reading's than the silence's did.
    """
    noise = mean_square(silence)
    heard_reading, heard = (a_weighted(one, rate).samples for one in (reading, silence))
    found = _speech_above(reading, silence, rate)
    noise_a = mean_square(heard)
    spoken_a = mean_square(heard_reading) - noise_a
    if found is None or spoken_a <= 0.0:
        return None
    if noise > _HUM_OUTWEIGHS * noise_a and found.level - decibels(noise) < _ALL_SEEN_DECIBELS:
        by_ear = _speech_above(heard_reading, heard, rate)
        found = _with_activity(found, by_ear.activity if by_ear else found.activity)
    # Speech is seen where it stands out most: above hum, for example, and not in it. Pauses count, for an
    # activity read too low would make the speech louder than it is, and be believed for that.
    distance = max(decibels(mean_square(reading) - noise) - decibels(noise), decibels(spoken_a) - decibels(noise_a))
    meant = _with_the_unseen(found.activity, distance, lambda: _likely(reading, silence, rate))
    left = _left(mean_square(reading), noise, meant) / meant.activity
    speech = Speech(decibels(left), meant.activity, meant.activity * reading.size / rate)
    flat = speech.level - decibels(noise)
    weighted = decibels(_left(mean_square(heard_reading), noise_a, meant) / meant.activity) - decibels(noise_a)
    spreads = (_spread(silence, flat, speech.activity), _spread(heard, weighted, speech.activity))
    return SpeechOverNoise(speech, flat, weighted, *spreads)


def _with_the_unseen(activity: float, distance: float, guess: Callable[[], Likely]) -> Likely:
    """Return the activity as far as noise ``distance`` dB under the speech lets one see it, and as is likely beyond."""
    seen = min(max(_LEAST_SEEN + (1.0 - _LEAST_SEEN) * distance / _ALL_SEEN_DECIBELS, _LEAST_SEEN), 1.0)
    if seen >= 1.0:
        return Likely(activity, 1.0)
    unseen = guess()
    return Likely(activity**seen * unseen.activity ** (1.0 - seen), unseen.noise_gain ** (1.0 - seen))


def _likely(reading: Samples, silence: Samples, rate: int) -> Likely:
    return likely(_band_powers(silence, rate), _band_powers(reading, rate))


def _left(both: float, noise: float, meant: Likely) -> float:
    """Return what is speech of both; half of what it is with the silence's own noise at the least."""
    return max(both - meant.noise_gain * noise, (both - noise) / 2.0)


def _spread(silence: Samples, distance: float, activity: float) -> float:
    """Return how far off a distance may be, in dB, with noise as uneven as that of the silence.

    What the mean of four parts differs by, in 95 of 100 cases, from that of the ten which last as
    long as a reading, propagated to first order: a noise misjudged by 1 dB moves the noise by as
    much, and the speech, which is what is left without it, by the noise's share of it. Noise that
    drifts moves the halves of the silence further apart than parts by chance would; strokes
    that happen to fall evenly into the parts show in blocks of a tenth of a part.
    """
    parts, blocks = _means(silence, _PARTS), _means(silence, _PARTS * _BLOCKS)
    first, second = parts.reshape(2, -1).mean(axis=1)
    by_parts = _STUDENT_OF_PARTS * max(float(parts.std(ddof=1)), abs(float(first - second)))
    by_blocks = _STUDENT_OF_BLOCKS * float(blocks.std(ddof=1)) / math.sqrt(_BLOCKS)
    uneven = max(by_parts, by_blocks) / max(float(parts.mean()), LEAST_POWER)
    misjudged = 10.0 / math.log(10.0) * uneven * math.sqrt(1.0 / _PARTS + 1.0 / _READING_PARTS)
    return float(misjudged * (1.0 + 10.0 ** (-distance / 10.0) / activity))


def _means(samples: Samples, parts: int) -> Samples:
    size = samples.size // parts
    return np.asarray(np.square(samples[: size * parts]).reshape(parts, size).mean(axis=1), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _NoiseBands:
    """What a silence holds by third octaves: the mean, and what 98 % of its moments stay under."""

    mean: Samples
    highest: Samples

    @classmethod
    def of(cls, powers: Samples) -> _NoiseBands:
        mean = powers.mean(axis=0)
        return cls(mean, np.maximum(np.quantile(powers, _NOISE_HIGHEST, axis=0), mean))

    def speech_share(self, powers: Samples) -> Samples:
        """Return how much of each frame's amplitude is no noise, 0 to 1.

        A band that is louder than the noise ever gets counts with all it has above the
        noise's mean, any other not at all.
        """
        kept = np.where(powers > self.highest, powers - self.mean, 0.0).sum(axis=1)
        return np.asarray(np.sqrt(kept / np.maximum(powers.sum(axis=1), np.finfo(np.float64).tiny)), dtype=np.float64)


def _with_activity(found: Speech, activity: float) -> Speech:
    """Return the same energy, spread over another part of the time."""
    level = found.level + decibels(found.activity) - decibels(activity)
    return Speech(level, activity, found.seconds * activity / found.activity)


def _speech_above(reading: Samples, silence: Samples, rate: int) -> Speech | None:
    quiet, spoken = _band_powers(silence, rate), _band_powers(reading, rate)
    smoothed = _envelope_above(reading, _NoiseBands.of(quiet).speech_share(spoken), rate)
    mistaken = _envelope_above(silence, _mistaken_share(quiet), rate)
    return _active(smoothed, mean_square(reading) - mean_square(silence), rate / _envelope_factor(rate), mistaken)


def _mistaken_share(powers: Samples) -> Samples:
    """Return how much of a silence's frames would be taken for speech.

    Each quarter is looked at with what is known from the others, as a reading is with what is
    known from the silence: less stands out of noise from its own loudest moments than from another's.
    """
    quarters = np.array_split(np.arange(powers.shape[0]), _PARTS)
    shares = [_NoiseBands.of(np.delete(powers, one, axis=0)).speech_share(powers[one]) for one in quarters]
    return np.concatenate(shares)


def _band_powers(samples: Samples, rate: int) -> Samples:
    """Return the powers of third octaves, smoothed over five frames, shape (frames, bands)."""
    coarse = max(rate // _SHARE_RATE, 1)
    spectra = power_spectra(thinned(samples, coarse), rate / coarse)
    octaves = math.log2(spectra.shape[1] / _LOWEST_BIN)
    steps = np.arange(math.ceil(octaves * _BANDS_PER_OCTAVE)) / _BANDS_PER_OCTAVE
    edges = np.unique(np.round(_LOWEST_BIN * 2.0**steps).astype(np.intp))
    powers = np.add.reduceat(spectra, np.append(0, edges[edges < spectra.shape[1]]), axis=1)
    around = _FRAMES_TOGETHER // 2
    weights = np.hanning(_FRAMES_TOGETHER + 2)[1:-1]
    padded = np.pad(powers, ((around, around), (0, 0)), mode="edge")
    together = np.lib.stride_tricks.sliding_window_view(padded, _FRAMES_TOGETHER, axis=0)
    return np.asarray(together @ (weights / weights.sum()), dtype=np.float64)


def _envelope_above(samples: Samples, shares: Samples, rate: int) -> Samples:
    """Return the envelope of what is no noise; ``shares`` are those of the samples' frames."""
    factor = _envelope_factor(rate)
    amplitudes = thinned(np.abs(samples), factor)
    times = (np.arange(amplitudes.size) + 0.5) * factor / rate
    middles = (np.arange(shares.size) + 1.0) * _FRAME_SECONDS / 2.0
    return envelope(amplitudes * np.interp(times, middles, shares), rate / factor)


def power_spectra(samples: Samples, rate: float, hop: float = 0.5) -> Samples:
    """Return the power spectra of Hann frames of 32 ms, ``hop`` frames apart, shape (frames, bins)."""
    size = frame_size(rate)
    frames = np.lib.stride_tricks.sliding_window_view(samples, size)[:: round(size * hop)]
    return np.asarray(np.abs(np.fft.rfft(frames * np.hanning(size), axis=1)) ** 2, dtype=np.float64)


def frame_size(rate: float) -> int:
    """Return the even number of samples closest to 32 ms."""
    return 2 * round(_FRAME_SECONDS * rate / 2)


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


def _active(smoothed: Samples, power: float, rate: float, mistaken: Samples | None = None) -> Speech | None:
    """Find the threshold that lies 15.9 dB under the level it leads to, and that level.

    ``power`` is the mean square to spread over the active time; ``mistaken`` the envelope of
    noise alone, where there is any.
    """
    if power <= 0.0:
        return None
    before: tuple[float, float] | None = None
    for threshold, share in _active_shares(smoothed, rate, mistaken):
        if share <= 0.0:
            return None
        level = decibels(power / share)
        excess = level - 20.0 * math.log10(threshold) - _MARGIN_DECIBELS
        if excess <= 0.0:
            return _speech(_crossing(before, (level, excess)), power, smoothed.size / rate)
        before = (level, excess)
    return None


def _active_shares(smoothed: Samples, rate: float, mistaken: Samples | None) -> Iterator[tuple[float, float]]:
    """Yield each threshold that tells something, and the part of the time that is speech by it.

    Where nobody speaks, noise is as often taken for speech as in the silence: a moment counts
    as active when there is speech in it, or else when there is such noise.
    """
    for threshold in _THRESHOLDS:
        share = _active_samples(smoothed, threshold, rate) / smoothed.size
        noise = 0.0 if mistaken is None else _active_samples(mistaken, threshold, rate) / mistaken.size
        if noise <= _MOST_MISTAKEN:
            yield threshold, (share - noise) / (1.0 - noise)


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
    """Return the class of a bandwidth as telephony names them: narrow, wide, super_wide or full.

    The limits are above the nominal 4, 8 and 12 kHz, because a smoothed edge reads high.
    """
    limits = ((5_000.0, "narrow"), (9_500.0, "wide"), (14_500.0, "super_wide"))
    return next((name for limit, name in limits if hertz < limit), "full")
