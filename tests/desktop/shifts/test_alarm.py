"""The alarm: once before each shift, whatever clocks and sleep do."""

from __future__ import annotations

import os
import subprocess
import sys
import time as clocks
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from readiness.desktop.shifts.alarm import Alarm, moment_now
from readiness.desktop.state.preferences import Preferences
from readiness.domain.shifts import Shifts

SHIFTS = Shifts((time(9), time(14, 30)), frozenset({0, 1, 2, 3, 4, 5, 6}), 20)


class Clock:
    """A clock on the wall that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, 0).astimezone()

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


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Set the system's time zone, as POSIX writes one."""
    if sys.platform == "win32":
        pytest.skip("only a whole Windows has a time zone, no process of its own")

    def set_(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        clocks.tzset()

    yield set_
    monkeypatch.undo()
    clocks.tzset()


CENTRAL_EUROPE = "CET-1CEST,M3.5.0,M10.5.0/3"


@pytest.mark.parametrize(
    ("shift", "due"),
    [
        (("2026-03-29", time(3)), "2026-03-29T00:45Z"),  # a quarter of an hour before it, at 01:45 by winter's time
        (("2026-03-29", time(2, 30)), "2026-03-29T00:15Z"),  # a time that is not there that night
        (("2026-10-25", time(3)), "2026-10-25T01:45Z"),  # 02:45 is there twice: it is the second one
        (("2026-10-25", time(2, 30)), "2026-10-25T00:15Z"),  # the first of two
    ],
)
def test_a_check_comes_its_minutes_before_the_shift_also_when_clocks_are_changed(
    tmp_path: Path, zone: Callable[[str], None], shift: tuple[str, time], due: str
) -> None:
    zone(CENTRAL_EUROPE)
    preferences = Preferences(tmp_path / "window.ini")
    preferences.shifts = Shifts((shift[1],), frozenset(range(7)), 15)
    clock, rung = Clock(), []
    clock.now = datetime.fromisoformat(f"{shift[0]}T00:00Z") - timedelta(hours=1)
    alarm = Alarm(preferences, None, clock)
    alarm.rang.connect(lambda: rung.append(clock.now))
    for _ in range(5 * 60):
        clock.now += timedelta(minutes=1)
        alarm.look()
    assert rung == [datetime.fromisoformat(due)]
    assert preferences.made_up_to == rung[0]


def test_who_travels_has_a_check_before_the_shift_there_too(
    zone: Callable[[str], None], rings: Rings, clock: Clock
) -> None:
    zone("UTC")
    clock.now = clock.now.replace(tzinfo=UTC)
    assert rings(8, 40) == 1
    zone("WEST+2")
    assert [rings(10, 39), rings(10, 41), rings(10, 42)] == [1, 2, 2]


def test_what_an_older_program_noted_by_the_clock_on_the_wall_counts(tmp_path: Path) -> None:
    wall = datetime(2026, 11, 23, 8, 40)  # noqa: DTZ001 - that is how it was
    preferences = Preferences(tmp_path / "window.ini")
    preferences.made_up_to = wall
    assert preferences.made_up_to == wall.astimezone()


def test_only_the_program_on_watch_rings_and_all_learn_what_another_one_wrote(tmp_path: Path, clock: Clock) -> None:
    file, rung = tmp_path / "window.ini", list[str]()
    mine, on_watch = Preferences(file), list[bool]()
    alarm = Alarm(mine, None, clock, lambda: bool(on_watch))
    alarm.rang.connect(lambda: rung.append("rang"))
    alarm.looked.connect(lambda: rung.append("looked"))
    file.write_text("[shifts]\ntimes=09:00\nweekdays=0\nminutes_before=20\n", encoding="utf-8")
    clock.set(8, 40)
    alarm.look()
    on_watch.append(True)
    alarm.look()
    assert rung == ["looked", "rang", "looked"]
    assert "made_up_to" in file.read_text(encoding="utf-8")


def test_a_time_zone_that_is_changed_meanwhile_is_noticed() -> None:
    """What Python is told of the zone when it starts, it believes to the end."""
    code = (
        "import os; from datetime import datetime; from readiness.desktop.shifts.alarm import moment_now\n"
        "moment_now(); os.environ['TZ'] = 'EAST-9'; moment_now(); print(datetime.now().astimezone().utcoffset())"
    )
    if sys.platform == "win32":
        pytest.skip("only a whole Windows has a time zone, no process of its own")
    environment = {**os.environ, "TZ": "UTC"}
    program = (sys.executable, "-c", code)
    told = subprocess.run(program, capture_output=True, text=True, check=True, env=environment)
    assert told.stdout.strip() == "9:00:00"


def test_the_moment_is_now() -> None:
    assert abs(moment_now() - datetime.now(UTC)) < timedelta(seconds=5)
