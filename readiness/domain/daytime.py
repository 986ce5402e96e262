"""Whether a limit is missed at a certain time of day only."""

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
    """``misses`` of ``checks`` missed the limit, all of them between two local hours (the span may pass midnight)."""

    misses: int
    checks: int
    begin: float
    end: float


def daytime_of_misses(checks: Sequence[tuple[datetime, bool]]) -> Daytime | None:
    """Return the time of day at which a limit is missed, or None if there is no such time.

    ``checks`` are (local moment, whether the limit was missed). A time of day is returned only if there are at least
    six checks, at least three of them missed the limit, all misses lie within eight hours of the clock, and most
    checks inside that span missed the limit while most outside met it. Otherwise the time of day is not the cause.
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
    """Return start and width, in hours, of the shortest span of the clock that contains all (ascending) hours."""
    gaps = [(hours[i] - hours[i - 1]) % _DAY for i in range(len(hours))]
    # The stretch begins behind the widest gap. Equal hours leave no gap but the whole day.
    widest = max(range(len(gaps)), key=lambda i: gaps[i])
    return hours[widest], _DAY - gaps[widest] if gaps[widest] else 0.0
