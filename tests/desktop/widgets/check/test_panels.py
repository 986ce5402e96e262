"""Panels of a run: speed, voice, and questions with the answers they offer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from readiness.checks.base import Choice, Guidance, Level, Rate, Stage, Task
from readiness.checks.headset.guided import WAYS as HEADSET_WAYS
from readiness.desktop.looks import theme
from readiness.desktop.looks.theme import Scheme
from readiness.desktop.state.limits import LevelLimits
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.check import voice_panel
from readiness.desktop.widgets.check.panels import SpeedPanel
from readiness.desktop.widgets.check.voice_panel import VoicePanel
from readiness.desktop.widgets.choosing.answer_buttons import AnswerButtons, picture_of
from readiness.domain.message import message


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    theme.apply_scheme(qapp, Scheme.LIGHT)
    theme.apply_language(qapp, "en")


def test_the_speed_panel_says_what_its_curve_shows(qtbot: QtBot) -> None:
    texts = Texts("en", "en_US")
    panel = SpeedPanel(texts)
    qtbot.addWidget(panel)
    panel.begin({"network.upload": 5.0})
    panel.show_rate(Rate("network.download", 0.5, 48.25))
    panel.show_rate(Rate("network.upload", 0.5, 3.5))
    panel.show_rate(Rate("network.upload", 1.0, 3.75))
    assert panel.curve.points == ((0.5, 3.5), (1.0, 3.75))
    assert "3.75\u00a0Mbit/s" in panel.figure.text()
    assert panel.curve.accessibleName() == panel.figure.text()
    panel.end()
    assert panel.stage.text() == "Finished"
    assert panel.figure.text() == ""


def test_the_voice_panel_leads_and_announces(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(voice_panel, "announce", lambda _widget, text, **_kind: said.append(text))
    panel = VoicePanel(Texts("en", "en_US"))
    qtbot.addWidget(panel)
    panel.show()
    panel.begin(LevelLimits(most_noise=-45.0, least_speech=-36.0))
    confirmed: list[tuple[str, str]] = []
    panel.ready.connect(lambda check, answer: confirmed.append((check, answer)))
    panel.ask("microphone", Guidance(Task.BE_SILENT, 0.5))
    assert "quiet" in said[-1]
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert confirmed == [("microphone", "")]
    assert panel.recording
    panel.show_level(Level(-52.4, -40.0, "dBov(A)"))
    assert panel.level.text() == "\u221252\u00a0dBov(A)"
    assert panel.limit.text() == "limit \u221245\u00a0dBov(A)"
    assert not panel.play_back.isVisible()
    qtbot.waitUntil(lambda: panel.left.value() == panel.left.maximum(), timeout=15_000)
    panel.ask("microphone", Guidance(Task.READ_ALOUD, 10.0, "The birch canoe."))
    assert panel.sentences.text() == "The birch canoe."
    assert panel.objection.isHidden()
    assert "read" in said[-1]
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.hint.text().startswith("Keep reading.")
    panel.show_level(Level(-25.4, -20.0))
    assert panel.level.text() == "\u221225\u00a0dBov"
    assert panel.limit.text() == "at least \u221236\u00a0dBov"
    wishes: list[bool] = []
    panel.play_back_wanted.connect(wishes.append)
    panel.play_back.click()
    assert wishes == [True]
    panel.end()
    assert panel.play_back.isHidden()
    assert panel.left.isHidden()
    assert panel.hint.text() == said[-1] == "Done, thank you."


def test_a_question_is_answered_with_a_button(qtbot: QtBot) -> None:
    panel = VoicePanel(Texts("en", "en_US"))
    qtbot.addWidget(panel)
    panel.show()
    panel.begin()
    answers: list[tuple[str, str]] = []
    panel.ready.connect(lambda check, answer: answers.append((check, answer)))
    offered = (
        Choice("cable", message("desktop.needs.headset"), "headset"),
        Choice("none", message("desktop.needs.nothing"), "no-such-picture"),
    )
    for pressed in (0, 1, 2):
        panel.ask("headset", Guidance(Task.HEADSET_WAY, 0.0, choices=offered))
        assert panel.button.isHidden()
        names = [button.text() for button in panel.choices.buttons]
        assert names == ["Your headset, plugged in", "Nothing but this computer", "I\u2019m not sure"]
        panel.choices.buttons[pressed].click()
        assert panel.choices.isHidden()
    assert answers == [("headset", "cable"), ("headset", "none"), ("headset", "")]


def test_an_answer_that_says_nothing_is_offered_once(qtbot: QtBot) -> None:
    choices = AnswerButtons(Texts("en", "en_US"))
    qtbot.addWidget(choices)
    choices.offer(HEADSET_WAYS)
    assert len(choices.buttons) == len(HEADSET_WAYS)
    assert [picture_of(way) for way in HEADSET_WAYS if way.picture] == [
        way.picture for way in HEADSET_WAYS if way.picture
    ]


def test_a_checks_own_task_comes_in_its_own_words(qtbot: QtBot) -> None:
    panel = VoicePanel(Texts("en", "en_US"))
    qtbot.addWidget(panel)
    panel.show()
    panel.begin()
    panel.ask("headset", Guidance(Task.HEADSET_PULL, 12.0))
    assert "Pull" in panel.task.text()
    assert "12" in panel.hint.text()
    panel.button.click()
    assert panel.meter.isHidden()
    assert panel.hint.text().endswith("seconds left")
    panel.show_level(Level(-40.0, -30.0))
    assert panel.meter.isVisible()
    panel.end()


def test_a_second_try_says_why(qtbot: QtBot) -> None:
    panel = VoicePanel(Texts("en", "en_US"))
    qtbot.addWidget(panel)
    panel.show()
    panel.begin()
    panel.ask("microphone", Guidance(Task.BE_SILENT, 0.5))
    panel.button.click()
    panel.show_stage(Stage(message("desktop.speed.heading")))
    panel.ask("microphone", Guidance(Task.BE_SILENT, 0.5))
    assert panel.objection.isVisible()
    assert panel.objection.text() == "Internet connection"
    panel.button.click()
    assert panel.objection.isHidden()
    panel.end()
