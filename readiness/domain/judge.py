"""Profile + facts -> judgement. Pure and total: it answers for any input and never raises.

Laws (tested as properties):

* one finding per requirement, in order;
* never PASS while a required condition is unknown and not waived; taking a fact away never makes a
  PASS; both except where the requirement's author wrote ``on_unknown: advice``;
* never PASS unless something required was really held against a limit;
* a better value never turns a pass into a fail;
* what is decided by a number known from one side holds for every truth on that side;
* units do not matter: 8 GiB is 8192 MiB;
* judging the same facts again gives the same outcomes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Final, TypeAlias

from readiness.domain.facts import (
    SYSTEM_FACT,
    Bound,
    Facts,
    Measured,
    Reading,
    Reason,
    System,
    Unmeasured,
    Value,
)
from readiness.domain.message import Message, message
from readiness.domain.product_names import MODEL_FACTS, product_key
from readiness.domain.profile import (
    AnyOf,
    Clause,
    Condition,
    FactTest,
    Limit,
    OneFact,
    OnUnknown,
    Operator,
    Profile,
    Question,
    Requirement,
    Tier,
    Tiers,
    Validity,
)
from readiness.domain.quantity import Quantity, QuantityError, exact, is_finite, to_float
from readiness.domain.report import Caveat, Comparison, Finding, Judgement, Outcome, Truth, Verdict
from readiness.domain.waiver import Waiver

_LOWER_BOUNDS = frozenset({Operator.MIN, Operator.ABOVE})
_UPPER_BOUNDS = frozenset({Operator.MAX, Operator.BELOW})
_INCLUSIVE = frozenset({Operator.MIN, Operator.MAX})
_NOT_COMPARABLE: Final = Unmeasured(Reason.IMPLAUSIBLE, Message("unmeasured.not_comparable"))
_ONE_SIDED: Final = {Bound.AT_LEAST: "unmeasured.at_least", Bound.AT_MOST: "unmeasured.at_most"}
_MEASURE_ON: Final = Message("unmeasured.bounded.remedy")
_SYSTEM_UNKNOWN: Final = Unmeasured(Reason.UNSUPPORTED, Message("unmeasured.system_unknown"))
_LONGEST_VERSION: Final = 100

_Same: TypeAlias = Callable[[str], object]
"""Returns what equal words have in common."""

_Ready: TypeAlias = Value | Fraction | None
"""A value ready to compare: numbers exact and in the limit's unit, None when that is impossible."""


def judge(profile: Profile, facts: Facts, at: datetime | None = None, waivers: Iterable[Waiver] = ()) -> Judgement:
    """Hold facts against a profile. ``at`` is now; without it the validity dates are not looked at.

    A moment without a time zone counts as UTC. ``waivers`` of other profiles, and those that are over,
    count for nothing; that they were signed is for the caller to have looked at.
    """
    moment = at.replace(tzinfo=UTC) if at and at.tzinfo is None else at
    held = {one.requirement for one in waivers if one.holds(profile, moment)}
    findings = tuple(
        _waived(finding) if finding.requirement in held else finding
        for finding in (_finding(requirement, profile, facts) for requirement in profile.requirements)
    )
    caveats = tuple(_caveats(profile.valid, findings, at))
    return Judgement(findings, _verdict(findings, caveats), caveats)


def _waived(finding: Finding) -> Finding:
    """Let off: a failure is waived, with its value; what is unknown stays unknown but keeps nothing back."""
    if finding.outcome is Outcome.FAIL:
        return replace(finding, outcome=Outcome.WAIVED)
    return replace(finding, blocks=False) if finding.outcome.is_open else finding


def held_against(test: FactTest, reading: Reading, tier: Tier = Tier.REQUIRED) -> Comparison:
    """Return what comes of holding one reading against one condition."""
    return _compared(test.fact, tier, test.condition, test.unit, reading)


def answer_meets(question: Question, answer: Value) -> Truth:
    """Return whether an answer is what a question requires; unknown where it was never on offer."""
    required = replace(question, tiers=Tiers(question.tiers.required))
    return _question_comparisons(required, answer)[0].truth


def _verdict(findings: Iterable[Finding], caveats: tuple[Caveat, ...]) -> Verdict:
    outcomes = list(findings)
    if any(finding.outcome is Outcome.FAIL for finding in outcomes):
        return Verdict.FAIL
    if caveats or any(finding.blocks for finding in outcomes):
        return Verdict.INCOMPLETE
    return Verdict.PASS


