"""The guided test from end to end: real sound servers, the real recorder and runner, a made-up person."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from readiness.checks.base import Task, Wishes
from readiness.checks.headset import CHECK
from readiness.domain.facts import Measured, Reading, Unmeasured
from readiness.engine.events import Event, PersonNeeded
from readiness.engine.runner import Run
from readiness.machine.this_machine import ThisMachine
from tests.rigs.sound_server import Server, both_servers
from tests.rigs.virtual_audio import Device, VirtualAudio
from tests.sounds import Sound, white

RATE = 48_000
ROOM = white(-60.0, 2.0, RATE)


def taps(loud: float) -> Sound:
    """A room in which somebody taps twice a second."""
    sound = ROOM.copy()
    for at in range(RATE // 4, len(sound), RATE // 2):
        sound[at : at + 480] += loud
    return sound


def hear_taps(audio: VirtualAudio, headset: float, laptop: float) -> None:
    audio.feed("headset", taps(headset))
    audio.feed("laptop", taps(laptop))


@pytest.fixture
def audio(server: Server) -> Iterator[VirtualAudio]:
    with VirtualAudio(server) as made:
        _plug_in(made)
        made.add_laptop()
        made.feed("laptop", ROOM)
        yield made


def _plug_in(audio: VirtualAudio) -> Device:
    device = audio.add_headset("usb", "headset", "Acme Talk", ("1234", "5678"))
    audio.choose_default("headset")
    audio.feed("headset", ROOM)
    return device


@dataclass
class Person:
    """Does what is asked of them, and answers."""

    audio: VirtualAudio
    answers: dict[Task, str]
    acts: dict[Task, Callable[[], object]]
    run: Run | None = None
    asked: list[Task] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        if isinstance(event, PersonNeeded):
            assert self.run
            self.asked.append(event.guidance.task)
            self.acts.get(event.guidance.task, lambda: None)()
            self.run.confirm(event.check, self.answers.get(event.guidance.task, ""))


def honest(audio: VirtualAudio) -> Person:
    answers = {Task.HEADSET_WAY: "cord", Task.HEADSET_SWITCH: "no", Task.HEADSET_LEAK: "no"}
    acts: dict[Task, Callable[[], object]] = {
        Task.HEADSET_TAP: lambda: hear_taps(audio, 0.5, 0.01),
        Task.HEADSET_PULL: lambda: audio.unplug("headset"),
        Task.HEADSET_PLUG_IN: lambda: _plug_in(audio),
    }
    return Person(audio, answers, acts)


def outcome(person: Person) -> Reading:
    """Run the check with the person, and return what it says of the cord."""
    run = Run([CHECK], ThisMachine(), Wishes(frozenset({"headset.wired"})), person)
    person.run = run
    run.start()
    facts = run.wait(60.0)
    assert facts
    reading = facts["headset.wired"]
    assert reading
    return reading


@both_servers
def test_a_corded_headset_nobody_knows_passes_with_the_persons_help(audio: VirtualAudio) -> None:
    person = honest(audio)
    reading = outcome(person)
    assert isinstance(reading, Measured), (reading, person.asked)
    assert reading.value is True
    assert reading.evidence["test: taps"] == "this"
    assert reading.evidence["test: plug"] == "gone"
    assert reading.evidence["confirmed by"] == "the person"


@both_servers
def test_taps_on_the_laptop_are_told_from_taps_on_the_headset(audio: VirtualAudio) -> None:
    person = honest(audio)
    person.acts[Task.HEADSET_TAP] = lambda: hear_taps(audio, 0.01, 0.5)
    reading = outcome(person)
    assert isinstance(reading, Unmeasured)
    assert person.asked == [Task.HEADSET_WAY, Task.HEADSET_TAP]


@both_servers
def test_a_receiver_whose_headset_is_switched_off_falls_silent(audio: VirtualAudio) -> None:
    person = honest(audio)
    person.answers[Task.HEADSET_SWITCH] = "yes"
    person.acts[Task.HEADSET_OFF] = lambda: audio.hush("headset")
    reading = outcome(person)
    assert isinstance(reading, Measured), (reading, person.asked)
    assert reading.value is False
    assert reading.evidence["test: switched off"] == "silent"


@both_servers
@pytest.mark.parametrize("loud", [True, False])
def test_loudspeakers_give_themselves_away(audio: VirtualAudio, *, loud: bool) -> None:
    person = honest(audio)
    person.answers[Task.HEADSET_LEAK] = "yes"

    def leak() -> None:
        device = "alsa_output.usb-Acme_Talk_headset-00.analog-stereo.monitor"
        loop = ["module-loopback", f"source={device}", "sink=feed.headset", "latency_msec=50"]
        subprocess.run(["pactl", "load-module", *loop], check=True, stdout=subprocess.DEVNULL)

    if loud:
        person.acts[Task.HEADSET_LEAK] = leak
    reading = outcome(person)
    assert isinstance(reading, Measured), (reading, person.asked)
    assert reading.value is True  # a hint, never a verdict
    assert reading.evidence["test: sweep"].startswith("loudspeakers likely" if loud else "not heard")


def test_the_taps_of_this_test_are_taps() -> None:
    assert np.abs(taps(0.5)).max() > 0.4
