"""Records through every interface of PortAudio and prints the levels in dBFS; for the Windows Python."""

from __future__ import annotations

import json
import sys

import numpy as np
import sounddevice

SECONDS = 1.5


def level(index: int, rate: int) -> float:
    """Return what is heard, without the beginning."""
    heard = sounddevice.rec(
        round(SECONDS * rate), samplerate=rate, channels=1, device=index, dtype="float32", blocking=True
    )
    return float(10 * np.log10(np.mean(heard[rate // 2 :, 0].astype(np.float64) ** 2)))


if __name__ == "__main__":
    json.dump(
        {
            sounddevice.query_hostapis(device["hostapi"])["name"]: level(index, int(device["default_samplerate"]))
            for index, device in enumerate(sounddevice.query_devices())
            if device["max_input_channels"] and device["name"].startswith(sys.argv[1])
        },
        sys.stdout,
    )
