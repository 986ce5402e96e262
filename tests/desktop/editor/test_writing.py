"""A profile is written: the way of an author, form and text beside each other, by mouse and by keyboard."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.desktop.editor import page as editor_page
from readiness.desktop.looks.theme import Scheme
from readiness.desktop.widgets.choosing.choice_card import CheckCard
from readiness.desktop.widgets.fields import Line
from readiness.documents.profile.file import read_profile
from readiness.domain.facts import Facts, Measured
from readiness.domain.message import Message
from readiness.domain.profile import Tier
from readiness.engine.checkup import report_on
from readiness.store.drafts import drafts
from readiness.store.history import History
from tests.desktop.conftest import MakePerson
from tests.desktop.editor.author import (
    HEADSET,
    MEMORY,
    WAYS,
    arrive,
    choose,
    field,
    inspected,
    item,
    opened,
    profile,
    requirement,
    save_as,
    value,
    wait,
    write,
    writing,
)
from tests.desktop.person import Person


def reads(someone: Person, words: str) -> bool:
    """Whether some words stand on the page; a number is never torn from its unit."""
    return any(words in text.replace("\N{NO-BREAK SPACE}", " ") for text in someone.words())


def test_a_new_profile_is_written_saved_and_ready_to_be_used(
    person: MakePerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = person()
    someone.press(someone.window.choose.write)
    someone.wait_for_page(writing(someone).start)
    someone.press(writing(someone).start.new)
    someone.wait_for_page(writing(someone).page)
    page = inspected(someone).page
    assert someone.focus is field(page.form.head, "/title")
    write(someone.focus, "Night shift")
    page.form.add_fact(catalogue()["memory.installed"])
    form = opened(someone)
    write(form.conditions[Tier.REQUIRED].limit, "12")
    inspected(someone)
    assert "Night shift" in someone.words()
    assert reads(someone, "Needed: at least 12 GiB")
    save_as(monkeypatch, tmp_path / "night")
    someone.press(page.save)
    wait(someone, lambda: someone.reads("Saved: night.json"))
    document = read_profile((tmp_path / "night.json").read_bytes(), catalogue())
    assert document.profile.title.in_language("en") == "Night shift"
    assert drafts() == ()
    wait(someone, lambda: [one.profile.id for one in someone.window.choose.entries] == ["com.example.profile"])


def test_what_no_field_knows_stays_as_its_author_wrote_it(person: MakePerson, tmp_path: Path) -> None:
    someone = person()
    file = tmp_path / "own.json"
    strange = profile(MEMORY).replace('"serial": 1', '"serial":    1, "x-team":\t["a"]')
    arrive(someone, file=file)
    file.write_bytes(strange.replace("\n", "\r\n").encode())
    writing(someone).open_file(file)
    wait(someone, lambda: "x-team" in writing(someone).editing.text)
    write(opened(someone).conditions[Tier.REQUIRED].limit, "16")
    someone.press(writing(someone).page.save)
    wait(someone, lambda: someone.reads("Saved"))
    assert file.read_bytes() == strange.replace('"min": 8', '"min": 16').replace("\n", "\r\n").encode()


def test_mistakes_stand_beside_their_field_and_the_last_good_form_stays(
    person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(editor_page, "announce", lambda _widget, text, **_kind: said.append(text))
    someone = person()
    page = arrive(someone, MEMORY).page
    form = opened(someone)
    write(form.conditions[Tier.REQUIRED].limit, "lots")
    inspected(someone)
    note = form.conditions[Tier.REQUIRED].note
    assert "lots" in note.text()
    assert note.role == "not_met"
    assert form.conditions[Tier.REQUIRED].control.accessibleDescription() == note.text()
    assert page.problems_button.text() == "1 mistake"
    assert set(said) == {"1 mistake"}
    assert reads(someone, "Needed: at least 8 GiB")
    assert someone.reads("how it was before")
    assert not page.export.isEnabled()
    someone.press(page.problems_button)
    assert someone.reads("requirement “memory”")
    write(form.conditions[Tier.REQUIRED].limit, "9")
    inspected(someone)
    assert note.isHidden()


def test_the_list_says_in_short_what_is_asked_for(person: MakePerson) -> None:
    someone = person()
    arrive(someone, {**MEMORY, "why": "Because."}, WAYS)
    shown = [item(someone, place).summary.text().replace("\N{NO-BREAK SPACE}", " ") for place in (0, 1)]
    assert shown == ["Needed: at least 8 GiB", ""]


def test_what_is_opened_is_seen_from_its_beginning_on_both_sides(person: MakePerson) -> None:
    someone = person()
    page = arrive(someone, *({**MEMORY, "id": f"memory-{number}", "why": "Why. " * 60} for number in range(9))).page
    page.form.open(5)
    wait(someone, lambda: someone.focus is item(someone, 5).head)
    for area, shown in ((page.form_area, item(someone, 5)), (page.candidate_area, page.candidate.card(5))):
        assert shown is not None
        assert 0 <= shown.mapTo(area.viewport(), QPoint(0, 0)).y() < 20


def test_a_closed_requirement_says_how_much_is_wrong_with_it_and_the_list_leads_there(person: MakePerson) -> None:
    someone = person()
    page = arrive(someone, MEMORY, {**HEADSET, "required": {"one_of": ["cable"]}}).page
    assert item(someone, 1).state.text() == "1 mistake"
    page.show_view("problems")
    assert page.found
    page.problems.wanted.emit(page.found.problems[0])
    assert page.form.opened_item is item(someone, 1)


def test_the_json_text_changes_the_form_and_a_broken_one_does_not(person: MakePerson) -> None:
    someone = person()
    page = arrive(someone, MEMORY).page
    page.show_view("json")
    page.json.setPlainText(profile(MEMORY, HEADSET))
    assert len(page.form.items) == 2
    page.json.moveCursor(QTextCursor.MoveOperation.End)
    for _ in range(3):
        QTest.keyClick(page.json, Qt.Key.Key_Backspace)
    assert not page.form.isEnabled()
    inspected(someone)
    assert someone.reads("keeps the form from showing it")
    assert page.found
    page.problems.wanted.emit(page.found.problems[0])
    assert page.json.textCursor().blockNumber() + 1 == page.found.problems[0].line
    for _ in range(2):
        page.undo.click()
    assert page.form.isEnabled()
    assert page.json.toPlainText() == profile(MEMORY, HEADSET)


def test_a_limit_that_moves_shows_what_it_does(person: MakePerson) -> None:
    document = read_profile(profile(MEMORY).encode(), catalogue())
    at = datetime(2026, 11, 1, tzinfo=UTC)
    with History() as kept:
        kept.add([report_on(document, Facts({"memory.installed": Measured(16.0, "GiB")}), at, at)])
    someone = person()
    page = arrive(someone, MEMORY).page
    choose(page.view, "Try it")
    wait(someone, lambda: someone.reads("of 13 would be ready"))
    assert someone.reads("1 of 1 would be ready")
    write(opened(someone).conditions[Tier.REQUIRED].limit, "32")
    wait(someone, lambda: someone.reads("0 of 1 would be ready"))
    assert someone.reads("Before the last change it was 1.")
    assert reads(someone, "with 16 GiB as the limit")


def test_it_is_written_by_keyboard_alone(person: MakePerson) -> None:
    someone = person()
    someone.window.choose.write.setFocus()
    someone.key(Qt.Key.Key_Return)
    someone.wait_for_page(writing(someone).start)
    someone.key(Qt.Key.Key_Return)
    someone.wait_for_page(writing(someone).page)
    someone.focus.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(someone.focus, "Evenings")
    assert value(someone)["title"] == "Evenings"
    add = writing(someone).page.form.add
    while someone.focus is not add:
        someone.key(Qt.Key.Key_Tab)
    someone.key(Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, Qt.Key.Key_Up)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert requirement(someone)["id"] == "question"
    wait(someone, lambda: someone.focus is item(someone, 0).head)


def test_the_list_the_rest_of_the_head_and_the_views_follow_another_language(person: MakePerson) -> None:
    someone = person()
    page = arrive(someone, {**MEMORY, "required": {"min": 8}}, HEADSET).page
    opened(someone, 1)
    texts = someone.desktop.texts
    texts.speak("ja")
    inspected(someone)
    language = texts.translator
    assert page.form.items[0].name.text() == language.say(catalogue()["memory.installed"].title)
    assert page.form.items[1].deeds["copy"].text() == language.say(Message("desktop.editor.copy"))
    assert {one.font() for one in (page.form.items[0], page.candidate.card(0)) if one} == {QApplication.font()}
    someone.press(page.form.more_fold.button)
    needs_app = next(one for one in page.form.more.bound if one.key == "/needs_app")
    assert needs_app.field.label.text() == language.say(Message("desktop.editor.needs_app"))
    for view in ("problems", "try", "json", "candidate"):
        page.show_view(view)
        inspected(someone)
        shown = page.views.currentWidget()
        assert shown is not None
        assert shown.font() == QApplication.font()


def test_everything_that_is_open_follows_another_scheme(person: MakePerson) -> None:
    someone = person()
    page = arrive(someone, MEMORY, HEADSET).page
    someone.press(page.form.more_fold.button)
    someone.desktop._colour(Scheme.DARK)
    dark = QApplication.palette().window().color().name()
    card = page.candidate.card(1)
    assert card is not None
    for part in (page, page.form.more, *page.form.items, card, page.views):
        wait(someone, lambda part=part: part.palette().window().color().name() == dark)  # type: ignore[misc]


def test_who_begins_before_the_page_is_made_finds_the_form_filled_in(person: MakePerson) -> None:
    someone = person()
    begun = writing(someone)
    assert "page" not in vars(begun)
    begun.start.example_wanted.emit(next(file for file in paths.spec_files() if file.stem == "voice-agent"))
    wait(someone, lambda: begun.page.settled)
    head, more = begun.page.form.head, begun.page.form.more
    assert someone.window.page is begun.page
    assert all(control.text() for control in head.findChildren(Line)[:7])
    assert any(tick.isChecked() for tick in more.findChildren(CheckCard))
