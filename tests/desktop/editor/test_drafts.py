"""Nothing that was written is lost: drafts, files that somebody else changed, disks that refuse."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMessageBox

from readiness.desktop.editor import page as editor_page
from readiness.desktop.responsive.background import Background
from readiness.store.drafts import DraftKeeper, drafts
from tests.desktop.conftest import MakePerson
from tests.desktop.editor.author import (
    HEADSET,
    MEMORY,
    arrive,
    field,
    inspected,
    profile,
    save_as,
    value,
    wait,
    write,
    writing,
)
from tests.desktop.person import PATIENCE


def answer(words: str) -> list[str]:
    """Press a button of the question that is about to be asked, once it is; what was pressed is on the list then."""
    pressed: list[str] = []
    deadline = time.monotonic() + PATIENCE / 1000

    def press() -> None:
        box = QApplication.activeModalWidget()
        if box is None and time.monotonic() < deadline:
            QTimer.singleShot(20, press)
            return
        assert isinstance(box, QMessageBox)
        [button] = [one for one in box.buttons() if one.text().replace("&", "") == words]
        pressed.append(words)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(20, press)
    return pressed


def test_what_is_not_saved_is_there_at_the_next_start(person: MakePerson) -> None:
    someone = person()
    page = arrive(someone, MEMORY).page
    write(field(page.form.head, "/title"), "Half done")
    someone.leave()
    again = person()
    again.desktop.load()
    wait(again, again.window.choose.draft.isVisible)
    assert again.reads("“Half done” is not saved yet")
    again.press(again.window.choose.draft.go_on)
    again.wait_for_page(writing(again).start)
    [draft] = drafts()
    writing(again).start.draft_wanted.emit(draft)
    again.wait_for_page(writing(again).page)
    assert value(again)["title"] == "Half done"
    assert writing(again).editing.unsaved


def test_a_draft_goes_back_into_its_file_and_asks_if_that_was_changed(person: MakePerson, tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    file.write_bytes(profile(MEMORY).replace("\n", "\r\n").encode())
    DraftKeeper().keep(1, profile(MEMORY, HEADSET), "Old", file, "0" * 64)
    someone = person()
    someone.press(someone.window.choose.write)
    someone.wait_for_page(writing(someone).start)
    [button] = [one for one in someone.controls() if one.accessibleName() == "Go on writing: Old"]
    assert isinstance(button, QAbstractButton)
    someone.press(button)
    someone.wait_for_page(writing(someone).page)
    answer("Overwrite")
    someone.press(writing(someone).page.save)
    wait(someone, lambda: file.read_bytes() == profile(MEMORY, HEADSET).replace("\n", "\r\n").encode())
    wait(someone, lambda: drafts() == ())


def test_a_look_that_fails_keeps_no_later_one_waiting(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = person()
    page = arrive(someone, MEMORY).page
    monkeypatch.setattr(editor_page, "inspect", lambda *_: 1 / 0)
    write(field(page.form.head, "/title"), "x")
    inspected(someone)
    monkeypatch.undo()
    write(field(page.form.head, "/title"), "Night")
    inspected(someone)
    assert page.found
    assert page.found.document
    assert page.found.document.profile.title.in_language("en") == "Night"


def test_an_end_while_a_draft_is_being_kept_loses_nothing(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = person()
    page = arrive(someone, MEMORY).page
    # The thread that keeps the draft never gets to it, as when the process ends first.
    monkeypatch.setattr(Background, "run", lambda *_: None)
    write(field(page.form.head, "/title"), "Last words")
    wait(someone, lambda: not writing(someone).editing.findChildren(QTimer)[0].isActive())
    assert drafts() == ()
    someone.leave()
    assert [one.name for one in drafts()] == ["Last words"]


def test_a_draft_is_kept_while_somebody_writes(person: MakePerson) -> None:
    someone = person()
    page = arrive(someone, MEMORY).page
    write(field(page.form.head, "/title"), "Slow")
    wait(someone, lambda: [one.name for one in drafts()] == ["Slow"])
    wait(someone, lambda: someone.reads("Draft kept"))


def test_a_disk_that_refuses_drafts_is_told(person: MakePerson, data: Path) -> None:
    someone = person()
    page = arrive(someone, MEMORY).page
    data.mkdir(exist_ok=True)
    (data / "drafts").write_text("no folder", encoding="utf-8")
    write(field(page.form.head, "/title"), "x")
    wait(someone, lambda: someone.reads("The draft cannot be kept"))


@pytest.mark.parametrize(("words", "left"), [("Keep", 1), ("Delete", 0)])
def test_a_draft_goes_only_for_sure(person: MakePerson, words: str, left: int) -> None:
    DraftKeeper().keep(1, profile(MEMORY), "Old")
    someone = person()
    someone.press(someone.window.choose.write)
    someone.wait_for_page(writing(someone).start)
    answer(words)
    [button] = [one for one in someone.controls() if one.accessibleName() == "Delete: Old"]
    assert isinstance(button, QAbstractButton)
    someone.press(button)
    wait(someone, lambda: len(drafts()) == left)


@pytest.mark.parametrize(
    ("words", "there", "other"),
    [("Overwrite", "mine", None), ("Do not save now", "theirs", None), ("Save as…", "theirs", "mine")],
)
def test_a_file_that_somebody_else_changed_is_overwritten_only_if_wanted(
    person: MakePerson,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    there: str,
    other: str | None,
) -> None:
    someone = person()
    file, elsewhere = tmp_path / "own.json", tmp_path / "elsewhere.json"
    page = arrive(someone, MEMORY, file=file).page
    write(field(page.form.head, "/title"), "mine")
    file.write_text('{"title": "theirs"}', encoding="utf-8")
    save_as(monkeypatch, elsewhere)
    pressed = answer(words)
    someone.press(page.save)
    wait(someone, lambda: bool(pressed))
    wait(someone, lambda: json.loads(file.read_bytes())["title"] == there and elsewhere.exists() is bool(other))
    if other:
        assert json.loads(elsewhere.read_bytes())["title"] == other


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_lost(
    person: MakePerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = person()
    page = arrive(someone, MEMORY).page
    write(field(page.form.head, "/title"), "Kept")
    save_as(monkeypatch, tmp_path / "none" / "x.json")
    someone.press(page.save_as)
    wait(someone, lambda: page.trouble.text().startswith("x.json could not be saved."))
    assert (page.trouble.isVisible(), page.trouble.cut) == (True, False)
    someone.press(page.back)
    someone.wait_for_page(writing(someone).start)
    assert [one.name for one in drafts()] == ["Kept"]


def test_what_cannot_be_opened_is_told(person: MakePerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = person()
    someone.press(someone.window.choose.write)
    someone.wait_for_page(writing(someone).start)
    (tmp_path / "x.json").write_bytes(b"\xff")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "x.json"), ""))
    someone.press(writing(someone).start.file)
    wait(someone, lambda: someone.reads("x.json cannot be opened"))
    writing(someone).open_file(tmp_path / "none.json")
    wait(someone, lambda: someone.reads("none.json cannot be opened"))
    someone.press(writing(someone).start.back)
    assert someone.window.page is someone.window.choose


def test_an_example_begins_a_profile_and_its_text_can_be_exported(
    person: MakePerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = person()
    someone.press(someone.window.choose.write)
    someone.wait_for_page(writing(someone).start)
    someone.press(writing(someone).start.example)
    someone.wait_for_page(writing(someone).page)
    page = inspected(someone).page
    assert writing(someone).editing.file is None
    save_as(monkeypatch, tmp_path / "advert.txt")
    someone.press(page.export)
    text = (tmp_path / "advert.txt").read_text(encoding="utf-8")
    assert all(word in text for word in ("Needed", "Necesario", "必須", "SHA-256"))
    save_as(monkeypatch, tmp_path / "none" / "advert.txt")
    someone.press(page.export)
    assert page.trouble.text().startswith("advert.txt could not be saved")
