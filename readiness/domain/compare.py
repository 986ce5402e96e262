"""Several profiles against one machine, and two reports against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from readiness.domain.candidates import candidates
from readiness.domain.changes import Change, ChangePlan, smallest_change_plan
from readiness.domain.conditions import held_against
from readiness.domain.facts import Bound, Catalogue, Facts, Measured, Reading, Unmeasured
from readiness.domain.profile import Profile
from readiness.domain.quantity import Quantity, QuantityError, exact
from readiness.domain.report import Finding, Outcome, Report, Truth, Verdict

# ------------------------------------------------------------------ many profiles

Asked: TypeAlias = tuple[Profile, Facts]
"""A profile, and the facts it is judged with."""


@dataclass(frozen=True, slots=True)
class BestChange:
    """The change of one thing that lets most profiles pass; ``opens`` are their indices in the given order."""

    thing: str
    changes: tuple[Change, ...]
    opens: tuple[int, ...]


def change_plans(asked: Sequence[Asked], catalogue: Catalogue | None = None) -> tuple[ChangePlan | None, ...]:
    """Return the smallest change plan of each profile: empty if it is met, None if no change is enough."""
    return tuple(smallest_change_plan(profile, facts, catalogue) for profile, facts in asked)


def best_change(
    asked: Sequence[Asked], found: Sequence[ChangePlan | None], catalogue: Catalogue | None = None
) -> BestChange | None:
    """Return the change of one thing that lets most profiles pass, or None if there is none.

    Of equally good changes, the one that touches fewest facts is returned. ``found`` is the result of
    ``change_plans``. Where profiles demand contradicting values of the thing, only those that agree with the first of
    them count. A profile that also needs something to be found out is not counted.
    """
    closed = [number for number, plan in enumerate(found) if plan and plan.changes and not plan.open]
    alone = [plan.things[0] for plan in found if plan and not plan.open and len(plan.things) == 1]
    things = dict.fromkeys(alone)
    options = [_opened_by(thing, [(number, *asked[number]) for number in closed], catalogue) for thing in things]
    return max(options, key=lambda one: (len(one.opens), -len(one.changes)), default=None)


def _opened_by(thing: str, closed: Sequence[tuple[int, Profile, Facts]], catalogue: Catalogue | None) -> BestChange:
    opens: list[int] = []
    changes: dict[tuple[str | None, tuple[str, ...]], Change] = {}
    for number, profile, facts in closed:
        plan = smallest_change_plan(profile, facts, catalogue, only=thing)
        if plan is None or plan.open:
            continue
        joined = dict(changes)
        for change in plan.changes:
            key = (change.fact, () if change.fact else change.requirements)
            joined[key] = _joined(joined.get(key), change)
        if all(_can_be_met(change, facts, catalogue) for change in joined.values()):
            changes, opens = joined, [*opens, number]
    return BestChange(thing, tuple(changes.values()), tuple(opens))


def _joined(one: Change | None, other: Change) -> Change:
    if one is None:
        return other
    requirements = tuple(dict.fromkeys((*one.requirements, *other.requirements)))
    return Change(one.fact, requirements, tuple(dict.fromkeys((*one.tests, *other.tests))), other.to)


def _can_be_met(change: Change, facts: Facts, catalogue: Catalogue | None) -> bool:
    """Whether a single value meets all conditions of a change."""
    if change.fact is None or len(change.tests) < 2:  # noqa: PLR2004 - one cannot contradict itself
        return True
    choices = catalogue[change.fact].choices if catalogue and change.fact in catalogue else ()
    return any(
        all(held_against(test, value).truth is Truth.YES for test in change.tests)
        for value in candidates(change.tests, facts[change.fact], choices)
    )


# ------------------------------------------------------------------ two reports


_RANKS: Final[Mapping[Outcome, int]] = {
    Outcome.FAIL: 0,
    Outcome.NOT_MEASURED: 1,
    Outcome.UNANSWERED: 1,
    Outcome.ADVICE: 2,
    Outcome.WAIVED: 2,
    Outcome.PASS: 3,
    Outcome.NOT_APPLICABLE: 3,
}


class Transition(StrEnum):
    """How the outcome of a requirement changed from the earlier report to the later one."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class RequirementChange:
    """A requirement in two reports; a side is None if that report does not have it."""

    requirement: str
    before: Finding | None
    after: Finding | None

    @property
    def turn(self) -> Transition:
        """How it changed. Outcomes that are not known are neither better nor worse than a pass or a fail."""
        if self.before is None or self.after is None:
            return Transition.NEW if self.before is None else Transition.GONE
        rank = _RANKS[self.after.outcome] - _RANKS[self.before.outcome]
        return Transition.SAME if rank == 0 else Transition.BETTER if rank > 0 else Transition.WORSE


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact whose two readings differ by more than the sum of their spreads."""

    fact: str
    before: Reading
    after: Reading


@dataclass(frozen=True, slots=True)
class ReportDifference:
    """The difference of two reports: requirements in the order of the later profile, and changed facts."""

    before: Report
    after: Report
    requirements: tuple[RequirementChange, ...]
    facts: tuple[FactChange, ...]

    @property
    def same_profile(self) -> bool:
        """Whether both reports were judged against the same profile text."""
        return self.before.source.sha256 == self.after.source.sha256

    @property
    def verdicts(self) -> tuple[Verdict, Verdict]:
        """The earlier and the later verdict."""
        return self.before.verdict, self.after.verdict


def difference(before: Report, after: Report) -> ReportDifference:
    """Return what differs between two reports; ``before`` need not be the older one."""
    return ReportDifference(
        before, after, tuple(_requirements(before, after)), tuple(_facts(before.facts, after.facts))
    )


def _requirements(before: Report, after: Report) -> Iterator[RequirementChange]:
    old = {finding.requirement: finding for finding in before.findings}
    new = {finding.requirement: finding for finding in after.findings}
    for id_ in dict.fromkeys((*new, *old)):
        yield RequirementChange(id_, old.get(id_), new.get(id_))


def _facts(before: Facts, after: Facts) -> Iterator[FactChange]:
    for fact in dict.fromkeys((*after.readings, *before.readings)):
        old, new = before.readings.get(fact), after.readings.get(fact)
        if old is not None and new is not None and _reads_otherwise(old, new):
            yield FactChange(fact, old, new)


def _reads_otherwise(old: Reading, new: Reading) -> bool:
    if isinstance(old, Unmeasured) or isinstance(new, Unmeasured):
        return isinstance(old, Measured) is not isinstance(new, Measured)
    if old.bound is not Bound.EXACT or new.bound is not Bound.EXACT:
        return (old.known, old.bound, old.unit) != (new.known, new.bound, new.unit)
    was, now = (_number(one.value, one.unit, old.unit) for one in (old, new))
    if was is None or now is None:
        return (old.value, old.unit) != (new.value, new.unit)
    spreads = (_number(one.spread, one.unit, old.unit) for one in (old, new))
    return abs(now - was) > sum(spread or Fraction(0) for spread in spreads)


def _number(number: object, unit: str | None, wanted: str | None) -> Fraction | None:
    """Return the exact number in unit ``wanted``, None for non-numbers and units of another dimension."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    if unit is None or wanted is None:
        return exact(number) if unit is wanted else None
    try:
        return Quantity(number, unit).exact_in(wanted)
    except QuantityError:
        return None
