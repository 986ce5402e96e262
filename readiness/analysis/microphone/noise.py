"""The noise of a room while nobody speaks: A-weighted levels of short blocks.

The weighting is applied in the frequency domain to the whole recording, because the usual digital filter reads up to
1.4 dB low for white noise at the recording's rate. Levels are dBov(A), see ``recording``; they do not tell the sound
pressure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from readiness.analysis.microphone.recording import LEAST_POWER, Samples, level_of

BLOCK_SECONDS: Final = 0.1
"""The length of the blocks that the statistics are taken over."""

DISTURBED_DECIBELS: Final = 6.0
"""A block that exceeds LA90 by this much is disturbed: by a word, a key, a plate."""

CALM_PERCENT: Final = 10.0
"""The share of a silence, in %, that may be disturbed without another try."""

_HIGHEST_HERTZ: Final = 20_000.0
_EDGE_SECONDS: Final = 0.1
_PARTS: Final = 10  # a block of 100 ms is looked at in parts of 10 ms
_IMPULSIVE: Final = 3.5  # the loudest part over the block's mean: 1.2 to 3 in speech, 4 to 10 in typing

# Pole frequencies of the A curve, IEC 61672-1:2013, annex E.
_POLES: Final = (20.598997, 107.65265, 737.86223, 12194.217)


def a_weighting(frequencies: NDArray[np.floating]) -> Samples:
    """Return the amplitude gain of the A curve at frequencies in Hz (IEC 61672-1, annex E); 1 at 1 kHz."""
    return _a_curve(frequencies) / _a_curve(np.array([1000.0]))


def _a_curve(frequencies: NDArray[np.floating]) -> Samples:
    low, second, third, high = (pole**2 for pole in _POLES)
    square = np.asarray(frequencies, dtype=np.float64) ** 2
    divisor = (square + low) * np.sqrt((square + second) * (square + third)) * (square + high)
    return np.asarray(square**2 / divisor, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Weighted:
    """A-weighted samples and their rate in Hz, which may be lower than before."""

    samples: Samples
    rate: int


def a_weighted(samples: Samples, rate: int) -> Weighted:
    """Return the A-weighted samples, up to 20 kHz, without delay.

    Nothing remains above 20 kHz, so that high rates are divided by a whole number, to no less than 40 kHz: the levels
    are the same, and everything after takes less time.
    """
    factor = _lowering(rate)
    edge = min(int(_EDGE_SECONDS * rate), max(samples.size - 1, 0)) // factor * factor
    extended = _eased(samples, edge)
    size = factor * fast_size(-(-extended.size // factor))
    spectrum = np.fft.rfft(extended, size)[: size // factor // 2 + 1]
    frequencies = np.arange(spectrum.size) * (rate / size)
    spectrum *= np.where(frequencies <= _HIGHEST_HERTZ, a_weighting(frequencies), 0.0)
    heard = np.fft.irfft(spectrum, size // factor) / factor
    begin = edge // factor
    return Weighted(heard[begin : begin + samples.size // factor], rate // factor)


def _lowering(rate: int) -> int:
    lowest = int(2 * _HIGHEST_HERTZ)
    return next(factor for factor in range(max(rate // lowest, 1), 0, -1) if rate % factor == 0)


def _eased(samples: Samples, edge: int) -> Samples:
    """Extend a recording so that it starts and ends smoothly.

    The transform treats the recording as periodic, and a step from its end to its start would count as a click. Each
    end is extended by its own mirror image, turned about the last sample, and faded out.
    """
    if not edge:
        return samples
    fade = 0.5 - 0.5 * np.cos(np.pi * (np.arange(edge) + 0.5) / edge)
    before = (2.0 * samples[0] - samples[edge:0:-1]) * fade
    after = (2.0 * samples[-1] - samples[-2 : -edge - 2 : -1]) * fade[::-1]
    return np.concatenate((before, samples, after))


def fast_size(size: int) -> int:
    """Return the next length of the form 2**a 3**b 5**c, which transforms fast."""
    best = 1 << max(size - 1, 0).bit_length()
    five = 1
    while five < best:
        three = five
        while three < best:
            two = 1 << max(-(-size // three) - 1, 0).bit_length()
            best = min(best, two * three)
            three *= 3
        five *= 5
    return best


# ------------------------------------------------------------------ statistics


@dataclass(frozen=True, slots=True)
class Noise:
    """The levels of a silence in dBov(A), over blocks of 100 ms.

    ``leq`` is the energy mean; ``la90``, ``la50`` and ``la10`` are exceeded 90, 50 and 10 % of the time; ``highest``
    is the loudest block. ``la50`` is the noise floor: a cough does not change it. Spreads are half of the difference
    between the two halves of the recording. ``disturbed_percent`` is the share of blocks 6 dB or more above ``la90``;
    ``impulsive`` tells whether these are clicks, as of typing, rather than speech or music.
    """

    leq: float
    la10: float
    la50: float
    la90: float
    highest: float
    leq_spread: float
    floor_spread: float
    disturbed_percent: float
    impulsive: bool


def noise_of(samples: Samples, rate: int) -> Noise:
    """Measure a silence of at least 1 s without DC offset.

    The blocks are rectangular sections of the weighted signal: with window functions a click at an edge would vanish.
    A remainder at the end counts for ``leq`` only.
    """
    heard = a_weighted(samples, rate)
    weighted, rate = heard.samples, heard.rate
    blocks = block_levels(weighted, rate)
    la90, la50, la10 = (float(level) for level in np.percentile(blocks, (10, 50, 90)))
    loud = blocks > la90 + DISTURBED_DECIBELS
    half = weighted.size // 2
    return Noise(
        leq=level_of(weighted),
        la10=la10,
        la50=la50,
        la90=la90,
        highest=float(blocks.max()),
        leq_spread=abs(level_of(weighted[:half]) - level_of(weighted[half:])) / 2.0,
        floor_spread=_halves_apart(blocks) / 2.0,
        disturbed_percent=100.0 * float(loud.mean()),
        impulsive=_impulsive(weighted, loud, rate),
    )


def block_levels(samples: Samples, rate: int) -> Samples:
    """Return the level of each whole block of 100 ms, in dBov."""
    frames = round(BLOCK_SECONDS * rate)
    count = samples.size // frames
    powers = np.square(samples[: count * frames]).reshape(count, frames).mean(axis=1)
    return np.asarray(10.0 * np.log10(np.maximum(powers, LEAST_POWER)), dtype=np.float64)


def _halves_apart(blocks: Samples) -> float:
    half = blocks.size // 2
    return abs(float(np.median(blocks[:half])) - float(np.median(blocks[half:])))


def _impulsive(weighted: Samples, loud: NDArray[np.bool_], rate: int) -> bool:
    if not loud.any():
        return False
    block = round(BLOCK_SECONDS * rate)
    part = block // _PARTS
    blocks = weighted[: loud.size * block].reshape(loud.size, block)[loud, : part * _PARTS]
    powers = np.square(blocks).reshape(-1, _PARTS, part).mean(axis=2)
    return bool(np.median(powers.max(axis=1) / powers.mean(axis=1)) > _IMPULSIVE)
