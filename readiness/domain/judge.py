"""Judges facts against a profile. Pure and total: it returns a judgement for any input and never raises.

Laws (tested as properties):

* one finding per requirement, in order;
* never PASS while a required condition is unknown and not waived, and removing a fact never makes a
  PASS; both except where the author of the requirement wrote ``on_unknown: advice``;
* never PASS unless something required was really held against a limit;
* a better value never turns a pass into a fail;
* what is decided by a one-sided number holds for every true value on that side;
* units do not matter: 8 GiB is 8192 MiB;
* judging the same facts again gives the same outcomes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from readiness.domain.conditions import compared, held_against
from readiness.domain.facts import (
    SYSTEM_FACT,
    Facts,
    Measured,
    Reason,
    System,
    Unmeasured,
    Value,
)
from readiness.domain.message import Message
from readiness.domain.profile import (
    AnyOf,
    FactTest,
    OneFact,
    OnUnknown,
    Profile,
    Question,
    Requirement,
    Tier,
    Tiers,
    Validity,
)
from readiness.domain.report import Caveat, Comparison, Finding, Judgement, Outcome, Truth, Verdict
from readiness.domain.waiver import Waiver

_SYSTEM_UNKNOWN: Final = Unmeasured(Reason.UNSUPPORTED, Message("unmeasured.system_unknown"))


def judge(profile: Profile, facts: Facts, at: datetime | None = None, waivers: Iterable[Waiver] = ()) -> Judgement:
    """Judge facts against a profile.

    ``at`` is the present time; without it validity dates are ignored, and without a time zone it counts as UTC.
    Waivers of other profiles and expired ones are ignored; the caller has to have verified their signatures.
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
    """Apply a waiver: a failure becomes WAIVED and keeps its value; an unknown stays unknown but no longer blocks."""
    if finding.outcome is Outcome.FAIL:
        return replace(finding, outcome=Outcome.WAIVED)
    return replace(finding, blocks=False) if finding.outcome.is_open else finding


def answer_meets(question: Question, answer: Value) -> Truth:
    """Return whether an answer meets a question; UNKNOWN if it is not one of the possible answers."""
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
    """Judge one requirement; if the system is unknown, only what holds on every system counts."""
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
    """Combine the tiers of one fact or question: required first, then recommended."""
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
    """Return the person's word as one more alternative; empty if the requirement does not ask for it."""
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
    found = tuple(compared(None, tier, condition, None, reading) for tier, condition in tiers if condition)
    if reading is None or _is_on_offer(reading.value, subject.choices):
        return found
    # "Not satellite" must not be met by an answer that was never on offer.
    return tuple(replace(one, truth=Truth.UNKNOWN) for one in found)


def _is_on_offer(answer: Value, choices: tuple[str, ...]) -> bool:
    """Whether an answer is possible: one of the question's choices, or yes or no if it has none."""
    if not choices:
        return isinstance(answer, bool)
    return isinstance(answer, str) and answer.casefold() in {choice.casefold() for choice in choices}


def _test(test: FactTest, facts: Facts, tier: Tier = Tier.REQUIRED) -> Comparison:
    return held_against(test, facts[test.fact], tier)
