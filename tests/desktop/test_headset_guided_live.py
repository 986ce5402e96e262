"""The guided headset test in the window: a real sound server, the real recorder, real buttons."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from readiness.checks.base import Guidance, Task
from readiness.checks.headset import CHECK
from readiness.checks.registry import catalogue
from readiness.desktop.application import Desktop
from readiness.desktop.state.preferences import Preferences
from readiness.documents.profile.file import ProfileDocument, read_profile
from readiness.domain.facts import Measured
from readiness.domain.report import Verdict
from readiness.engine.events import PersonNeeded
from readiness.machine.this_machine import ThisMachine
from tests.desktop.person import Person
from tests.desktop.world import World
from tests.rigs.sound_server import needs_pulseaudio
from tests.rigs.virtual_audio import VirtualAudio
from tests.sounds import white

PATIENCE = 60_000
RATE = 48_000
ROOM = white(-60.0, 2.0, RATE)
SAYS = {Task.HEADSET_WAY: "cord", Task.HEADSET_SWITCH: "no", Task.HEADSET_LEAK: "no"}


def corded() -> ProfileDocument:
    """A profile that asks for a headset with a cord and nothing else."""
    requirement = {"id": "cord", "fact": "headset.wired", "required": {"equals": True}}
    header = {"format": 1, "id": "com.example.cord", "version": "1.0.0", "serial": 1, "language": "en", "title": "Cord"}
    whole = {**header, "issuer": {"name": "Example"}, "valid": {}, "requirements": [requirement]}
    return read_profile(json.dumps(whole).encode(), catalogue())


class Owner:
    """Somebody with a corded headset that no catalogue knows, who does what the window asks for."""

    def __init__(self, audio: VirtualAudio, desktop: Desktop, bot: QtBot) -> None:
        self.asked: list[Task] = []
        self._audio, self._desktop, self._bot = audio, desktop, bot
        self._acts: dict[Task, Callable[[], object]] = {
            Task.HEADSET_TAP: self._tap,
            Task.HEADSET_PULL: lambda: audio.unplug("headset"),
            Task.HEADSET_PLUG_IN: self.plug_in,
        }

    def plug_in(self) -> None:
        self._audio.add_headset("usb", "headset", "Acme Talk", ("1234", "5678"))
        self._audio.choose_default("headset")
        self._audio.feed("headset", ROOM)

    def _tap(self) -> None:
        sound = ROOM.copy()
        for at in range(RATE // 4, len(sound), RATE // 2):
            sound[at : at + 480] += 0.5
        self._audio.feed("headset", sound)

    def obey(self, guidance: Guidance) -> None:
        """Do what is asked, then press what the window shows for it."""
        self.asked.append(guidance.task)
        self._acts.get(guidance.task, lambda: None)()
        voice = self._desktop.journey.running.voice
        answer = SAYS.get(guidance.task)
        if answer is None:
            button = voice.button
        else:
            place = [choice.id for choice in guidance.choices].index(answer)
            self._bot.waitUntil(lambda: len(voice.choices.buttons) > place, timeout=PATIENCE)
            button = voice.choices.buttons[place]
        self._bot.waitUntil(lambda: button.isVisible() and button.isEnabled(), timeout=PATIENCE)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@needs_pulseaudio
def test_a_headset_nobody_knows_passes_by_what_the_person_shows_and_says(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    with VirtualAudio() as audio:
        desktop = Desktop(qapp, ThisMachine(), Preferences(tmp_path / "window.ini"), language="en", among=[CHECK])
        owner = Owner(audio, desktop, qtbot)
        owner.plug_in()
        needed: list[Guidance] = []
        desktop.journey.checking.told.connect(
            lambda event: needed.append(event.guidance) if isinstance(event, PersonNeeded) else None
        )
        desktop.window.show()
        desktop.journey.travel((corded(),))
        page = desktop.journey.result
        while desktop.window.page is not page:
            qtbot.waitUntil(lambda: bool(needed) or desktop.window.page is page, timeout=PATIENCE)
            if needed:
                owner.obey(needed.pop(0))
        wired = desktop.journey.checking.facts["headset.wired"]
        verdict = desktop.journey.checking.report.verdict
        Person(qtbot, desktop, World()).leave()
    assert owner.asked[0] is Task.HEADSET_WAY
    assert {Task.HEADSET_TAP, Task.HEADSET_PULL, Task.HEADSET_PLUG_IN} <= set(owner.asked)
    assert isinstance(wired, Measured)
    assert wired.evidence["confirmed by"] == "the person"
    assert verdict is Verdict.PASS
