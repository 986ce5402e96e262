"""The rig itself: what it promises to the tests that stand on it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.rigs.sound_server import needs_pulseaudio
from tests.rigs.virtual_audio import RATE, VirtualAudio

pytestmark = needs_pulseaudio


def _sources() -> str:
    return subprocess.run(["pactl", "list", "short", "sources"], capture_output=True, text=True, check=True).stdout


def _heard(source: str, seconds: float = 0.8) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Record through the server's own tool, so that the rig is not tested by itself."""
    frames = int(seconds * RATE)
    command = f"parec --raw --latency-msec=20 --format=s16le --rate={RATE} --channels=1 --device={source}"
    raw = subprocess.run(
        ["/bin/sh", "-c", f"{command} | head -c {frames * 2}"], capture_output=True, check=True, timeout=20
    ).stdout
    return np.frombuffer(raw, "<i2").astype(np.float64) / 32768


def test_a_microphone_hears_what_is_fed_to_it_and_only_that() -> None:
    with VirtualAudio() as audio:
        headset = audio.add_headset("usb")
        laptop = audio.add_laptop()
        audio.feed("headset", 0.1 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE))
        heard = _heard(headset.source)[RATE // 4 :]
        spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
        assert abs(np.argmax(spectrum) * RATE / len(heard) - 440) < 3
        assert abs(20 * np.log10(np.sqrt(np.mean(heard**2)) / 0.0707)) < 0.2
        assert not _heard(laptop.source, 0.3).any()
        audio.hush("headset")
        assert not _heard(headset.source, 0.6)[RATE // 2 :].any()


def test_unplugging_takes_the_device_away() -> None:
    with VirtualAudio() as audio:
        headset = audio.add_headset("usb")
        audio.add_laptop()
        assert headset.source in _sources()
        audio.unplug("headset")
        assert headset.source not in _sources()


def test_everything_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    monkeypatch.delenv("ALSA_CONFIG_PATH", raising=False)
    with VirtualAudio() as audio:
        audio.add_headset("bluetooth")
        audio.feed("headset", np.zeros(RATE))
        folder = audio.folder
        assert os.environ["PULSE_SERVER"] != "unix:/nowhere"
    assert os.environ["PULSE_SERVER"] == "unix:/nowhere"
    assert "ALSA_CONFIG_PATH" not in os.environ
    assert not folder.exists()
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(folder) not in running


def test_a_command_runs_among_the_devices() -> None:
    command = [sys.executable, "-m", "tests.rigs.virtual_audio", "--headset", "bluetooth", "--no-laptop", "--"]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [*command, "pactl", "get-default-source"], cwd=root, capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("bluez_source.")


def test_the_stopped_server_is_gone_for_the_command() -> None:
    command = [sys.executable, "-m", "tests.rigs.virtual_audio", "--server-stopped", "--", "pactl", "info"]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert "Connection refused" in done.stderr
