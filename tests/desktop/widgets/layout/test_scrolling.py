"""What comes into sight of a page that is longer than its window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from readiness.desktop.widgets.layout.scrolling import ScrollArea


@pytest.mark.parametrize(("height", "begins"), [(900, True), (100, False)])
def test_of_what_is_too_tall_the_beginning_is_shown(qtbot: QtBot, height: int, begins: bool) -> None:  # noqa: FBT001
    content = QWidget()
    rows = QVBoxLayout(content)
    parts = [QWidget() for _ in range(3)]
    for part, tall in zip(parts, (700, height, 700), strict=True):
        part.setFixedHeight(tall)
        rows.addWidget(part)
    area = ScrollArea(content)
    qtbot.addWidget(area)
    area.resize(400, 300)
    area.show()
    area.ensureWidgetVisible(parts[1], 0, 10)
    top = parts[1].y() - area.verticalScrollBar().value()
    assert (top == 10) is begins
    assert 0 <= top <= 300
