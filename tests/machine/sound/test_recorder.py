"""The recorder, on a real sound server with virtual microphones; and its stand-in, held to the same promises."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from readiness.analysis.microphone.recording import level_of
from readiness.checks.base import RecorderPort
from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.sound import feed as sound_feed
from readiness.machine.sound import inputs as sound_inputs
from readiness.machine.sound import portaudio, recorder
from readiness.machine.sound.feed import StreamFeed
from readiness.machine.sound.inputs import Feed, Input, Inputs
from readiness.machine.sound.recorder import OpenRecording, Recorder
from readiness.machine.sound.ring import Ring
from readiness.machine.sound.server import NoServerError
from tests.rigs.fake_recorder import FakeRecorder
from tests.rigs.virtual_audio import Server, VirtualAudio, needs_pipewire, needs_pulseaudio
from tests.sounds import tone

RATE = 48_000
LOUD, SOFT = tone(440.0, -20.0, 1.0), tone(440.0, -40.0, 1.0)


def refused(open_: Callable[[], object]) -> tuple[Reason, str]:
    with pytest.raises(Unavailable) as refusal:
        open_()
    assert refusal.value.unmeasured.detail
    return refusal.value.unmeasured.reason, refusal.value.unmeasured.detail.id


def opened(port: RecorderPort, source: str | None = None) -> None:
    with port.open(source):
        pass


# ------------------------------------------------------------------ one contract for both


class Bench:
    """A recorder with two microphones: the default one hears a loud tone, the other a soft one."""

    def __init__(self, port: RecorderPort, sources: tuple[str, str], unplug: Callable[[str], None]) -> None:
        self.port = port
        self.loud, self.soft = sources
        self.unplug = unplug


@contextmanager
def _fake() -> Iterator[Bench]:
    fake = FakeRecorder({"headset": LOUD, "microphone": SOFT}, RATE)
    yield Bench(fake, ("headset", "microphone"), fake.unplug)


@contextmanager
def _real(server: Server = Server.PULSEAUDIO) -> Iterator[Bench]:
    with VirtualAudio(server) as audio:
        headset, microphone = audio.add_headset("usb"), audio.add_microphone()
        audio.feed("headset", LOUD)
        audio.feed("microphone", SOFT)
        names = {headset.source: "headset", microphone.source: "microphone"}
        yield Bench(Recorder(), (headset.source, microphone.source), lambda source: audio.unplug(names[source]))


@contextmanager
def _real_pipewire() -> Iterator[Bench]:
    with _real(Server.PIPEWIRE) as bench:
        yield bench


@pytest.fixture(
    params=[
        _fake,
        pytest.param(_real, marks=needs_pulseaudio),
        pytest.param(_real_pipewire, marks=needs_pipewire),
    ],
    ids=["fake", "PulseAudio", "PipeWire"],
)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with request.param() as made:
        yield made


def test_the_promises_of_the_port(bench: Bench) -> None:
    cancel = threading.Event()
    with bench.port.open(None) as recording:
        assert recording.rate == RATE
        assert recording.source == bench.loud
        recording.read(0.3, cancel)
        sound = recording.read(0.5, cancel)
        assert sound.dtype == np.float32
        assert sound.shape == (RATE // 2, 1)
        assert level_of(sound[:, 0].astype(float)) == pytest.approx(-20.0, abs=0.1)
        cancel.set()
        assert recording.read(0.5, cancel).shape[0] < RATE // 2


def test_a_named_source_is_the_one_that_is_heard(bench: Bench) -> None:
    cancel = threading.Event()
    with bench.port.open(bench.soft) as recording:
        assert recording.source == bench.soft
        recording.read(0.3, cancel)
        sound = recording.read(0.3, cancel)
    assert level_of(sound[:, 0].astype(float)) == pytest.approx(-40.0, abs=0.1)


def test_several_sources_are_heard_at_once(bench: Bench) -> None:
    cancel = threading.Event()
    with bench.port.open_all([bench.soft, "nobody", bench.loud]) as recordings:
        assert set(recordings) == {bench.loud, bench.soft}
        for source, level in ((bench.loud, -20.0), (bench.soft, -40.0)):
            assert recordings[source].source == source
            recordings[source].read(0.3, cancel)
            sound = recordings[source].read(0.3, cancel)
            assert level_of(sound[:, 0].astype(float)) == pytest.approx(level, abs=0.2)


def test_none_of_several_sources_is_absent(bench: Bench) -> None:
    def open_none() -> None:
        with bench.port.open_all(["nobody", "nothing"]):
            pass

    assert refused(open_none) == (Reason.ABSENT, "unmeasured.microphone_none")


def test_a_source_that_is_not_there_is_absent(bench: Bench) -> None:
    assert refused(lambda: opened(bench.port, "nobody"))[0] is Reason.ABSENT


def test_a_recording_that_goes_on_from_another_source_ends(bench: Bench) -> None:
    cancel = threading.Event()
    with bench.port.open(None) as recording:
        recording.read(0.1, cancel)
        bench.unplug(bench.loud)
        assert recording.source == bench.soft
        started = time.monotonic()
        assert refused(lambda: recording.read(4.0, cancel)) == (Reason.ABSENT, "unmeasured.microphone_changed")
        assert time.monotonic() - started < 2.0


def test_a_microphone_that_goes_is_noticed_within_two_seconds(bench: Bench) -> None:
    bench.unplug(bench.soft)
    cancel = threading.Event()
    with bench.port.open(None) as recording:
        recording.read(0.1, cancel)
        bench.unplug(bench.loud)
        started = time.monotonic()

        def read_on() -> None:
            while True:
                recording.read(0.1, cancel)

        reason, detail = refused(read_on)
        assert reason is Reason.ABSENT
        assert detail in ("unmeasured.microphone_stalled", "unmeasured.microphone_changed")
        assert time.monotonic() - started < 2.0
    assert refused(lambda: opened(bench.port)) == (Reason.ABSENT, "unmeasured.microphone_none")


# ------------------------------------------------------------------ the real one alone


@pytest.fixture
def audio() -> Iterator[VirtualAudio]:
    with VirtualAudio() as made:
        made.add_headset("usb")
        yield made


@needs_pulseaudio
@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (44_100, 2)])
def test_a_source_is_opened_at_its_own_rate(audio: VirtualAudio, rate: int, channels: int) -> None:
    assert audio.environment
    sink = ["module-null-sink", "sink_name=odd", f"rate={rate}", f"channels={channels}", "norewinds=1"]
    subprocess.run(["pactl", "load-module", *sink], check=True, stdout=subprocess.DEVNULL)
    source = ["module-remap-source", "master=odd.monitor", "source_name=odd-microphone"]
    subprocess.run(["pactl", "load-module", *source], check=True, stdout=subprocess.DEVNULL)
    with Recorder().open("odd-microphone") as recording:
        assert recording.rate == rate
        assert recording.read(0.1, threading.Event()).shape == (rate // 10, channels)


@needs_pulseaudio
def test_what_came_in_meanwhile_is_forgotten(audio: VirtualAudio) -> None:
    cancel = threading.Event()
    audio.feed("headset", LOUD)
    with Recorder().open(None) as recording:
        recording.read(0.3, cancel)
        audio.hush("headset")
        time.sleep(0.5)
        recording.discard()
        assert not recording.read(0.2, cancel).any()


@needs_pulseaudio
def test_the_persons_own_choice_of_source_is_given_back(audio: VirtualAudio, monkeypatch: pytest.MonkeyPatch) -> None:
    assert audio.environment
    monkeypatch.setenv("PULSE_SOURCE", "mine")
    with Recorder().open(None):
        assert os.environ["PULSE_SOURCE"] == "mine"
    assert "PIPEWIRE_NODE" not in os.environ


@needs_pulseaudio
def test_a_second_recording_at_a_time_is_refused(audio: VirtualAudio) -> None:
    assert audio.environment
    with Recorder().open(None):
        assert refused(lambda: opened(Recorder()))[0] is Reason.BUSY
    opened(Recorder())


@needs_pulseaudio
def test_a_microphone_plugged_in_later_is_found() -> None:
    with VirtualAudio() as audio:
        assert refused(lambda: opened(Recorder())) == (Reason.ABSENT, "unmeasured.microphone_none")
        headset = audio.add_headset("usb")
        with Recorder().open(headset.source) as recording:
            assert recording.source == headset.source


@needs_pulseaudio
def test_a_source_muted_in_the_system_is_said_to_be(audio: VirtualAudio) -> None:
    assert audio.environment
    subprocess.run(["pactl", "set-source-mute", "@DEFAULT_SOURCE@", "1"], check=True)
    assert refused(lambda: opened(Recorder())) == (Reason.DENIED, "unmeasured.microphone_muted_in_system")


@needs_pulseaudio
def test_a_server_that_hangs_is_given_up(audio: VirtualAudio) -> None:
    audio.freeze_server()
    started = time.monotonic()
    assert refused(lambda: opened(Recorder()))[0] is Reason.TIMED_OUT
    assert time.monotonic() - started < 5.0
    audio.thaw_server()
    opened(Recorder())


@needs_pulseaudio
def test_a_server_that_stops_is_absent(audio: VirtualAudio) -> None:
    cancel = threading.Event()
    with Recorder().open(None) as recording:
        recording.read(0.1, cancel)
        audio.stop_server()
        assert refused(lambda: [recording.read(0.1, cancel) for _ in range(99)])[0] is Reason.ABSENT
        assert refused(lambda: recording.source)[0] is Reason.ABSENT
    assert refused(lambda: opened(Recorder()))[0] is Reason.ABSENT


FREEZES = """
import threading, time
from readiness.domain.facts import Unavailable
from readiness.machine.sound.recorder import Recorder
try:
    with Recorder().open(None) as recording:
        recording.read(0.1, threading.Event())
        print("frozen, please", flush=True)
        while True:
            recording.read(0.1, threading.Event())
