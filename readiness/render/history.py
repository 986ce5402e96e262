"""Earlier checks in words: a line each, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from readiness.domain.message import Message, message
from readiness.domain.past import PastCheck, PastFigure, Tendency, required_tests
from readiness.domain.profile import FactTest, Profile
from readiness.render.parts.columns import GAP, pad
from readiness.render.parts.marks import mark
from readiness.render.parts.rows import fact_name
from readiness.render.parts.values import LimitWords, bounds, in_unit
from readiness.render.parts.view import Mark
from readiness.render.plain import Pen, Style
from readiness.text import Translator, clean_line

if TYPE_CHECKING:
    from readiness.domain.report import Report

_MINUTES: Final = 60
_MOST_POINTS: Final = 60
_LEAST_NAME: Final = 16
"""Columns. With fewer beside it, an employer's name is a pillar of single letters."""


@dataclass(frozen=True, slots=True)
class PastLine:
    """One check: its id, when, for whom, and its verdict."""

    id: str
    when: str
    name: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class HistoryView:
    """Every check, the newest first. ``tendencies`` are whole sentences; ``empty`` is said where there is nothing."""

    heading: str
    lines: tuple[PastLine, ...]
    tendencies: tuple[str, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class ChartView:
    """One figure over time: moments and values in ``unit``, the limit as a line, and all of it in words."""

    name: str
    points: tuple[tuple[datetime, float], ...]
    limit: float
    unit: str
    words: str


def charts(
    profile: Profile, figures_of: Callable[[str], Sequence[PastFigure]], translator: Translator
) -> tuple[ChartView, ...]:
    """Return a chart for every required limit on a number that was not always the same."""
    return tuple(_charts(profile, figures_of, translator))


def _charts(
    profile: Profile, figures_of: Callable[[str], Sequence[PastFigure]], translator: Translator
) -> Iterator[ChartView]:
    for test in required_tests(profile):
        limit = next((number for number in bounds([test.condition])), None)
        if limit is None:
            continue
        found = [(one.at, in_unit(one.value, one.unit, test.unit)) for one in figures_of(test.fact)]
        points = tuple((at, float(value)) for at, value in found if value is not None)[-_MOST_POINTS:]
        if len({value for _, value in points}) > 1:  # what never changes needs no picture
            yield _chart(test, float(limit), points, translator)


def _chart(
    test: FactTest, limit: float, points: tuple[tuple[datetime, float], ...], translator: Translator
) -> ChartView:
    name, words = fact_name(test.fact, translator), LimitWords(test.unit, translator)
    values = [value for _, value in points]
    told = message(
        "history.course",
        fact=name,
        count=len(points),
        lowest=translator.value(min(values), test.unit),
        highest=translator.value(max(values), test.unit),
        limit=words.condition(test.condition),
    )
    return ChartView(name, points, limit, test.unit or "", translator.say(told))


def in_readers_language(
    checks: Sequence[PastCheck], report_of: Callable[[str], Report | None], translator: Translator
) -> tuple[PastCheck, ...]:
    """Return the checks under the titles that their profiles have in the reader's language.

    ``report_of`` returns a stored report by its id, None where it cannot be read. Only one
    report of each version of a profile is asked for.
    """
    titles: dict[tuple[str, str], str] = {}
    for check in checks:
        if (check.profile, check.version) not in titles:
            report = report_of(check.id)
            title = report.profile.title.in_language(translator.language) if report else check.title
            titles[check.profile, check.version] = title
    return tuple(replace(check, title=titles[check.profile, check.version]) for check in checks)


def describe_history(checks: Sequence[PastCheck], found: Sequence[Tendency], translator: Translator) -> HistoryView:
    """Return the history in the reader's language."""
    return HistoryView(
        translator.say(Message("history.heading")),
        tuple(_line(check, translator) for check in checks),
        tuple(tendency_words(one, translator) for one in found),
        "" if checks else translator.say(Message("history.empty")),
    )


def tendency_words(found: Tendency, translator: Translator) -> str:
    """Return "Upload speed: “at least 5 Mbit/s” was not met in 4 of the last 10 checks, always about 20:00"."""
    fact = fact_name(found.test.fact, translator)
    limit = LimitWords(found.test.unit, translator).condition(found.test.condition)
    told = message("history.missed", fact=fact, limit=limit, count=found.misses, total=found.checks)
    if found.daytime is None:
        return translator.say(told)
    begin, end = (_clock(hour, translator) for hour in (found.daytime.begin, found.daytime.end))
    if begin == end:
        return translator.say(message("history.missed_at", missed=told, time=begin))
    return translator.say(message("history.missed_then", missed=told, begin=begin, end=end))


def render_history(view: HistoryView, style: Style | None = None) -> str:
    """Return it as text, every line within the style's width."""
    pen = Pen(style or Style(), [line.mark for line in view.lines])
    lines = [pen.bold(view.heading), ""]
    rows = [[line.when, pen.marked(line.mark), line.name] for line in view.lines]
    widths = pen.natural(rows) if rows else []
    # Beside a date and a word a small terminal has no room for a name: there it stands below them.
    is_wide = not rows or pen.style.width - sum(widths[:2]) - 2 * len(GAP) >= _LEAST_NAME
    for when, word, name in rows:
        first = GAP.join(pad(text, size, pen.style.ambiguous) for text, size in zip((when, word), widths, strict=False))
        lines += pen.hanging(first + GAP, name) if is_wide else [*pen.wrapped(first, ""), *pen.wrapped(name, GAP)]
    lines += pen.wrapped(view.empty, "") if view.empty else []
    for text in view.tendencies:
        lines += ["", *pen.wrapped(text, "")]
    return pen.finished(lines)


def _line(check: PastCheck, translator: Translator) -> PastLine:
    whose = message("report.of_employer", employer=clean_line(check.issuer), title=clean_line(check.title))
    return PastLine(check.id, translator.moment(check.finished), translator.say(whose), mark(check.verdict, translator))


def _clock(hour: float, translator: Translator) -> str:
    hours, minutes = divmod(round(hour * _MINUTES), _MINUTES)
    return translator.time(datetime.combine(date.min, time(hours % 24, minutes)))
