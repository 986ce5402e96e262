"""Tests of painting in another turn than the one in which everything changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from readiness.desktop.responsive.painting import paint_later


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
    before = part.painted
    paint_later(part)
    part.update()
    QCoreApplication.sendPostedEvents()  # all that follows in the same turn
    assert part.painted == before
    qtbot.waitUntil(lambda: part.painted > before, timeout=20_000)


def test_put_off_again_and_again_it_is_painted_once(qtbot: QtBot, part: _Part) -> None:
    """GIVEN several changes in one turn WHEN each puts painting off THEN it comes once, and then as always."""
    before = part.painted
    for _ in range(3):
        paint_later(part)
        part.update()
    qtbot.waitUntil(lambda: part.painted == before + 1, timeout=20_000)
    part.update()
    qtbot.waitUntil(lambda: part.painted == before + 2, timeout=20_000)


def test_nothing_is_painted_that_nobody_asked_for(qtbot: QtBot, part: _Part) -> None:
    """GIVEN a turn that changes nothing WHEN painting was put off THEN nothing is painted for it."""
    before, over = part.painted, list[bool]()
    paint_later(part)
    QTimer.singleShot(50, lambda: over.append(True))
    qtbot.waitUntil(lambda: bool(over), timeout=20_000)
    assert part.painted == before


def test_a_window_that_is_hidden_meanwhile_is_painted_when_it_is_shown(qtbot: QtBot, part: _Part) -> None:
    """GIVEN painting put off WHEN the window is hidden and shown again THEN it is painted."""
    window = part.window()
    paint_later(part)
    part.update()
    window.hide()
    before = part.painted
    window.show()
    qtbot.waitUntil(lambda: part.painted > before, timeout=20_000)


def test_a_page_that_goes_on_growing_is_seen_growing(qtbot: QtBot, part: _Part) -> None:
    """GIVEN changes in every turn WHEN each puts painting off THEN it is painted in between."""
    before, growing = part.painted, QTimer()

    def grow() -> None:
        paint_later(part)
        part.update()

    growing.timeout.connect(grow)
    growing.start(0)
    qtbot.waitUntil(lambda: part.painted > before + 2, timeout=20_000)
    growing.stop()
