"""One Windows for all tests of this folder, ended after the last: what is tested here is tested under Wine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from tests.rigs.sound_server import missing as no_sound_server
from tests.rigs.virtual_audio import RATE, VirtualAudio
from tests.rigs.wine import ROOT, Wine, asked_for, wine_or_skip
from tests.sounds import Sound, at_level
from tests.windows.ahead import Ahead

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "resources" / "packaging"))

HEARD_DBFS = -24.77
PATIENCE_SECONDS = 900.0
_GOING: pytest.StashKey[subprocess.Popen[bytes]] = pytest.StashKey()
# The same for all workers of a run, where tests are spread over several.
_KEPT = Path(tempfile.gettempdir(), f"readiness-ahead-{os.environ.get('PYTEST_XDIST_TESTRUNUID') or os.getpid()}")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin at once, behind the other tests, what these wait for."""
    wanted = any("ahead" in getattr(item, "fixturenames", ()) for item in session.items)
    if not wanted or not asked_for() or session.config.option.collectonly:
        return
    with suppress(FileExistsError):  # another worker has begun
        _KEPT.mkdir()
        command = [sys.executable, "-m", "tests.windows.ahead", str(_KEPT)]
        session.stash[_GOING] = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        )


@pytest.hookimpl(tryfirst=True)  # before somebody looks whether anything is left
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """End what was begun, when nobody waits for it any more."""
    if _GOING in session.stash:
        going = session.stash[_GOING]
        if exitstatus == pytest.ExitCode.INTERRUPTED and going.poll() is None:
            os.killpg(going.pid, signal.SIGTERM)
        going.wait(PATIENCE_SECONDS)
        if "PYTEST_XDIST_TESTRUNUID" not in os.environ:
            shutil.rmtree(_KEPT, ignore_errors=True)


@pytest.fixture(scope="session")
def wine() -> Iterator[Wine]:
    """The rig, or the reason why it cannot be had."""
    if _KEPT.exists():
        Ahead(_KEPT).wait(PATIENCE_SECONDS)
    rig = wine_or_skip()
    yield rig
    rig.stop()


@pytest.fixture(scope="session")
def ahead(wine: Wine) -> Iterator[Ahead]:
    """What was run ahead."""
    del wine
    kept = Ahead(_KEPT)
    assert not kept.problem(), kept.problem()
    yield kept
    shutil.rmtree(_KEPT, ignore_errors=True)


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
