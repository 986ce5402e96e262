"""Trains of known fate: what each says about the line, and what none may claim."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.line.trains import PACE, Delivery, Point, confidence, delivery, packets_for, reaches

LIMIT = 1_000.0  # packets a second
PACE_HERE = PACE * LIMIT


def arrived(
    line: float,
    *,
    packets: int = 345,
    buffer: float = 0.06,
    jitter: float = 0.0,
    loss: float = 0.0,
    pause: float = 0.0,
    swing: Callable[[float], float] = lambda _: 0.0,
) -> list[Point]:
    """Send a train over a line that carries ``line`` packets a second; the sender pauses once, half-way.

    ``swing`` is by which share the line is faster at a time.
    """
    chance = random.Random(1)  # noqa: S311 - repeatable by design
    free = latest = 0.0
    points: list[Point] = []
    for number in range(packets):
        sent = number / PACE_HERE + (pause if number > packets // 2 else 0.0)
        start = max(free, sent)
        if start - sent > buffer:
            continue
        free = start + 1 / (line * (1 + swing(start)))
        if chance.random() < loss:
            continue
        latest = max(latest, free + 0.02 + (chance.expovariate(1 / jitter) if jitter else 0.0))
        points.append(Point(len(points) + 1, 1e6 + sent, latest))
    return points


def verdict(points: list[Point]) -> bool | None:
    seen = delivery(points)
    return None if seen is None else reaches(seen, LIMIT)


CASES = {
    # what the line carries, of the limit; what else; whether it reaches the limit
    "twice as much": (2.0, {}, True),
    "a tenth more": (1.1, {}, True),
    "a tenth less": (0.9, {}, False),
    "half": (0.5, {}, False),
    "a tenth more, jitter": (1.1, {"jitter": 0.002}, True),
    "a tenth less, jitter": (0.9, {"jitter": 0.002}, False),
    "a fifth more, some lost": (1.2, {"loss": 0.01}, True),
    "a fifth less, some lost": (0.8, {"loss": 0.01}, False),
    "a tenth less, hardly a buffer": (0.9, {"buffer": 0.015}, False),
    "just the limit": (1.0, {}, None),
    "more, but every fifth is lost on the way": (2.0, {"loss": 0.2}, None),
    "more, but the sender paused": (2.0, {"pause": 0.2}, None),
    "dropped beyond the limit without a queue": (0.9, {"buffer": 0.0}, None),
    "too few": (2.0, {"packets": 19}, None),
}


@pytest.mark.parametrize(("share", "conditions", "expected"), CASES.values(), ids=CASES)
def test_a_train_tells_what_it_can_and_no_more(share: float, conditions: dict[str, float], expected: object) -> None:
    assert verdict(arrived(share * LIMIT, **conditions)) is expected  # type: ignore[arg-type] # packets is whole


@given(st.floats(0.3, 3.0), st.floats(0.015, 0.3), st.floats(0.0, 0.003))
def test_no_train_says_the_opposite_of_the_truth(share: float, buffer: float, jitter: float) -> None:
    found = verdict(arrived(share * LIMIT, buffer=buffer, jitter=jitter))
    if abs(share - 1) > 0.015:  # what jitter may cost
        assert found is None or found is (share > 1)


@pytest.mark.parametrize("share", [0.8, 0.9, 1.1, 1.25])
def test_a_wave_that_is_seen_in_part_is_not_taken_for_the_whole(share: float) -> None:
    def wave(phase: float) -> Callable[[float], float]:
        return lambda time: 0.2 * math.sin(2 * math.pi * (time / 0.7 + phase))

    found = [verdict(arrived(share * LIMIT, swing=wave(step / 20))) for step in range(20)]
    assert (share < 1) not in found
    assert None in found


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95])
def test_a_full_lines_own_rate_is_found(share: float) -> None:
    seen = delivery(arrived(share * LIMIT, jitter=0.001))
    assert seen is not None
    assert seen.full
    assert seen.growth > 0.01
    assert seen.packets_per_second == pytest.approx(share * LIMIT, abs=seen.half_width)
    assert seen.half_width < 0.03 * LIMIT


def test_a_line_with_room_shows_no_growing_delay() -> None:
    seen = delivery(arrived(2 * LIMIT))
    assert seen is not None
    assert not seen.full
    assert seen.growth == pytest.approx(0.0, abs=1e-9)
    assert seen.packets_per_second == pytest.approx(PACE_HERE, rel=1e-6)


def test_arrivals_at_one_moment_have_no_rate() -> None:
    assert delivery([Point(n, 0.0, 5.0) for n in range(1, 50)]) is None


def test_packets_that_are_told_of_backwards_have_no_rate() -> None:
    assert delivery([Point(50 - n, n / LIMIT, n / LIMIT) for n in range(50)]) is None


def test_trains_have_packets_and_time_enough() -> None:
    assert packets_for(100.0) == 120  # a second and more, on a slow line
    assert packets_for(10_000.0) == 3_000
    assert packets_for(1_000.0, 2.0) == 2_000


def test_the_further_off_the_limit_the_surer() -> None:
    seen = delivery(arrived(0.9 * LIMIT, jitter=0.004))
    assert seen is not None
    near, far = confidence(seen, 0.91 * LIMIT), confidence(seen, 1.2 * LIMIT)
    assert 0.5 <= near < far <= 1.0


def test_what_is_without_error_is_certain() -> None:
    seen = delivery(arrived(2 * LIMIT))
    assert seen is not None
    assert confidence(seen, LIMIT) > 0.999
    assert confidence(Delivery(1.0, 0.0, 0.0, full=False), 2.0) == 1.0


def test_arrivals_on_a_straight_line_are_off_by_a_packet_at_most() -> None:
    seen = delivery([Point(n, n * 0.5, n * 0.5) for n in range(1, 41)])
    assert seen is not None
    assert (seen.packets_per_second, seen.half_width) == pytest.approx((2.0, 2.0 / 36))
