"""The long part of a page: what is shown stays whole until the next can be, and what was let go of goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from readiness.desktop.widgets.controls import Page
from readiness.desktop.widgets.layout.deferred_style import Sheet
from readiness.desktop.widgets.layout.double_buffer import DoubleBuffer
from readiness.desktop.widgets.layout.reading_order import controls_of


def _buttons(*names: str) -> Callable[[QVBoxLayout], list[QWidget]]:
    def add(rows: QVBoxLayout) -> list[QWidget]:
        made: list[QWidget] = [QPushButton(name) for name in names]
        for one in made:
            rows.addWidget(one)
        return made

    return add


def _filled(qtbot: QtBot, *names: str) -> tuple[Page, DoubleBuffer]:
    page = Page(400)
    qtbot.addWidget(page)
    filling = DoubleBuffer(page, page.content, page.rows, 8)
    page.show()
    filling.put(_buttons(*names))
    return page, filling


def _seen(page: Page) -> list[str]:
    return [one.text() for one in page.content.findChildren(QPushButton) if not one.visibleRegion().isEmpty()]


def test_what_is_shown_stays_until_something_stands_on_the_next_sheet(qtbot: QtBot) -> None:
    page, filling = _filled(qtbot, "old", "older")
    shown = filling.sheet
    filling.begin()
    assert filling.sheet is not shown
    assert _seen(page) == ["old", "older"]
    filling.put(_buttons("new"))
    assert _seen(page) == ["new"]
    filling.put(_buttons("newer"))
    assert _seen(page) == ["new", "newer"]


def test_old_sheets_are_gone_in_the_end_and_unfinished_ones_too(qtbot: QtBot) -> None:
    page, filling = _filled(qtbot, *map(str, range(50)))
    filling.begin()
    filling.begin()
    filling.put(_buttons("new"))
    assert filling.busy
    qtbot.waitUntil(lambda: not filling.busy)
    assert len(page.content.findChildren(Sheet)) == 1
    assert _seen(page) == ["new"]
    filling.clear()
    assert _seen(page) == []


def test_tab_goes_through_a_new_sheet_as_it_is_read(qtbot: QtBot) -> None:
    page, filling = _filled(qtbot, "old")
    page.bar.row.addWidget(QPushButton("go on"))
    filling.begin()
    filling.put(_buttons("first", "second"))
    filling.put(_buttons("third"))
    qtbot.waitUntil(lambda: not filling.busy)
    first = next(controls_of(page))
    chain: list[QWidget] = [first]
    while (following := chain[-1].nextInFocusChain()) is not None and following is not first:
        chain.append(following)
    assert [one.text() for one in chain if isinstance(one, QPushButton)] == ["first", "second", "third", "go on"]
