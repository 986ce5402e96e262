"""Rings when a check before a shift is due: once for each, also after sleep, whatever happens to the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from PySide6.QtCore import QDateTime, QObject, Qt, QTimer, Signal, Slot

from readiness.desktop.state.preferences import Preferences

_LOOK_MILLISECONDS: Final = 60_000
"""Timers stand still while a computer sleeps and know nothing of clocks that are set, so the clock is looked at.

Once a minute: whoever asks for a check some minutes before a shift does not miss one, and a computer that is woken
seldom can rest.
"""


_PUT_BACK: Final = timedelta(hours=3)
"""A clock that ran ahead by some hours is put right: until it has caught up, what has rung must not ring again."""


def moment_now() -> datetime:
    """Return this moment, after a look at which time zone the system is in.

    Qt asks for that with every look at the clock; Python takes it from the start of the program for granted.
    """
    QDateTime.currentDateTime()
    return datetime.now(UTC)


def moment_of(wall: datetime) -> datetime:
    """Return what a time on the wall means here.

    When clocks are put back or forward, some times are there twice or not at all. Of the two moments that such a
    time may mean it is the earlier one: a check that comes too early is worth more than one that comes too late.
    """
    return min(wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def _always() -> bool:
    return True


class Alarm(QObject):
    """``rang`` comes when a check is due; ``looked`` whenever the clock was looked at.

    ``on_watch``: whether it is this program's turn to ring, of several that may run.
    """

    rang = Signal()
    looked = Signal()

    def __init__(
        self,
        preferences: Preferences,
        parent: QObject | None = None,
        clock: Callable[[], datetime] = moment_now,
        on_watch: Callable[[], bool] = _always,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._on_watch = on_watch
        self._clock = clock
        self._since = clock()
        self._going = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)

    def catch_up(self) -> None:
        """Ring also for the shift that is about to begin: who starts the computer just before it wants its check."""
        self._since = self._clock() - self._preferences.shifts.lead

    def start(self) -> None:
        """Look at the clock from now on, if it is not looked at already. What was due before is not made up for."""
        if not self._going:
            self._going, self._since = True, self._clock()
            self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._going = False
        self._timer.stop()

    @property
    def next_check(self) -> datetime | None:
        """When the next check is due, None when no shifts are set."""
        return self._preferences.shifts.next_check(self._clock(), moment_of)

    @Slot()
    def look(self) -> None:
        """Ring if a check became due since it last rang."""
        self._preferences.refresh()
        due = self._due(self._clock())
        if due is not None and self._on_watch():
            self._preferences.made_up_to = self._since = due
            self.rang.emit()
        self.looked.emit()

    def _due(self, now: datetime) -> datetime | None:
        made = self._preferences.made_up_to
        # A clock that was far ahead and has been put right: what it said then would silence every shift until then.
        self._since = self._since if self._since < now + _PUT_BACK else now
        made = made if made and made < now + _PUT_BACK else None
        return self._preferences.shifts.due(max(self._since, made) if made else self._since, now, moment_of)
