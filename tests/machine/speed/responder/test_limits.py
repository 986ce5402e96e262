"""What a server gives at most."""

from __future__ import annotations

import math

import pytest

from readiness.machine.speed.responder.limits import Allowance


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_without_a_limit_everything_is_granted() -> None:
    assert Allowance(math.inf).granted(1 << 30) == 1 << 30


def test_a_limit_is_kept_over_time() -> None:
    clock = Clock()
    allowance, moved = Allowance(80.0, clock), 0
    for _ in range(1_000):  # 2 s in steps of 2 ms, always wanting more
        granted = allowance.granted(1 << 18)
        allowance.spend(granted)
        moved += granted
        clock.now += 0.002
    assert moved == pytest.approx(20e6, rel=0.02)


def test_what_is_left_over_is_not_saved_up() -> None:
    clock = Clock()
    allowance = Allowance(80.0, clock)
    clock.now += 3600
    assert allowance.granted(1 << 30) <= 80e6 / 8 * 0.02
    assert 0 < allowance.pause() < 0.01


def test_a_turn_is_worth_it_or_is_waited_for() -> None:
    allowance = Allowance(1.0, Clock())
    allowance.spend(allowance.granted(1 << 18))
    assert allowance.granted(1 << 18) == 0
    assert allowance.pause() == 0.1
    assert Allowance(1.0, Clock()).granted(100) == 100


def test_trains_set_their_rate_aside() -> None:
    allowance = Allowance(100.0, Clock())
    with allowance.reserved(60.0) as first, allowance.reserved(60.0) as second:
        assert first
        assert not second
        assert allowance.pause() == pytest.approx(16_384 / (40e6 / 8))
    with allowance.reserved(100.0) as again:
        assert again
        assert allowance.pause() == 0.1  # nothing is left, but a look now and then costs nothing
