"""A computer that sleeps is told from one that goes on."""

from __future__ import annotations

import sys
import time

import pytest

from readiness.machine.clocks import asleep_seconds, suspend_aware


def test_it_goes_on() -> None:
    before = suspend_aware()
    time.sleep(0.05)
    assert 0.02 < suspend_aware() - before < 60.0


def test_who_is_awake_does_not_sleep() -> None:
    before = asleep_seconds()
    time.sleep(0.05)
    assert asleep_seconds() - before == pytest.approx(0.0, abs=0.04)


@pytest.mark.skipif(not hasattr(time, "clock_gettime"), reason="Windows has one such clock, and no choice of them")
@pytest.mark.parametrize(("system", "clock"), [("linux", 7), ("darwin", 6)])
def test_each_system_is_asked_for_the_clock_that_counts_sleep(
    system: str, clock: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def clock_gettime(clock: int) -> float:
        asked.append(clock)
        return 0.0

    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(time, "clock_gettime", clock_gettime)
    monkeypatch.setattr(time, "CLOCK_BOOTTIME", 7, raising=False)
    monkeypatch.setattr(time, "CLOCK_MONOTONIC", 6)
    suspend_aware()
    assert asked == [clock]


def test_without_a_choice_of_clocks_the_plain_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert suspend_aware() == pytest.approx(time.monotonic(), abs=60.0)
