"""What the tests of single instruments share."""

from __future__ import annotations

import numpy as np

from tests.sounds import Sound, pink, speech

NOISE_DBOV = -65.0


def spoken(seconds: float = 12.0, rate: int = 48_000) -> Sound:
    return np.asarray(pink(NOISE_DBOV, seconds, rate, seed=5) + speech(seconds, rate, seed=4))