except Unavailable as refusal:
    print(refusal.unmeasured.reason)
"""


@needs_pulseaudio
def test_the_program_ends_though_the_server_hangs_in_the_middle_of_a_recording(audio: VirtualAudio) -> None:
    program = subprocess.Popen([sys.executable, "-c", FREEZES], stdout=subprocess.PIPE, text=True)
    assert program.stdout
    with program:
        program.stdout.readline()
        audio.freeze_server()
        try:
            rest, _ = program.communicate(timeout=10.0)
        finally:
            program.kill()
            audio.thaw_server()
    assert program.returncode == 0
    assert rest.strip() == "absent"


# ------------------------------------------------------------------ what no rig can show


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


# ------------------------------------------------------------------ the ring


def _recording(frames: int, rate: int) -> tuple[Ring, OpenRecording]:
    ring = Ring(frames, 1)
    return ring, OpenRecording(recorder._Opened(ring, rate, "a"), StreamFeed(set(), "a", asks=False))


def test_sound_comes_out_as_it_went_in_also_around_the_end() -> None:
    ring, recording = _recording(300, 100)
    counted = np.arange(1000, dtype=np.float32)[:, np.newaxis]
    found = []
    for begin in range(0, 1000, 40):
        ring.put(counted[begin : begin + 40])
        found.append(recording.read(0.4, threading.Event()))
    assert (np.concatenate(found) == counted).all()


def test_what_the_driver_lost_is_counted() -> None:
    ring, recording = _recording(300, 100)
    for overflow in (False, True, False, True):
        ring.put(np.zeros((10, 1), np.float32), 10, None, SimpleNamespace(input_overflow=overflow))
    assert recording.lost == 2


def test_lost_sound_is_not_passed_over() -> None:
    ring, recording = _recording(300, 100)
    for _ in range(5):
        ring.put(np.zeros((50, 1), np.float32))
    assert refused(lambda: recording.read(0.1, threading.Event())) == (Reason.BUSY, "unmeasured.microphone_too_slow")
    recording.discard()
    ring.put(np.zeros((50, 1), np.float32))
    assert recording.read(0.5, threading.Event()).shape == (50, 1)


def test_nothing_for_too_long_is_a_stall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "STALL_SECONDS", 0.05)
    _, recording = _recording(300, 100)
    assert refused(lambda: recording.read(0.1, threading.Event()))[1] == "unmeasured.microphone_stalled"


def test_messages_carry_their_remedy() -> None:
    assert portaudio.no_microphone().unmeasured.remedy == message("remedy.microphone_none")


ENDING = """
import sys, threading, time
from readiness.machine.sound.recorder import Recorder

def work():
    while True:
        with Recorder().open(None):
            begun.set()

begun = threading.Event()
threading.Thread(target=work, daemon=True).start()
begun.wait(30)
time.sleep(float(sys.argv[1]))
"""


@needs_pulseaudio
def test_the_program_may_end_while_a_microphone_is_opened_or_closed() -> None:
    # Shut down under a thread at work, PortAudio crashed four programs of ten.
    with VirtualAudio() as audio:
        audio.add_headset("usb")
        for seconds in ("0.05", "0.12"):
            ended = subprocess.run([sys.executable, "-c", ENDING, seconds], timeout=60, check=False)
            assert ended.returncode == 0
