"""The offset of a clock from answers in whole seconds, for made-up servers whose time is known."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.computer.clocks import Offset, Stamp, offset_of

NOW = 1_795_000_000.0


def stamps(ahead: float, starts: list[float], there: float = 0.02, back: float = 0.03) -> list[Stamp]:
    """The answers of a server, ``starts`` in seconds from now, to a computer whose clock is ahead by so much."""
    asked = [NOW + start for start in starts]
    return [Stamp(at + ahead, at + there + back + ahead, math.floor(at + there)) for at in asked]


def test_five_answers_narrow_a_second_down() -> None:
    offset = offset_of(stamps(37.5, [0.0, 0.21, 0.42, 0.63, 0.84]))

    assert offset is not None
    assert offset.seconds == pytest.approx(37.5, abs=offset.spread)
    assert offset.spread < 0.14


def test_one_answer_leaves_half_a_second_and_the_way() -> None:
    assert offset_of([Stamp(100.0, 100.5, 99)]) == Offset(0.75, 0.75)


@given(st.floats(-1e6, 1e6), st.lists(st.floats(0, 10), min_size=1, max_size=6), st.floats(0, 2), st.floats(0, 2))
def test_the_true_offset_lies_within(ahead: float, starts: list[float], there: float, back: float) -> None:
    offset = offset_of(stamps(ahead, starts, there, back))

    assert offset is not None
    assert abs(offset.seconds - ahead) <= offset.spread + 1e-5


def test_servers_that_contradict_each_other_tell_nothing() -> None:
    assert offset_of([Stamp(100.0, 100.1, 100), Stamp(101.0, 101.1, 160)]) is None
    assert offset_of([]) is None
