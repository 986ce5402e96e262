"""Rings when a check before a shift is due: once for each, also after sleep, whatever happens to the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from readiness.desktop.preferences import Preferences

_LOOK_MILLISECONDS: Final = 30_000
"""Timers stand still while a computer sleeps and know nothing of clocks that are set, so the clock is looked at."""


def wall_clock() -> datetime:
    """Return the time on the wall, without a zone."""
    return datetime.now().astimezone().replace(tzinfo=None)


class Alarm(QObject):
    """``rang`` comes when a check is due; ``looked`` whenever the clock was looked at."""

    rang = Signal()
    looked = Signal()

    def __init__(
        self, preferences: Preferences, parent: QObject | None = None, clock: Callable[[], datetime] = wall_clock
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._clock = clock
        self._since = clock()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to look at the clock. What was due before the program began is not made up for."""
        self._since = self._clock()
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @property
    def next_check(self) -> datetime | None:
        """When the next check is due, None when no shifts are set."""
        return self._preferences.shifts.next_check(self._clock())

    @Slot()
    def look(self) -> None:
        """Ring if a check became due since it last rang."""
        now, made = self._clock(), self._preferences.made_up_to
        due = self._preferences.shifts.due(max(self._since, made) if made else self._since, now)
        if due is not None:
            self._preferences.made_up_to = self._since = due
            self.rang.emit()
        self.looked.emit()
