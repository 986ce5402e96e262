"""Measures how long the event loop of a window does not come round while something goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

PATIENCE_MS: Final = 60_000
REST_MS: Final = 150


@dataclass(frozen=True, slots=True)
class Stall:
    """The longest stretch without a turn of the event loop, in milliseconds."""

    wall: float
    processor: float


class Meter(QObject):
    """Measures the time between turns of the event loop. ``busy`` says whether something is still to be done."""

    def __init__(self, busy: Callable[[], bool]) -> None:
        super().__init__()
        self._busy = busy
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._turn)
        self._last = (0.0, 0.0)
        self._longest = Stall(0.0, 0.0)

    def watch(self, name: str, act: Callable[[], object], done: Callable[[], bool]) -> Stall:
        """Do something of that name, wait until it and all that follows is done, and return the longest stall."""
        app = QApplication.instance()
        assert app is not None
        self._longest = Stall(0.0, 0.0)
        self._last = _now()
        self._clock.start(1)
        begun: list[bool] = []
        QTimer.singleShot(0, lambda: begun.append(bool(act()) or True))
        deadline, rest = QDeadlineTimer(PATIENCE_MS), QDeadlineTimer(REST_MS)
        while not (begun and done() and rest.hasExpired()):
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if not (begun and done()) or (rest.hasExpired() and self._is_busy()):
                rest = QDeadlineTimer(REST_MS)
            if deadline.hasExpired():
                raise TimeoutError(name)
        app.processEvents()
        self._clock.stop()
        self._turn()
        return self._longest

    def _is_busy(self) -> bool:
        """Ask whether something is to be done; looking for it is no part of what is measured."""
        self._turn()
        found = self._busy()
        self._last = _now()
        return found

    def _turn(self) -> None:
        wall, processor = _now()
        found = Stall(1e3 * (wall - self._last[0]), 1e3 * (processor - self._last[1]))
        self._longest = Stall(max(found.wall, self._longest.wall), max(found.processor, self._longest.processor))
        self._last = _now()


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.thread_time()
