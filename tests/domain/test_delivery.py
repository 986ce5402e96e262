"""What an answer means, and when to try again."""

import pytest

from readiness.domain.delivery import (
    LONGEST_GAP,
    LONGEST_SECONDS,
    Ruling,
    State,
    is_due,
    is_free,
    patience_used,
    pause_after,
    ruling_on,
)


@pytest.mark.parametrize(
    ("status", "conditional", "plain"),
    [
        (200, Ruling.STORED, Ruling.STORED),
        (201, Ruling.STORED, Ruling.STORED),
        (204, Ruling.STORED, Ruling.STORED),
        (412, Ruling.PRESENT, Ruling.AGAIN),
        (304, Ruling.PRESENT, Ruling.STOP),
        (301, Ruling.STOP, Ruling.STOP),
        (307, Ruling.STOP, Ruling.STOP),
        (400, Ruling.STOP, Ruling.STOP),
        (403, Ruling.STOP, Ruling.STOP),
        (408, Ruling.AGAIN, Ruling.AGAIN),
        (409, Ruling.AGAIN, Ruling.AGAIN),
        (425, Ruling.AGAIN, Ruling.AGAIN),
        (429, Ruling.AGAIN, Ruling.AGAIN),
        (500, Ruling.AGAIN, Ruling.AGAIN),
        (503, Ruling.AGAIN, Ruling.AGAIN),
        (199, Ruling.STOP, Ruling.STOP),
    ],
)
def test_what_an_answer_means(status: int, conditional: Ruling, plain: Ruling) -> None:
    assert (ruling_on(status, conditional=True), ruling_on(status, conditional=False)) == (conditional, plain)


def test_pauses_grow_to_an_hour_and_have_full_jitter() -> None:
    assert [pause_after(tries, 1.0) for tries in (0, 1, 5, 11, 4_000)] == [2, 4, 64, LONGEST_SECONDS, LONGEST_SECONDS]
    assert pause_after(7, 0.0) == 0
    assert pause_after(3, 0.5) == 8


@pytest.mark.parametrize(
    ("next_try", "due"),
    [(999, True), (1_000, True), (1_001, False), (1_000 + LONGEST_SECONDS, False), (1e9, True)],
)
def test_a_clock_that_was_set_back_holds_nothing_up(next_try: float, *, due: bool) -> None:
    assert is_due(next_try, 1_000) is due


@pytest.mark.parametrize(("leased", "free"), [(None, True), (950, False), (910, True), (1_050, False), (1_100, True)])
def test_a_lease_holds_only_around_now(leased: float | None, *, free: bool) -> None:
    assert is_free(leased, 1_000, 90) is free


def test_a_jump_of_the_clock_does_not_use_the_patience_up() -> None:
    day = LONGEST_GAP.total_seconds()
    assert patience_used(5, None, 1e9) == 5
    assert patience_used(5, 100, 160) == 65
    assert patience_used(5, 100, 1e9) == 5 + day
    assert patience_used(5, 100, 50) == 5


def test_only_what_waits_is_not_settled() -> None:
    assert [state for state in State if not state.is_settled] == [State.WAITING]
