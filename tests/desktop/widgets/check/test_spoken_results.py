"""What a run finds is said together, briefly, and never into a recording."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from readiness.desktop.texts import Texts
from readiness.desktop.widgets.check import spoken_results
from readiness.desktop.widgets.check.spoken_results import SpokenResults
from readiness.domain.profile import Tier
from readiness.domain.report import Outcome, Truth
from readiness.render.parts.marks import mark
from readiness.render.parts.view import ItemView, LimitView, RowView
from readiness.text import Translator


def _item(title: str, value: str, outcome: Outcome) -> ItemView:
    sign = mark(outcome, Translator("en", "en_US"))
    limit = LimitView(Tier.REQUIRED, "Needed", "at least 5", "", Truth.YES, sign)
    return ItemView(title, title, outcome, sign, "", rows=(RowView("a", title, value, "", (limit,)),))


UPLOAD = _item("Upload speed", "3.1 Mbit/s", Outcome.FAIL)
MEMORY = _item("Memory fitted", "16 GiB", Outcome.PASS)
NOISE = _item("Background noise", "", Outcome.NOT_MEASURED)
RADIO = _item("No radio link", "", Outcome.NOT_APPLICABLE)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(spoken_results, "announce", lambda _widget, text: heard.append(text))
    return heard


def _spoken(qtbot: QtBot, silences: list[bool], *, shown: bool = True) -> SpokenResults:
    page = QWidget()
    qtbot.addWidget(page)
    page.setVisible(shown)
    spoken = SpokenResults(page, Texts("en", "en_US"), lambda: bool(silences) and silences.pop(), lambda: "7 of 9 done")
    spoken.interval = 1
    return spoken


def test_few_results_are_said_one_by_one_and_not_into_a_recording(qtbot: QtBot, said: list[str]) -> None:
    spoken = _spoken(qtbot, [False, True, True])
    for item in (UPLOAD, RADIO, NOISE):
        spoken.take(item)
    qtbot.waitUntil(lambda: bool(said), timeout=15_000)
    assert said == ["Upload speed: 3.1 Mbit/s, Not met. Background noise: Not measured."]


def test_of_many_results_those_that_ask_for_something_are_said(qtbot: QtBot, said: list[str]) -> None:
    spoken = _spoken(qtbot, [])
    for item in (MEMORY, UPLOAD, MEMORY, MEMORY):
        spoken.take(item)
    qtbot.waitUntil(lambda: bool(said), timeout=15_000)
    assert said == ["7 of 9 done. Upload speed: 3.1 Mbit/s, Not met."]


@pytest.mark.parametrize("shown", [False, True])
def test_what_the_result_will_say_is_left_to_it(qtbot: QtBot, said: list[str], *, shown: bool) -> None:
    spoken = _spoken(qtbot, [], shown=shown)
    spoken.take(UPLOAD)
    if shown:
        spoken.forget()
    qtbot.wait(50)
    assert said == []
