"""Single fields of the editor: what each writes, refuses, undoes and cannot say."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from readiness.checks.registry import catalogue
from readiness.desktop.widgets.fields import Box, Ticks
from readiness.domain.profile import Tier
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
    value,
    wait,
    write,
    writing,
)

ROOM = {"id": "room", "ask": {"text": "A door?"}, "level": "required"}


def test_every_kind_of_condition_can_be_chosen(person: MakePerson) -> None:
    someone = person()
    arrive(someone, HEADSET, {"id": "wired", "fact": "keyboard.wired", "required": {}}, ROOM)
    tier = opened(someone).conditions[Tier.REQUIRED]
    someone.press(tier.ticks["analog"])
    someone.press(tier.ticks["bluetooth"])
    assert requirement(someone)["required"] == {"one_of": ["usb", "bluetooth"]}
    choose(tier.control, "none of these")
    assert requirement(someone)["required"] == {"none_of": ["usb", "bluetooth"]}
    choose(tier.control, "not asked for")
    assert requirement(someone)["required"] == {}
    advice = opened(someone, 1).conditions[Tier.RECOMMENDED]
    choose(advice.control, "no")
    choose(opened(someone, 1).conditions[Tier.REQUIRED].control, "not asked for")
    assert requirement(someone, 1) == {"id": "wired", "fact": "keyboard.wired", "recommended": {"equals": False}}
    choose(field(opened(someone, 2), "/level"), "Recommended")
    assert requirement(someone, 2)["level"] == "recommended"
    choose(opened(someone, 2).conditions[Tier.REQUIRED].control, "no")
    assert requirement(someone, 2) == {"id": "room", "ask": {"text": "A door?"}, "required": {"equals": False}}


def test_texts_are_written_in_the_language_that_is_chosen(person: MakePerson) -> None:
    someone = person()
    page = arrive(someone, MEMORY).page
    write(field(opened(someone), "/why"), "It matters.")
    choose(page.language, "Español")
    form = opened(someone)
    write(field(form, "/why"), "Porque importa.")
    write(field(form, "/fix/url"), "https://example.com")
    assert requirement(someone)["why"] == {"en": "It matters.", "es": "Porque importa."}
    inspected(someone)
    assert someone.reads("Porque importa.")
    write(field(form, "/fix/url"), "")
    assert "fix" not in requirement(someone)
    choose(field(form, "/unit"), "GB")
    assert requirement(someone)["unit"] == "GB"


def test_the_head_is_written(person: MakePerson) -> None:
    someone = person()
    head = arrive(someone, MEMORY).page.form.head
    for key, words, pointer, written in (
        ("/serial", "12", "serial", 12),
        ("/serial", "1a", "serial", "1a"),
        ("/valid/from", "2027-01-01", "valid", {"from": "2027-01-01T00:00:00Z"}),
        ("/issuer/contact", "it@x.y", "issuer", {"name": "Example", "contact": "it@x.y"}),
    ):
        write(field(head, key), words)
        assert value(someone)[pointer] == written
    writing(someone).page.form.head.show_value()
    assert field(head, "/valid/from").text() == "2027-01-01"  # type: ignore[attr-defined]  # it is a line


def test_the_rest_of_the_head_is_written_undone_and_taken_out_again(person: MakePerson) -> None:
    someone = person()
    form = arrive(someone, MEMORY).page.form
    before = writing(someone).editing.text
    someone.press(form.more_fold.button)
    for key, words, pointer, written in (
        ("/recheck/after", "20", "recheck", {"after": "PT20H"}),
        (
            "/network_test/servers",
            "tokyo https://a.b/",
            "network_test",
            {"servers": [{"id": "tokyo", "url": "https://a.b/"}]},
        ),
        ("/submit", "it@a.b\nfile", "submit", [{"kind": "email", "address": "it@a.b"}, {"kind": "file"}]),
        ("/collect/purpose", "To approve it", "collect", {"purpose": "To approve it"}),
        ("/collect/keep", "180", "collect", {"purpose": "To approve it", "keep": "P180D"}),
        ("/needs_app", "0.1", "needs_app", "0.1"),
    ):
        write(field(form.more, key), words)
        assert value(someone)[pointer] == written
    ticks = field(form.more, "/recheck/on_change")
    assert isinstance(ticks, Ticks)
    for one in ("audio", "os", "audio"):
        someone.press(ticks.choices[one])
    assert value(someone)["recheck"] == {"after": "PT20H", "on_change": ["os"]}
    writing(someone).editing.undo()
    assert value(someone)["recheck"] == {"after": "PT20H"}
    assert not ticks.choices["os"].isChecked()
    for key in (
        "/recheck/after",
        "/network_test/servers",
        "/submit",
        "/collect/purpose",
        "/collect/keep",
        "/needs_app",
    ):
        write(field(form.more, key), "")
    assert json.loads(before) == value(someone)


def test_a_mistake_in_the_rest_of_the_head_is_shown_there(person: MakePerson) -> None:
    someone = person()
    form = arrive(someone, MEMORY).page.form
    assert not form.more_fold.is_open
    write(field(form.more, "/network_test/runs"), "many")
    inspected(someone)
    wait(someone, lambda: form.more_fold.is_open)
    bound = next(one for one in form.more.bound if one.key == "/network_test/runs")
    assert bound.field.note.isVisible()


def test_what_a_form_cannot_say_is_shown_as_json_and_kept(person: MakePerson) -> None:
    someone = person()
    arrive(someone, {**MEMORY, "required": {"min": 8, "max": 64}}, WAYS, HEADSET)
    form = opened(someone)
    assert form.fold.is_open
    assert form.conditions[Tier.REQUIRED].isHidden()
    write(field(form, "/title"), "Memory")
    assert requirement(someone)["required"] == {"min": 8, "max": 64}
    assert '"title": "Memory"' in form.json.toPlainText()
    form.json.setPlainText("{")
    assert not form.json_note.isHidden()
    assert requirement(someone)["x-note"] == "ours"
    form.json.setPlainText('{"id": "memory", "fact": "memory.installed", "unit": "GiB", "required": {"min": 9}}')
    assert requirement(someone)["required"] == {"min": 9}
    assert opened(someone, 1).fold.is_open
    assert not opened(someone, 2).fold.is_open


def test_requirements_move_double_and_go_and_everything_can_be_undone(person: MakePerson) -> None:
    someone = person()
    page = arrive(someone, MEMORY, HEADSET).page
    before = writing(someone).editing.text

    def ids() -> list[object]:
        asked = value(someone)["requirements"]
        assert isinstance(asked, list)
        return [one["id"] for one in asked]

    opened(someone, 1)
    assert not item(someone, 1).deeds["down"].isEnabled()
    someone.press(item(someone, 1).deeds["up"])
    assert ids() == ["headset", "memory"]
    someone.press(item(someone, 0).deeds["copy"])
    assert ids() == ["headset", "headset-2", "memory"]
    someone.press(item(someone, 1).deeds["delete"])
    assert ids() == ["headset", "memory"]
    write(opened(someone, 1).conditions[Tier.REQUIRED].limit, "32")
    for _ in range(4):
        someone.press(page.undo)
    assert writing(someone).editing.text == before
    assert not page.undo.isEnabled()
    someone.press(page.redo)
    assert ids() == ["headset", "memory"]


def test_undoing_by_keyboard_reaches_over_fields(person: MakePerson) -> None:
    someone = person()
    page = arrive(someone, MEMORY).page
    write(field(page.form.head, "/title"), "Day")
    write(field(page.form.head, "/issuer/name"), "Us")
    QTest.keyClick(someone.focus, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(someone.focus, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert writing(someone).editing.text == profile(MEMORY)


def test_every_fact_and_a_question_can_be_added(person: MakePerson) -> None:
    someone = person()
    page = arrive(someone).page
    menu = page.form.menu()
    question = menu.actions()[-1]
    subjects = menu.findChildren(QMenu)
    assert sum(len(subject.actions()) for subject in subjects) == len(catalogue())
    subjects[0].actions()[0].trigger()
    question.trigger()
    write(field(opened(someone, 1), "/ask/text"), "Is it quiet?")
    assert requirement(someone, 1)["ask"] == {"text": {"en": "Is it quiet?"}}
    menu.deleteLater()


def test_showing_words_is_no_edit_whatever_spaces_keep_them_together(qtbot: QtBot) -> None:
    box, edited = Box(), list[str]()
    qtbot.addWidget(box)
    box.edited.connect(edited.append)
    words = "5\u00a0GiB\u2028and more\nin lines"
    box.show_words(words)
    assert edited == []
    assert box.words == words
    QTest.keyClicks(box, "x")
    assert edited == [f"x{words}"]


def test_what_is_not_typed_is_taken_too(person: MakePerson) -> None:
    someone = person()
    page = arrive(someone, MEMORY).page
    title = field(page.form.head, "/title")
    said = QAccessible.queryAccessibleInterface(title)
    assert said is not None
    said.setText(QAccessible.Text.Value, "Said aloud")  # as dictation, or a screen reader, puts it
    assert page.title.text() == "Said aloud"
    assert '"Said aloud"' in writing(someone).editing.text
