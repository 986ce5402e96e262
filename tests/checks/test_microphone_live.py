"""The guided recording through a real sound server gives the figures of the sound that was played."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import cast

import pytest

from readiness.checks.base import Guidance, Machine, Progress, Task, Wishes
from readiness.checks.microphone import measure, readings_of
from readiness.checks.microphone.facts import NOISE_IDS, SPEECH_IDS
from readiness.domain.facts import Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.message import message
from readiness.machine.recorder import Recorder
from tests.rigs.virtual_audio import VirtualAudio, needs_pulseaudio
from tests.sounds import Sound, speech, white

RATE = 44_100  # not the sound server's, so that it converts
SILENCE = white(-60.0, 4.0, RATE)
READING = speech(4.0, RATE, pause=0.3)[: 4 * RATE] + white(-60.0, 4.0, RATE, 2)  # heard twice and a bit


@dataclass
class Person:
    """Is silent and reads, through the virtual headset, or pulls it out instead of reading."""

    audio: VirtualAudio
    wishes: Wishes = field(default_factory=lambda: Wishes(NOISE_IDS | SPEECH_IDS))
    silence: Sound | None = field(default_factory=SILENCE.copy)
    pulls_it_out: bool = False
    cancel: threading.Event = field(default_factory=threading.Event)

    def show(self, progress: Progress) -> None:
        """Nobody watches."""

    def ready(self, guidance: Guidance) -> bool:
        sound = self.silence if guidance.task is Task.BE_SILENT else READING
        if guidance.task is Task.READ_ALOUD and self.pulls_it_out:
            self.audio.unplug("headset")
        elif sound is not None:
            self.audio.feed("headset", sound, RATE)
        return True

    def ask(self, question: Guidance) -> str | None:
        raise AssertionError(f"nothing is to be asked: {question}")


class _Machine:
    """A machine that has a microphone and tells nothing else."""

    recorder = Recorder()

    @property
    def hardware(self) -> None:
        raise Unavailable(Reason.UNSUPPORTED)


MACHINE = cast("Machine", _Machine())


@needs_pulseaudio
def test_live_figures_are_those_of_the_file() -> None:
    with VirtualAudio() as audio:
        audio.add_headset("usb")
        live = dict(measure(MACHINE, Person(audio)))
    file = readings_of(SILENCE, READING, RATE)
    tolerances = {"noise_floor": 0.3, "noise_leq": 0.3, "speech_level": 0.5, "speech_to_noise": 0.6}
    for fact, tolerance in tolerances.items():
        heard, played = live[f"microphone.{fact}"], file[f"microphone.{fact}"]
        assert isinstance(heard, Measured), heard
        assert isinstance(played, Measured)
        assert heard.value == pytest.approx(played.value, abs=tolerance), fact


@needs_pulseaudio
def test_a_headset_that_is_off_is_not_a_quiet_room() -> None:
    with VirtualAudio() as audio:
        audio.add_headset("usb")
        person = Person(audio, Wishes(NOISE_IDS, quick=True), silence=None)
        [floor, *_] = dict(measure(MACHINE, person)).values()
    assert isinstance(floor, Unmeasured)
    assert floor.reason is Reason.DENIED


@needs_pulseaudio
def test_a_headset_pulled_out_while_reading_is_not_measured_through_the_laptop() -> None:
    with VirtualAudio() as audio:
        audio.add_headset("usb")
        audio.add_laptop()
        audio.feed("laptop", READING, RATE)
        found: list[tuple[str, Reading]] = []
        with pytest.raises(Unavailable) as refused:
            found.extend(measure(MACHINE, Person(audio, pulls_it_out=True)))
    assert refused.value.unmeasured.detail == message("unmeasured.microphone_changed")
    assert {fact for fact, _ in found} == NOISE_IDS
