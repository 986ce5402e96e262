"""Somebody who thinks that a result is wrong: what they see, what they may say, what is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog

from readiness.desktop.pages.evidence import EvidencePage
from readiness.desktop.reports.contesting import suggested_name
from readiness.render.evidence import DATA_ID
from readiness.store.history import History
from tests.desktop import world as worlds
from tests.desktop.conftest import MakePerson
from tests.desktop.person import Person
from tests.desktop.world import World


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("readiness.store.history.catalogue", lambda: worlds.CATALOGUE)


def doubt(someone: Person, title: str) -> EvidencePage:
    someone.settle()
    found = someone.window.page.findChildren(QAbstractButton)
    [button] = [one for one in found if one.accessibleName() == f"I think this is wrong…: {title}"]
    someone.press(button)
    page = someone.window.page
    assert isinstance(page, EvidencePage)
    return page


def unhappy(person: MakePerson) -> Person:
    someone = person(World(dict(worlds.UNHAPPY)))
    someone.finish()
    return someone


def test_all_of_it_is_shown_before_it_is_written_where_the_person_wants_it(
    person: MakePerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = unhappy(person)
    page = doubt(someone, "Wired headset")
    assert someone.window.focusWidget() is page.title
    assert someone.reads("help@example.com")
    QTest.keyClicks(page.remark, "It has a cable.")
    for words in ("Nothing is sent", "WH-1000XM4", "It has a cable."):
        assert someone.reads(words)
    page.data.open(opened=True)
    shown = page.json.toPlainText()
    target = tmp_path / "wrong"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), "Web page (*.html)"))
    someone.press(page.save)
    written = (tmp_path / "wrong.html").read_text(encoding="utf-8")
    assert f'id="{DATA_ID}"' in written
    assert json.loads(shown)["remark"] == "It has a cable."
    assert shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in written
    assert someone.reads("Nothing was sent")


def test_names_of_devices_can_be_left_out(person: MakePerson, tmp_path: Path) -> None:
    someone = unhappy(person)
    page = doubt(someone, "Wired headset")
    someone.press(page.names)
    assert not someone.reads("WH-1000XM4")
    someone.desktop.journey.contesting.save(tmp_path / "bare.json")
    written = json.loads((tmp_path / "bare.json").read_text(encoding="utf-8"))
    assert written["device_names"] is False
    assert "WH-1000XM4" not in json.dumps(written)


def test_where_there_are_no_names_nothing_is_asked_about_them(person: MakePerson) -> None:
    page = doubt(unhappy(person), "Upload speed")
    assert not page.names.isVisible()


def test_what_could_not_be_measured_can_be_doubted_too_and_left(person: MakePerson) -> None:
    someone = unhappy(person)
    page = doubt(someone, "Quiet room")
    assert suggested_name(page).startswith("com.example.voice-noise-")
    someone.press(page.back)
    someone.wait_for_page(someone.result)
    contesting = someone.desktop.journey.contesting
    assert contesting.page is None
    contesting.ask()
    contesting.save(Path("nowhere.json"))
    assert not Path("nowhere.json").exists()
    assert doubt(someone, "Upload speed").requirement == "upload"


def test_a_look_at_the_history_does_not_lose_what_was_typed(person: MakePerson) -> None:
    someone = unhappy(person)
    page = doubt(someone, "Wired headset")
    QTest.keyClicks(page.remark, "It has a cable.")
    someone.press(someone.window.header.history)
    history = someone.desktop.journey.memory.page
    someone.wait_for_page(history)
    someone.press(history.back)
    someone.wait_for_page(page)
    assert page.remark.toPlainText() == "It has a cable."


def test_a_disk_that_refuses_is_told(person: MakePerson, tmp_path: Path) -> None:
    someone = unhappy(person)
    doubt(someone, "Wired headset")
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    someone.desktop.journey.contesting.save(tmp_path / "taken" / "x.json")
    assert someone.reads("could not be saved")


def test_an_earlier_check_can_be_doubted_too(person: MakePerson) -> None:
    someone = unhappy(person)

    def kept() -> bool:
        with History() as one:
            return len(one.checks()) == 1

    someone.bot.waitUntil(kept)
    someone.press(someone.window.header.history)
    memory = someone.desktop.journey.memory
    someone.wait_for_page(memory.page)
    view = memory.page.past.view
    assert view is not None
    memory.page.check_wanted.emit(view.lines[0].id)
    someone.bot.waitUntil(lambda: someone.window.page is someone.result and someone.result.shows_past)
    page = doubt(someone, "Wired headset")
    assert page.evidence.report.id == view.lines[0].id
    someone.press(page.back)
    someone.wait_for_page(someone.result)
    assert someone.result.shows_past
