"""Sound that got lost on the way: holes of digital silence, and blocks delivered twice."""

from __future__ import annotations

from typing import Final

import numpy as np

from readiness.analysis.microphone.recording import Samples, mean_square, runs_of

_HOLE_SECONDS: Final = 0.005
_BESIDE_SECONDS: Final = 0.003
_LIVE_POWER: Final = (2.0 * 2.0**-15) ** 2  # what stops dead was above single steps
_EDGE_SAMPLES: Final = 2
_SUDDEN_POWER: Final = 0.0625
_REPEATED_SECONDS: Final = 0.0025
_MOST_REPEATS: Final = 3

# Frames per block that drivers and sound servers use, and 5, 10 and 20 ms of the usual rates.
_BLOCKS: Final = (128, 160, 192, 220, 240, 256, 320, 441, 480, 512, 640, 882, 960, 1024, 1920, 2048, 3840, 4096)


def dropouts(samples: Samples, rate: int) -> int:
    """Count the places where sound is missing or was delivered twice.

    A hole is at least 5 ms of zeros with sound right before and after that does not fade:
    a room does not stop within a sample. Zeros at the very start, while a device wakes up, are none. A block
    that came twice repeats every sample of the one before; what repeats more than three
    times is a periodic sound.
    """
    return _holes(samples, rate) + _repeats(samples, rate)


def _holes(samples: Samples, rate: int) -> int:
    starts, ends = runs_of(samples == 0.0)
    long = (ends - starts >= _HOLE_SECONDS * rate) & (starts > 0) & (ends < samples.size)
    beside = max(round(_BESIDE_SECONDS * rate), 1)
    edges = (
        (samples[max(start - beside, 0) : start][::-1], samples[end : end + beside])
        for start, end in zip(starts[long], ends[long], strict=True)
    )
    return sum(_alive(before) and _alive(after) and (_sudden(before) or _sudden(after)) for before, after in edges)


def _alive(beside: Samples) -> bool:
    return mean_square(beside) > _LIVE_POWER


def _sudden(beside: Samples) -> bool:
    """Whether sound is there at once and does not fade; the samples go away from the hole."""
    first = float(np.abs(beside[:_EDGE_SAMPLES]).max())
    return first**2 > _SUDDEN_POWER * mean_square(beside)


def _repeats(samples: Samples, rate: int) -> int:
    found: set[int] = set()
    for block in _BLOCKS:
        if block < _REPEATED_SECONDS * rate or samples.size < 2 * block:
            continue
        starts, ends = runs_of(samples[block:] == samples[:-block])
        lengths = ends - starts
        for start in starts[(lengths >= block) & (lengths < _MOST_REPEATS * block)]:
            if np.ptp(samples[start : start + block]) > 0.0:
                found.add(int(start) // block)
    return len(found)
