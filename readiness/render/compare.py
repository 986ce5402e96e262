"""Several employers side by side: one measurement, many verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from readiness.domain.facts import Catalogue, Facts, Measured, System
from readiness.domain.message import message
from readiness.domain.profile import OneFact, Requirement
from readiness.domain.report import Finding, Outcome, Report, Verdict
from readiness.render.parts.items import ItemWriter
from readiness.render.parts.marks import mark
from readiness.render.parts.rows import fact_name
from readiness.render.parts.values import bounds, in_unit, number_of, value_words
from readiness.render.parts.view import CellView, ComparedRow, ComparisonView, ItemView
from readiness.render.remediation import describe_remediation
from readiness.render.short import short_value
from readiness.render.words import labels, sentence
from readiness.text import Translator, clean_line
from readiness.text.numbers import telling_digits

_Key: TypeAlias = "tuple[str, ...]"


@dataclass(frozen=True, slots=True)
class _Asked:
    """One requirement of one report, with its item."""

    column: int
    requirement: Requirement
    finding: Finding
    item: ItemView


def compare(reports: Sequence[Report], translator: Translator, catalogue: Catalogue | None = None) -> ComparisonView:
    """Return the reports side by side, in their order; rows in the order they are first asked for.

    Requirements on the same fact share a row, whatever the employers call them; questions
    and alternatives have rows of their own. ``catalogue`` tells which values a fact can have
    at all, so that no impossible change is proposed.
    """
    columns = _columns(reports, translator)
    rows: dict[_Key, list[_Asked]] = {}
    for column, report in enumerate(reports):
        for key, asked in _asked(column, report, translator):
            rows.setdefault(key, []).append(asked)
    return ComparisonView(
        language=translator.language,
        columns=columns,
        verdicts=tuple(mark(report.verdict, translator) for report in reports),
        sentences=tuple(translator.say(sentence(report)) for report in reports),
        rows=tuple(_row(key, asked, reports, translator) for key, asked in rows.items()),
        labels=labels(translator),
        remediation=describe_remediation(reports, columns, translator, catalogue),
        satisfied=sum(report.verdict is Verdict.PASS for report in reports),
        finished=translator.moment(max(report.finished for report in reports)),
    )


def _columns(reports: Sequence[Report], translator: Translator) -> tuple[str, ...]:
    """Return the employers' names; the profiles' titles too where one employer has several."""
    issuers = [clean_line(report.profile.issuer.name) for report in reports]
    if len(set(issuers)) == len(issuers):
        return tuple(issuers)
    titles = [clean_line(report.profile.title.in_language(translator.language)) for report in reports]
    both = (
        message("report.of_employer", employer=one, title=title) for one, title in zip(issuers, titles, strict=True)
    )
    return tuple(map(translator.say, both))


def _asked(column: int, report: Report, translator: Translator) -> Iterator[tuple[_Key, _Asked]]:
    writer = ItemWriter(report, translator)
    seen: dict[_Key, int] = {}
    for finding in report.findings:
        requirement = report.requirement(finding.requirement)
        asked = _Asked(column, requirement, finding, writer.item(finding))
        if isinstance(requirement.subject, OneFact):
            # One profile may ask twice for one fact, once for each system.
            key = (requirement.subject.fact, *_systems(requirement))
            seen[key] = seen.get(key, 0) + 1
            yield (*key, str(seen[key])), asked
        else:
            yield (report.profile.id, str(column), finding.requirement), asked


def _systems(requirement: Requirement) -> _Key:
    """Return the systems that a requirement is for; nothing where it is for all of them."""
    return () if requirement.only_on == frozenset(System) else tuple(sorted(requirement.only_on))


def _row(key: _Key, asked: Sequence[_Asked], reports: Sequence[Report], translator: Translator) -> ComparedRow:
    cells: list[CellView | None] = [None] * len(reports)
    for one in asked:
        cells[one.column] = CellView(one.item.mark, _words(one, translator))
    first = asked[0]
    if isinstance(first.requirement.subject, OneFact):
        value = _value(key[0], asked, [reports[one.column].facts for one in asked], translator)
        return ComparedRow(_name(first, key, translator), value, tuple(cells))
    return ComparedRow(first.item.title, _came_to(first.item), tuple(cells))


def _name(asked: _Asked, key: _Key, translator: Translator) -> str:
    """Return the fact's name, with what tells the row from others of the same fact."""
    fact, *systems, number = key
    if number != "1":
        return clean_line(asked.item.title)
    names = translator.join(translator.value(one) for one in systems)
    return labels(translator).aside(fact_name(fact, translator), names)


def _came_to(item: ItemView) -> str:
    """Return the answer to a question, or what was found of several ways."""
    if item.rows:
        return item.rows[0].value
    if item.outcome is Outcome.NOT_APPLICABLE:
        return ""
    return item.mark.word if item.outcome.is_open else short_value(item)


def _words(asked: _Asked, translator: Translator) -> str:
    """Return the limits, a line each, with its tier: "at least 8 GB" alone would leave open whether it is needed."""
    if asked.finding.outcome is Outcome.NOT_APPLICABLE or not asked.item.rows:
        return ""
    limits = [message("report.pair", label=one.tier_word, value=one.words) for one in asked.item.rows[0].limits]
    return "\n".join(translator.say(limit) for limit in limits)


def _value(fact: str, asked: Sequence[_Asked], known: Sequence[Facts], translator: Translator) -> str:
    """Return the value in its own unit, with digits enough for every employer's limits; "" where none asks for it."""
    if all(one.finding.outcome is Outcome.NOT_APPLICABLE for one in asked):
        return ""
    readings = (facts[fact] for facts in known)
    reading = next((one for one in readings if isinstance(one, Measured)), None)
    if reading is None:
        return mark(Outcome.NOT_MEASURED, translator).word
    number = number_of(reading.known)
    if number is None:
        return value_words(reading, translator)
    limits = [limit for one in asked for limit in _limits(one.finding, reading.unit)]
    return value_words(reading, translator, telling_digits(number, limits))


def _limits(finding: Finding, unit: str | None) -> list[Fraction]:
    """Return the limits the fact was held against, counted in ``unit``."""
    comparisons = () if finding.outcome is Outcome.NOT_APPLICABLE else finding.comparisons
    converted = (in_unit(float(number), one.unit, unit) for one in comparisons for number in bounds([one.condition]))
    return [number for number in converted if number is not None]
