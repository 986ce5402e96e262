"""When shifts begin, and when a check before them is due.

Shifts go by the clock on the wall; what a time on it means is the caller's to say, so that a check is due so many
minutes before its shift also where the wall's clock is put forward or back in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

WORKDAYS: Final = frozenset(range(5))
"""Monday to Friday, as ``datetime.weekday`` counts."""

GRACE: Final = timedelta(hours=1)
"""How long after a shift's begin a check that was missed, because the computer slept, is still made up for."""

Zone = Callable[[datetime], datetime]
"""Turns a time on the wall into the moment it means, and leaves a moment one."""


def _as_it_is(wall: datetime) -> datetime:
    return wall


@dataclass(frozen=True, slots=True)
class Shifts:
    """Shifts begin at ``times`` of ``weekdays`` (Monday is 0); a check is due ``minutes_before`` each."""

    times: tuple[time, ...] = ()
    weekdays: frozenset[int] = WORKDAYS
    minutes_before: int = 15

    def due(self, after: datetime, now: datetime, zone: Zone = _as_it_is) -> datetime | None:
        """Return the newest check later than ``after`` that is due by ``now`` and not too late; None when none is."""
        earliest = max(after, now - self.lead - GRACE)
        return max((one for one in self._checks(now, zone) if earliest < one <= now), default=None)

    def next_check(self, now: datetime, zone: Zone = _as_it_is) -> datetime | None:
        """Return the first check after ``now``, None without shifts."""
        return min((one for one in self._checks(now, zone) if one > now), default=None)

    @property
    def lead(self) -> timedelta:
        """How long before a shift its check is due."""
        return timedelta(minutes=self.minutes_before)

    def _checks(self, now: datetime, zone: Zone) -> Iterator[datetime]:
        """Yield the checks from two days before to a week and two days after ``now``, whose own day may be another."""
        for days in range(-2, 10):
            day = now.date() + timedelta(days=days)
            if day.weekday() in self.weekdays:
                # A check may lie on the day before its shift.
                yield from (zone(datetime.combine(day, one)) - self.lead for one in self.times)
