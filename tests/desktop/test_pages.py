"""Every page in every language: nothing cut, everything named, everything reached by keyboard."""

from __future__ import annotations

import contextlib
import os
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox, QLabel, QRadioButton, QWidget
from pytestqt.exceptions import TimeoutError as QtTimeoutError

from readiness.desktop.widgets.action_bar import ActionBar
from readiness.desktop.widgets.controls import Page
from readiness.desktop.widgets.layout.reading_order import controls_of
from readiness.desktop.widgets.layout.scrolling import ScrollArea
from readiness.desktop.widgets.wrapped_text import Text
from readiness.desktop.window import SMALLEST
from tests.desktop.accessible_tree import tree
from tests.desktop.conftest import MakePerson
from tests.desktop.layout import check_sizes, in_every_language, visible
from tests.desktop.pages import PAGES
from tests.desktop.person import Person, process
from tests.desktop.translators import WindowAlone
from tests.desktop.world import World

GOLDEN: Final = Path(__file__).resolve().parents[1] / "golden" / "desktop"
SIZES: Final = (SMALLEST, (1366, 768))


LANGUAGES: Final = ("en", "es", "ja")


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def arrive(person: MakePerson, page: str, language: str = "en") -> Person:
    someone = person(World(), language=language)
    PAGES[page](someone)
    someone.settle()
    process()
    return someone


def test_nothing_is_cut(person: MakePerson, page: str) -> None:
    someone = arrive(person, page)
    for _ in in_every_language(someone):
        for size in SIZES:
            someone.window.resize(*size)
            process()
            assert (someone.window.width(), someone.window.height()) == size
            check_sizes(someone)
            _check_bar(someone)
            for area in someone.window.page.findChildren(ScrollArea):
                assert area.horizontalScrollBar().maximum() == 0


def _check_bar(someone: Person) -> None:
    """What can be done stands in line with what is read, whether that scrolls or not."""
    page, window = someone.window.page, someone.window
    inside = page.bar.row.parentWidget() if isinstance(page, Page) else None
    if isinstance(page, Page) and inside is not None:
        below, above = (one.mapTo(window, QPoint(0, 0)).x() for one in (inside, page.content))
        assert (below, inside.width()) == (above, page.content.width())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_row_is_cut_in_a_window_of_usual_size(person: MakePerson, language: str) -> None:
    someone = arrive(person, "silence", language)
    for size in ((1366, 768), (910, 512)):
        someone.window.resize(*size)
        process()
        assert [text.text() for row in someone.running.rows for text in row.findChildren(Text) if text.cut] == []


def test_tab_reaches_everything_in_reading_order(person: MakePerson, page: str) -> None:
    someone = arrive(person, page)
    for _ in in_every_language(someone):
        _walk(someone)


def _walk(someone: Person) -> None:
    wanted = {control for control in someone.controls() if not _is_reached_by_arrows(control)}
    window = someone.window
    header = window.header
    (header.history if header.history.isEnabled() else header.language).setFocus()
    order: list[QWidget] = []
    while someone.focus not in order:
        order.append(someone.focus)
        someone.key(Qt.Key.Key_Tab)
    assert wanted <= set(order)
    inside = [one for one in order if window.page.isAncestorOf(one)]
    ways = [button for button in (header.history, header.about, header.settings) if button.isEnabled()]
    assert [*ways, header.language, *inside] == order
    assert inside == [one for one in controls_of(window.page) if one in set(inside)]
    bar = window.page.findChild(ActionBar)
    assert bar is not None
    assert _is_downwards(window, [one for one in inside if not bar.isAncestorOf(one)])


def _is_reached_by_arrows(control: QWidget) -> bool:
    group = control.group() if isinstance(control, QRadioButton) else None
    return group is not None and group.checkedButton() not in {None, control}


def _is_downwards(window: QWidget, order: list[QWidget]) -> bool:
    places = [one.mapTo(window, one.rect().topLeft()) for one in order]
    return all(after.y() >= before.y() for before, after in pairwise(places))


def test_everything_has_a_name(person: MakePerson, page: str) -> None:
    someone = arrive(person, page)
    for _ in in_every_language(someone):
        for control in someone.controls():
            interface = QAccessible.queryAccessibleInterface(control)
            assert interface is not None
            labels = [label for label in visible(someone) if isinstance(label, QLabel) and label.buddy() is control]
            assert interface.text(QAccessible.Text.Name) or labels, control
            assert labels or not isinstance(control, QComboBox)


def test_return_presses_what_has_the_keyboard(person: MakePerson) -> None:
    someone = arrive(person, "choose")
    assert someone.focus is someone.window.choose.start
    someone.key(Qt.Key.Key_Return)
    assert someone.window.page is someone.running or someone.window.page is someone.questions


def test_return_on_the_list_starts_the_check(person: MakePerson) -> None:
    someone = arrive(person, "choose")
    choice = someone.window.choose.findChild(QRadioButton)
    assert choice is not None
    choice.setFocus()
    someone.key(Qt.Key.Key_Return)
    assert someone.window.page is someone.questions


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tree_that_screen_readers_see(person: MakePerson, page: str, language: str) -> None:
    someone = person(World(), language=language)
    someone.desktop.texts.translator = WindowAlone(language)
    PAGES[page](someone)
    process()
    path = GOLDEN / f"{page}-{language}.txt"
    if os.environ.get("READINESS_GOLDEN") == "write":
        someone.settle()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_seen(someone), encoding="utf-8")
    golden = path.read_text(encoding="utf-8")
    # What is measured beside the page's own step may still be coming in.
    with contextlib.suppress(QtTimeoutError):
        someone.bot.waitUntil(lambda: _seen(someone) == golden)
    assert _seen(someone) == golden


def _seen(someone: Person) -> str:
    process()
    return "\n".join(tree(someone.window)) + "\n"
