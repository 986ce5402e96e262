"""Rings when a check before a shift is due: once for each, also after sleep, whatever happens to the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from readiness.desktop.state.preferences import Preferences

_LOOK_MILLISECONDS: Final = 60_000
"""Timers stand still while a computer sleeps and know nothing of clocks that are set, so the clock is looked at.

Once a minute: whoever asks for a check some minutes before a shift does not miss one, and a computer that is woken
seldom can rest.
"""


_PUT_BACK: Final = timedelta(hours=3)
"""Summer time ends by an hour, at most two: until the clock has caught up, what has rung must not ring again."""


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
        self._going = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)

    def catch_up(self) -> None:
        """Ring also for the shift that is about to begin: who starts the computer just before it wants its check."""
        self._since = self._clock() - timedelta(minutes=self._preferences.shifts.minutes_before)

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
        return self._preferences.shifts.next_check(self._clock())

    @Slot()
    def look(self) -> None:
        """Ring if a check became due since it last rang."""
        now, made = self._clock(), self._preferences.made_up_to
        # A clock that was far ahead and has been put right: what it said then would silence every shift until then.
        self._since = self._since if self._since < now + _PUT_BACK else now
        made = made if made and made < now + _PUT_BACK else None
        due = self._preferences.shifts.due(max(self._since, made) if made else self._since, now)
        if due is not None:
            self._preferences.made_up_to = self._since = due
            self.rang.emit()
        self.looked.emit()
