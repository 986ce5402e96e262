"""Tests of work on a daemon thread: when it begins, and that what it finds comes back."""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from readiness.desktop.responsive.background import Background


def test_work_begins_when_the_turn_that_asked_for_it_is_over(qtbot: QtBot) -> None:
    """GIVEN a turn of the window that takes its time WHEN it asks for work THEN that does not begin meanwhile."""
    background, begun, seen = Background(), threading.Event(), list[bool]()

    def turn() -> None:
        background.run(begun.set, lambda _: None)
        time.sleep(0.05)  # long enough for a thread to begin
        seen.append(begun.is_set())

    QTimer.singleShot(0, turn)
    qtbot.waitUntil(lambda: bool(seen) and begun.is_set(), timeout=20_000)
    assert seen == [False]


def test_work_is_done_though_no_turn_follows() -> None:
    """GIVEN a window that closes in the same turn WHEN something is to be kept THEN it is kept; nothing is told."""
    background, kept, told = Background(), threading.Event(), list[object]()
    background.run(kept.set, told.append)
    background.close()
    assert kept.wait(20)
    assert not told
