"""Earlier checks in the window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox

from readiness.desktop.pages.history import HistoryPage
from readiness.desktop.widgets.charts.past_chart import PastChart
from readiness.domain.facts import Facts, Measured
from readiness.engine.checkup import report_on
from readiness.render.history import ChartView
from readiness.store import history
from readiness.store.history import FILE, History
from readiness.text import LANGUAGES, Translator
from tests.desktop import world as worlds
from tests.desktop.conftest import MakePerson
from tests.desktop.person import Person, process
from tests.desktop.world import World

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(history, "catalogue", lambda: worlds.CATALOGUE)
    return tmp_path / "data"


def fill(checks: int) -> None:
    document = worlds.document(worlds.without_questions())
    with History() as kept:
        for day in range(checks):
            upload = Measured(3.0 if day % 2 else 9.0, "Mbit/s")
            facts = Facts({"network.upload": upload, "os.family": Measured("linux")})
            at = datetime.now(UTC) - timedelta(days=day)
            kept.add([report_on(document, facts, at, at)])


def page(someone: Person) -> HistoryPage:
    return someone.desktop.journey.memory.page


def open_history(someone: Person) -> HistoryPage:
    someone.press(someone.window.header.history)
    someone.wait_for_page(page(someone))
    return page(someone)


def buttons(someone: Person, words: str) -> list[QAbstractButton]:
    process()
    found = someone.window.page.findChildren(QAbstractButton)
    return [one for one in found if words in (one.accessibleName() or one.text()) and one.isVisibleTo(someone.window)]


def test_an_empty_history_says_so_and_leads_back(person: MakePerson) -> None:
    someone = person()
    shown = open_history(someone)
    assert someone.reads("There are no earlier checks")
    assert not shown.delete.isEnabled()
    someone.press(shown.back)
    someone.wait_for_page(someone.window.choose)


def test_a_finished_check_is_kept(person: MakePerson) -> None:
    someone = person()
    someone.finish()

    def kept() -> bool:
        with History() as one:
            return len(one.checks()) == 1

    someone.bot.waitUntil(kept)
    open_history(someone)
    assert someone.reads("Voice support agent")
    someone.press(page(someone).back)
    someone.wait_for_page(someone.result)


def test_checks_are_drawn_listed_and_shown_again(person: MakePerson) -> None:
    fill(8)
    someone = person()
    open_history(someone)
    assert someone.reads("Upload speed: “at least 5")
    [chart] = someone.window.page.findChildren(PastChart)
    assert "from 3" in chart.accessibleName()
    assert len(buttons(someone, "Show the check")) == 8
    someone.press(buttons(someone, "Show the check")[1])
    someone.wait_for_page(someone.result)
    result = someone.result
    assert result.other.text() == "History"
    assert not result.again.isVisible()
    assert not any(card.again and card.again.isVisible() for card in result.cards)
    someone.press(result.other)
    someone.wait_for_page(page(someone))


def test_a_past_check_can_be_saved(person: MakePerson, tmp_path: Path) -> None:
    fill(2)
    someone = person()
    open_history(someone)
    someone.press(buttons(someone, "Show the check")[0])
    someone.wait_for_page(someone.result)
    someone.save(tmp_path / "old.json")
    assert (tmp_path / "old.json").exists()


def test_a_long_list_grows_when_asked(person: MakePerson) -> None:
    fill(40)
    someone = person()
    open_history(someone)
    assert len(buttons(someone, "Show the check")) == 30
    someone.press(buttons(someone, "Show more")[0])
    someone.bot.waitUntil(lambda: len(buttons(someone, "Show the check")) == 40)


def _answer(words: str) -> None:
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    [button] = [one for one in box.buttons() if one.text() == words]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(("answer", "left"), [("Keep", 2), ("Delete", 0)])
def test_everything_is_deleted_only_for_sure(person: MakePerson, answer: str, left: int) -> None:
    fill(2)
    someone = person()
    shown = open_history(someone)
    QTimer.singleShot(100, lambda: _answer(answer))
    someone.press(shown.delete)

    def settled() -> bool:
        view = shown.past.view
        return view is not None and len(view.lines) == left

    someone.bot.waitUntil(settled)
    with History() as kept:
        assert len(kept.checks()) == left


def test_a_damaged_history_is_told(person: MakePerson, data: Path) -> None:
    data.mkdir(parents=True)
    (data / FILE).write_bytes(b"nonsense" * 500)
    someone = person()
    open_history(someone)
    assert someone.reads("The history was damaged")


def test_a_history_that_cannot_be_opened_is_told(person: MakePerson, data: Path) -> None:
    data.parent.mkdir(exist_ok=True)
    data.write_text("no folder", encoding="utf-8")
    someone = person()
    open_history(someone)
    assert someone.reads("cannot be opened just now")
    someone.desktop.journey.memory.page.check_wanted.emit("x")
    someone.desktop.journey.memory.page.delete_wanted.emit()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_follows_the_language(person: MakePerson, language: str) -> None:
    fill(3)
    someone = person()
    open_history(someone)
    names = {"en": "English", "es": "Español", "ja": "日本語"}
    someone.window.header.language.setCurrentText(names[language])
    words = {"en": "Earlier checks", "es": "Comprobaciones anteriores", "ja": "これまでのチェック"}
    someone.bot.waitUntil(lambda: someone.reads(words[language]))


@pytest.mark.parametrize("values", [(5.0, 5.0), (0.0, 0.0), (1.0, 9.0), (-60.0, -55.0)])
def test_a_chart_has_room_for_every_dot_and_the_limit(qtbot: object, values: tuple[float, float]) -> None:
    assert qtbot
    points = tuple((NOW + timedelta(days=day), value) for day, value in enumerate(values))
    chart = PastChart(ChartView("Upload", points, values[0], "Mbit/s", "words"), Translator("en"))
    low, high = chart.span
    assert set(chart.marks) == set(values)
    assert chart.days[0] != chart.days[1]
    assert low < min(values) <= max(values) < high
    chart.resize(chart.sizeHint())
    assert not chart.grab().isNull()
    chart.deleteLater()


def test_the_newest_check_is_there_again_after_looking_at_an_earlier_one(person: MakePerson) -> None:
    someone = person(World(dict(worlds.UNHAPPY)))
    someone.finish()
    fill(2)
    open_history(someone)
    someone.press(buttons(someone, "Show the check")[-1])
    someone.wait_for_page(someone.result)
    someone.press(someone.result.other)
    someone.wait_for_page(page(someone))
    someone.press(page(someone).back)
    someone.wait_for_page(someone.result)
    assert someone.result.again.isVisible()
    assert someone.reads("Not ready yet")
