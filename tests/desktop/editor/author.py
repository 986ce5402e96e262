"""An author in front of the editor: what tests of it do with their hands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from readiness.desktop.controllers.profile_editor import ProfileEditorController
from readiness.desktop.editor.form_part import FormPart
from readiness.desktop.editor.requirement_form import RequirementForm
from readiness.desktop.editor.requirement_item import RequirementItem
from readiness.desktop.widgets.fields import Box, Line
from tests.desktop.person import PATIENCE, Person, process

MEMORY = {"id": "memory", "fact": "memory.installed", "unit": "GiB", "required": {"min": 8}, "x-note": "ours"}
HEADSET = {"id": "headset", "fact": "headset.connection", "required": {"one_of": ["usb", "analog"]}}
WAYS = {"id": "ways", "any_of": [{"all": [{"fact": "processor.cores", "required": {"min": 4}}]}]}
HEAD = {"format": 1, "id": "com.example.x", "version": "1.0.0", "serial": 1, "language": "en", "title": "Voice"}


def profile(*requirements: object) -> str:
    whole = {**HEAD, "issuer": {"name": "Example"}, "valid": {}, "requirements": list(requirements)}
    return json.dumps(whole, indent=2) + "\n"


def writing(someone: Person) -> ProfileEditorController:
    return someone.desktop.profile_editor


def wait(someone: Person, until: Callable[[], bool]) -> None:
    someone.bot.waitUntil(until, timeout=PATIENCE)
    process()


def inspected(someone: Person) -> ProfileEditorController:
    """Wait until the text as it is now was looked at."""
    page = writing(someone).page
    wait(someone, lambda: page.settled)
    return writing(someone)


def arrive(someone: Person, *requirements: object, file: Path | None = None) -> ProfileEditorController:
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


def item(someone: Person, place: int) -> RequirementItem:
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


def save_as(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def choose(picker: QWidget, words: str) -> None:
    """Choose from a list as a person does."""
    from PySide6.QtWidgets import QComboBox

    assert isinstance(picker, QComboBox)
    place = picker.findText(words)
    assert place >= 0, words
    picker.setCurrentIndex(place)
    picker.activated.emit(place)
