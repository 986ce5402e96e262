"""The smallest set of changes after which a machine meets a profile.

Every requirement is met by one of several alternatives, each of which restricts some variables (facts, and answers to
the profile's questions) to a part of their candidate values. The search picks one alternative per requirement so that
every variable keeps at least one value and as few variables as possible lose their present one. It is exact: branch
and bound (Land and Doig, Econometrica 28, 1960), bounded by the cheapest alternative of the costliest requirement
that is still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from readiness.domain.candidates import candidates, may_be
from readiness.domain.conditions import held_against
from readiness.domain.facts import Catalogue, Facts, Measured, System, Value
from readiness.domain.judge import answer_meets
from readiness.domain.profile import AnyOf, FactTest, OneFact, OnUnknown, Profile, Question, Requirement, Tier
from readiness.domain.report import Truth

_MOST_STEPS: Final = 50_000
"""The number of choices after which the search returns the best plan found so far; a few seconds."""

Cost: TypeAlias = tuple[int, int, int]
"""Things to change, things to find out, facts and answers touched; compared in this order."""


@dataclass(frozen=True, slots=True)
class Change:
    """A fact or an answer that must change, or must be found out.

    ``fact`` is None for an answer, which belongs to the one requirement in ``requirements``. ``tests`` are the
    conditions that the new value must meet; the tests of an answer name no fact. ``to`` is an example of such a
    value.
    """

    fact: str | None
    requirements: tuple[str, ...]
    tests: tuple[FactTest, ...]
    to: Value

    @property
    def thing(self) -> str:
        """What a person would change in one go: facts that share the first part of their id, or one answer."""
        return _thing(self.fact, self.requirements[0])


def _thing(fact: str | None, requirement: str) -> str:
    return fact.partition(".")[0] if fact else f"#{requirement}"


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """A smallest set of changes after which the profile is met.

    ``open`` are facts and answers that are not known and must turn out well. ``exact`` is False when the search was
    cut short, so that a smaller plan may exist. ``steps`` is the number of choices that the search made.
    """

    changes: tuple[Change, ...] = ()
    open: tuple[Change, ...] = ()
    exact: bool = True
    steps: int = 0

    @property
    def things(self) -> tuple[str, ...]:
        """The things that change, without repetition."""
        return tuple(dict.fromkeys(change.thing for change in self.changes))

    @property
    def cost(self) -> Cost:
        """The cost of the plan; smaller plans have smaller costs."""
        return len(self.things), len({one.thing for one in self.open}), len(self.changes) + len(self.open)


def smallest_change_plan(
    profile: Profile, facts: Facts, catalogue: Catalogue | None = None, only: str | None = None
) -> ChangePlan | None:
    """Return the smallest plan, or None if no change of facts and answers meets the profile.

    Plans are compared by the number of things to change, then of things to find out, then of facts touched. ``only``
    permits changes of this thing alone. The operating system is never changed; if it is not known, the system with
    the smallest plan is assumed. Validity dates are ignored.
    """
    systems = [facts.system] if facts.system else list(System)
    plans = [_Search(profile, facts, catalogue or {}, system, only).best() for system in systems]
    return min((plan for plan in plans if plan), key=lambda plan: plan.cost, default=None)


@dataclass(frozen=True, slots=True)
class _Variable:
    """A fact or an answer, with a bit mask of its candidate values: bit *i* stands for ``values[i]``.

    ``now`` are the values that it may have at present. One more bit, ``stays``, stands for leaving it as it is, known
    or not. ``is_known`` tells that something is known of it, so that ``now`` is not simply every value.
    """

    values: tuple[Measured, ...]
    now: int
    is_known: bool
    fact: str | None = None
    requirement: str = ""
    question: Question | None = None

    @property
    def thing(self) -> str:
        return _thing(self.fact, self.requirement)

    @property
    def stays(self) -> int:
        return 1 << len(self.values)

    @property
    def everything(self) -> int:
        return 2 * self.stays - 1

    def is_changed(self, mask: int) -> bool:
        """Whether the present value must go: it may not stay, and no remaining value is a possible present one."""
        return not mask & (self.now | self.stays)

    def is_open(self, mask: int) -> bool:
        """Whether the present value may be among those that are left, but is not known to be."""
        if mask & self.stays or self.is_changed(mask):
            return False
        return not self.is_known or mask & self.now != self.now

    def left_by(self, truths: Iterable[Truth]) -> int:
        """Return the mask of the values whose truth is YES."""
        return sum(1 << i for i, truth in enumerate(truths) if truth is Truth.YES)


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One alternative: the values it leaves to some variables, and the tests that demand this."""

    masks: Mapping[str, int]
    tests: tuple[tuple[str, FactTest], ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    """A requirement, met by any of its alternatives."""

    requirement: str
    alternatives: tuple[_Alternative, ...]


@dataclass(frozen=True, slots=True)
class _Tally:
    """The variables that a state touches, as bit masks."""

    changed: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class _State:
    """A node of the search: the values left to each variable, their cost, and the alternatives chosen."""

    masks: Mapping[str, int]
    tally: _Tally
    cost: Cost
    chosen: tuple[tuple[str, _Alternative], ...] = ()


_Option: TypeAlias = tuple[Cost, _Tally, _Alternative]


class _Search:
    """The search for one operating system."""

    def __init__(self, profile: Profile, facts: Facts, catalogue: Catalogue, system: System, only: str | None) -> None:
        self._only = only
        here = [requirement.on(system) for requirement in profile.requirements]
        required = [one for one in here if one and one.tier is Tier.REQUIRED]
        self._variables = dict(_variables(profile.id, required, facts, catalogue))
        self._tasks = [_Task(one.id, tuple(self._alternatives(one))) for one in required]
        self._bits = {key: 1 << i for i, key in enumerate(self._variables)}
        self._things = tuple(self._bits_of_things())
        self._best: _State | None = None
        self._steps = 0

    def best(self) -> ChangePlan | None:
        """Run the search and return the smallest plan."""
        self._choose(_State({}, _Tally(), (0, 0, 0)), self._tasks)
        if self._best is None:
            return None
        masks, variables = self._best.masks, self._variables
        changes = tuple(self._change(key, self._best) for key in masks if variables[key].is_changed(masks[key]))
        to_find = tuple(self._change(key, self._best) for key in masks if variables[key].is_open(masks[key]))
        return ChangePlan(changes, to_find, self._steps <= _MOST_STEPS, self._steps)

    def _bits_of_things(self) -> Iterator[int]:
        things: dict[str, int] = {}
        for key, variable in self._variables.items():
            things[variable.thing] = things.get(variable.thing, 0) | self._bits[key]
        yield from things.values()

    # ------------------------------------------------------------------ requirements as choices

    def _alternatives(self, requirement: Requirement) -> Iterator[_Alternative]:
        """Yield every way to meet a requirement, including those in which it does not apply."""
        lenient = requirement.on_unknown is OnUnknown.ADVICE
        # What is not known holds nobody up where the author says so, as long as it stays unknown.
        for test in requirement.when if lenient else ():
            if self._is_vague(test):
                yield _Alternative({test.fact: self._variables[test.fact].stays})
        for body in self._bodies(requirement):
            yield self._together(body, lenient=lenient)
        for test in requirement.when:
            escaped = [held_against(test, value).truth for value in self._variables[test.fact].values]
            mask = sum(1 << i for i, truth in enumerate(escaped) if truth is Truth.NO)
            yield _Alternative({test.fact: mask})

    def _bodies(self, requirement: Requirement) -> Iterator[tuple[FactTest, ...]]:
        subject, question = requirement.subject, requirement.question
        if isinstance(subject, AnyOf):
            yield from ((*requirement.when, *alternative) for alternative in subject.alternatives)
        elif isinstance(subject, OneFact):
            assert subject.tiers.required  # noqa: S101 - nothing else is searched through
            yield (*requirement.when, FactTest(subject.fact, subject.unit, subject.tiers.required))
        if question:
            assert question.tiers.required  # noqa: S101 - likewise
            yield (*requirement.when, FactTest(_answer_to(requirement), None, question.tiers.required))

    def _together(self, tests: Iterable[FactTest], *, lenient: bool) -> _Alternative:
        """Return the values left to each variable if all tests are met and ``lenient`` ones merely not failed."""
        kept = tuple(tests)
        masks: dict[str, int] = {}
        for test in kept:
            variable = self._variables[test.fact]
            left = variable.left_by(self._met(test))
            may_stay = lenient if self._is_vague(test) else left & variable.now
            masks[test.fact] = masks.get(test.fact, variable.everything) & (left | (variable.stays if may_stay else 0))
        return _Alternative(masks, tuple((test.fact, test) for test in kept))

    def _met(self, test: FactTest) -> list[Truth]:
        variable = self._variables[test.fact]
        if variable.question:
            return [answer_meets(variable.question, value.value) for value in variable.values]
        return [held_against(test, value).truth for value in variable.values]

    def _is_vague(self, test: FactTest) -> bool:
        """Whether what is known leaves it open if the test is met."""
        variable = self._variables[test.fact]
        truths = {truth for i, truth in enumerate(self._met(test)) if variable.now >> i & 1}
        return not variable.is_known or len(truths) != 1 or Truth.UNKNOWN in truths

    # ------------------------------------------------------------------ the search

    def _choose(self, state: _State, tasks: Sequence[_Task]) -> None:
        self._steps += 1
        least = self._best.cost if self._best else None
        if least and (state.cost >= least or self._steps > _MOST_STEPS):
            return
        if not tasks:
            self._best = state
            return
        options = [self._options(state, task) for task in tasks]
        if not all(options) or (least and max(ways[0][0] for ways in options) >= least):
            return
        # The requirement with the fewest ways out first, of equal ones the dearest: it prunes most.
        at = min(range(len(tasks)), key=lambda i: (len(options[i]), [-part for part in options[i][0][0]]))
        for cost, tally, alternative in options[at]:
            masks = {**state.masks, **{key: self._left(state, key, mask) for key, mask in alternative.masks.items()}}
            chosen = (*state.chosen, (tasks[at].requirement, alternative))
            self._choose(_State(masks, tally, cost, chosen), [*tasks[:at], *tasks[at + 1 :]])

    def _left(self, state: _State, key: str, mask: int) -> int:
        return state.masks.get(key, self._variables[key].everything) & mask

    def _options(self, state: _State, task: _Task) -> list[_Option]:
        """Return the alternatives that are still possible with their costs, the cheapest first."""
        tallies = ((self._tally(state, alternative), alternative) for alternative in task.alternatives)
        options = [(self._cost(tally), tally, alternative) for tally, alternative in tallies if tally]
        return sorted(options, key=lambda option: option[0])

    def _tally(self, state: _State, alternative: _Alternative) -> _Tally | None:
        """Return the variables touched by an alternative, None if it is impossible or not permitted."""
        changed, to_find = state.tally.changed, state.tally.open
        for key, mask in alternative.masks.items():
            variable, left, bit = self._variables[key], self._left(state, key, mask), self._bits[key]
            if not left or (variable.is_changed(left) and self._only not in {None, variable.thing}):
                return None
            if variable.is_changed(left):
                changed, to_find = changed | bit, to_find & ~bit
            elif variable.is_open(left):
                to_find |= bit
        return _Tally(changed, to_find)

    def _cost(self, tally: _Tally) -> Cost:
        changed = sum(1 for thing in self._things if thing & tally.changed)
        to_find = sum(1 for thing in self._things if thing & tally.open)
        return changed, to_find, (tally.changed | tally.open).bit_count()

    def _change(self, key: str, found: _State) -> Change:
        ways = [(requirement, way) for requirement, way in found.chosen if key in way.masks]
        variable, mask = self._variables[key], found.masks[key]
        example = variable.values[(mask & -mask).bit_length() - 1].value
        tests = dict.fromkeys(test for _, way in ways for name, test in way.tests if name == key)
        return Change(
            variable.fact, tuple(dict.fromkeys(requirement for requirement, _ in ways)), tuple(tests), example
        )


def _answer_to(requirement: Requirement) -> str:
    """Return the variable name of a question; it cannot be the name of a fact."""
    return f"#{requirement.id}"


def _variables(
    profile_id: str, requirements: Sequence[Requirement], facts: Facts, catalogue: Catalogue
) -> Iterator[tuple[str, _Variable]]:
    tests: dict[str, list[FactTest]] = {}
    for requirement in requirements:
        for test in _tests_in(requirement):
            tests.setdefault(test.fact, []).append(test)
        if requirement.question:
            offered = [Measured(value) for value in requirement.question.choices or (True, False)]
            answer = facts.answer(profile_id, requirement.id)
            variable = _variable(None if answer is None else Measured(answer), offered)
            yield _answer_to(requirement), replace(variable, requirement=requirement.id, question=requirement.question)
    for fact, asked in tests.items():
        reading = facts[fact]
        others = candidates(asked, reading, catalogue[fact].choices if fact in catalogue else ())
        yield fact, replace(_variable(reading if isinstance(reading, Measured) else None, others), fact=fact)


def _variable(now: Measured | None, others: Sequence[Measured]) -> _Variable:
    if now is None:
        return _Variable(tuple(others), (1 << len(others)) - 1, is_known=False)
    possible = sum(1 << i for i, value in enumerate(others) if may_be(now, value))
    if possible:
        return _Variable(tuple(others), possible, is_known=True)
    return _Variable((now, *others), 1, is_known=True)


def _tests_in(requirement: Requirement) -> Iterator[FactTest]:
    yield from requirement.when
    if isinstance(requirement.subject, AnyOf):
        yield from (test for alternative in requirement.subject.alternatives for test in alternative)
    elif isinstance(requirement.subject, OneFact) and requirement.subject.tiers.required:
        yield FactTest(requirement.subject.fact, requirement.subject.unit, requirement.subject.tiers.required)
