"""Tests of painting in another turn than the one in which everything changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from readiness.desktop.responsive.painting import Painting


class _Part(QWidget):
    """Counts how often it is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.painted = 0

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's own
        """Count."""
        self.painted += 1


@pytest.fixture
def part(qtbot: QtBot) -> Iterator[_Part]:
    """Yield a part of a window that is shown, and painted."""
    window, made = QWidget(), _Part()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(made)
    window.resize(200, 100)
    window.show()
    qtbot.waitUntil(lambda: made.painted > 0, timeout=20_000)
    yield made
    window.close()


def test_a_change_is_painted_in_a_later_turn(qtbot: QtBot, part: _Part) -> None:
    """GIVEN a window WHEN painting is put off THEN what is asked for meanwhile has its place first, painted after."""
    painting, before = Painting(part), part.painted
    painting.put_off(part.window())
    part.update()
    QCoreApplication.sendPostedEvents()  # all that follows in the same turn
    assert part.painted == before
    qtbot.waitUntil(lambda: part.painted > before, timeout=20_000)


def test_put_off_again_and_again_it_is_painted_once(qtbot: QtBot, part: _Part) -> None:
    """GIVEN several changes in one turn WHEN each puts painting off THEN it comes once, and then as always."""
    painting, before = Painting(part), part.painted
    for _ in range(3):
        painting.put_off(part.window())
        part.update()
    qtbot.waitUntil(lambda: part.painted == before + 1, timeout=20_000)
    part.update()
    qtbot.waitUntil(lambda: part.painted == before + 2, timeout=20_000)


def test_nothing_is_painted_that_nobody_asked_for(qtbot: QtBot, part: _Part) -> None:
    """GIVEN a turn that changes nothing WHEN painting was put off THEN nothing is painted for it."""
    before, over = part.painted, list[bool]()
    Painting(part).put_off(part.window())
    QTimer.singleShot(50, lambda: over.append(True))
    qtbot.waitUntil(lambda: bool(over), timeout=20_000)
    assert part.painted == before


def test_a_window_that_is_hidden_meanwhile_is_painted_when_it_is_shown(qtbot: QtBot, part: _Part) -> None:
    """GIVEN painting put off WHEN the window is hidden and shown again THEN it is painted."""
    window = part.window()
    Painting(part).put_off(window)
    part.update()
    window.hide()
    before = part.painted
    window.show()
    qtbot.waitUntil(lambda: part.painted > before, timeout=20_000)
