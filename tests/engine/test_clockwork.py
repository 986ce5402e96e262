"""A clock that is set while a check goes on is told; one that only runs is not."""

from __future__ import annotations

import time

import pytest

from readiness.engine.clockwork import Clockwork, ticks


def test_who_sets_the_clock_is_told_by_how_much() -> None:
    seen = [5_000.0, 5_060.0, 5_090.0]
    told = [1_000_000.0, 1_000_060.02, 996_490.0]
    clocks = Clockwork(lambda: seen[0], lambda: told[0])
    jumps = []
    for _ in range(2):
        del seen[0], told[0]
        jumps.append(clocks.jump())
    assert [(one.value, one.unit) for one in jumps] == [(0.0, "s"), (-3600.0, "s")]


def test_both_clocks_of_this_computer_run_alike() -> None:
    assert Clockwork().jump().value == pytest.approx(0.0, abs=60.0)


@pytest.mark.skipif(not hasattr(time, "clock_gettime"), reason="Windows has one such clock, and no choice of them")
def test_each_system_is_asked_for_the_clock_that_counts_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def clock_gettime(clock: int) -> float:
        asked.append(clock)
        return 0.0

    monkeypatch.setattr(time, "clock_gettime", clock_gettime)
    monkeypatch.setattr(time, "CLOCK_BOOTTIME", 7, raising=False)
    ticks()
    monkeypatch.delattr(time, "CLOCK_BOOTTIME")
    monkeypatch.setattr(time, "CLOCK_MONOTONIC", 6)
    ticks()
    assert asked == [7, 6]


def test_without_a_choice_of_clocks_the_plain_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        monkeypatch.delattr(time, name, raising=False)
    assert ticks() == pytest.approx(time.monotonic(), abs=60.0)
