"""The guided test with made-up people: honest ones, lazy ones, and ones who say what is not so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from readiness.analysis.headset.in_use import AudioSnapshot, DeviceEvidence, Form, Port, Side
from readiness.checks.base import Guidance, Progress, Task, Wishes
from readiness.checks.headset import CHECK, guided, measure
from readiness.domain.facts import Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.message import Message
from readiness.text import LANGUAGES, Translator
from tests.analysis.headset.audio_evidence import chip, seen, usb
from tests.fakes import NoMachine
from tests.rigs.fake_recorder import FakeRecorder
from tests.sounds import Sound, white

RATE = 16_000
ACME = usb("Acme Talk", "1234:5678", form=Form.HEADSET)
LAPTOP = chip(Port("Internal Mic", Side.INPUT), Port("Speaker", Side.OUTPUT))
ROOM = white(-60.0, 8.0, RATE)


def taps(loud: float) -> Sound:
    sound = ROOM.copy()
    for second in (1, 2, 3):
        sound[second * RATE : second * RATE + 160] += loud
    return sound


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guided, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(guided, "_COME_AND_GO_SECONDS", 0.01)
    monkeypatch.setattr(guided, "PULL_SECONDS", 0.05)


@dataclass
class Desk(NoMachine):
    """A machine with audio devices and microphones that the person can do things to."""

    shown: AudioSnapshot = field(default_factory=lambda: seen(*ACME, *LAPTOP))
    ears: FakeRecorder = field(
        default_factory=lambda: FakeRecorder({end.id: ROOM for end in (*ACME, *LAPTOP) if end.side is Side.INPUT}, RATE)
    )
    refuses: bool = False

    @property
    def audio(self) -> Desk:
        return self

    @property
    def recorder(self) -> FakeRecorder:
        return self.ears

    def snapshot(self) -> AudioSnapshot:
        if self.refuses:
            raise Unavailable(Reason.TIMED_OUT)
        return self.shown

    def taps(self, here: float, there: float) -> None:
        mine, laptop = list(self.recorder.sounds)
        self.recorder.play(mine, taps(here))
        self.recorder.play(laptop, taps(there))

    def unplugs(self, *devices: DeviceEvidence) -> None:
        self.shown = replace(self.shown, devices=tuple(one for one in self.shown.devices if one not in devices))

    def plugs_in(self) -> None:
        self.shown = seen(*ACME, *LAPTOP)

    def falls_silent(self) -> None:
        self.recorder.play(next(iter(self.recorder.sounds)), np.zeros(RATE))


@dataclass
class Person:
    """Answers and acts as told; where they are told nothing they are not there."""

    answers: dict[Task, str]
    acts: dict[Task, Callable[[], None]] = field(default_factory=dict)
    stops_at: Task | None = None
    wishes: Wishes = field(default_factory=lambda: Wishes(frozenset({"headset.wired"})))
    cancel: threading.Event = field(default_factory=threading.Event)
    asked: list[Task] = field(default_factory=list)
    shown: list[Progress] = field(default_factory=list)

    def show(self, progress: Progress) -> None:
        self.shown.append(progress)

    def ready(self, guidance: Guidance) -> bool:
        self.asked.append(guidance.task)
        self.acts.get(guidance.task, lambda: None)()
        if guidance.task is self.stops_at:
            self.cancel.set()
        return not self.cancel.is_set()

    def ask(self, question: Guidance) -> str | None:
        self.asked.append(question.task)
        if question.task is self.stops_at:
            return None
        answer = self.answers.get(question.task, "")
        assert answer in {"", *(choice.id for choice in question.choices)}
        return answer


def honest(desk: Desk, **changes: str) -> Person:
    """Somebody with a corded headset who does what they are asked."""
    answers = {Task.HEADSET_WAY: "cord", Task.HEADSET_SWITCH: "no", Task.HEADSET_LEAK: "no"}
    acts = {
        Task.HEADSET_TAP: lambda: desk.taps(0.5, 0.01),
        Task.HEADSET_PULL: lambda: desk.unplugs(*ACME),
        Task.HEADSET_PLUG_IN: desk.plugs_in,
    }
    return Person({**answers, **{Task(f"headset_{task}"): answer for task, answer in changes.items()}}, acts)


def wired(desk: Desk, person: Person) -> Reading:
    return dict(measure(desk, person))["headset.wired"]


def test_an_honest_person_with_a_cord_passes_and_the_report_says_who_said_what() -> None:
    desk = Desk()
    person = honest(desk)
    readings = dict(measure(desk, person))
    reading = readings["headset.wired"]
    assert isinstance(reading, Measured)
    assert reading.value is True
    assert reading.method
    assert "Confirmed by the person, not by measurement" in Translator("en").say(reading.method)
    assert reading.evidence["confirmed by"] == "the person"
    assert reading.evidence["test: plug"] == "gone"
    assert readings["headset.connection"].value == "usb"  # type: ignore[union-attr]  # measured, as above
    assert person.asked == [
        Task.HEADSET_WAY,
        Task.HEADSET_TAP,
        Task.HEADSET_PULL,
        Task.HEADSET_PLUG_IN,
        Task.HEADSET_SWITCH,
        Task.HEADSET_LEAK,
    ]
    for language in LANGUAGES:
        assert Translator(language, strict=True).say(reading.method)


@pytest.mark.parametrize("way", ["stick", "base", "bluetooth"])
def test_who_says_that_there_is_no_cord_is_asked_nothing_more(way: str) -> None:
    desk = Desk()
    person = honest(desk, way=way)
    reading = wired(desk, person)
    assert isinstance(reading, Measured)
    assert reading.value is False
    assert person.asked == [Task.HEADSET_WAY]


@pytest.mark.parametrize("gone", [ACME[:1], ACME], ids=["microphone", "all"])
def test_a_receiver_gives_itself_away_when_the_headset_is_switched_off(gone: tuple[DeviceEvidence, ...]) -> None:
    desk = Desk()
    person = honest(desk, switch="yes")
    person.acts[Task.HEADSET_OFF] = lambda: desk.unplugs(*gone)
    reading = wired(desk, person)
    assert isinstance(reading, Measured)
    assert reading.value is False
    assert "test: switched off" in reading.evidence


def test_sudden_digital_silence_is_a_headset_that_was_switched_off() -> None:
    desk = Desk()
    person = honest(desk, switch="yes")
    person.acts[Task.HEADSET_OFF] = desk.falls_silent
    reading = wired(desk, person)
    assert isinstance(reading, Measured)
    assert reading.value is False


def test_a_microphone_that_goes_when_switched_off_ends_the_recording_and_is_seen() -> None:
    desk = Desk()
    person = honest(desk, switch="yes")

    def off() -> None:
        desk.unplugs(*ACME)
        desk.recorder.unplug(ACME[0].id)

    person.acts[Task.HEADSET_OFF] = off
    reading = wired(desk, person)
    assert isinstance(reading, Measured)
    assert reading.evidence["test: switched off"] == "gone"


def test_a_switch_that_changes_nothing_leaves_it_open() -> None:
    desk = Desk()
    assert isinstance(wired(desk, honest(desk, switch="yes")), Unmeasured)


@pytest.mark.parametrize(("here", "there", "remedy"), [(0.01, 0.5, "choose_the_headset"), (0.0, 0.0, "headset_unsure")])
def test_taps_that_another_microphone_hears_say_what_to_do(here: float, there: float, remedy: str) -> None:
    desk = Desk()
    person = honest(desk)
    person.acts[Task.HEADSET_TAP] = lambda: desk.taps(here, there)
    reading = wired(desk, person)
    assert isinstance(reading, Unmeasured)
    assert reading.remedy == Message(f"remedy.{remedy}")


@pytest.mark.parametrize("pulled", [(), LAPTOP], ids=["nothing", "something else"])
def test_a_plug_that_was_not_this_devices_leaves_it_open(pulled: tuple[DeviceEvidence, ...]) -> None:
    desk = Desk()
    person = honest(desk)
    person.acts[Task.HEADSET_PULL] = lambda: desk.unplugs(*pulled)
    assert isinstance(wired(desk, person), Unmeasured)


def test_a_plug_that_stays_out_leaves_it_open() -> None:
    desk = Desk()
    person = honest(desk)
    del person.acts[Task.HEADSET_PLUG_IN]
    assert isinstance(wired(desk, person), Unmeasured)
    assert Task.HEADSET_SWITCH not in person.asked


def test_microphones_that_refuse_hear_no_taps() -> None:
    desk = Desk()
    desk.recorder.sounds.clear()
    person = honest(desk)
    person.acts[Task.HEADSET_TAP] = lambda: None
    assert isinstance(wired(desk, person), Unmeasured)


@pytest.mark.parametrize("gain", [0.3, 0.0])
def test_the_sweep_is_a_hint_and_decides_nothing(gain: float) -> None:
    desk = Desk()
    desk.recorder.leaks = {ACME[0].id: gain}
    reading = wired(desk, honest(desk, leak="yes"))
    assert isinstance(reading, Measured)
    assert reading.value is True
    assert reading.evidence["test: sweep"].startswith("loudspeakers likely" if gain else "not heard")


def test_nobody_there_changes_nothing() -> None:
    desk = Desk()
    assert isinstance(wired(desk, Person({})), Unmeasured)
    person = Person({Task.HEADSET_WAY: "cord"}, wishes=Wishes(frozenset({"headset.wired"}), quick=True))
    assert isinstance(wired(desk, person), Unmeasured)
    assert person.asked == []


@pytest.mark.parametrize(
    "task", [task for task in Task if task.value.startswith("headset") and task != "headset_noise"]
)
def test_whoever_stops_is_not_judged(task: Task) -> None:
    desk = Desk()
    person = honest(desk, switch="yes")
    person.stops_at = task
    assert isinstance(wired(desk, person), Unmeasured)
    assert person.asked[-1] is task


def test_no_answer_about_the_switch_ends_the_test() -> None:
    desk = Desk()
    assert isinstance(wired(desk, honest(desk, switch="")), Unmeasured)


def test_a_sound_server_that_dies_meanwhile_ends_the_test() -> None:
    desk = Desk()
    person = honest(desk)
    person.acts[Task.HEADSET_PULL] = lambda: setattr(desk, "refuses", True)
    assert isinstance(wired(desk, person), Unmeasured)


def test_two_devices_are_not_tested() -> None:
    desk = Desk(seen(ACME[0], LAPTOP[1]))
    person = honest(desk)
    wired(desk, person)
    assert person.asked == []


@pytest.mark.parametrize(("answer", "value"), [("yes", True), ("no", False), ("not_said", None), ("", None)])
def test_noise_cancelling_is_asked_where_it_is_wanted(answer: str, *, value: bool | None) -> None:
    known = usb("HyperX Cloud II")
    person = Person({Task.HEADSET_NOISE: answer}, wishes=Wishes(frozenset({"headset.noise_cancelling"})))
    reading = dict(measure(Desk(seen(*known)), person))["headset.noise_cancelling"]
    assert person.asked == [Task.HEADSET_NOISE]
    if value is None:
        assert isinstance(reading, Unmeasured)
    else:
        assert isinstance(reading, Measured)
        assert reading.value is value
        assert reading.evidence == {"confirmed by": "the person"}


def test_noise_cancelling_is_not_asked_of_nothing() -> None:
    person = Person({}, wishes=Wishes(frozenset({"headset.noise_cancelling"})))
    readings = dict(measure(Desk(seen(*LAPTOP)), person))
    assert person.asked == []
    assert set(readings) == {fact.id for fact in CHECK.facts}
