"""When shifts begin, and when a check before them is due.

Local times without a zone: shifts go by the clock on the wall.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

WORKDAYS: Final = frozenset(range(5))
"""Monday to Friday, as ``datetime.weekday`` counts."""

GRACE: Final = timedelta(hours=1)
"""How long after a shift's begin a check that was missed, because the computer slept, is still made up for."""


@dataclass(frozen=True, slots=True)
class Shifts:
    """Shifts begin at ``times`` of ``weekdays`` (Monday is 0); a check is due ``minutes_before`` each."""

    times: tuple[time, ...] = ()
    weekdays: frozenset[int] = WORKDAYS
    minutes_before: int = 15

    def due(self, after: datetime, now: datetime) -> datetime | None:
        """Return the newest check later than ``after`` that is due by ``now`` and not too late; None when none is."""
        before = timedelta(minutes=self.minutes_before)
        earliest = max(after, now - before - GRACE)
        return max((one for one in self._checks(now) if earliest < one <= now), default=None)

    def next_check(self, now: datetime) -> datetime | None:
        """Return the first check after ``now``, None without shifts."""
        return min((one for one in self._checks(now) if one > now), default=None)

    def _checks(self, now: datetime) -> Iterator[datetime]:
        """Yield the checks from two days before to a week and a day after ``now``."""
        for days in range(-2, 9):
            day = now.date() + timedelta(days=days)
            if day.weekday() in self.weekdays:
                # A check may lie on the day before its shift.
                yield from (datetime.combine(day, one) - timedelta(minutes=self.minutes_before) for one in self.times)
