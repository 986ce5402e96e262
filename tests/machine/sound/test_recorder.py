"""The recorder's promises, on the fake and on real sound servers, and what only the real one can show."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from readiness.analysis.microphone.recording import level_of
from readiness.checks.base import RecorderPort, Recording
from readiness.domain.facts import Reason
from readiness.domain.message import message
from readiness.machine.sound import portaudio
from readiness.machine.sound.recorder import Recorder
from tests.machine.sound.recording import opened, refused
from tests.rigs.fake_recorder import FakeRecorder
from tests.rigs.sound_server import Server, needs_pipewire, needs_pulseaudio
from tests.rigs.virtual_audio import VirtualAudio
from tests.sounds import tone

RATE = 48_000
LOUD, SOFT = tone(440.0, -20.0, 1.0), tone(440.0, -40.0, 1.0)


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


def awaken(recording: Recording, cancel: threading.Event) -> None:
    """Read until the source has woken up, which takes it longer where others are at work: until then it is silent."""
    for _ in range(100):
        if np.any(recording.read(0.1, cancel)):
            break
    recording.read(0.3, cancel)


@pytest.mark.alone
def test_the_promises_of_the_port(bench: Bench) -> None:
    cancel = threading.Event()
    with bench.port.open(None) as recording:
        assert recording.rate == RATE
        assert recording.source == bench.loud
        awaken(recording, cancel)
        sound = recording.read(0.5, cancel)
        assert sound.dtype == np.float32
        assert sound.shape == (RATE // 2, 1)
        assert level_of(sound[:, 0].astype(float)) == pytest.approx(-20.0, abs=0.5)
        cancel.set()
        assert recording.read(0.5, cancel).shape[0] < RATE // 2


@pytest.mark.alone
def test_a_named_source_is_the_one_that_is_heard(bench: Bench) -> None:
    cancel = threading.Event()
    with bench.port.open(bench.soft) as recording:
        assert recording.source == bench.soft
        awaken(recording, cancel)
        sound = recording.read(0.3, cancel)
    assert level_of(sound[:, 0].astype(float)) == pytest.approx(
        -40.0, abs=1.0
    )  # which of them; how exact is heard elsewhere


@pytest.mark.alone
def test_several_sources_are_heard_at_once(bench: Bench) -> None:
    cancel = threading.Event()
    with bench.port.open_all([bench.soft, "nobody", bench.loud]) as recordings:
        assert set(recordings) == {bench.loud, bench.soft}
        for source, level in ((bench.loud, -20.0), (bench.soft, -40.0)):
            assert recordings[source].source == source
            awaken(recordings[source], cancel)
            sound = recordings[source].read(0.3, cancel)
            assert level_of(sound[:, 0].astype(float)) == pytest.approx(level, abs=1.0)


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
        # PipeWire goes on from what its dummy output would play, PulseAudio from nothing.
        assert detail.removeprefix("unmeasured.microphone_") in ("stalled", "vanished", "changed")
        assert time.monotonic() - started < 2.0
    assert refused(lambda: opened(bench.port)) == (Reason.ABSENT, "unmeasured.microphone_none")


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
