"""Writing a profile in the window."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.desktop.background import Background
from readiness.desktop.editor import editing
from readiness.desktop.editor import page as editor_page
from readiness.desktop.editor.fields import Box, Line, Ticks
from readiness.desktop.editor.form_part import FormPart
from readiness.desktop.editor.item import Item
from readiness.desktop.editor.requirement_form import RequirementForm
from readiness.desktop.editor.writing import Writing
from readiness.desktop.reading_order import controls_of
from readiness.desktop.texts import OWN_NAMES
from readiness.desktop.widgets.scrolling import ScrollArea
from readiness.desktop.window import SMALLEST
from readiness.documents.profile.file import read_profile
from readiness.domain.facts import Facts, Measured
from readiness.domain.profile import Tier
from readiness.engine.checkup import report_on
from readiness.store.drafts import DraftKeeper, drafts
from readiness.store.history import History
from tests.desktop.conftest import MakePerson
from tests.desktop.person import PATIENCE, Person, process
from tests.desktop.test_pages import _check_sizes, in_every_language

MEMORY = {"id": "memory", "fact": "memory.installed", "unit": "GiB", "required": {"min": 8}, "x-note": "ours"}
HEADSET = {"id": "headset", "fact": "headset.connection", "required": {"one_of": ["usb", "analog"]}}
ROOM = {"id": "room", "ask": {"text": "A door?"}, "level": "required"}
WAYS = {"id": "ways", "any_of": [{"all": [{"fact": "processor.cores", "required": {"min": 4}}]}]}
HEAD = {"format": 1, "id": "com.example.x", "version": "1.0.0", "serial": 1, "language": "en", "title": "Voice"}


def profile(*requirements: object) -> str:
    whole = {**HEAD, "issuer": {"name": "Example"}, "valid": {}, "requirements": list(requirements)}
    return json.dumps(whole, indent=2) + "\n"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(editor_page, "_PAUSE_MILLISECONDS", 20)
    monkeypatch.setattr(editing, "_KEEP_MILLISECONDS", 200)
    return tmp_path / "data"


def writing(someone: Person) -> Writing:
    return someone.desktop.writing


def wait(someone: Person, until: Callable[[], bool]) -> None:
    someone.bot.waitUntil(until, timeout=PATIENCE)
    process()


def reads(someone: Person, words: str) -> bool:
    """Whether some words stand on the page; a number is never torn from its unit."""
    return any(words in text.replace("\N{NO-BREAK SPACE}", " ") for text in someone.words())


def inspected(someone: Person) -> Writing:
    """Wait until the text as it is now was looked at."""
    page = writing(someone).page
    wait(someone, lambda: page.settled)
    return writing(someone)


def arrive(someone: Person, *requirements: object, file: Path | None = None) -> Writing:
    someone.press(someone.window.choose.write)
    someone.wait_for_page(writing(someone).start)
    if file:
        file.write_text(profile(*requirements), encoding="utf-8")
        writing(someone).open_file(file)
        someone.wait_for_page(writing(someone).page)
    else:
        someone.press(writing(someone).start.new)
        someone.wait_for_page(writing(someone).page)
        writing(someone).editing.begin(profile(*requirements))
    return inspected(someone)


def value(someone: Person) -> dict[str, object]:
    found = json.loads(writing(someone).editing.text)
    assert isinstance(found, dict)
    return found


def requirement(someone: Person, place: int = 0) -> dict[str, object]:
    asked = value(someone)["requirements"]
    assert isinstance(asked, list)
    found = asked[place]
    assert isinstance(found, dict)
    return found


def opened(someone: Person, place: int = 0) -> RequirementForm:
    form = writing(someone).page.form
    if form.opened_item is None or form.opened_item.place != place:
        someone.press(form.items[place].head)
    wait(someone, lambda: form.opened_item is not None and form.opened_item.form is not None)
    item = form.opened_item
    assert item is not None
    assert item.form is not None
    return item.form


def item(someone: Person, place: int) -> Item:
    return writing(someone).page.form.items[place]


def field(part: FormPart, key: str) -> QWidget:
    return next(bound.field.control for bound in part.bound if bound.key == key)


def write(control: QWidget, words: str) -> None:
    """Type over what stands in a field."""
    assert isinstance(control, Line | Box)
    if isinstance(control, Box) and "\n" in words:
        control.setPlainText(words)
        return
    control.setFocus()
    control.selectAll()
    QTest.keyClicks(control, words) if words else QTest.keyClick(control, Qt.Key.Key_Delete)


def answer(words: str) -> None:
    """Press a button of the question that is about to be asked."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        [button] = [one for one in box.buttons() if one.text().replace("&", "") == words]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(100, press)


