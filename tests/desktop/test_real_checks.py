"""The window over the real checks and a made-up machine: an example profile, from the list to the saved report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from readiness.analysis.headset.in_use import AudioSnapshot
from readiness.analysis.line.speed_test import (
    DOWNLOAD,
    LATENCY,
    UPLOAD,
    Found,
    Phase,
    PhaseStarted,
    RateFound,
    RatePoint,
    SpeedEvent,
)
from readiness.analysis.line.throughput import Estimate
from readiness.checks.base import Guidance, Task
from readiness.desktop.application import Desktop
from readiness.desktop.state.preferences import Preferences
from readiness.domain.facts import Measured
from readiness.domain.report import Verdict
from tests.analysis.headset.audio_evidence import bluetooth, seen, usb
from tests.checks.fake_computer import (
    FakeCameras,
    FakeDevice,
    FakeDisks,
    FakeInputs,
    FakeLink,
    FakeLoad,
    FakePower,
    FakeReach,
    FakeScreens,
    FakeSecurity,
    FakeSession,
    FakeSoftware,
    FakeSystem,
)
from tests.checks.fake_hardware import FakeHardware
from tests.checks.fake_speed import METHOD, SOURCE, FakeSpeed
from tests.desktop.person import Person
from tests.desktop.world import World
from tests.rigs.fake_recorder import FakeRecorder
from tests.sounds import at_level, speech, white

WIRED = seen(*usb("Jabra EVOLVE 20 MS", "0b0e:0300"))


def line(download: float, upload: float) -> list[SpeedEvent]:
    """What a line of these rates, in Mbit/s, tells."""
    return [
        PhaseStarted(Phase.DOWNLOAD, 6.0),
        *(RatePoint(DOWNLOAD, 0.1 * step, download) for step in range(1, 20)),
        RateFound(DOWNLOAD, Estimate(download, 0.5, 0.2, 30, 0.0), METHOD, SOURCE),
        PhaseStarted(Phase.UPLOAD, 6.0),
        *(RatePoint(UPLOAD, 0.1 * step, upload) for step in range(1, 20)),
        RateFound(UPLOAD, Estimate(upload, 0.2, 0.2, 30, 0.0), METHOD, SOURCE),
        Found(LATENCY, Measured(20.0, "ms", METHOD, samples=20, spread=0.5)),
    ]


@dataclass
class Audio:
    """The audio port: what is plugged in."""

    devices: AudioSnapshot = field(default_factory=lambda: WIRED)

    def snapshot(self) -> AudioSnapshot:
        return self.devices


@dataclass
class Laptop:
    """A whole made-up machine."""

    hardware: FakeHardware = field(default_factory=lambda: FakeHardware(installed=16 * 2**30))
    audio: Audio = field(default_factory=Audio)
    recorder: FakeRecorder = field(default_factory=lambda: FakeRecorder({"headset": white(-70.0, 5.0)}))
    speed: FakeSpeed = field(default_factory=lambda: FakeSpeed(line(94.3, 18.6)))
    power: FakePower = field(default_factory=FakePower)
    disks: FakeDisks = field(default_factory=FakeDisks)
    device: FakeDevice = field(default_factory=FakeDevice)
    session: FakeSession = field(default_factory=FakeSession)
    link: FakeLink = field(default_factory=FakeLink)
    load: FakeLoad = field(default_factory=FakeLoad)
    system: FakeSystem = field(default_factory=FakeSystem)
    screens: FakeScreens = field(default_factory=FakeScreens)
    cameras: FakeCameras = field(default_factory=FakeCameras)
    security: FakeSecurity = field(default_factory=FakeSecurity)
    software: FakeSoftware = field(default_factory=FakeSoftware)
    reach: FakeReach = field(default_factory=FakeReach)
    inputs: FakeInputs = field(default_factory=FakeInputs)


@pytest.fixture
def laptop() -> Laptop:
    return Laptop()


@pytest.fixture
def someone(qtbot: QtBot, qapp: QApplication, tmp_path: Path, laptop: Laptop) -> Iterator[Person]:
    desktop = Desktop(qapp, laptop, Preferences(tmp_path / "window.ini"), language="en", region="en_US")
    desktop.window.show()
    qtbot.waitExposed(desktop.window)
    desktop.window.activateWindow()
    person = Person(qtbot, desktop, World())
    desktop.load()
    qtbot.waitUntil(lambda: len(desktop.window.choose.entries) >= 4)
    yield person
    person.leave()


def check(someone: Person, laptop: Laptop) -> None:
    """Choose the voice agent's profile and do what is asked."""
    entries = someone.window.choose.entries
    place = [entry.profile.id for entry in entries].index("com.example.voice-agent")
    someone.window.choose.choose(place)
    someone.key(Qt.Key.Key_Return)
    follow(someone, laptop)


def follow(someone: Person, laptop: Laptop) -> None:
    """Be silent and read aloud, as the panel says, until there is a result."""
    asked: list[Guidance] = []
    voice = someone.running.voice

    def go_on() -> bool:
        if someone.window.page is someone.result:
            return True
        if voice.button.isVisible() and voice.button.isEnabled():
            reads = bool(voice.sentences.text())
            sound = at_level(speech(12.0), -26.0) + white(-70.0, 12.0) if reads else white(-70.0, 5.0)
            laptop.recorder.play("headset", sound)
            asked.append(Guidance(Task.READ_ALOUD if reads else Task.BE_SILENT, 0.0))
            someone.press(voice.button)
        return False

    someone.bot.waitUntil(go_on, timeout=30_000)


def test_an_example_profile_from_the_list_to_the_saved_report(someone: Person, laptop: Laptop, tmp_path: Path) -> None:
    check(someone, laptop)
    view = someone.result.view
    assert view is not None
    assert view.verdict is Verdict.PASS, [(item.id, item.outcome, item.reason) for item in view.items]
    someone.save(tmp_path / "mine.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "mine.pdf").pages)
    assert "94.3\u00a0Mbit/s" in text


def test_a_slow_line_and_a_bluetooth_headset_fail_and_the_headset_is_mended(someone: Person, laptop: Laptop) -> None:
    laptop.audio.devices = seen(*bluetooth("Ana's Buds"))
    laptop.speed.events = line(2.0, 0.3)
    check(someone, laptop)
    view = someone.result.view
    assert view is not None
    assert view.verdict is Verdict.FAIL
    failed = {item.id for item in view.items if item.outcome == "fail"}
    assert {"headset", "download", "upload"} <= failed
    laptop.audio.devices = WIRED
    card = next(card for card in someone.result.cards if card.item.id == "headset")
    assert card.again is not None
    someone.press(card.again)
    someone.bot.waitUntil(lambda: "headset" not in {one.item.id for one in someone.result.cards}, timeout=30_000)
    assert len(laptop.speed.plans) == 1
