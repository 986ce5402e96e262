"""The alarm: once before each shift, whatever clocks and sleep do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from readiness.desktop.shifts.alarm import Alarm, wall_clock
from readiness.desktop.state.preferences import Preferences
from readiness.domain.shifts import Shifts

SHIFTS = Shifts((time(9), time(14, 30)), frozenset({0, 1, 2, 3, 4, 5, 6}), 20)


class Clock:
    """A clock on the wall that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, 0)  # noqa: DTZ001 - a wall clock has no zone

    def __call__(self) -> datetime:
        return self.now

    def set(self, hours: int, minutes: int) -> None:
        self.now = self.now.replace(hour=hours, minute=minutes)


@pytest.fixture
def clock() -> Clock:
    return Clock()


Rings = Callable[[int, int], int]


@pytest.fixture
def rings(tmp_path: Path, clock: Clock) -> Iterator[Rings]:
    """Let the clock show a time, have it looked at, and return how often it has rung."""
    preferences = Preferences(tmp_path / "window.ini")
    preferences.shifts = SHIFTS
    alarm, rung = Alarm(preferences, None, clock), []
    alarm.rang.connect(lambda: rung.append(clock.now))
    alarm.start()

    def looked(hours: int, minutes: int) -> int:
        clock.set(hours, minutes)
        alarm.look()
        return len(rung)

    yield looked
    alarm.stop()


def test_it_rings_once_before_each_shift(rings: Rings) -> None:
    assert [rings(8, 39), rings(8, 40), rings(8, 41), rings(14, 9), rings(14, 10)] == [0, 1, 1, 1, 2]


def test_what_was_missed_asleep_is_made_up_for_once(rings: Rings) -> None:
    assert [rings(8, 20), rings(9, 30), rings(9, 31)] == [0, 1, 1]


def test_what_was_missed_for_too_long_is_not(rings: Rings) -> None:
    assert [rings(8, 20), rings(10, 30)] == [0, 0]


def test_a_clock_that_is_set_back_does_not_ring_again(rings: Rings) -> None:
    assert [rings(8, 45), rings(8, 30), rings(8, 45), rings(8, 50)] == [1, 1, 1, 1]


def test_a_program_that_is_started_again_does_not_ring_again(tmp_path: Path, clock: Clock, rings: Rings) -> None:
    assert rings(8, 45) == 1
    clock.set(8, 30)
    again = Alarm(Preferences(tmp_path / "window.ini"), None, clock)
    rung: list[bool] = []
    again.rang.connect(lambda: rung.append(True))
    again.start()
    clock.set(8, 46)
    again.look()
    again.stop()
    assert rung == []
    assert again.next_check == clock.now.replace(hour=14, minute=10)


def started(folder: Path, clock: Clock) -> int:
    """How often the alarm rings where the program is started now."""
    alarm, rung = Alarm(Preferences(folder / "window.ini"), None, clock), []
    alarm.rang.connect(lambda: rung.append(True))
    alarm.start()
    alarm.catch_up()
    alarm.start()
    alarm.look()
    alarm.stop()
    return len(rung)


@pytest.mark.parametrize(("minutes", "rung"), [(39, 0), (45, 1), (59, 1), (60, 0)])
def test_a_computer_that_is_started_just_before_a_shift_is_checked(
    tmp_path: Path, clock: Clock, minutes: int, rung: int
) -> None:
    Preferences(tmp_path / "window.ini").shifts = SHIFTS
    clock.set(8 + minutes // 60, minutes % 60)
    assert [started(tmp_path, clock), started(tmp_path, clock)] == [rung, 0]


def test_a_clock_that_was_years_ahead_silences_no_shift(rings: Rings, clock: Clock) -> None:
    clock.now = clock.now.replace(year=2031)
    assert rings(8, 40) == 1
    clock.now = clock.now.replace(year=2026)
    assert [rings(8, 30), rings(8, 45), rings(8, 46)] == [1, 2, 2]


def test_the_wall_clock_has_no_zone() -> None:
    assert wall_clock().tzinfo is None
    assert abs(wall_clock() - datetime.now().astimezone().replace(tzinfo=None)) < timedelta(seconds=5)
