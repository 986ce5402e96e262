"""A clock that is set while a check goes on is told; one that only runs is not."""

from __future__ import annotations

import pytest

from readiness.engine.clock_jump import ClockJumpDetector


def test_who_sets_the_clock_is_told_by_how_much() -> None:
    seen = [5_000.0, 5_060.0, 5_090.0]
    told = [1_000_000.0, 1_000_060.02, 996_490.0]
    clocks = ClockJumpDetector(lambda: seen[0], lambda: told[0])
    jumps = []
    for _ in range(2):
        del seen[0], told[0]
        jumps.append(clocks.jump())
    assert [(one.value, one.unit) for one in jumps] == [(0.0, "s"), (-3600.0, "s")]


def test_both_clocks_of_this_computer_run_alike() -> None:
    assert ClockJumpDetector().jump().value == pytest.approx(0.0, abs=60.0)
