"""One Windows for all tests of this folder, ended after the last: what is tested here is tested under Wine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.rigs.virtual_audio import RATE, VirtualAudio
from tests.rigs.virtual_audio import missing as no_sound_server
from tests.rigs.wine import ROOT, Wine, asked_for, wine_or_skip
from tests.sounds import Sound, at_level
from tests.windows.ahead import Ahead

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "resources" / "packaging"))

HEARD_DBFS = -24.77
PATIENCE_SECONDS = 900.0
_GOING: pytest.StashKey[tuple[subprocess.Popen[bytes], Path]] = pytest.StashKey()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin at once, behind the other tests, what these wait for."""
    wanted = any("ahead" in getattr(item, "fixturenames", ()) for item in session.items)
    if wanted and asked_for() and not session.config.option.collectonly:
        folder = Path(tempfile.mkdtemp(prefix="readiness-ahead-"))
        with (folder / "log").open("wb") as log:
            command = [sys.executable, "-m", "tests.windows.ahead", str(folder)]
            going = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        session.stash[_GOING] = (going, folder)


@pytest.hookimpl(tryfirst=True)  # before somebody looks whether anything is left
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _GOING in session.stash:
        going, folder = session.stash[_GOING]
        if going.poll() is None:  # the tests were stopped
            os.killpg(going.pid, signal.SIGTERM)
            going.wait()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def wine(request: pytest.FixtureRequest) -> Iterator[Wine]:
    """The rig, or the reason why it cannot be had."""
    if _GOING in request.session.stash:
        request.session.stash[_GOING][0].wait(PATIENCE_SECONDS)
    rig = wine_or_skip()
    yield rig
    rig.stop()


@pytest.fixture(scope="session")
def ahead(wine: Wine, request: pytest.FixtureRequest) -> Ahead:
    """What was run ahead."""
    del wine
    going, folder = request.session.stash[_GOING]
    assert going.returncode == 0, (folder / "log").read_text(encoding="utf-8", errors="replace")
    return Ahead(folder)


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
    """Noise below 8 kHz, which every way of changing the rate leaves as it is, and as loud in every half second."""
    spectrum = np.fft.rfft(np.random.default_rng(1).normal(size=RATE // 2))
    spectrum[np.fft.rfftfreq(RATE // 2, 1 / RATE) > 8_000] = 0
    return np.tile(at_level(np.fft.irfft(spectrum), HEARD_DBFS), 8)
