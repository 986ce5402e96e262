"""Real sound servers with virtual devices: what is in use, and a headset that goes in the middle of a recording."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from readiness.analysis.headset.in_use import Taken, in_use
from readiness.checks.base import Level, Wishes
from readiness.checks.headset import known_products, readings_of
from readiness.checks.microphone import CHECK as MICROPHONE
from readiness.checks.microphone.facts import NOISE_IDS
from readiness.domain.facts import Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.message import Message
from readiness.engine.events import CheckProgressed, Event, PersonNeeded, RunEnded
from readiness.engine.runner import Run
from readiness.machine.audio_devices.linux import LinuxAudio
from readiness.machine.sound.recorder import Recorder
from readiness.machine.this_machine import ThisMachine
from tests.fakes import Listener
from tests.rigs.sound_server import Server, both_servers
from tests.rigs.virtual_audio import VirtualAudio
from tests.sounds import white

RATE = 48_000
ROOM = white(-60.0, 2.0, RATE)
LOUD = white(-20.0, 2.0, RATE)


@pytest.fixture
def audio(server: Server) -> Iterator[VirtualAudio]:
    with VirtualAudio(server) as made:
        yield made


def values() -> dict[str, object]:
    readings = readings_of(LinuxAudio().snapshot(), known_products())
    return {
        fact.removeprefix("headset."): reading.value if isinstance(reading, Measured) else reading.reason
        for fact, reading in readings.items()
    }


@both_servers
@pytest.mark.parametrize(
    ("kind", "connection", "wired"),
    [("usb", "usb", True), ("dongle", "wireless_dongle", False), ("bluetooth", "bluetooth", False)],
)
def test_the_headset_in_use(audio: VirtualAudio, kind: str, connection: str, *, wired: bool) -> None:
    audio.add_headset(kind)
    audio.add_laptop()
    seen = values()
    assert (seen["connection"], seen["wired"], seen["in_use"]) == (connection, wired, True)


@both_servers
def test_a_plain_microphone_beside_the_laptop(audio: VirtualAudio) -> None:
    audio.add_microphone()
    audio.add_laptop()
    assert (values()["connection"], values()["in_use"]) == ("none", False)


@both_servers
def test_a_headset_that_is_plugged_in_while_the_laptop_listens(audio: VirtualAudio) -> None:
    audio.add_headset("usb")
    audio.add_laptop()
    audio.choose_default("laptop", sink=False)
    used = in_use(LinuxAudio().snapshot(), known_products())
    assert used.answer.taken is Taken.NOT_A_HEADSET
    assert used.idle == ("Jabra EVOLVE 20 MS",)


@both_servers
def test_two_headsets_of_one_name_are_two(audio: VirtualAudio) -> None:
    first, second = audio.add_headset("usb", "one"), audio.add_headset("usb", "two")
    audio.choose_default("two", source=False)
    assert values()["wired"] is False  # one listens, the other plays
    audio.choose_default("two")
    assert values()["wired"] is True
    with Recorder().open(first.source) as recording:
        assert recording.source == first.source
    with Recorder().open(None) as recording:
        assert recording.source == second.source


@dataclass
class Person:
    """Says "ready", and when the recording runs does something to the headset."""

    audio: VirtualAudio
    does: str
    run: Run | None = None
    done_at: float = 0.0
    told_at: float = 0.0

    def __call__(self, event: Event) -> None:
        if isinstance(event, PersonNeeded) and self.run:
            self.run.confirm(event.check)
        elif isinstance(event, CheckProgressed) and isinstance(event.progress, Level) and not self.done_at:
            self.audio.unplug("headset")
            if self.does == "replug":
                self.audio.add_headset("usb")
                self.audio.choose_default("headset")
            self.done_at = time.monotonic()
        elif isinstance(event, RunEnded):
            self.told_at = time.monotonic()


@both_servers
@pytest.mark.parametrize("does", ["unplug", "replug"])
def test_a_headset_that_goes_while_it_records_is_said_within_two_seconds(audio: VirtualAudio, does: str) -> None:
    audio.add_headset("usb")
    audio.add_laptop()
    audio.feed("headset", ROOM)
    audio.feed("laptop", LOUD)
    person, listener = Person(audio, does), Listener()

    def listen(event: Event) -> None:
        listener(event)
        person(event)

    run = Run([MICROPHONE], ThisMachine(), Wishes(NOISE_IDS, quick=True), listen)
    person.run = run
    run.start()
    facts = run.wait(20.0)
    listener.wait_for(RunEnded)
    assert facts
    assert 0.0 < person.told_at - person.done_at < 2.0
    for fact in NOISE_IDS:
        _is_said(facts[fact])


def _is_said(reading: Reading | None) -> None:
    assert isinstance(reading, Unmeasured)
    assert reading.reason is Reason.ABSENT
    assert reading.detail == Message("unmeasured.microphone_changed")
    assert reading.remedy == Message("remedy.microphone_replug")


@both_servers
def test_a_server_that_hangs_or_dies_is_a_reason(audio: VirtualAudio) -> None:
    audio.add_headset("usb")
    audio.freeze_server()
    began = time.monotonic()
    assert _refusal() is Reason.TIMED_OUT
    assert time.monotonic() - began < 3.0
    audio.thaw_server()
    assert values()["wired"] is True
    audio.stop_server()
    assert _refusal() is Reason.ABSENT


def _refusal() -> Reason:
    with pytest.raises(Unavailable) as refused:
        LinuxAudio().snapshot()
    return refused.value.unmeasured.reason


@both_servers
def test_six_devices_are_seen_in_a_moment(audio: VirtualAudio) -> None:
    audio.add_headset("usb")
    audio.add_headset("dongle", "dongle")
    audio.add_headset("bluetooth", "bluetooth")
    audio.add_microphone()
    audio.add_laptop()
    audio.add_headset("usb", "second")
    LinuxAudio().snapshot()
    began = time.perf_counter()
    taken = [LinuxAudio().snapshot() for _ in range(5)]
    seconds = (time.perf_counter() - began) / len(taken)
    assert len([device for device in taken[0].devices if device.usable]) == 11
    assert seconds < 0.15