def _caveats(valid: Validity, findings: tuple[Finding, ...], at: datetime | None) -> Iterable[Caveat]:
    moment = at.replace(tzinfo=UTC) if at and at.tzinfo is None else at
    if moment and valid.until and moment >= valid.until:
        yield Caveat.EXPIRED
    if moment and valid.start and moment < valid.start:
        yield Caveat.NOT_YET_VALID
    # What is only recommended makes nobody ready: a verdict needs something required.
    if not any(finding.blocks or finding.is_decided for finding in findings):
        yield Caveat.NOTHING_APPLIED


def _finding(requirement: Requirement, profile: Profile, facts: Facts) -> Finding:
    """Judge one requirement; on an unknown system, only what holds on every system counts."""
    known = facts.system
    if known or not requirement.depends_on_system:
        return _finding_on(known or System.LINUX, requirement, profile, facts)
    candidates = [_finding_on(system, requirement, profile, facts) for system in System]
    if len({candidate.outcome for candidate in candidates}) == 1:
        return next((candidate for candidate in candidates if candidate.blocks), candidates[0])
    reading = facts[SYSTEM_FACT]
    unknown = reading if isinstance(reading, Unmeasured) else _SYSTEM_UNKNOWN
    return _open_finding(requirement, Outcome.NOT_MEASURED, requirement.tier, unknown)


def _finding_on(system: System, requirement: Requirement, profile: Profile, facts: Facts) -> Finding:
    here = requirement.on(system)
    if here is None:
        return Finding(requirement.id, Outcome.NOT_APPLICABLE)
    conditions = [_test(test, facts) for test in here.when]
    applies = _all(conditions)
    if applies is Truth.NO:
        return Finding(here.id, Outcome.NOT_APPLICABLE, comparisons=tuple(conditions))
    if applies is Truth.UNKNOWN:
        return _open_finding(here, Outcome.NOT_MEASURED, here.tier, _first_unknown(conditions))
    if isinstance(here.subject, AnyOf):
        return _any_of_finding(here, here.subject, facts, facts.answer(profile.id, here.id))
    if isinstance(here.subject, Question):
        return _tiers_finding(here, _question_comparisons(here.subject, facts.answer(profile.id, here.id)))
    return _tiers_finding(here, _fact_comparisons(here.subject, facts))


def _open_finding(requirement: Requirement, outcome: Outcome, tier: Tier, unknown: Unmeasured | None) -> Finding:
    blocks = tier is Tier.REQUIRED and _insists(requirement)
    return Finding(requirement.id, outcome, blocks, unknown=unknown)


def _tiers_finding(requirement: Requirement, comparisons: tuple[Comparison, ...]) -> Finding:
    """Add the tiers of one fact or question up: required first, then recommended."""
    deciding = next((one for one in comparisons if one.truth is not Truth.YES), None)
    if deciding is None:
        return Finding(requirement.id, Outcome.PASS, comparisons=comparisons)
    required = deciding.tier is Tier.REQUIRED
    if deciding.truth is Truth.NO:
        outcome = Outcome.FAIL if required else Outcome.ADVICE
        return Finding(requirement.id, outcome, comparisons=comparisons)
    outcome = Outcome.UNANSWERED if deciding.fact is None else Outcome.NOT_MEASURED
    blocks = required and _insists(requirement)
    return Finding(requirement.id, outcome, blocks, comparisons, unknown=deciding.unknown)


def _insists(requirement: Requirement) -> bool:
    return requirement.on_unknown is OnUnknown.INCOMPLETE


def _any_of_finding(requirement: Requirement, subject: AnyOf, facts: Facts, answer: Value | None) -> Finding:
    measured = tuple(
        tuple(_test(test, facts, subject.tier) for test in alternative) for alternative in subject.alternatives
    )
    alternatives = (*measured, *_own_word(subject, answer))
    truth = _any(_all(alternative) for alternative in alternatives)
    required = subject.tier is Tier.REQUIRED
    # Where nothing measured can help any more, only the answer is waited for.
    only_asked = _any(_all(alternative) for alternative in measured) is Truth.NO
    outcome = {
        Truth.YES: Outcome.PASS,
        Truth.NO: Outcome.FAIL if required else Outcome.ADVICE,
        Truth.UNKNOWN: Outcome.UNANSWERED if only_asked else Outcome.NOT_MEASURED,
    }[truth]
    unknown = _first_unknown(one for alternative in measured for one in alternative) if outcome.is_open else None
    blocks = outcome.is_open and required and _insists(requirement)
    return Finding(requirement.id, outcome, blocks, alternatives=alternatives, unknown=unknown)


def _own_word(subject: AnyOf, answer: Value | None) -> tuple[tuple[Comparison, ...], ...]:
    """Return the person's own word as one more alternative, none where nobody is asked."""
    if subject.word is None:
        return ()
    required = replace(subject.word, tiers=Tiers(subject.word.tiers.required))
    return (tuple(replace(one, tier=subject.tier) for one in _question_comparisons(required, answer)),)


