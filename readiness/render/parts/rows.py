"""Comparisons as rows: one value beside its limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from readiness.domain.facts import Facts, Measured
from readiness.domain.message import Message, message
from readiness.domain.profile import AnyOf, Question, Requirement, Tier
from readiness.domain.reference import fact_title
from readiness.domain.report import Comparison, Finding, Outcome, Truth
from readiness.render.parts.marks import mark, outcome_of
from readiness.render.parts.values import ChoiceTexts, Shown
from readiness.render.parts.view import AlternativeView, LimitView, RowView
from readiness.text import Translator, clean_line

TIER_WORDS: Final = {
    Tier.REQUIRED: Message("report.tier.required"),
    Tier.RECOMMENDED: Message("report.tier.recommended"),
}


def title(requirement: Requirement, translator: Translator) -> str:
    """Return what a requirement is called: the employer's words, else the name of its fact or its question.

    A question is always told in full: without it, nobody knows what was answered.
    """
    named = clean_line(requirement.title.in_language(translator.language)) if requirement.title else ""
    subject = requirement.subject
    if isinstance(subject, Question):
        asked = clean_line(subject.text.in_language(translator.language))
        return translator.say(message("report.pair", label=named, value=asked)) if named else asked
    if named:
        return named
    if isinstance(subject, AnyOf):
        facts = dict.fromkeys(test.fact for alternative in subject.alternatives for test in alternative)
        return translator.join([fact_name(fact, translator) for fact in facts], alternatives=True)
    return fact_name(subject.fact, translator)


def fact_name(fact: str, translator: Translator) -> str:
    """Return what a fact is called."""
    return translator.say(fact_title(fact))


def rows(requirement: Requirement, finding: Finding, facts: Facts, translator: Translator) -> tuple[RowView, ...]:
    """Return the row of a single fact or question; none for alternatives and for what does not apply."""
    if not finding.comparisons or finding.outcome is Outcome.NOT_APPLICABLE:
        return ()
    choices = _choices(requirement)
    fact = finding.comparisons[0].fact
    name = fact_name(fact, translator) if fact else title(requirement, translator)
    return (row(finding.comparisons, name, facts, translator, choices),)


def _choices(requirement: Requirement) -> ChoiceTexts:
    return requirement.question.choice_texts if requirement.question else {}


def alternatives(
    requirement: Requirement, finding: Finding, facts: Facts, translator: Translator
) -> tuple[AlternativeView, ...]:
    """Return every way to meet a requirement: those measured in the profile's order, the person's word last."""
    return tuple(
        AlternativeView(
            translator.say(message("report.alternative.heading", number=number)),
            mark(_together(tests), translator),
            tuple(test_row(requirement, test, facts, translator) for test in tests),
        )
        for number, tests in enumerate(finding.alternatives, start=1)
    )


def test_row(requirement: Requirement, test: Comparison, facts: Facts, translator: Translator) -> RowView:
    """Return one test of an alternative, or the answer to its question."""
    asked = requirement.question
    if test.fact is None and asked:
        name = clean_line(asked.text.in_language(translator.language))
    else:
        name = fact_name(test.fact or "", translator)
    return row((test,), name, facts, translator, _choices(requirement))


def _together(tests: Iterable[Comparison]) -> Outcome:
    """Return what tests come to that must all hold: one failure decides, then one unknown."""
    outcomes = [outcome_of(test) for test in tests]
    for decisive in (Outcome.FAIL, Outcome.ADVICE, Outcome.NOT_MEASURED):
        if decisive in outcomes:
            return decisive
    return Outcome.PASS


def row(
    comparisons: Sequence[Comparison],
    name: str,
    facts: Facts,
    translator: Translator,
    choices: ChoiceTexts | None = None,
) -> RowView:
    """Return one value beside all limits it is held against. ``comparisons`` share fact and unit."""
    first = comparisons[0]
    shown = Shown(first, [one.condition for one in comparisons], translator, choices or {})
    reading = facts[first.fact] if first.fact else None
    spread = shown.spread(reading.spread, reading.unit) if isinstance(reading, Measured) else ""
    nothing = mark(outcome_of(first), translator).word if first.truth is Truth.UNKNOWN else ""
    limits = tuple(_limit(one, shown, translator) for one in comparisons)
    return RowView(first.fact, name, shown.words or nothing, spread, limits)


def _limit(comparison: Comparison, shown: Shown, translator: Translator) -> LimitView:
    return LimitView(
        tier=comparison.tier,
        tier_word=translator.say(TIER_WORDS[comparison.tier]),
        words=shown.limits.condition(comparison.condition),
        margin=shown.margin(comparison),
        truth=comparison.truth,
        mark=mark(outcome_of(comparison), translator),
    )
