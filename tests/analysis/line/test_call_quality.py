"""The voice estimate: known ratings, the ends of the scale, and what unsure inputs leave of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.line.call_quality import Inputs, opinion, rating, voice_estimate
from readiness.analysis.line.round_trips import Figure

# round trip ms, jitter ms, loss % -> R, MOS; worked by hand from ITU-T G.107 with its default values
KNOWN = [
    (20, 1, 0, 92.4, 4.39),
    (100, 10, 0.5, 89.2, 4.32),
    (150, 30, 2, 82.5, 4.11),
    (300, 30, 1, 78.2, 3.96),
    (400, 50, 3, 59.7, 3.08),
]


@pytest.mark.parametrize(("round_trip", "jitter", "loss", "r", "mos"), KNOWN)
def test_known_lines_are_rated_as_the_recommendation_does(
    round_trip: float, jitter: float, loss: float, r: float, mos: float
) -> None:
    assert round(rating(round_trip, jitter, loss), 1) == r
    assert round(opinion(rating(round_trip, jitter, loss)), 2) == mos


@pytest.mark.parametrize(("r", "mos"), [(-40, 1.0), (0, 1.0), (3, 1.0), (50, 2.575), (60, 3.1), (100, 4.5), (120, 4.5)])
def test_opinions_stay_on_the_scale(r: float, mos: float) -> None:
    assert opinion(r) == pytest.approx(mos)


def exactly(value: float) -> Figure:
    return Figure(value, value, value)


def test_exact_inputs_give_an_exact_estimate() -> None:
    found = voice_estimate(Inputs(exactly(100), exactly(10), exactly(0.5)))
    assert found.spread == 0
    assert round(found.value, 2) == 4.32


def test_none_lost_of_few_leaves_room_only_downwards() -> None:
    found = voice_estimate(Inputs(exactly(20), exactly(1), Figure(0.0, 0.0, 5.8)))
    assert (round(found.value, 2), round(found.low, 2)) == (4.39, round(opinion(rating(20, 1, 5.8)), 2))
    assert found.high == found.value


def test_independent_doubts_add_as_squares() -> None:
    both = voice_estimate(Inputs(Figure(400, 380, 420), exactly(10), Figure(1, 0.5, 1.5)))
    one = voice_estimate(Inputs(Figure(400, 380, 420), exactly(10), exactly(1)))
    other = voice_estimate(Inputs(exactly(400), exactly(10), Figure(1, 0.5, 1.5)))
    assert (both.value - both.low) ** 2 == pytest.approx((one.value - one.low) ** 2 + (other.value - other.low) ** 2)


@given(st.floats(0, 2000), st.floats(0, 500), st.floats(0, 100), st.floats(0, 50))
def test_a_worse_line_is_never_rated_better(round_trip: float, jitter: float, loss: float, worse: float) -> None:
    here = opinion(rating(round_trip, jitter, loss))
    assert opinion(rating(round_trip + worse, jitter, loss)) <= here + 1e-9
    assert opinion(rating(round_trip, jitter + worse, loss)) <= here + 1e-9
    assert opinion(rating(round_trip, jitter, loss + worse)) <= here + 1e-9
