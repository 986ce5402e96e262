"""Letters and colours that a page keeps until it is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from readiness.desktop.looks.theme import scaled
from readiness.desktop.widgets.layout.held import Sheet, hold, is_old, renew
from readiness.desktop.widgets.words import Text


@pytest.fixture
def larger(qapp: QApplication) -> Iterator[QFont]:
    font, palette = qapp.font(), qapp.palette()
    yield scaled(font, 1.5)
    qapp.setFont(font)
    qapp.setPalette(palette)


def test_a_page_keeps_its_letters_and_colours_until_it_is_told(qtbot: QtBot, qapp: QApplication, larger: QFont) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    hold(page)
    rows, sheet = QVBoxLayout(page), Sheet(page)
    text, on_sheet = Text("words"), Text("words")
    rows.addWidget(text)
    rows.addWidget(sheet)
    sheet.rows.addWidget(on_sheet)
    before, palette = text.font().pointSizeF(), QPalette(QColor("#123456"))
    qapp.setFont(larger)
    qapp.setPalette(palette)
    assert is_old(page)
    assert text.font().pointSizeF() == before
    renew(page)
    assert not is_old(page)
    assert text.font().pointSizeF() == pytest.approx(1.5 * before)
    # The sheet is replaced whole, so that it need not be measured anew; its colours are not.
    assert on_sheet.font().pointSizeF() == before
    colour = palette.color(QPalette.ColorRole.Button).name()
    assert {one.palette().color(QPalette.ColorRole.Button).name() for one in (page, sheet)} == {colour}
