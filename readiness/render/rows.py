"""Comparisons as rows: one value beside its limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from readiness.domain.facts import Facts, Measured
from readiness.domain.message import Message, message
from readiness.domain.profile import AnyOf, Question, Requirement, Tier
from readiness.domain.report import Comparison, Finding, Outcome, Truth
from readiness.render.marks import mark, outcome_of
from readiness.render.values import ChoiceTexts, Shown
from readiness.render.view import AlternativeView, LimitView, RowView
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
    return translator.say(Message(f"fact.{fact}"))


def rows(requirement: Requirement, finding: Finding, facts: Facts, translator: Translator) -> tuple[RowView, ...]:
    """Return the row of a single fact or question; none for alternatives and for what does not apply."""
    if not finding.comparisons or finding.outcome is Outcome.NOT_APPLICABLE:
        return ()
    choices: ChoiceTexts = {}
    if isinstance(requirement.subject, Question):
        choices = requirement.subject.choice_texts
    fact = finding.comparisons[0].fact
    name = fact_name(fact, translator) if fact else title(requirement, translator)
    return (row(finding.comparisons, name, facts, translator, choices),)


def alternatives(finding: Finding, facts: Facts, translator: Translator) -> tuple[AlternativeView, ...]:
    """Return every way to meet a requirement, in the profile's order."""
    return tuple(
        _alternative(number, tests, facts, translator) for number, tests in enumerate(finding.alternatives, start=1)
    )


def _alternative(number: int, tests: Sequence[Comparison], facts: Facts, translator: Translator) -> AlternativeView:
    return AlternativeView(
        translator.say(message("report.alternative.heading", number=number)),
        mark(_together(tests), translator),
        tuple(row((test,), fact_name(test.fact or "", translator), facts, translator) for test in tests),
    )


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
