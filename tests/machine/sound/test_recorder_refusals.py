"""What no rig can show: libraries and servers that refuse, hang or are missing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from readiness.domain.facts import Reason
from readiness.machine.sound import feed as sound_feed
from readiness.machine.sound import inputs as sound_inputs
from readiness.machine.sound import portaudio, recorder
from readiness.machine.sound.feed import StreamFeed
from readiness.machine.sound.inputs import Feed, Input, Inputs
from readiness.machine.sound.recorder import Recorder
from readiness.machine.sound.server import NoServerError
from tests.machine.sound.recording import opened, refused


def _library(**replaced: Any) -> SimpleNamespace:  # noqa: ANN401 - whatever a library may hold
    """A made-up PortAudio with one ALSA device."""

    class PortAudioError(Exception):
        pass

    class InputStream:
        def __init__(self, *, callback: Callable[..., None], channels: int, **_: object) -> None:
            self._callback, self._channels = callback, channels

        def start(self) -> None:
            self._callback(np.full((100, self._channels), 0.5, np.float32), 100, None, None)

        def close(self, *, ignore_errors: bool) -> None:
            assert ignore_errors

    name = {"name": "Jabra: USB Audio (hw:1,0)", "hostapi": 0, "max_input_channels": 2, "default_samplerate": 16_000.0}
    made = {
        "PortAudioError": PortAudioError,
        "InputStream": InputStream,
        "_initialize": lambda: None,
        "_terminate": lambda: None,
        "_exit_handler": lambda: None,
        "query_devices": lambda: [name],
        "query_hostapis": lambda: [{"name": "ALSA", "default_input_device": 0}],
    }
    return SimpleNamespace(**{**made, **replaced})


def _no_server(_seconds: float = 0.0) -> Any:  # noqa: ANN401 - it never returns
    raise NoServerError


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Callable[..., SimpleNamespace]:
    """Make a machine without a sound server; called with what its library does otherwise."""

    def make(**replaced: Any) -> SimpleNamespace:  # noqa: ANN401 - whatever a library may hold
        library = _library(**replaced)
        monkeypatch.setattr(portaudio, "load", lambda: library)
        monkeypatch.setattr(sound_inputs, "inputs", _no_server)
        return library

    return make


@pytest.mark.parametrize("system", ["Linux", "Windows", "Darwin"])
def test_without_a_sound_server_the_device_itself_is_opened(
    alone: Callable[..., SimpleNamespace], monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    alone(query_hostapis=lambda: [{"name": "Windows WASAPI", "default_input_device": 0}])
    monkeypatch.setattr("platform.system", lambda: system)
    with Recorder().open(None) as recording:
        assert (recording.rate, recording.source) == (16_000, "card1-input")
        assert recording.read(100 / 16_000, threading.Event()).tolist() == [[0.5, 0.5]] * 100


def test_a_refusal_of_the_library_becomes_a_reason(alone: Callable[..., SimpleNamespace]) -> None:
    library = alone()

    def busy(**_: object) -> None:
        raise library.PortAudioError("Device unavailable", -9985)

    library.InputStream = busy
    assert refused(lambda: opened(Recorder())) == (Reason.BUSY, "unmeasured.microphone_busy")


def test_a_stream_that_does_not_start_is_closed(alone: Callable[..., SimpleNamespace]) -> None:
    library = alone()
    closed: list[bool] = []

    class Stubborn(library.InputStream):  # type: ignore[misc, name-defined]  # a class made by a function
        def start(self) -> None:
            raise library.PortAudioError("no", -9999, (0, -19, "No such device"))

        def close(self, *, ignore_errors: bool) -> None:
            closed.append(ignore_errors)

    library.InputStream = Stubborn
    assert refused(lambda: opened(Recorder())) == (Reason.ABSENT, "unmeasured.microphone_vanished")
    assert closed == [True]


def test_a_defect_of_ours_is_not_taken_for_the_machines(alone: Callable[..., SimpleNamespace]) -> None:
    def defect() -> ModuleType:
        raise ZeroDivisionError

    alone(query_devices=defect)
    with pytest.raises(ZeroDivisionError):
        opened(Recorder())


def test_a_driver_that_hangs_is_given_up_and_not_asked_twice(
    alone: Callable[..., SimpleNamespace], monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = threading.Event()
    alone(_initialize=let_go.wait)
    monkeypatch.setattr(recorder, "_OPEN_SECONDS", 0.1)
    monkeypatch.setattr(recorder, "_CLOSE_SECONDS", 0.1)
    try:
        assert refused(lambda: opened(Recorder())) == (Reason.TIMED_OUT, "unmeasured.sound_server_hangs")
        assert refused(lambda: opened(Recorder()))[0] is Reason.BUSY
    finally:
        let_go.set()


def test_a_missing_bridge_to_the_server_is_named(
    alone: Callable[..., SimpleNamespace], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone()
    monkeypatch.setattr(sound_inputs, "inputs", lambda: Inputs((_source("a"),), "a"))
    monkeypatch.setattr(sound_inputs, "feeds", lambda _seconds: {})
    assert refused(lambda: opened(Recorder())) == (Reason.UNSUPPORTED, "unmeasured.microphone_no_plugin")


def _source(name: str, *, monitor: bool = False) -> Input:
    return Input(name, 16_000, 2, muted=False, monitor=monitor)


def test_an_outputs_echo_is_no_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_inputs, "inputs", lambda: Inputs((_source("a.monitor", monitor=True),), "a.monitor"))
    assert refused(lambda: opened(Recorder())) == (Reason.ABSENT, "unmeasured.microphone_none")


def test_a_stream_the_server_does_not_know_has_no_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_feed, "_FIRST_STREAM_SECONDS", 0.05)
    feed = StreamFeed({1}, "a", asks=True)
    monkeypatch.setattr(sound_inputs, "feeds", lambda _seconds: {1: Feed("b", 4)})
    assert feed.now() == Feed()
    monkeypatch.setattr(sound_inputs, "feeds", lambda _seconds: {1: Feed("b", 4), 2: Feed("a", 5)})
    assert feed.now() == Feed("a", 5)
    monkeypatch.setattr(sound_inputs, "feeds", lambda _seconds: {1: Feed("b", 4)})
    assert feed.now() == Feed()
    monkeypatch.setattr(sound_inputs, "feeds", _no_server)
    assert refused(feed.now)[0] is Reason.ABSENT
