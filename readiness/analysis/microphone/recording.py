"""A recording as it arrived: which channel counts, and what is wrong with it before any level is computed.

Samples have full scale 1.0. Levels are dBov: 0 is the RMS of a full-scale square wave (ITU-T G.100.1), so that a
full-scale sine reads -3.01.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float64]
"""One channel, shape (frames,)."""

SMALLEST_STEP: Final = 2.0**-15
"""One step of a 16-bit converter."""

_DEAD_CHANNEL_DECIBELS: Final = 40.0
_LONGEST_ZEROS_SECONDS: Final = 1.0
_GATE_SECONDS: Final = 0.01
_GATED_SHARE: Final = 0.05
_GATED_RUNS: Final = 3
_SHORTEST_SECONDS: Final = 1.0
_CLIPPED_SAMPLES: Final = 3
_FLAT: Final = 0.999  # of the highest sample: on the plateau
_NEAR: Final = 0.99  # of the highest sample: on its slopes
_QUIETEST_CLIP: Final = 0.1


LEAST_POWER: Final = 1e-30
"""Below the noise of every converter: replaces zero, so that levels stay finite."""


def decibels(power: float) -> float:
    """Return a mean square as a level in dBov, at least -300."""
    return 10.0 * math.log10(max(power, LEAST_POWER))


def mean_square(samples: Samples) -> float:
    """Return the mean power; 0 for an empty array."""
    return float(np.square(samples).mean()) if samples.size else 0.0


def level_of(samples: Samples) -> float:
    """Return the level of all samples together, in dBov."""
    return decibels(mean_square(samples))


def without_offset(samples: Samples) -> Samples:
    """Return the samples without their mean, the DC offset of the converter."""
    return samples - samples.mean() if samples.size else samples


def thinned(samples: Samples, factor: int) -> Samples:
    """Return the means of ``factor`` samples each: roughly the same sound at a lower rate."""
    whole = samples.size - samples.size % factor
    return np.asarray(samples[:whole].reshape(-1, factor).mean(axis=1), dtype=np.float64)


# ------------------------------------------------------------------ channels


@dataclass(frozen=True, slots=True)
class Choice:
    """The channel that is analysed, counted from 0, and the other channels that carry nothing."""

    channel: int
    channels: int
    dead: tuple[int, ...]


def as_channels(sound: NDArray[np.floating]) -> Samples:
    """Return a sound of shape (frames,) or (frames, channels) as float64 (frames, channels)."""
    array = np.asarray(sound, dtype=np.float64)
    if array.ndim == 1:
        return array[:, np.newaxis]
    if len(array.shape[1:]) != 1 or array.shape[1] == 0:
        raise ValueError(f"a sound has the shape (frames,) or (frames, channels), not {array.shape}")
    return array


def louder_channel(sound: NDArray[np.floating]) -> Choice:
    """Choose the channel with the most power, without offset.

    A channel 40 dB or more below it counts as dead: headsets with a single capsule often fill only one side of a
    stereo stream.
    """
    array = as_channels(sound)
    powers = array.var(axis=0) if array.shape[0] else np.zeros(array.shape[1])
    loudest = int(powers.argmax())
    limit = powers[loudest] * 10.0 ** (-_DEAD_CHANNEL_DECIBELS / 10.0)
    dead = tuple(int(number) for number in np.flatnonzero(powers <= limit) if number != loudest)
    return Choice(loudest, array.shape[1], dead)


def channel_of(sound: NDArray[np.floating], choice: Choice) -> Samples:
    """Return the chosen channel, or the loudest one if the sound has another number of channels."""
    array = as_channels(sound)
    number = choice.channel if array.shape[1] == choice.channels else louder_channel(array).channel
    return np.ascontiguousarray(array[:, number])


# ------------------------------------------------------------------ zeros


class State(StrEnum):
    """Whether a recording can be the sound of a room at all."""

    SOUND = "sound"
    TOO_SHORT = "too_short"
    BROKEN = "broken"  # samples that are not numbers
    ZEROS = "zeros"  # nothing but digital silence
    INTERRUPTED = "interrupted"  # digital silence with sound beside it: a gate, or muted for a while


def state_of(samples: Samples, rate: int) -> State:
    """Distinguish sound from digital silence.

    A room with a converter is never exactly zero for long, so that zeros come from a mute switch, a denied
    permission, or a gate. Interrupted means more than 1 s of continuous zeros, or at least three stretches of 10 ms
    of zeros that make up 5 % of the time.
    """
    if not np.isfinite(samples).all():
        return State.BROKEN
    if not samples.any() and samples.size:
        return State.ZEROS
    if samples.size < _SHORTEST_SECONDS * rate:
        return State.TOO_SHORT
    starts, ends = runs_of(samples == 0.0)
    runs = ends - starts
    gated = runs[runs >= _GATE_SECONDS * rate]
    often = gated.size >= _GATED_RUNS and gated.sum() >= _GATED_SHARE * samples.size
    if often or runs.max(initial=0) > _LONGEST_ZEROS_SECONDS * rate:
        return State.INTERRUPTED
    return State.SOUND


def barely_anything(samples: Samples) -> bool:
    """Return whether nothing exceeds one step of 16 bits, which some muted headsets send."""
    return bool(np.abs(samples).max(initial=0.0) <= SMALLEST_STEP)


def runs_of(mask: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where the runs of True start, and where they end (exclusive)."""
    change = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False]))))
    return change[::2], change[1::2]


# ------------------------------------------------------------------ clipping


def clipped_runs(samples: Samples) -> int:
    """Count the places where the wave was cut off.

    Such a place is a run of at least 3 samples within 0.1 % of the recording's own
    extreme, so that clipping ahead of the converter, below full scale, is found too.
    A round crest is wide at its foot: between 0.1 % and 1 % below the top it grows to the
    3.2-fold (the root of 10), a cut one hardly grows. Less than twofold counts as cut.
    Extremes under 0.1 of full scale are too coarse to tell.
    """
    return _cut_crests(samples) + _cut_crests(-samples)


def _cut_crests(samples: Samples) -> int:
    top = float(samples.max(initial=0.0))
    if top < _QUIETEST_CLIP:
        return 0
    starts, ends = runs_of(samples >= _FLAT * top)
    long = ends - starts >= _CLIPPED_SAMPLES
    foot_starts, foot_ends = runs_of(samples >= _NEAR * top)
    foot = np.searchsorted(foot_starts, starts[long], side="right") - 1
    widths = foot_ends[foot] - foot_starts[foot]
    return int(np.count_nonzero(widths < 2 * (ends - starts)[long]))
