"""One Windows for all tests of this folder, ended after the last: what is tested here is tested under Wine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.rigs.virtual_audio import RATE, VirtualAudio
from tests.rigs.virtual_audio import missing as no_sound_server
from tests.rigs.wine import Wine, wine_or_skip
from tests.sounds import Sound, at_level

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "resources" / "packaging"))

HEARD_DBFS = -24.77


@pytest.fixture(scope="session")
def wine() -> Iterator[Wine]:
    """The rig, or the reason why it cannot be had."""
    rig = wine_or_skip()
    yield rig
    rig.stop()


@pytest.fixture
def home(wine: Wine, tmp_path: Path) -> dict[str, str]:
    """Where the Windows program keeps its files in this test."""
    del wine
    return {"READINESS_DATA": "Z:" + str(tmp_path / "data").replace("/", "\\")}


@pytest.fixture
def audio() -> Iterator[VirtualAudio]:
    """A headset that hears a noise of a known level."""
    if no_sound_server():
        pytest.skip(no_sound_server())
    with VirtualAudio() as devices:
        devices.add_headset("usb")
        devices.feed("headset", known_noise())
        yield devices


def known_noise() -> Sound:
    """Four seconds of noise below 8 kHz, which every way of changing the rate leaves as it is."""
    spectrum = np.fft.rfft(np.random.default_rng(1).normal(size=4 * RATE))
    spectrum[np.fft.rfftfreq(4 * RATE, 1 / RATE) > 8_000] = 0
    return at_level(np.fft.irfft(spectrum), HEARD_DBFS)
