"""The check: one look, four facts; what cannot be told is never a pass or a fail."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

import pytest

from readiness.analysis.headset.in_use import AudioSnapshot, Bus, DeviceEvidence, Form, Port, Side
from readiness.checks.base import Progress, Wishes
from readiness.checks.headset import CHECK, known_products, measure, readings_of
from readiness.domain.facts import Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.message import Message
from readiness.engine.reading_validation import validated
from readiness.machine.audio_devices.linux import LinuxAudio
from readiness.text import LANGUAGES, Translator
from tests.analysis.headset.audio_evidence import bluetooth, chip, seen, usb
from tests.fakes import NoMachine
from tests.rigs.sound_server import needs_pulseaudio
from tests.rigs.virtual_audio import VirtualAudio

EVOLVE = usb("Jabra EVOLVE 20 MS", "0b0e:0300")
UNKNOWN = usb("Acme Talk", "1234:5678", form=Form.HEADSET)


def values(snapshot: AudioSnapshot) -> dict[str, object]:
    """Each fact's value, or the reason why there is none."""
    readings = readings_of(snapshot, known_products())
    return {
        fact.removeprefix("headset."): reading.value if isinstance(reading, Measured) else reading.reason
        for fact, reading in readings.items()
    }


def first_four(snapshot: AudioSnapshot) -> dict[str, object]:
    return {fact: value for fact, value in values(snapshot).items() if fact in _FOUR}


_FOUR = ("connection", "wired", "in_use", "model")


@pytest.mark.parametrize(
    ("snapshot", "connection", "wired", "in_use", "model"),
    [
        (seen(*EVOLVE), "usb", True, True, "Jabra EVOLVE 20 MS"),
        (seen(*bluetooth("Ana's Buds")), "bluetooth", False, True, "Buds"),
        (seen(*usb("Jabra Link 380", "0b0e:24c9")), "wireless_dongle", False, True, "Jabra Link 380"),
        (seen(*usb("Jabra Evolve2 65", "0b0e:24a3")), "usb", False, True, "Jabra Evolve2 65"),
        (seen(*chip(), *EVOLVE), "built_in", False, False, Reason.ABSENT),
        (seen(*usb("Yeti Stereo Microphone", "b58e:9e84")), "none", False, False, Reason.ABSENT),
        (AudioSnapshot(()), "none", False, False, Reason.ABSENT),
        (seen(*UNKNOWN), Reason.UNSUPPORTED, Reason.UNSUPPORTED, True, "Acme Talk"),
        (seen(*usb("Acme Talk")), Reason.UNSUPPORTED, Reason.UNSUPPORTED, Reason.UNSUPPORTED, "Acme Talk"),
    ],
)
def test_what_each_situation_measures(
    snapshot: AudioSnapshot, connection: object, wired: object, in_use: object, model: object
) -> None:
    assert first_four(snapshot) == {"connection": connection, "wired": wired, "in_use": in_use, "model": model}


@pytest.mark.parametrize(
    ("snapshot", "connection", "noise_cancelling"),
    [
        (seen(*EVOLVE), "usb", True),
        (seen(*bluetooth("Ana's Buds")), "bluetooth", Reason.UNSUPPORTED),
        (seen(*usb("Jabra Link 380", "0b0e:24c9")), "wireless_dongle", Reason.UNSUPPORTED),
        (seen(*chip(), *EVOLVE), "built_in", Reason.ABSENT),
        (seen(*chip(plays=Port("Headphones", Side.OUTPUT, available=True, active=True))), "analog", Reason.UNSUPPORTED),
        (seen(*chip(plays=Port("Headphones", Side.OUTPUT))), Reason.UNSUPPORTED, Reason.UNSUPPORTED),
        (seen(EVOLVE[0], replace(chip()[1], bus=Bus.DISPLAY)), "display", Reason.ABSENT),
        (seen(EVOLVE[0], replace(chip()[1], bus=Bus.UNKNOWN)), Reason.UNSUPPORTED, Reason.ABSENT),
        (seen(*EVOLVE[:1]), "none", Reason.ABSENT),
        (seen(EVOLVE[0], replace(chip()[1], virtual=True)), Reason.UNSUPPORTED, Reason.ABSENT),
        (seen(*usb("Yeti Stereo Microphone", "b58e:9e84")), "usb", Reason.ABSENT),
        (AudioSnapshot(()), "none", Reason.ABSENT),
        (seen(*UNKNOWN), Reason.UNSUPPORTED, Reason.UNSUPPORTED),
    ],
)
def test_the_output_and_the_noise(snapshot: AudioSnapshot, connection: object, noise_cancelling: object) -> None:
    found = values(snapshot)
    assert (found["audio.output.connection"], found["noise_cancelling"]) == (connection, noise_cancelling)


def test_a_measured_fact_says_how_it_was_found_and_what_was_seen() -> None:
    wired = readings_of(replace(seen(*EVOLVE), source="PulseAudio 16"), known_products())["headset.wired"]
    assert isinstance(wired, Measured)
    assert wired.method
    text = Translator("en").say(wired.method)
    assert "USB id 0b0e:0300 is Jabra EVOLVE 20 MS: a headset with a cable." in text
    assert wired.evidence["usb id"] == "0b0e:0300"
    assert wired.evidence["source"] == "PulseAudio 16"
    assert wired.at
    assert wired.at.tzinfo


