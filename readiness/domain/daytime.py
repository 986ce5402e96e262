"""When a figure misses its limit: at one time of day, or at any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

_FEWEST_MISSES: Final = 3
_FEWEST_CHECKS: Final = 6
_WIDEST_HOURS: Final = 8.0
_DAY: Final = 24.0


@dataclass(frozen=True, slots=True)
class Daytime:
    """``misses`` of ``checks`` missed the limit, all between two times of day (hours, local; may pass midnight)."""

    misses: int
    checks: int
    begin: float
    end: float


def daytime_of_misses(checks: Sequence[tuple[datetime, bool]]) -> Daytime | None:
    """Return the time of day at which a limit is missed; None where there is none to tell.

    ``checks`` are moments in the person's own time zone, and whether the limit was missed.
    A time of day is told only when at least three of six checks or more missed, all of them
    within eight hours of the clock, and when most checks outside of it met the limit while
    most inside did not: else the hour is not the cause.
    """
    missed = sorted(_hour(at) for at, miss in checks if miss)
    if len(missed) < _FEWEST_MISSES or len(checks) < _FEWEST_CHECKS or len(missed) == len(checks):
        return None
    begin, width = _narrowest(missed)
    if width > _WIDEST_HOURS:
        return None
    inside = [miss for at, miss in checks if (_hour(at) - begin) % _DAY <= width]
    if len(inside) == len(checks) or 2 * sum(inside) <= len(inside):
        return None
    return Daytime(len(missed), len(checks), begin, (begin + width) % _DAY)


def _hour(at: datetime) -> float:
    return at.hour + at.minute / 60


def _narrowest(hours: Sequence[float]) -> tuple[float, float]:
    """Return begin and width of the narrowest stretch of the clock that holds all (rising) hours."""
    gaps = [(hours[i] - hours[i - 1]) % _DAY for i in range(len(hours))]
    # The stretch begins behind the widest gap. Equal hours leave no gap but the whole day.
    widest = max(range(len(gaps)), key=lambda i: gaps[i])
    return hours[widest], _DAY - gaps[widest] if gaps[widest] else 0.0