def _all(comparisons: Iterable[Comparison]) -> Truth:
    truths = {one.truth for one in comparisons}
    if Truth.NO in truths:
        return Truth.NO
    return Truth.UNKNOWN if Truth.UNKNOWN in truths else Truth.YES


def _any(truths: Iterable[Truth]) -> Truth:
    found = set(truths)
    if Truth.YES in found:
        return Truth.YES
    return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.NO


def _first_unknown(comparisons: Iterable[Comparison]) -> Unmeasured | None:
    return next((one.unknown for one in comparisons if one.truth is Truth.UNKNOWN and one.unknown), None)


def _fact_comparisons(subject: OneFact, facts: Facts) -> tuple[Comparison, ...]:
    tiers = ((Tier.REQUIRED, subject.tiers.required), (Tier.RECOMMENDED, subject.tiers.recommended))
    return tuple(
        _test(FactTest(subject.fact, subject.unit, condition), facts, tier) for tier, condition in tiers if condition
    )


def _question_comparisons(subject: Question, answer: Value | None) -> tuple[Comparison, ...]:
    tiers = ((Tier.REQUIRED, subject.tiers.required), (Tier.RECOMMENDED, subject.tiers.recommended))
    # No question is answered with a number.
    reading = Measured(answer) if isinstance(answer, bool | str) else None
    compared = tuple(_compared(None, tier, condition, None, reading) for tier, condition in tiers if condition)
    if reading is None or _is_on_offer(reading.value, subject.choices):
        return compared
    # "Not satellite" must not be met by an answer that was never on offer.
    return tuple(replace(one, truth=Truth.UNKNOWN) for one in compared)


def _is_on_offer(answer: Value, choices: tuple[str, ...]) -> bool:
    """Whether a question can be answered so: with one of its choices, without any by yes or no."""
    if not choices:
        return isinstance(answer, bool)
    return isinstance(answer, str) and answer.casefold() in {choice.casefold() for choice in choices}


def _test(test: FactTest, facts: Facts, tier: Tier = Tier.REQUIRED) -> Comparison:
    return held_against(test, facts[test.fact], tier)


def _compared(
    fact: str | None, tier: Tier, condition: Condition, unit: str | None, reading: Reading | None
) -> Comparison:
    if not isinstance(reading, Measured):
        return Comparison(fact, tier, condition, unit, Truth.UNKNOWN, unknown=reading)
    value = _in_unit(reading.known, reading.unit, unit)
    truth = _holds(value, condition, product_key if fact in MODEL_FACTS else _same, reading)
    one_sided = reading.bound is not Bound.EXACT
    margins = [_margin(value, clause) for clause in condition.clauses if not one_sided or truth is not Truth.UNKNOWN]
    distances = [margin for margin in margins if margin is not None]
    spread = None if one_sided else _in_unit(reading.spread or 0.0, reading.unit, unit)
    return Comparison(
        fact,
        tier,
        condition,
        unit,
        truth,
        reading.known,
        reading.unit,
        unknown=_why_unknown(reading, value, unit, condition) if truth is Truth.UNKNOWN and fact else None,
        margin=to_float(min(distances)) if distances else None,
        only_just=isinstance(spread, Fraction) and any(abs(distance) <= spread and spread for distance in distances),
        bound=reading.bound,
    )


def _why_unknown(reading: Measured, value: _Ready, unit: str | None, condition: Condition) -> Unmeasured:
    """Return why a reading, ``value`` in the limit's unit, does not tell whether a condition holds."""
    if isinstance(value, Fraction) and reading.bound is not Bound.EXACT:
        edge = Quantity(to_float(value), unit) if unit else to_float(value)
        return Unmeasured(Reason.SKIPPED, message(_ONE_SIDED[reading.bound], value=edge), _MEASURE_ON)
    return _NOT_COMPARABLE if reading.looked_for is None else _not_found_out(condition, reading.looked_for)


def _not_found_out(condition: Condition, looked_for: frozenset[str]) -> Unmeasured:
    """Return which words of a condition nobody looked for, or could not be decided."""
    known = {_same(word) for word in looked_for}
    lists = (clause.limit for clause in condition.clauses if isinstance(clause.limit, tuple))
    words = dict.fromkeys(word for limit in lists for word in limit if _same(word) not in known)
    detail = message("unmeasured.not_found_out", words=", ".join(words))
    return Unmeasured(Reason.SKIPPED, detail, Message("remedy.not_found_out"))


