from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.domain.facts import Bound, Facts, Measured, Reading, Reason, System, Unmeasured, Value
from readiness.domain.judge import judge
from readiness.domain.profile import (
    AnyOf,
    Clause,
    Condition,
    FactTest,
    Limit,
    OneFact,
    Operator,
    PerSystem,
    Question,
    Requirement,
    Tiers,
)
from readiness.domain.report import Verdict
from readiness.domain.trial import Step, answered_well, trial
from tests.domain.strategies import TEXT, profile_of


def must(operator: Operator, limit: Limit) -> Condition:
    return Condition((Clause(operator, limit),))


def memory(operator: Operator = Operator.MIN, limit: float = 8.0) -> Requirement:
    return Requirement("memory", OneFact("memory.size", "GiB", Tiers(must(operator, limit))))


def machine(size: Reading | float, kind: str = "usb") -> Facts:
    reading = Measured(size, "GiB") if isinstance(size, float) else size
    return Facts({"memory.size": reading, "headset.kind": Measured(kind)})


def asked(required: Condition | None, recommended: Condition | None = None, *choices: str) -> Question:
    return Question(TEXT, Tiers(required, recommended), choices)


ANYTHING_BUT = must(Operator.NONE_OF, ("dsl",))
HEADSET = Requirement("headset", OneFact("headset.kind", None, Tiers(must(Operator.ONE_OF, ("usb",)))))
RANGE = Condition((Clause(Operator.MIN, 64.0), Clause(Operator.MAX, 99.0)))
MACHINES = [machine(4.0), machine(6.0), machine(16.0), machine(4.0, "none"), machine(Unmeasured(Reason.DENIED))]


def test_says_who_would_pass_and_what_each_requirement_costs() -> None:
    found = trial(profile_of(memory(), HEADSET), MACHINES)
    assert [found.count(verdict) for verdict in (Verdict.PASS, Verdict.FAIL, Verdict.INCOMPLETE)] == [1, 3, 1]
    first, second = found.costs
    assert (first.requirement, first.fails, first.unknown, first.alone) == ("memory", 3, 1, 2)
    assert (second.requirement, second.fails, second.unknown, second.alone) == ("headset", 1, 0, 0)


def test_looser_limits_are_those_that_machines_have() -> None:
    found = trial(profile_of(memory(), HEADSET), MACHINES)
    assert found.costs[0].steps == (Step(6.0, 3), Step(4.0, 4))
    assert found.costs[1].steps == ()


def test_a_looser_limit_that_lets_nobody_more_in_is_no_step() -> None:
    only_with_usb = replace(memory(), when=(FactTest("headset.kind", None, must(Operator.ONE_OF, ("usb",))),))
    found = trial(profile_of(only_with_usb), [machine(4.0), machine(6.0, "analog")])
    assert found.costs[0].steps == (Step(4.0, 2),)


def test_an_upper_limit_gets_looser_upwards() -> None:
    found = trial(profile_of(memory(Operator.BELOW, 6.0)), [*MACHINES, machine(Measured(8192.0, "MiB"))])
    assert found.costs[0].steps == (Step(6.0, 4), Step(8.0, 5), Step(16.0, 6))


def test_a_limit_nobody_fails_has_no_steps() -> None:
    assert trial(profile_of(memory(limit=1.0)), MACHINES).costs[0].steps == ()


@pytest.mark.parametrize(
    "odd",
    [Measured(2.0, "ms"), Measured("much"), Measured(value=True), Measured(2.0, "GiB", bound=Bound.AT_MOST)],
)
def test_what_cannot_be_a_limit_is_no_step(odd: Reading) -> None:
    assert trial(profile_of(memory()), [machine(4.0), machine(odd)]).costs[0].steps[0].limit == 4.0
    assert len(trial(profile_of(memory()), [machine(4.0), machine(odd)]).costs[0].steps) == 1


def test_counts_have_steps_too() -> None:
    cores = Requirement("cores", OneFact("cores", None, Tiers(must(Operator.MIN, 4.0))))
    assert trial(profile_of(cores), [Facts({"cores": Measured(2.0)})]).costs[0].steps == (Step(2.0, 1),)


@pytest.mark.parametrize(
    "requirement",
    [
        Requirement("r", AnyOf(((FactTest("memory.size", "GiB", must(Operator.MIN, 64.0)),),))),
        replace(memory(limit=64.0), per_os={System.LINUX: PerSystem(skip=True)}, id="r"),
        Requirement("r", OneFact("os.version", None, Tiers(must(Operator.MIN, "10")))),
        Requirement(
            "r",
            OneFact("memory.size", "GiB", Tiers(Condition((Clause(Operator.MIN, 64.0), Clause(Operator.MAX, 99.0))))),
        ),
    ],
)
def test_other_forms_of_requirements_are_counted_without_steps(requirement: Requirement) -> None:
    facts = machine(4.0).updated(Facts({"os.version": Measured("9"), "os.family": Measured("windows")}))
    (cost,) = trial(profile_of(requirement), [facts]).costs
    assert (cost.fails, cost.steps) == (1, ())


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (asked(must(Operator.EQUALS, limit=False)), False),
        (asked(ANYTHING_BUT, must(Operator.ONE_OF, ("fibre",)), "dsl", "cable", "fibre"), "fibre"),
        (asked(ANYTHING_BUT, must(Operator.ONE_OF, ("dsl",)), "dsl", "cable"), "cable"),
        (asked(None, must(Operator.ONE_OF, ("cable",)), "dsl", "cable"), "cable"),
    ],
)
def test_questions_count_as_answered_well(question: Question, answer: Value) -> None:
    profile = profile_of(memory(), Requirement("q", question))
    assert answered_well(profile) == {"a.b#q": answer}
    tried = trial(profile, [machine(8.0)])
    assert tried.judgements == (judge(profile, Facts(machine(8.0).readings, {"a.b#q": answer})),)
    assert tried.count(Verdict.PASS) == 1
