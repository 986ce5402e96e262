"""Mains hum: steady lines at multiples of 50 or 60 Hz, from cables, chargers and earth loops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from readiness.analysis.microphone.noise import fast_size
from readiness.analysis.microphone.recording import LEAST_POWER, Samples, decibels

MAINS: Final = (50, 60)
"""The frequencies of the world's mains, in Hz."""

_HARMONICS: Final = 10
_WINDOW_SECONDS: Final = 2.7  # long enough to keep lines 10 Hz apart from each other and from speech
_DRIFT: Final = 0.003  # of the frequency: mains wander, and so do clocks of sound cards
_BESIDE_HERTZ: Final = 12.0
_LOBE: Final = 2  # a Hann window spreads a line over so many bins to each side
_LINES: Final = 3
_LINE_POWER: Final = 10.0  # times the median beside it
_SURE_POWER: Final = 300.0  # a line so far out needs no company, if it is the first or second
_HANN_BINS: Final = 1.5  # equivalent noise bandwidth


@dataclass(frozen=True, slots=True)
class Hum:
    """Hum of a silence: its level in dBov, unweighted, all lines together.

    ``mains`` is 50 or 60, and ``lines`` how many multiples stand out; 0 and 0 where there is
    no hum. ``level`` then is the most there can be under the noise.
    """

    level: float
    mains: int
    lines: int


@dataclass(frozen=True, slots=True)
class _Line:
    power: float
    noise: float
    over: float


def hum_of(samples: Samples, rate: int) -> Hum:
    """Look for hum in a silence of at least 1 s whose offset is gone.

    A line counts when it stands 10 dB over the noise beside it; three lines make a hum, or
    one alone that stands 25 dB out at the mains' frequency or twice of it.
    """
    powers, bin_hertz = _spectrum(samples, rate)
    found = {mains: _lines(powers, bin_hertz, mains) for mains in MAINS}
    humming = {mains: lines for mains, lines in found.items() if _hums(lines)}
    if not humming:
        most = max(sum(max(line.power, line.noise) for line in lines) for lines in found.values())
        return Hum(decibels(most), 0, 0)
    mains = max(humming, key=lambda one: _total(humming[one]))
    clear = [line for line in humming[mains] if line.over >= _LINE_POWER]
    return Hum(decibels(_total(clear)), mains, len(clear))


def _hums(lines: list[_Line]) -> bool:
    sure = any(line.over >= _SURE_POWER for line in lines[:2])
    return sure or sum(line.over >= _LINE_POWER for line in lines) >= _LINES


def _total(lines: list[_Line]) -> float:
    return sum(line.power for line in lines if line.over >= _LINE_POWER)


def _spectrum(samples: Samples, rate: int) -> tuple[Samples, float]:
    """Return the mean square in each bin of a Hann spectrum, and the width of a bin in Hz.

    The windows lie evenly over the whole recording, so that all of it counts.
    """
    size = min(round(_WINDOW_SECONDS * rate), samples.size)
    window = np.hanning(size)
    spare = samples.size - size
    starts = np.linspace(0, spare, 1 + -(-2 * spare // size)).astype(int)
    padded = fast_size(size)
    highest = round(MAINS[-1] * (_HARMONICS + 1) * padded / rate)
    total = np.zeros(highest)
    for start in starts:
        spectrum = np.fft.rfft(samples[start : start + size] * window, padded)[:highest]
        total[: spectrum.size] += np.abs(spectrum) ** 2
    return total * (2.0 / padded / np.square(window).sum() / starts.size), rate / padded


def _lines(powers: Samples, bin_hertz: float, mains: int) -> list[_Line]:
    return [_line(powers, bin_hertz, mains * number) for number in range(1, _HARMONICS + 1)]


def _line(powers: Samples, bin_hertz: float, hertz: float) -> _Line:
    drift = max(round(_DRIFT * hertz / bin_hertz), 1)
    middle = round(hertz / bin_hertz)
    peak = middle - drift + int(powers[middle - drift : middle + drift + 1].argmax())
    lobe = slice(max(peak - _LOBE, 0), peak + _LOBE + 1)
    reach = round(_BESIDE_HERTZ / bin_hertz)
    beside = np.concatenate((powers[max(middle - reach, 0) : lobe.start], powers[lobe.stop : middle + reach + 1]))
    noise = max(float(np.median(beside)), LEAST_POWER)
    power = float(powers[lobe].sum())
    return _Line(max(power - noise * (2 * _LOBE + 1), 0.0), noise * _HANN_BINS, float(powers[peak]) / noise)