def _in_unit(value: Value, given: str | None, unit: str | None) -> _Ready:
    """Return the value ready to compare; None when its unit cannot be that of the limit."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not is_finite(value) or (unit is None) is not (given is None):
        return None
    if given == unit:
        return exact(value)
    try:
        return Quantity(value, given or "").exact_in(unit or "")
    except QuantityError:
        return None


def _holds(value: _Ready, condition: Condition, same: _Same, reading: Measured) -> Truth:
    truths = {
        _told(reading.bound, clause.operator, at_the_edge=_clause_holds(value, clause, same, reading.looked_for))
        for clause in condition.clauses
    }
    if False in truths:
        return Truth.NO
    return Truth.UNKNOWN if None in truths else Truth.YES


def _told(bound: Bound, operator: Operator, *, at_the_edge: bool | None) -> bool | None:
    """Return what holds at the edge of what may be true, if it holds for all the rest too; else None."""
    if bound is Bound.EXACT:
        return at_the_edge
    towards_the_limit = operator in (_LOWER_BOUNDS if bound is Bound.AT_LEAST else _UPPER_BOUNDS)
    return at_the_edge if at_the_edge is towards_the_limit else None


def _clause_holds(value: _Ready, clause: Clause, same: _Same, looked_for: frozenset[str] | None) -> bool | None:
    """Return whether the value satisfies the clause; None when the two cannot be compared."""
    operator, limit = clause.operator, clause.limit
    if operator is Operator.EQUALS:
        return value == limit if type(value) is type(limit) else None
    if operator in _LOWER_BOUNDS | _UPPER_BOUNDS:
        order = _order(value, limit)
        if order is None:
            return None
        return (order == 0 and operator in _INCLUSIVE) or ((order > 0) is (operator in _LOWER_BOUNDS) and order != 0)
    if not isinstance(limit, tuple) or not isinstance(value, str | frozenset):
        return None
    words = {value} if isinstance(value, str) else value
    wanted = {same(item) for item in limit}
    found = {same(word) for word in words} | {same(item) for item in limit if _in_series(words, item)}
    known = wanted if looked_for is None else found | {same(item) for item in looked_for}
    return _member(operator, wanted, found, known)


def _in_series(words: Iterable[str], item: str) -> bool:
    """Whether a version among the words belongs to a series: ``11.2.*`` is every one that begins with 11.2."""
    series = version_series(item)
    return series is not None and any(_begins(version_numbers(word), series) for word in words)


def _begins(version: tuple[int, ...] | None, series: tuple[int, ...]) -> bool:
    # 11 is 11.0.0, so it belongs to 11.0.* as well.
    return version is not None and (*version, *([0] * len(series)))[: len(series)] == series


def _member(operator: Operator, wanted: set[object], found: set[object], known: set[object]) -> bool | None:
    """Return whether the words found are as wanted; None when it hangs on words that nobody looked for."""
    if operator is Operator.HAS_ALL:
        missing = wanted - found
        return False if missing & known else None if missing else True
    if wanted & found:
        return operator is not Operator.NONE_OF
    return operator is Operator.NONE_OF if wanted <= known else None


def _same(word: str) -> str | tuple[int, ...]:
    """Return what equal words have in common: upper and lower case do not matter, and 14 is 14.0."""
    return version_numbers(word) or word.casefold()


def _order(value: _Ready, limit: Limit) -> int | None:
    """Return -1, 0 or 1 as the value lies below, on or above the limit; None if neither."""
    if isinstance(value, Fraction) and isinstance(limit, int | float) and not isinstance(limit, bool):
        bound = exact(limit)
        return (value > bound) - (value < bound)
    if isinstance(value, str) and isinstance(limit, str):
        mine, theirs = version_numbers(value), version_numbers(limit)
        if mine is not None and theirs is not None:
            return (mine > theirs) - (mine < theirs)
    return None


def version_series(text: str) -> tuple[int, ...] | None:
    """Return the numbers that every version of a series begins with: 11.2.* is (11, 2). None for anything else."""
    start = text.removesuffix(".*")
    if start == text or version_numbers(start) is None:
        return None
    return tuple(int(part) for part in start.split("."))


def version_numbers(text: str) -> tuple[int, ...] | None:
    """Return the numbers of a dotted version, without trailing zeros: 14 is 14.0. None for anything else."""
    parts = text.split(".")
    if len(text) > _LONGEST_VERSION or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _margin(value: _Ready, clause: Clause) -> Fraction | None:
    limit = clause.limit
    if not isinstance(value, Fraction) or isinstance(limit, bool) or not isinstance(limit, int | float):
        return None
    distance = value - exact(limit)
    return -distance if clause.operator in _UPPER_BOUNDS else distance
