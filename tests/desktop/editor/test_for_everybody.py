"""The editor for everybody: nothing cut, every name said, by keyboard, in every language."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from readiness import paths
from readiness.desktop.texts import OWN_NAMES
from readiness.desktop.widgets.layout.reading_order import controls_of
from readiness.desktop.widgets.layout.scrolling import ScrollArea
from readiness.desktop.window import SMALLEST
from readiness.store.drafts import DraftKeeper
from tests.desktop.conftest import MakePerson
from tests.desktop.editor.author import HEADSET, MEMORY, WAYS, arrive, inspected, opened, profile, writing
from tests.desktop.layout import check_sizes, in_every_language
from tests.desktop.person import Person, process


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
            check_sizes(someone)
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
        check_sizes(someone)
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
