"""The guided headset test: asks questions, listens for taps, and watches plug and switch.

``analysis.headset.guide`` decides what to ask next and what the results mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from readiness.analysis.headset.evidence import AudioSnapshot, DeviceEvidence, Side
from readiness.analysis.headset.guide import Change, Findings, StatedConnection, Step, Tapped, change_of, next_step
from readiness.analysis.headset.tap import Taps, is_digital_silence, taps_in, who_heard
from readiness.analysis.microphone.leak import SWEEP_SECONDS, Leak, leak_in, sweep
from readiness.analysis.microphone.recording import decibels
from readiness.checks.base import Choice, Guidance, Level, Machine, Recording, Session, Stage, Task
from readiness.domain.facts import Unavailable
from readiness.domain.message import Message

TAP_SECONDS: Final = 6.0
PULL_SECONDS: Final = 15.0
OFF_SECONDS: Final = 10.0
WAYS: Final = (
    Choice(str(StatedConnection.CORD), Message("headset.way.cord"), "way-cord"),
    Choice(str(StatedConnection.STICK), Message("headset.way.stick"), "way-stick"),
    Choice(str(StatedConnection.BASE), Message("headset.way.base"), "way-base"),
    Choice(str(StatedConnection.BLUETOOTH), Message("headset.way.bluetooth"), "way-bluetooth"),
    Choice(str(StatedConnection.NOT_SAID), Message("headset.way.not_said")),
)
YES: Final = "yes"
YES_OR_NO: Final = (Choice(YES, Message("headset.yes")), Choice("no", Message("headset.no")))

_MOST_INPUTS: Final = 6
_ENOUGH_TAPS: Final = 3
_BLOCK_SECONDS: Final = 0.1
_SETTLING_SECONDS: Final = 0.3
_LOOK_SECONDS: Final = 0.25
_COME_AND_GO_SECONDS: Final = 0.6  # the two sides of a device do not go at the same moment
_SILENT_SECONDS: Final = 2.0
_LATENCY_SECONDS: Final = 0.8


class StoppedError(Exception):
    """The person stopped the run, or does not want to continue the test."""


@dataclass(frozen=True, slots=True)
class Guided:
    """The result of the test, and of the sweep; None if that was not wanted."""

    findings: Findings
    leak: Leak | None = None


def guide(machine: Machine, session: Session, device: DeviceEvidence) -> Guided | None:
    """Lead the person through the test of the device they listen with; None if they decline."""
    try:
        return _Guide(machine, session, device).whole()
    except StoppedError:
        return None


class _Guide:
    """One test. ``device`` is the microphone in use."""

    def __init__(self, machine: Machine, session: Session, device: DeviceEvidence) -> None:
        self._machine = machine
        self._session = session
        self._device = device
        self._found = Findings()
        self._steps: Mapping[Step, Callable[[], Findings]] = {
            Step.WAY: self._way,
            Step.TAP: self._tap,
            Step.PULL: self._pull,
            Step.SWITCH: self._switch,
            Step.OFF: self._off,
        }

    def whole(self) -> Guided:
        """Carry out one step after another. Raises StoppedError."""
        while step := next_step(self._found):
            self._found = self._steps[step]()
        leak = self._leak() if self._found.back and self._found.tapped is Tapped.THIS else None
        return Guided(self._found, leak)

    # -------------------------------------------------------------- questions

    def _ask(self, task: Task, choices: tuple[Choice, ...]) -> str:
        answer = self._session.ask(Guidance(task, 0.0, choices=choices))
        if answer is None:
            raise StoppedError
        return answer

    def _way(self) -> Findings:
        answer = self._ask(Task.HEADSET_WAY, WAYS)
        if not answer:
            raise StoppedError  # nobody is there, or they do not want to be tested
        return replace(self._found, stated=StatedConnection(answer))

    def _switch(self) -> Findings:
        answer = self._ask(Task.HEADSET_SWITCH, YES_OR_NO)
        if not answer:
            raise StoppedError
        return replace(self._found, has_switch=answer == YES)

    def _begin(self, task: Task, seconds: float) -> None:
        if not self._session.ready(Guidance(task, seconds)):
            raise StoppedError

    # -------------------------------------------------------------- taps

    def _tap(self) -> Findings:
        inputs = [end.id for end in self._look().usable(Side.INPUT)]
        sources = [self._device.id, *(source for source in inputs if source != self._device.id)][:_MOST_INPUTS]
        self._begin(Task.HEADSET_TAP, TAP_SECONDS)
        with suppress(Unavailable), self._machine.recorder.open_all(sources) as recordings:
            heard = self._listen(recordings)
            tapped, other = who_heard(heard, self._device.id)
            return replace(self._found, tapped=tapped, heard_by=self._name(other))
        return replace(self._found, tapped=Tapped.NOTHING)

    def _listen(self, recordings: Mapping[str, Recording]) -> dict[str, Taps]:
        """Record all microphones until enough taps were heard or the time is over."""
        blocks: dict[str, list[NDArray[np.float32]]] = {source: [] for source in recordings}
        for recording in recordings.values():
            recording.discard()
            recording.read(_SETTLING_SECONDS, self._session.cancel)
        for number in range(1, round(TAP_SECONDS / _BLOCK_SECONDS) + 1):
            for source, recording in recordings.items():
                blocks[source].append(recording.read(_BLOCK_SECONDS, self._session.cancel))
            self._check_stop()
            self._show_level(blocks.get(self._device.id, []))
            if number % 5 == 0 and max(taps.count for taps in _taps(blocks, recordings).values()) >= _ENOUGH_TAPS:
                break
        return _taps(blocks, recordings)

    def _show_level(self, blocks: list[NDArray[np.float32]]) -> None:
        levels = [decibels(float(np.var(block, axis=0).max())) for block in blocks if len(block)]
        if levels:
            self._session.show(Level(levels[-1], max(levels)))

    def _name(self, source: str) -> str:
        found = self._look().device(source)
        return found.called if found else source

    # -------------------------------------------------------------- the plug

    def _pull(self) -> Findings:
        before = self._look()
        self._begin(Task.HEADSET_PULL, PULL_SECONDS)
        change = self._watch(before, PULL_SECONDS, lambda seen: seen is not Change.NOTHING)
        back = True
        if change is not Change.NOTHING:
            self._begin(Task.HEADSET_PLUG_IN, PULL_SECONDS)
            back = self._watch(before, PULL_SECONDS, lambda seen: seen is Change.NOTHING) is Change.NOTHING
        return replace(self._found, pulled=change, back=back)

    def _watch(self, before: AudioSnapshot, seconds: float, enough: Callable[[Change], bool]) -> Change:
        """Watch the devices until the expected change is seen; return the last change."""
        for _ in range(round(seconds / _LOOK_SECONDS)):
            if enough(change_of(before, self._look(), self._device)):
                self._wait(_COME_AND_GO_SECONDS)
                break
            self._wait(_LOOK_SECONDS)
        return change_of(before, self._look(), self._device)

    def _look(self) -> AudioSnapshot:
        try:
            return self._machine.audio.snapshot()
        except Unavailable as refusal:
            raise StoppedError from refusal

    def _wait(self, seconds: float) -> None:
        if self._session.cancel.wait(seconds):
            raise StoppedError

    def _check_stop(self) -> None:
        if self._session.cancel.is_set():
            raise StoppedError

    # -------------------------------------------------------------- the switch

    def _off(self) -> Findings:
        before = self._look()
        change = Change.NOTHING
        with suppress(Unavailable), self._machine.recorder.open(self._device.id) as recording:
            alive = not is_digital_silence(recording.read(2 * _SETTLING_SECONDS, self._session.cancel))
            self._begin(Task.HEADSET_OFF, OFF_SECONDS)
            recording.discard()
            change = self._listen_off(recording, before, alive=alive)
        if change is Change.NOTHING:  # the recording may have ended because the device went
            change = self._watch(before, 2 * _LOOK_SECONDS, lambda seen: seen is not Change.NOTHING)
        return replace(self._found, off=Change.NOTHING if change is Change.OTHER else change)

    def _listen_off(self, recording: Recording, before: AudioSnapshot, *, alive: bool) -> Change:
        silent = 0.0
        for _ in range(round(OFF_SECONDS / _SILENT_SECONDS * 4)):
            block = recording.read(_SILENT_SECONDS / 4, self._session.cancel)
            self._check_stop()
            silent = silent + _SILENT_SECONDS / 4 if is_digital_silence(block) else 0.0
            change = change_of(before, self._look(), self._device)
            if change not in {Change.NOTHING, Change.OTHER}:
                return change
            if alive and silent >= _SILENT_SECONDS:
                return Change.SILENT
        return Change.NOTHING

    # -------------------------------------------------------------- loudspeakers

    def _leak(self) -> Leak | None:
        """Play a short sweep if the person agrees, and listen for it."""
        if self._ask(Task.HEADSET_LEAK, YES_OR_NO) != YES:
            return None
        self._session.show(Stage(Message("headset.sweeping"), SWEEP_SECONDS))
        with suppress(Unavailable), self._machine.recorder.open(self._device.id) as recording:
            recording.read(_SETTLING_SECONDS, self._session.cancel)
            recording.discard()
            self._machine.recorder.play_aloud(sweep(recording.rate), recording.rate, self._session.cancel)
            heard = recording.read(SWEEP_SECONDS + _LATENCY_SECONDS, self._session.cancel)
            self._check_stop()
            return leak_in(heard, recording.rate)
        return None


def _taps(blocks: Mapping[str, list[NDArray[np.float32]]], recordings: Mapping[str, Recording]) -> dict[str, Taps]:
    return {source: taps_in(np.concatenate(heard), recordings[source].rate) for source, heard in blocks.items()}
