"""Shifts: a check is due once before each, and made up for once when it was missed."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from readiness.domain.shifts import Shifts

MONDAY = "2026-11-23"
TUESDAY = "2026-11-24"
FRIDAY = "2026-11-27"
SHIFTS = Shifts((time(9), time(14, 30)))


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day} {clock}")


@pytest.mark.parametrize(
    ("after", "now", "due"),
    [
        ((MONDAY, "08:44"), (MONDAY, "08:44:59"), None),
        ((MONDAY, "08:44"), (MONDAY, "08:45"), (MONDAY, "08:45")),
        ((MONDAY, "08:45"), (MONDAY, "08:46"), None),  # that one was made
        ((MONDAY, "03:00"), (MONDAY, "09:40"), (MONDAY, "08:45")),  # it slept, and the shift has just begun
        ((MONDAY, "03:00"), (MONDAY, "10:01"), None),  # too late to be of use
        ((MONDAY, "08:00"), (MONDAY, "14:20"), (MONDAY, "14:15")),  # of two that were missed the newest
        ((MONDAY, "09:30"), (MONDAY, "08:50"), None),  # the clock was set back
        (("2026-11-21", "08:00"), ("2026-11-21", "09:00"), None),  # Saturday
    ],
)
def test_when_a_check_is_due(after: tuple[str, str], now: tuple[str, str], due: tuple[str, str] | None) -> None:
    assert SHIFTS.due(at(*after), at(*now)) == (at(*due) if due else None)


@pytest.mark.parametrize(
    ("shifts", "now", "then"),
    [
        (SHIFTS, (MONDAY, "08:45"), (MONDAY, "14:15")),
        (SHIFTS, (FRIDAY, "14:15"), ("2026-11-30", "08:45")),
        (Shifts((time(9),), frozenset({0})), (MONDAY, "09:00"), ("2026-11-30", "08:45")),
        (Shifts((time(0, 5),), frozenset({1})), (MONDAY, "12:00"), (MONDAY, "23:50")),  # a shift on Tuesday
        (Shifts((time(9),), minutes_before=60), (MONDAY, "07:59"), (MONDAY, "08:00")),
        (Shifts(), (MONDAY, "08:00"), None),
        (Shifts((time(9),), frozenset()), (MONDAY, "08:00"), None),
    ],
)
def test_when_the_next_one_will_be(shifts: Shifts, now: tuple[str, str], then: tuple[str, str] | None) -> None:
    assert shifts.next_check(at(*now)) == (at(*then) if then else None)
