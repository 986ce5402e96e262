"""Tries a profile on several machines before it is published: who would pass, and what each limit costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from readiness.domain.facts import Bound, Facts, Measured, Value
from readiness.domain.judge import answer_meets, judge
from readiness.domain.profile import Clause, Condition, OneFact, Operator, Profile, Question, Requirement, Tiers
from readiness.domain.quantity import Quantity, QuantityError, exact, to_float
from readiness.domain.report import Judgement, Outcome, Truth, Verdict

_LOWER: Final = frozenset({Operator.MIN, Operator.ABOVE})
_BOUNDS: Final = _LOWER | {Operator.MAX, Operator.BELOW}


@dataclass(frozen=True, slots=True)
class Step:
    """A looser limit, in the requirement's unit, and the number of machines that would not fail with it."""

    limit: float
    passing: int


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one requirement over all machines.

    ``fails`` counts the machines that do not meet it, ``unknown`` those on which it is undecided, ``alone`` those
    that fail for nothing else. ``steps`` are looser limits with which fewer machines fail, the nearest first.
    """

    requirement: str
    fails: int
    unknown: int
    alone: int
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """The result: one judgement per machine in the given order, one cost per requirement, the costliest first."""

    judgements: tuple[Judgement, ...]
    costs: tuple[Cost, ...]

    def count(self, verdict: Verdict) -> int:
        """Return the number of machines with this verdict."""
        return sum(judgement.verdict is verdict for judgement in self.judgements)


def trial(profile: Profile, machines: Sequence[Facts]) -> Trial:
    """Judge machines against a profile. Questions count as answered well, validity dates are ignored."""
    answers = answered_well(profile)
    tried = [Facts(facts.readings, {**facts.answers, **answers}) for facts in machines]
    judgements = tuple(judge(profile, facts) for facts in tried)
    costs = [_cost(requirement, profile, tried, judgements) for requirement in profile.requirements]
    return Trial(judgements, tuple(sorted(costs, key=lambda cost: (-cost.alone, -cost.fails, -cost.unknown))))


def answered_well(profile: Profile) -> dict[str, Value]:
    """Return answers that meet the questions of a profile, the recommended tier too where one answer meets both."""
    good: dict[str, Value] = {}
    for requirement in profile.requirements:
        if requirement.question:
            good[f"{profile.id}#{requirement.id}"] = _good_answer(requirement.question)
    return good


def _good_answer(question: Question) -> Value:
    offered: list[Value] = [*question.choices] or [True, False]

    def merit(answer: Value) -> int:
        tiers = [Tiers(one) for one in (question.tiers.required, question.tiers.recommended) if one]
        met = [answer_meets(replace(question, tiers=one), answer) is Truth.YES for one in tiers]
        # The first tier there is weighs more than the second.
        return sum(2 - i for i, holds in enumerate(met) if holds)

    return max(offered, key=merit)


def _cost(
    requirement: Requirement, profile: Profile, machines: Sequence[Facts], judgements: Sequence[Judgement]
) -> Cost:
    findings = [
        next(one for one in judgement.findings if one.requirement == requirement.id) for judgement in judgements
    ]
    failed = [judgement for judgement in judgements if _failures(judgement) == [requirement.id]]
    fails = sum(finding.outcome is Outcome.FAIL for finding in findings)
    # Whatever its limit is, a machine that fails for something else fails.
    hanging = [facts for facts, one in zip(machines, judgements, strict=True) if {*_failures(one)} <= {requirement.id}]
    steps = _steps(requirement, profile, hanging) if fails else ()
    return Cost(requirement.id, fails, sum(finding.blocks for finding in findings), len(failed), tuple(steps))


def _failures(judgement: Judgement) -> list[str]:
    return [finding.requirement for finding in judgement.findings if finding.outcome is Outcome.FAIL]


def _steps(requirement: Requirement, profile: Profile, machines: Sequence[Facts]) -> Iterator[Step]:
    """Yield looser limits, taken from the machines' values, for a requirement with one limit on one number.

    ``machines`` are those on which nothing else fails, so that nothing else needs judging.
    """
    subject = requirement.subject
    if not isinstance(subject, OneFact) or subject.tiers.required is None or requirement.per_os:
        return
    (clause, *others) = subject.tiers.required.clauses
    if others or clause.operator not in _BOUNDS or isinstance(clause.limit, str | tuple):
        return
    limit, downwards = exact(clause.limit), clause.operator in _LOWER
    inclusive = Operator.MIN if downwards else Operator.MAX
    values = {value for facts in machines if (value := _number(facts, subject)) is not None}
    # A limit that is not included gets looser by being included.
    beyond = {value for value in values if (value < limit if downwards else value > limit)}
    looser = sorted(beyond | (values & {limit} if clause.operator is not inclusive else set()), reverse=downwards)
    passing = _passing(profile, requirement, machines)
    for value in looser:
        moved = Condition((Clause(inclusive, to_float(value)),))
        changed = replace(requirement, subject=replace(subject, tiers=Tiers(moved)))
        if (more := _passing(profile, changed, machines)) > passing:
            yield Step(to_float(value), more)
            passing = more


def _passing(profile: Profile, requirement: Requirement, machines: Sequence[Facts]) -> int:
    """Return the number of machines that do not fail this requirement."""
    alone = replace(profile, requirements=(requirement,))
    return sum(judge(alone, facts).verdict is not Verdict.FAIL for facts in machines)


def _number(facts: Facts, subject: OneFact) -> Fraction | None:
    reading = facts[subject.fact]
    if not isinstance(reading, Measured) or reading.bound is not Bound.EXACT:
        return None
    if isinstance(reading.value, bool) or not isinstance(reading.value, int | float):
        return None
    if reading.unit is None or subject.unit is None:
        return exact(reading.value)
    try:
        return Quantity(reading.value, reading.unit).exact_in(subject.unit)
    except QuantityError:
        return None
