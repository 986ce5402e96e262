"""The guided recording through a real sound server gives the figures of the sound that was played."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import pytest

from readiness.checks.base import Guidance, Level, Machine, Progress, Stage, Task, Wishes
from readiness.checks.microphone import measure, readings_of
from readiness.checks.microphone.facts import NOISE_IDS, SPEECH_IDS
from readiness.domain.facts import Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.message import message
from readiness.machine.sound.recorder import Recorder
from tests.rigs.sound_server import needs_pulseaudio
from tests.rigs.virtual_audio import Device, VirtualAudio
from tests.sounds import Sound, pink, speech, white

pytestmark = pytest.mark.alone  # sound that comes late is sound with gaps

RATE = 44_100  # not the sound server's, so that it converts
RATES = (16_000, 44_100, 48_000)
SILENCE = white(-60.0, 4.0, RATE)
READING = speech(4.0, RATE, pause=0.3)[: 4 * RATE] + white(-60.0, 4.0, RATE, 2)  # heard twice and a bit


@dataclass
class Person:
    """Is silent and reads, through the virtual headset, or pulls it out instead of reading."""

    audio: VirtualAudio
    wishes: Wishes = field(default_factory=lambda: Wishes(NOISE_IDS | SPEECH_IDS))
    silence: Sound | None = field(default_factory=SILENCE.copy)
    reading: Sound = field(default_factory=READING.copy)
    rate: int = RATE
    pulls_it_out: bool = False
    cancel: threading.Event = field(default_factory=threading.Event)
    stages: list[str] = field(default_factory=list)
    took: float = 0.0
    _levels_left: int = 0
    _happens: Callable[[], None] | None = None

    def after_levels(self, count: int, happens: Callable[[], None]) -> None:
        """Let something happen when that many levels were shown; ``took`` is how long it needs itself."""
        self._levels_left, self._happens = count, happens

    def show(self, progress: Progress) -> None:
        if isinstance(progress, Stage):
            self.stages.append(progress.text.id)
        elif isinstance(progress, Level) and self._happens:
            self._levels_left -= 1
            if not self._levels_left:
                started = time.monotonic()
                self._happens()
                self.took = time.monotonic() - started

    def ready(self, guidance: Guidance) -> bool:
        sound = self.silence if guidance.task is Task.BE_SILENT else self.reading
        if guidance.task is Task.READ_ALOUD and self.pulls_it_out:
            self.audio.unplug("headset")
        elif sound is not None:
            self.audio.feed("headset", sound, self.rate)
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
@pytest.mark.parametrize("rate", RATES)
def test_live_figures_are_those_of_the_file(rate: int) -> None:
    silence = pink(-60.0, 4.0, rate)
    # A reading ends at a whole second, so one of 1 s holds the same sound wherever it was begun.
    once = speech(1.0, rate, pause=0.3)[:rate] + pink(-60.0, 1.0, rate, 2)
    for _ in range(_TRIES):
        with VirtualAudio() as audio:
            audio.add_device(Device("headset", "alsa_input.usb-headset", ""), {"device.bus": "usb"}, rate)
            live = dict(measure(MACHINE, Person(audio, silence=silence, reading=once, rate=rate)))
        dropouts = live["microphone.dropouts"]
        if isinstance(dropouts, Measured) and not dropouts.value:
            break  # otherwise the machine was too busy to play without gaps
    file = readings_of(silence, np.tile(once, 8), rate)
    for fact in ("noise_floor", "noise_leq", "speech_level", "speech_to_noise", "speech_to_noise_flat"):
        heard, played = live[f"microphone.{fact}"], file[f"microphone.{fact}"]
        assert isinstance(heard, Measured), heard
        assert isinstance(played, Measured)
        assert heard.value == pytest.approx(played.value, abs=0.3), fact
    for fact in ("processing", "bandwidth", "dropouts", "clipping"):
        heard, played = live[f"microphone.{fact}"], file[f"microphone.{fact}"]
        assert isinstance(heard, Measured), heard
        assert isinstance(played, Measured)
        assert heard.value == played.value, fact


_TRIES = 3
Trouble = Callable[[VirtualAudio], None]


def _mute(_: VirtualAudio) -> None:
    subprocess.run(["pactl", "set-source-mute", "@DEFAULT_SOURCE@", "1"], check=True)


def _swap(audio: VirtualAudio) -> None:
    audio.unplug("headset")
    audio.add_headset("usb")


TROUBLES: dict[str, tuple[Trouble, set[str]]] = {
    "removed": (lambda audio: audio.unplug("headset"), {"changed", "stalled", "vanished"}),
    "muted": (_mute, {"muted_in_system"}),
    "swapped": (_swap, {"changed", "stalled", "vanished"}),
    "stalled": (lambda audio: audio.freeze_server(), {"stalled", "hangs"}),
}


@needs_pulseaudio
@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("alone", [True, False])
def test_trouble_in_the_middle_is_named_within_two_seconds(trouble: str, *, alone: bool) -> None:
    happens, reasons = TROUBLES[trouble]
    at: list[float] = []
    with VirtualAudio() as audio:
        audio.add_headset("usb")
        if not alone:
            audio.add_laptop()
        person = Person(audio)

        def strike() -> None:
            at.append(time.monotonic())
            happens(audio)

        person.after_levels(30, strike)
        with pytest.raises(Unavailable) as refused:
            list(measure(MACHINE, person))
        assert time.monotonic() - at[0] < 2.0 + person.took
        audio.thaw_server()
    detail = refused.value.unmeasured.detail
    assert detail
    assert detail.id.removeprefix("unmeasured.").removeprefix("microphone_").removeprefix("sound_server_") in reasons
    assert refused.value.unmeasured.remedy


@needs_pulseaudio
def test_a_mute_switch_that_sends_zeros_is_said_within_two_seconds() -> None:
    with VirtualAudio() as audio:
        audio.add_headset("usb")
        person = Person(audio, Wishes(NOISE_IDS, quick=True))
        person.after_levels(30, lambda: audio.hush("headset"))
        floor = dict(measure(MACHINE, person))["microphone.noise_floor"]
    assert "microphone.went_silent" in person.stages
    assert isinstance(floor, Unmeasured)


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
