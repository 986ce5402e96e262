"""People reading aloud, and the talk of many. Full scale 1.0, mono, 8000 samples a second."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from tests.sounds import Sound, at_level

RATE: Final = 8_000
NAMES: Final = ("en", "fr", "ru")

_FOLDER: Final = Path(__file__).parent / "recordings" / "speech"
_TALKERS: Final = 16


@cache
def voice(name: str) -> Sound:
    """Ten seconds of one person, around -22 dBov."""
    return _expanded(np.fromfile(_FOLDER / f"{name}.ulaw", dtype=np.uint8))


def _expanded(codes: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> Sound:
    """G.711 µ-law as samples: sign, three bits of exponent, four of mantissa, all inverted."""
    bits = (~codes).astype(np.int64)
    sizes = ((2 * (bits & 15) + 33) << (bits >> 4 & 7)) - 33
    sound = np.where(bits & 128, -sizes, sizes) / 8192.0
    return np.asarray(sound - sound.mean(), dtype=np.float64)


def with_pauses(name: str, pause: float = 2.5) -> Sound:
    """Ten seconds of one person who stops for ``pause`` seconds where some two seconds have been said.

    The cuts lie in the quietest place near by, and are faded, so that no word is torn.
    """
    whole, fade = voice(name), np.hanning(RATE // 10)
    loudness = np.convolve(whole**2, np.ones(RATE // 20), "same")
    near = range(2 * RATE, whole.size - RATE, 2 * RATE)
    cuts = [begin + int(loudness[begin : begin + RATE].argmin()) for begin in near]
    parts = []
    for part in np.split(whole, cuts):
        faded = part.copy()
        faded[: fade.size // 2] *= fade[: fade.size // 2]
        faded[-(fade.size // 2) :] *= fade[-(fade.size // 2) :]
        parts += [faded, np.zeros(round(pause * RATE))]
    return np.concatenate(parts)[: whole.size]


def babble_without(name: str, dbov: float, seconds: float, seed: int = 1) -> Sound:
    """The talk of sixteen, which are the other voices, each beginning somewhere else."""
    random = np.random.default_rng(seed)
    others = [voice(other) for other in NAMES if other != name]
    size = round(seconds * RATE)
    talkers = [np.roll(others[n % 2], random.integers(others[n % 2].size)) for n in range(_TALKERS)]
    return at_level(np.resize(np.sum([np.resize(talker, size) for talker in talkers], axis=0), size), dbov)
