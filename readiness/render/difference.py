"""What changed between two reports, in words: hiring day and today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from readiness.domain.compare import ReportDifference, RequirementChange, Transition, difference
from readiness.domain.facts import Reading
from readiness.domain.message import Message, message
from readiness.domain.report import Report
from readiness.render.parts.items import ItemWriter
from readiness.render.parts.marks import mark
from readiness.render.parts.rows import fact_name
from readiness.render.parts.values import reading_words
from readiness.render.plain import Pen, Style
from readiness.text import Translator, clean_line

_SECTIONS: Final = {
    Transition.WORSE: Message("report.difference.worse"),
    Transition.BETTER: Message("report.difference.better"),
    Transition.NEW: Message("report.difference.new"),
    Transition.GONE: Message("report.difference.gone"),
}
"""What is told of the requirements, the gravest first."""


@dataclass(frozen=True, slots=True)
class Section:
    """Things that went the same way."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """Two reports beside each other. ``head`` says which, ``notes`` what qualifies the whole."""

    head: str
    verdict: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]


def describe_difference(before: Report, after: Report, translator: Translator) -> DifferenceView:
    """Return what is otherwise in the later report than in the earlier one."""
    return _Writer(difference(before, after), translator).view()


def render_difference(view: DifferenceView, style: Style | None = None) -> str:
    """Return it as text, every line within the style's width."""
    pen = Pen(style or Style())
    lines = [pen.bold(line) for line in pen.wrapped(view.head, "")]
    for text in (view.verdict, *view.notes):
        lines += pen.wrapped(text, "")
    for section in view.sections:
        lines += ["", *map(pen.bold, pen.wrapped(section.heading, ""))]
        lines += [line for text in section.lines for line in pen.hanging("  - ", text)]
    return pen.finished(lines)


class _Writer:
    """Writes one difference for one reader."""

    def __init__(self, found: ReportDifference, translator: Translator) -> None:
        self._found, self._translator = found, translator
        self._old, self._new = (ItemWriter(report, translator) for report in (found.before, found.after))

    def view(self) -> DifferenceView:
        before, after = self._found.before, self._found.after
        moments = [self._translator.moment(report.finished) for report in (before, after)]
        words = [mark(verdict, self._translator).word for verdict in self._found.verdicts]
        return DifferenceView(
            self._say(message("report.difference.head", before=moments[0], after=moments[1])),
            self._then_and_now(self._say(Message("report.label.verdict")), *words),
            tuple(self._notes()),
            tuple(self._sections()),
        )

    def _notes(self) -> Iterator[str]:
        before, after = self._found.before, self._found.after
        if not self._found.same_profile:
            names = [f"{clean_line(one.profile.id)} {clean_line(one.profile.version)}" for one in (before, after)]
            yield self._say(message("report.difference.other_profile", before=names[0], after=names[1]))
        if all(one.turn is Transition.SAME for one in self._found.requirements) and not self._found.facts:
            yield self._say(Message("report.difference.nothing"))

    def _sections(self) -> Iterator[Section]:
        for turn, heading in _SECTIONS.items():
            lines = [self._requirement(one) for one in self._found.requirements if one.turn is turn]
            if lines:
                yield Section(self._say(heading), tuple(lines))
        facts = [
            self._then_and_now(fact_name(one.fact, self._translator), *self._readings((one.before, one.after)))
            for one in self._found.facts
        ]
        if facts:
            yield Section(self._say(Message("report.difference.facts")), tuple(facts))

    def _readings(self, readings: Sequence[Reading]) -> list[str]:
        return [reading_words(reading, self._translator) for reading in readings]

    def _requirement(self, one: RequirementChange) -> str:
        old = self._old.item(one.before) if one.before else None
        new = self._new.item(one.after) if one.after else None
        shown = new or old
        assert shown  # noqa: S101 - a requirement stands in one of the two
        if old and new:
            return self._then_and_now(shown.title, old.mark.word, new.mark.word)
        return self._say(message("report.pair", label=shown.title, value=shown.mark.word))

    def _then_and_now(self, name: str, before: str, after: str) -> str:
        return self._say(message("report.difference.then_and_now", name=name, before=before, after=after))

    def _say(self, said: Message) -> str:
        return self._translator.say(said)