def test_an_idle_headset_is_named_where_the_laptop_listens() -> None:
    wired = readings_of(seen(*chip(), *EVOLVE), known_products())["headset.in_use"]
    assert isinstance(wired, Measured)
    assert wired.method
    assert "Plugged in but not chosen: Jabra EVOLVE 20 MS." in Translator("en").say(wired.method)


def test_unsure_says_what_was_seen_and_what_to_do() -> None:
    unsure = readings_of(seen(*UNKNOWN), known_products())["headset.wired"]
    assert isinstance(unsure, Unmeasured)
    assert unsure.detail
    assert unsure.remedy == Message("remedy.headset_unsure")
    assert unsure.detail["device"] == "Acme Talk"


def test_what_the_person_can_settle_in_the_settings_says_so() -> None:
    krisp = DeviceEvidence("krisp", "krisp", Side.INPUT, bus=Bus.VIRTUAL, virtual=True)
    unsure = readings_of(seen(krisp, *EVOLVE), known_products())["headset.connection"]
    assert isinstance(unsure, Unmeasured)
    assert unsure.remedy == Message("remedy.choose_the_headset")


def test_every_sentence_it_can_say_exists_in_every_language() -> None:
    snapshots = [seen(*EVOLVE), seen(*bluetooth("Buds")), seen(*chip(), *EVOLVE), seen(*UNKNOWN), AudioSnapshot(())]
    for language in LANGUAGES:
        translator = Translator(language, strict=True)
        for snapshot in snapshots:
            for reading in readings_of(snapshot, known_products()).values():
                for sentence in _sentences(reading):
                    assert translator.say(sentence)


def _sentences(reading: Reading) -> list[Message]:
    told = [reading.method] if isinstance(reading, Measured) else [reading.detail, reading.remedy]
    return [sentence for sentence in told if sentence]


@dataclass
class Watched:
    """A session that keeps what it is shown."""

    shown: list[Progress] = field(default_factory=list)
    cancel: threading.Event = field(default_factory=threading.Event)
    wishes: Wishes = field(default_factory=lambda: Wishes(frozenset()))

    def show(self, progress: Progress) -> None:
        self.shown.append(progress)

    def ready(self, _guidance: object) -> bool:
        raise AssertionError("nothing is asked of the person")

    def ask(self, _question: object) -> str:
        return ""


@dataclass
class Ears(NoMachine):
    """A machine that shows these audio devices, or none it can tell of."""

    seen: AudioSnapshot | Unavailable

    @property
    def audio(self) -> Ears:
        return self

    def snapshot(self) -> AudioSnapshot:
        if isinstance(self.seen, Unavailable):
            raise self.seen
        return self.seen


def test_a_list_that_cannot_be_read_leaves_every_fact_not_measured() -> None:
    refusal = Unavailable(Reason.TIMED_OUT, Message("unmeasured.audio_list_unreadable"))
    readings = dict(measure(Ears(refusal), Watched()))
    assert readings == dict.fromkeys([fact.id for fact in CHECK.facts], refusal.unmeasured)


def test_a_quick_look_falls_back_on_a_longer_test_of_the_same_devices_only_where_it_cannot_tell() -> None:
    tested = Measured("usb", evidence={"confirmed by": "the person"})
    session = Watched(wishes=Wishes(frozenset(), quick=True, earlier={"headset.connection": tested}))
    assert dict(measure(Ears(seen(*UNKNOWN)), session))["headset.connection"] == tested
    cordless = dict(measure(Ears(seen(*bluetooth("Buds"))), session))["headset.connection"]
    assert isinstance(cordless, Measured)
    assert cordless.value == "bluetooth"
    gone = Unavailable(Reason.TIMED_OUT, Message("unmeasured.audio_list_unreadable"))
    assert dict(measure(Ears(gone), session))["headset.connection"] == gone.unmeasured


def test_the_readings_have_the_shape_their_facts_declare() -> None:
    session = Watched()
    for snapshot in (seen(*EVOLVE), seen(*chip()), AudioSnapshot(())):
        readings = dict(measure(Ears(snapshot), session))
        assert set(readings) == {fact.id for fact in CHECK.facts}
        for fact in CHECK.facts:
            assert validated(readings[fact.id], fact) is readings[fact.id]
    assert session.shown


@needs_pulseaudio
def test_live_among_virtual_devices_and_after_the_server_died() -> None:
    with VirtualAudio() as audio:
        audio.add_headset("usb")
        audio.add_laptop()
        assert values(LinuxAudio().snapshot())["wired"] is True
        audio.unplug("headset")
        assert values(LinuxAudio().snapshot())["connection"] == "built_in"
        audio.stop_server()
        readings = dict(measure(_this_machine(), Watched()))
    assert all(isinstance(reading, Unmeasured) for reading in readings.values())


def _this_machine() -> Ears:
    try:
        return Ears(LinuxAudio().snapshot())
    except Unavailable as refusal:
        return Ears(refusal)
