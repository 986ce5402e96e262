"""Letters and colours that a page keeps until it is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from readiness.desktop.looks.theme import scaled
from readiness.desktop.widgets.layout.deferred_style import (
    Sheet,
    freeze_style,
    freeze_until_refreshed,
    has_stale_style,
    refresh_style,
    refresh_style_if_stale,
)
from readiness.desktop.widgets.layout.scrolling import ScrollArea
from readiness.desktop.widgets.wrapped_text import Text


@pytest.fixture
def larger(qapp: QApplication) -> Iterator[QFont]:
    font, palette = qapp.font(), qapp.palette()
    yield scaled(font, 1.5)
    qapp.setFont(font)
    qapp.setPalette(palette)


def test_a_page_keeps_its_letters_and_colours_until_it_is_told(qtbot: QtBot, qapp: QApplication, larger: QFont) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    freeze_style(page)
    rows, sheet = QVBoxLayout(page), Sheet(page)
    text, on_sheet = Text("words"), Text("words")
    rows.addWidget(text)
    rows.addWidget(sheet)
    sheet.rows.addWidget(on_sheet)
    before, palette = text.font().pointSizeF(), QPalette(QColor("#123456"))
    qapp.setFont(larger)
    qapp.setPalette(palette)
    assert has_stale_style(page)
    assert text.font().pointSizeF() == before
    refresh_style(page)
    assert not has_stale_style(page)
    assert text.font().pointSizeF() == pytest.approx(1.5 * before)
    # The sheet is replaced whole, so that it need not be measured anew; its colours are not.
    assert on_sheet.font().pointSizeF() == before
    colour = palette.color(QPalette.ColorRole.Button).name()
    assert {one.palette().color(QPalette.ColorRole.Button).name() for one in (page, sheet)} == {colour}


def test_a_part_that_is_kept_apart_follows_only_its_owner(qtbot: QtBot, qapp: QApplication, larger: QFont) -> None:
    qapp.setPalette(QPalette(QColor("#fedcba")))
    page = QWidget()
    qtbot.addWidget(page)
    freeze_style(page)
    rows, part = QVBoxLayout(page), QWidget()
    rows.addWidget(part)
    text = Text("words")
    QVBoxLayout(part).addWidget(text)
    freeze_until_refreshed(part)
    before = text.font().pointSizeF()
    qapp.setFont(larger)
    qapp.setPalette(QPalette(QColor("#123456")))
    refresh_style(page)
    assert text.font().pointSizeF() == before
    assert part.palette() != qapp.palette()
    assert refresh_style_if_stale(part)
    assert text.font().pointSizeF() == pytest.approx(1.5 * before)
    assert part.palette() == qapp.palette()
    assert not refresh_style_if_stale(part)


def test_words_deep_inside_a_page_are_found_and_nothing_is_asked_of_qts_own_controls(
    qtbot: QtBot, qapp: QApplication, larger: QFont
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    freeze_style(page)
    rows, inside, text = QVBoxLayout(page), QWidget(), Text("words")
    QVBoxLayout(inside).addWidget(text)
    rows.addWidget(ScrollArea(inside))
    rows.addWidget(QComboBox())
    before = text.font().pointSizeF()
    qapp.setFont(larger)
    refresh_style(page)
    assert text.font().pointSizeF() == pytest.approx(1.5 * before)