def save_as(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


# ------------------------------------------------------------------ the way of an author


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


def test_mistakes_stand_beside_their_field_and_the_last_good_form_stays(person: MakePerson) -> None:
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


# ------------------------------------------------------------------ single fields


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


def choose(picker: QWidget, words: str) -> None:
    """Choose from a list as a person does."""
    from PySide6.QtWidgets import QComboBox

    assert isinstance(picker, QComboBox)
    place = picker.findText(words)
    assert place >= 0, words
    picker.setCurrentIndex(place)
    picker.activated.emit(place)


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


# ------------------------------------------------------------------ trying it


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


# ------------------------------------------------------------------ nothing is lost


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
    monkeypatch.setattr(editor_page, "inspected", lambda *_: 1 / 0)
    write(field(page.form.head, "/title"), "x")
    inspected(someone)
    monkeypatch.undo()
    write(field(page.form.head, "/title"), "Night")
    inspected(someone)
    assert page.found
    assert page.found.document
    assert page.found.document.profile.title.in_language("en") == "Night"


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
    answer(words)
    someone.press(page.save)
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
    wait(someone, lambda: page.status.text().startswith("x.json could not be saved"))
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
    assert page.status.text().startswith("advert.txt could not be saved")


# ------------------------------------------------------------------ for everybody


def test_nothing_is_cut_and_everything_has_a_name_and_is_reached_by_tab(person: MakePerson) -> None:
    someone = person()
    page = arrive(someone, MEMORY, HEADSET, WAYS).page
    opened(someone, 1)
    for _ in in_every_language(someone):
        someone.window.resize(*SMALLEST)
        for view in ("candidate", "try", "problems", "json"):
            page.show_view(view)
            inspected(someone)
            assert (someone.window.width(), someone.window.height()) == SMALLEST
            _check_sizes(someone)
            assert all(area.horizontalScrollBar().maximum() == 0 for area in page.findChildren(ScrollArea))
            _check_names(someone)
        _check_tab(someone)


def test_nothing_is_cut_where_writing_begins(person: MakePerson) -> None:
    DraftKeeper().keep(1, profile(MEMORY), "Old")
    someone = person()
    someone.press(someone.window.choose.write)
    someone.wait_for_page(writing(someone).start)
    for _ in in_every_language(someone):
        someone.window.resize(*SMALLEST)
        process()
        assert someone.window.width() == SMALLEST[0]
        _check_sizes(someone)
        _check_names(someone)


def _check_names(someone: Person) -> None:
    for control in someone.controls():
        interface = QAccessible.queryAccessibleInterface(control)
        labels = [label for label in someone.window.findChildren(QLabel) if label.buddy() is control]
        assert interface is not None
        assert interface.text(QAccessible.Text.Name) or labels, control
        if isinstance(control, QLineEdit | QPlainTextEdit):
            assert interface.text(QAccessible.Text.Name), control


def _check_tab(someone: Person) -> None:
    page = writing(someone).page
    first = next(one for one in controls_of(page) if one.isVisible() and one.isEnabled())
    first.setFocus()
    reached: list[QWidget] = []
    while someone.focus not in reached:
        reached.append(someone.focus)
        someone.key(Qt.Key.Key_Tab)
    assert {one for one in someone.controls() if page.isAncestorOf(one)} <= set(reached)


def test_the_pages_follow_the_language(person: MakePerson) -> None:
    someone = person()
    arrive(someone, MEMORY)
    for language, words in (("es", "Requisitos"), ("ja", "要件"), ("en", "Requirements")):
        someone.window.header.language.setCurrentText(OWN_NAMES[language])
        assert someone.reads(words)
    writing(someone).open()
    someone.wait_for_page(writing(someone).start)
    for language, words in (("es", "Escribir un perfil"), ("ja", "プロファイルを作成"), ("en", "Write a profile")):
        someone.window.header.language.setCurrentText(OWN_NAMES[language])
        assert someone.reads(words)


def test_shipped_profiles_open_requirement_by_requirement(person: MakePerson) -> None:
    someone = person()
    arrive(someone)
    for file in (paths.spec_files()[0], next(one for one in paths.spec_files() if one.stem == "interpreter")):
        text = file.read_text(encoding="utf-8")
        writing(someone).editing.begin(text)
        form = writing(someone).page.form
        for place in range(len(form.items)):
            form.open(place)
        assert writing(someone).editing.text == text
