"""When shifts begin, and when the checks before them are due.

Shifts follow wall-clock time. The caller decides which moment a wall-clock time means, so that a check is due the set
number of minutes before its shift even if the clocks change in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

WORKDAYS: Final = frozenset(range(5))
"""Monday to Friday, as ``datetime.weekday`` counts."""

GRACE: Final = timedelta(hours=1)
"""For how long after the start of a shift a check is made up for that was missed because the computer slept."""

Zone = Callable[[datetime], datetime]
"""Converts a wall-clock time into the moment it means; leaves an aware moment unchanged."""


def _as_it_is(wall: datetime) -> datetime:
    return wall


@dataclass(frozen=True, slots=True)
class Shifts:
    """Shifts begin at ``times`` of ``weekdays`` (Monday is 0); a check is due ``minutes_before`` each of them."""

    times: tuple[time, ...] = ()
    weekdays: frozenset[int] = WORKDAYS
    minutes_before: int = 15

    def due(self, after: datetime, now: datetime, zone: Zone = _as_it_is) -> datetime | None:
        """Return the latest check after ``after`` that is due by ``now`` and within GRACE, None if there is none."""
        earliest = max(after, now - self.lead - GRACE)
        return max((one for one in self._checks(now, zone) if earliest < one <= now), default=None)

    def next_check(self, now: datetime, zone: Zone = _as_it_is) -> datetime | None:
        """Return the first check after ``now``, None if there are no shifts."""
        return min((one for one in self._checks(now, zone) if one > now), default=None)

    @property
    def lead(self) -> timedelta:
        """The time between a check and its shift."""
        return timedelta(minutes=self.minutes_before)

    def _checks(self, now: datetime, zone: Zone) -> Iterator[datetime]:
        """Yield the checks before shifts from two days before ``now`` to nine days after: local dates may differ."""
        for days in range(-2, 10):
            day = now.date() + timedelta(days=days)
            if day.weekday() in self.weekdays:
                # A check may lie on the day before its shift.
                yield from (zone(datetime.combine(day, one)) - self.lead for one in self.times)
