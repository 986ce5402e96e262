"""Somebody before a microphone: what it hears, what they do, and what is found."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from readiness.checks.base import Guidance, HardwarePort, Level, Progress, Stage, Wishes
from readiness.checks.microphone import measure
from readiness.checks.microphone.facts import NOISE_IDS, SPEECH_IDS, TRANSPORT_IDS
from readiness.checks.microphone.guided import AFTER_SECONDS
from readiness.domain.facts import Measured, Observed, Reading, Reason, System, Unavailable, Unmeasured
from tests.fakes import NoMachine
from tests.rigs.fake_recorder import FakeRecorder
from tests.sounds import Sound, speech, white

RATE = 16_000
REST = round(20 * AFTER_SECONDS)  # levels shown after the reading
IDS = NOISE_IDS | SPEECH_IDS | TRANSPORT_IDS


def quiet(seed: int = 1) -> Sound:
    """Four seconds of a quiet room."""
    return white(-60.0, 4.0, RATE, seed)


def read_aloud(seconds: float = 9.0) -> Sound:
    """Somebody reading there."""
    return _read(seconds).copy()


@cache
def _read(seconds: float) -> Sound:
    return speech(seconds, RATE) + white(-60.0, seconds, RATE, 2)


def value(readings: dict[str, Reading], fact: str) -> float:
    """The figure of a fact that was measured."""
    reading = readings[f"microphone.{fact}"]
    assert isinstance(reading, Measured), reading
    assert isinstance(reading.value, float)
    return reading.value


def refusal(readings: dict[str, Reading], fact: str) -> tuple[Reason, str]:
    """Why a fact was not measured."""
    reading = readings[f"microphone.{fact}"]
    assert isinstance(reading, Unmeasured), reading
    assert reading.detail
    return reading.reason, reading.detail.id


STEPS = np.random.default_rng(1).integers(-1, 2, 9 * RATE) / 32768.0
"""Noise of a converter's single steps."""


def kinds(readings: dict[str, Reading]) -> set[str]:
    """The processing that was seen."""
    reading = readings["microphone.processing"]
    assert isinstance(reading, Measured), reading
    assert isinstance(reading.value, frozenset)
    return set(reading.value)


@dataclass
class Person:
    """A session in which ``does`` says what the microphone hears at each step, in order."""

    recorder: FakeRecorder
    does: list[Callable[[], None]]
    wishes: Wishes = field(default_factory=lambda: Wishes(IDS, language="es"))
    cancel: threading.Event = field(default_factory=threading.Event)
    shown: list[Progress] = field(default_factory=list)
    asked: list[Guidance] = field(default_factory=list)

    def show(self, progress: Progress) -> None:
        self.shown.append(progress)

    def ready(self, guidance: Guidance) -> bool:
        self.asked.append(guidance)
        if not self.does:
            self.cancel.set()
            return False
        self.does.pop(0)()
        return True

    def ask(self, question: Guidance) -> str | None:
        raise AssertionError(f"nothing is to be asked: {question}")

    @property
    def stages(self) -> list[str]:
        return [one.text.id for one in self.shown if isinstance(one, Stage)]

    @property
    def levels(self) -> list[Level]:
        return [one for one in self.shown if isinstance(one, Level)]


class _Hardware:
    def system(self) -> Observed[System]:
        return Observed(System.WINDOWS, "test")


class Machine(NoMachine):
    """A computer with a microphone, and the name of its system."""

    def __init__(self, recorder: FakeRecorder, *, tells: bool = True) -> None:
        self._recorder = recorder
        self._tells = tells

    @property
    def recorder(self) -> FakeRecorder:
        return self._recorder

    @property
    def hardware(self) -> HardwarePort:
        if not self._tells:
            raise Unavailable(Reason.UNSUPPORTED)
        return cast("HardwarePort", _Hardware())  # the check asks for nothing else


def hears(recorder: FakeRecorder, sound: NDArray[np.floating]) -> Callable[[], None]:
    """What lets the headset hear a sound."""
    return lambda: recorder.play("headset", sound)


def guided(*sounds: NDArray[np.floating], **wishes: object) -> tuple[Person, dict[str, Reading]]:
    """Play one sound per step and measure."""
    recorder = FakeRecorder({"headset": quiet()}, RATE)
    person = Person(recorder, [hears(recorder, sound) for sound in sounds])
    person.wishes = Wishes(**{"facts": IDS, "language": "es", **wishes})  # type: ignore[arg-type]  # a test's table
    readings = list(measure(Machine(recorder), person))
    assert len(readings) == len(dict(readings))
    assert recorder.opened == recorder.closed == 1
    return person, dict(readings)
