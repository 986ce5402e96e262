"""How large a part would like to be: its width is reckoned, its height follows from the width that it gets."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout
from pytestqt.qtbot import QtBot

from readiness.desktop.widgets.layout.sizes import Block, Scrolled
from readiness.desktop.widgets.wrapped_text import Text

LONG = "Some words that need several lines on a narrow page, and only one where there is room. " * 3


def test_a_part_is_no_narrower_than_its_longest_word_and_taller_where_it_is_narrow(qtbot: QtBot) -> None:
    part, words = Block(), Text(LONG)
    qtbot.addWidget(part)
    rows = QVBoxLayout(part)
    rows.setContentsMargins(3, 0, 3, 0)
    rows.addWidget(words)
    assert part.minimumSizeHint().width() == words.minimumSizeHint().width() + 6
    assert part.minimumSizeHint().width() < part.sizeHint().width()
    assert part.heightForWidth(200) > part.heightForWidth(600)


def test_what_scrolls_asks_for_no_height_of_its_own(qtbot: QtBot) -> None:
    part = Scrolled()
    qtbot.addWidget(part)
    QVBoxLayout(part).addWidget(Text(LONG))
    assert part.minimumSizeHint().height() == 0
    assert part.minimumSizeHint().width() > 0
