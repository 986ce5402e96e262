"""Finds out which microphone was tapped: the taps stand out most there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from readiness.analysis.headset.guide import Tapped

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK_SECONDS: Final = 0.01
_APART_SECONDS: Final = 0.12  # nobody taps faster, and the cup rings that long
_STANDS_OUT_DB: Final = 15.0
_AHEAD_DB: Final = 6.0
_LEAST_TAPS: Final = 2  # the first of three may come before the recording listens
_FLOOR: Final = 1e-5  # digital silence counts as -100 dB, so that any sound is no infinite jump
_LEAST_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Taps:
    """What one microphone heard: the number of taps, and by how many dB the loudest stood out."""

    count: int = 0
    jump: float = 0.0


def taps_in(sound: NDArray[np.floating], rate: int) -> Taps:
    """Count the taps in samples of shape (frames,) or (frames, channels), full scale 1.0."""
    if not len(sound):
        return Taps()
    block = max(round(_BLOCK_SECONDS * rate), 1)
    mono = np.abs(np.nan_to_num(np.asarray(sound, np.float64))).reshape(len(sound), -1).max(axis=1, initial=0.0)
    if len(mono) < _LEAST_SECONDS * rate:
        return Taps()
    peaks = mono[: len(mono) // block * block].reshape(-1, block).max(axis=1)
    floor = max(float(np.median(peaks)), _FLOOR)
    loudest = float(peaks.max())
    jump = 20.0 * math.log10(max(loudest, _FLOOR) / floor)
    if jump < _STANDS_OUT_DB:
        return Taps(0, jump)
    # Half as loud as the loudest, on the way between floor and top in dB: taps differ.
    over = np.flatnonzero(peaks > floor * 10.0 ** (jump / 40.0))
    apart = round(_APART_SECONDS / _BLOCK_SECONDS)
    count = 1 + int(np.count_nonzero(np.diff(over) > apart))
    return Taps(count, jump)


def who_heard(heard: Mapping[str, Taps], chosen: str) -> tuple[Tapped, str]:
    """Return whether the chosen microphone heard the taps best, and otherwise which one did."""
    here = heard.get(chosen, Taps())
    others = {source: taps for source, taps in heard.items() if source != chosen}
    best = max(others, key=lambda source: others[source].jump, default="")
    there = others.get(best, Taps())
    if here.count >= _LEAST_TAPS and here.jump >= there.jump + _AHEAD_DB:
        return Tapped.THIS, ""
    if there.count >= _LEAST_TAPS and there.jump >= here.jump + _AHEAD_DB:
        return Tapped.OTHER, best
    return Tapped.NOTHING, ""


def is_digital_silence(sound: NDArray[np.floating]) -> bool:
    """Return whether all samples are zero: a headset that is off, not a quiet room."""
    return bool(len(sound)) and not np.any(sound)
