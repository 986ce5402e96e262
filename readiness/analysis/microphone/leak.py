"""Do loudspeakers play? A short sweep is played, and looked for in what the microphone hears.

The sweep's own shape is the filter: correlating with it gathers its energy in one moment and
spreads noise and speech over all of them (matched filter; A. Farina, "Simultaneous
measurement of impulse response and distortion with a swept-sine technique", AES 2000).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SWEEP_SECONDS: Final = 1.0
_LOWEST_HZ: Final = 400.0
_HIGHEST_HZ: Final = 4000.0  # what every loudspeaker and microphone carries, and no voice fills
_AMPLITUDE: Final = 0.25
_FADE_SECONDS: Final = 0.02
_HEARD_DB: Final = 18.0
_LOUD_DB: Final = -45.0


@dataclass(frozen=True, slots=True)
class Leak:
    """How the sweep came back: how far it stood out, in dB, and its gain from output to input, in dB."""

    stands_out: float
    gain: float

    @property
    def heard(self) -> bool:
        """Whether it was heard at all."""
        return self.stands_out >= _HEARD_DB

    @property
    def loudspeakers(self) -> bool:
        """Whether it came back as loud as from loudspeakers: earphones leak less."""
        return self.heard and self.gain >= _LOUD_DB


def sweep(rate: int) -> NDArray[np.float32]:
    """Return the sweep, shape (frames,), full scale 1.0, faded in and out."""
    time = np.arange(round(SWEEP_SECONDS * rate)) / rate
    octaves = math.log(_HIGHEST_HZ / _LOWEST_HZ)
    phase = 2 * np.pi * _LOWEST_HZ * SWEEP_SECONDS / octaves * (np.exp(time / SWEEP_SECONDS * octaves) - 1.0)
    fade = np.minimum(1.0, np.minimum(time, time[::-1]) / _FADE_SECONDS)
    return (_AMPLITUDE * fade * np.sin(phase)).astype(np.float32)


def leak_in(heard: NDArray[np.floating], rate: int) -> Leak:
    """Look for the sweep in a recording of shape (frames,) or (frames, channels).

    The recording must be longer than the sweep; otherwise, as in silence, nothing is heard.
    """
    sent = sweep(rate).astype(np.float64)
    if len(heard) <= len(sent):
        return Leak(0.0, -math.inf)
    samples = np.nan_to_num(np.asarray(heard, np.float64)).reshape(len(heard), -1)
    return max(
        (_in_channel(samples[:, channel], sent) for channel in range(samples.shape[1])), key=lambda one: one.gain
    )


def _in_channel(samples: NDArray[np.float64], sent: NDArray[np.float64]) -> Leak:
    size = 1 << (len(samples) + len(sent) - 1).bit_length()
    spectrum = np.fft.rfft(samples - samples.mean(), size) * np.conj(np.fft.rfft(sent, size))
    found = np.abs(np.fft.irfft(spectrum, size)[: len(samples) - len(sent) + 1])
    top, usual = float(found.max()), float(np.sqrt(np.mean(found**2)))
    if not usual > 0.0:
        return Leak(0.0, -math.inf)
    energy = float(np.dot(sent, sent))
    return Leak(20.0 * math.log10(top / usual), 20.0 * math.log10(top / energy))
