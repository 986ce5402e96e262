"""How often the line is measured and for how long: after a clear answer, close to a limit, on paid lines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from readiness.analysis.line.speed_test import (
    DOWNLOAD,
    UPLOAD,
    Decided,
    Form,
    Found,
    NotFound,
    SpeedEvent,
    SpeedPlan,
    Verdict,
)
from readiness.checks.bandwidth import CHECK
from readiness.checks.base import Stage, Wishes
from readiness.domain.facts import Bound, Measured, Reading, Reason, Unmeasured
from readiness.domain.message import message
from readiness.domain.profile import FactTest, NetworkTest
from readiness.domain.quantity import Quantity
from tests.checks.fake_speed import ASKED_25, AT_25, METHOD, FakeSpeed, Online, Watched, download, limits


def decided(verdict: Verdict = Verdict.PASS, megabytes: float = 1.0) -> Decided:
    return Decided(ASKED_25, verdict, 0.99, 0.7, megabytes, "speed.example", METHOD)


PASSED = Found(DOWNLOAD, Measured(27.4, "Mbit/s", METHOD, spread=0.3, bound=Bound.AT_LEAST))


def checked(
    *runs: Sequence[SpeedEvent],
    allowed: float | None = None,
    repeat: int = 1,
    tests: tuple[FactTest, ...] = (AT_25,),
    quick: bool = False,
    thorough: bool | None = None,
) -> tuple[Reading, list[SpeedPlan], Watched]:
    """Check the download only: ``runs`` are what one run after the other tells."""
    speed = FakeSpeed(())
    left = iter(runs)
    speed.next_events = lambda: next(left)
    network = NetworkTest(runs=repeat, max_megabytes=allowed)
    session = Watched(Wishes(frozenset({DOWNLOAD}), network, quick=quick, tests=tests, thorough=thorough))
    readings = list(CHECK.measure(Online(speed), session))
    assert len(readings) == 1, "a fact is told once"
    assert next(left, None) is None, "not every run was made"
    return readings[0][1], speed.plans, session


def test_a_clear_answer_is_enough_for_a_quick_check() -> None:
    reading, [plan], session = checked([decided(), PASSED], quick=True)
    assert reading == PASSED.reading
    assert plan.questions == (ASKED_25,)
    assert session.shown == [decided()]


def test_a_full_check_tells_the_figure_that_follows_the_answer() -> None:
    reading, [_], _ = checked([decided(), PASSED, download(48.0)])
    assert isinstance(reading, Measured)
    assert (reading.value, reading.bound) == (48.0, Bound.EXACT)


def test_without_a_figure_the_answer_is_what_is_known() -> None:
    assert checked([decided(), PASSED])[0] == PASSED.reading


@pytest.mark.parametrize(
    ("first", "quick"),
    [
        ([download(25.05)], False),
        ([download(24.95)], False),
        ([decided(), PASSED], True),
        ([decided(Verdict.UNSURE), download(26.0)], False),
    ],
    ids=["only just", "only just not", "another limit", "unsure"],
)
def test_close_to_a_limit_it_is_measured_once_more_and_thoroughly(first: list[SpeedEvent], *, quick: bool) -> None:
    tests = (AT_25, limits(DOWNLOAD, "Mbit/s", min=30.0)) if PASSED in first else (AT_25,)
    reading, plans, session = checked(first, [download(25.4)], tests=tests, quick=quick)
    assert isinstance(reading, Measured)
    assert reading.value == 25.4
    assert [plan.form for plan in plans] == [Form.QUICK if quick else Form.FULL, Form.THOROUGH]
    assert plans[1].facts == {DOWNLOAD}
    assert plans[1].questions == plans[0].questions
    assert Stage(message("network.making_sure")) in session.shown


@pytest.mark.parametrize("first", [[download(24.95)], [decided(Verdict.UNSURE), download(25.2)]])
def test_before_a_shift_only_just_is_answer_enough(first: list[SpeedEvent]) -> None:
    reading, plans, _ = checked(first, quick=True)
    assert isinstance(reading, Measured)
    assert reading.bound is Bound.EXACT
    assert [plan.form for plan in plans] == [Form.QUICK]


def test_what_fails_the_second_time_was_measured_the_first_time() -> None:
    broken = NotFound(DOWNLOAD, Unmeasured(Reason.TIMED_OUT))
    for second in ([broken], []):
        reading, _, _ = checked([download(25.05)], second)
        assert isinstance(reading, Measured)
        assert reading.value == 25.05


@pytest.mark.parametrize("thorough", [False, True])
def test_nobody_measures_longer_than_was_wished(*, thorough: bool) -> None:
    reading, plans, _ = checked([download(25.05)], thorough=thorough)
    assert isinstance(reading, Measured)
    assert len(plans) == 1


def test_the_allowance_holds_for_all_runs_together() -> None:
    _, plans, _ = checked([download(25.05, megabytes=30)], [download(25.4)], allowed=80)
    assert [plan.max_megabytes for plan in plans] == [80, 50]
    _, plans, _ = checked([decided(Verdict.UNSURE, megabytes=80), download(25.05, megabytes=70)], allowed=80)
    assert len(plans) == 1


def test_runs_that_a_profile_asks_for_are_made_and_the_middle_one_counts() -> None:
    reading, plans, _ = checked([download(48.0)], [download(46.0)], [download(49.0)], repeat=3)
    assert isinstance(reading, Measured)
    assert (reading.value, reading.spread, reading.evidence["runs"]) == (48.0, 1.5, "46, 48, 49")
    assert len(plans) == 3
    assert len(checked([download(48.0)], repeat=3, quick=True)[1]) == 1


@pytest.mark.parametrize(
    ("allowed", "thorough", "budget", "form"),
    [(None, None, 25, Form.QUICK), (8, None, 8, Form.QUICK), (80, True, 25, Form.THOROUGH)],
)
def test_where_data_is_paid_for_little_of_it_is_used(
    allowed: float | None,
    thorough: bool | None,  # noqa: FBT001 - a table's column
    budget: float,
    form: Form,
) -> None:
    speed = FakeSpeed([decided(), PASSED])
    network = NetworkTest(runs=3, max_megabytes=allowed)
    session = Watched(Wishes(frozenset({DOWNLOAD}), network, tests=(AT_25,), thorough=thorough))
    [(_, reading)] = CHECK.measure(Online(speed, paid=True), session)
    [plan] = speed.plans
    assert (plan.form, plan.max_megabytes) == (form, budget)
    assert session.shown[0] == Stage(message("network.paid_for", data=Quantity(budget, "MB")))
    assert isinstance(reading, Measured)
    assert reading.evidence["paid_for"] == "yes"


def test_figures_that_nobody_asked_a_question_about_are_measured_on_paid_lines_too() -> None:
    speed = FakeSpeed([download(48.0), NotFound(UPLOAD, Unmeasured(Reason.ABSENT))])
    session = Watched(Wishes(frozenset({DOWNLOAD, UPLOAD}), tests=(AT_25,)))
    assert len(dict(CHECK.measure(Online(speed, paid=True), session))) == 2
    assert (speed.plans[0].form, speed.plans[0].max_megabytes) == (Form.FULL, 25)


def test_a_run_that_fails_among_several_is_left_out() -> None:
    lost = NotFound(DOWNLOAD, Unmeasured(Reason.TIMED_OUT))
    reading, _, _ = checked([lost], [download(46.0)], [lost], repeat=3)
    assert isinstance(reading, Measured)
    assert reading.value == 46.0
    assert checked([lost], [lost], repeat=2)[0] == lost.why
