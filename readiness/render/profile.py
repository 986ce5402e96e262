"""A profile as a candidate reads it before anything is measured: what will be asked for, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from readiness.domain.facts import System
from readiness.domain.message import Message, message
from readiness.domain.profile import AnyOf, Condition, FactTest, Fix, OneFact, Profile, Question, Requirement, Tier
from readiness.domain.report import ProfileSource
from readiness.render.parts.rows import TIER_WORDS, fact_name, title
from readiness.render.parts.values import LimitWords
from readiness.render.parts.view import Labels
from readiness.render.plain import Pen, Style
from readiness.render.words import labels, profile_details
from readiness.text import Translator, clean, clean_line

_INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line on a requirement. ``deeper`` marks one of several ways to meet it, ``aside`` when or why it is asked."""

    text: str
    deeper: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class AskedView:
    """One requirement before anything is measured. ``fix`` is the employer's advice, "" without one."""

    title: str
    lines: tuple[AskedLine, ...]
    fix: str = ""


def describe_asked(profile: Profile, translator: Translator) -> tuple[AskedView, ...]:
    """Return what a profile asks for, in the reader's language."""
    writer = _Writer(translator)
    return tuple(writer.asked(requirement) for requirement in profile.requirements)


def profile_text(profile: Profile, source: ProfileSource, translator: Translator, style: Style | None = None) -> str:
    """Return what a profile asks for as text, every line within the style's width."""
    pen = Pen(style or Style())
    name = profile.title.in_language(translator.language)
    lines = [pen.bold(clean_line(name)), *pen.wrapped(clean_line(profile.issuer.name), ""), ""]
    for asked in describe_asked(profile, translator):
        lines += pen.hanging("- ", asked.title)
        for line in asked.lines:
            lines += (
                pen.hanging(f"{_INDENT}  ", line.text, _INDENT * 2) if line.deeper else pen.wrapped(line.text, _INDENT)
            )
        lines.append("")
    words = labels(translator)
    for label, value in profile_details(profile, source, translator):
        lines += pen.hanging("", words.pair(label, value), _INDENT)
    return pen.finished(lines)


class _Writer:
    """Writes the requirements of a profile."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._labels: Labels = labels(translator)

    def asked(self, requirement: Requirement) -> AskedView:
        """Return one requirement."""
        lines = tuple(self._lines(requirement))
        return AskedView(title(requirement, self._translator), lines, self._fix(requirement.fix))

    def _fix(self, fix: Fix | None) -> str:
        text = clean(fix.text.in_language(self._translator.language)) if fix and fix.text else ""
        url = clean_line(fix.url) if fix and fix.url else ""
        words = "\n".join(part for part in (text, url) if part)
        return self._labels.pair(self._labels.fix, words) if words else ""

    def _lines(self, requirement: Requirement) -> Iterator[AskedLine]:
        if isinstance(requirement.subject, AnyOf):
            yield AskedLine(self._labels.pair(self._labels.alternatives, ""))
            yield from (AskedLine(line, deeper=True) for line in self._alternatives(requirement.subject))
        else:
            yield from map(AskedLine, self._asked(requirement, requirement.subject))
        yield from (AskedLine(line, aside=True) for line in self._notes(requirement))

    def _notes(self, requirement: Requirement) -> Iterator[str]:
        systems = [self._translator.value(str(system)) for system in System if requirement.on(system)]
        if len(systems) < len(System):
            yield self._say(message("report.note.only_on", systems=self._translator.join(systems)))
        if requirement.when:
            conditions = self._translator.series(self._test(test) for test in requirement.when)
            yield self._say(message("report.note.condition", conditions=conditions))
        if requirement.why:
            text = clean(requirement.why.in_language(self._translator.language))
            yield self._labels.pair(self._labels.why, text)

    def _alternatives(self, subject: AnyOf) -> Iterator[str]:
        for number, tests in enumerate(subject.alternatives, start=1):
            heading = self._say(message("report.alternative.heading", number=number))
            yield self._labels.pair(heading, self._translator.series(self._test(test) for test in tests))
        if subject.word and subject.word.tiers.required:
            heading = self._say(message("report.alternative.heading", number=len(subject.alternatives) + 1))
            asked = clean_line(subject.word.text.in_language(self._translator.language))
            wanted = self._words(subject.word).condition(subject.word.tiers.required)
            yield self._labels.pair(heading, self._labels.aside(asked, wanted))

    def _asked(self, requirement: Requirement, subject: OneFact | Question) -> Iterator[str]:
        words = self._words(subject)
        tiers = ((Tier.REQUIRED, subject.tiers.required), (Tier.RECOMMENDED, subject.tiers.recommended))
        yield from (self._tier(tier, condition, words) for tier, condition in tiers if condition)
        for system, change in requirement.per_os.items():
            name = self._translator.value(str(system))
            changed = ((Tier.REQUIRED, change.required), (Tier.RECOMMENDED, change.recommended))
            yield from (
                self._labels.aside(self._tier(tier, condition, words), name) for tier, condition in changed if condition
            )

    def _words(self, subject: OneFact | Question) -> LimitWords:
        if isinstance(subject, OneFact):
            return LimitWords(subject.unit, self._translator)
        return LimitWords(None, self._translator, subject.choice_texts)

    def _tier(self, tier: Tier, condition: Condition, words: LimitWords) -> str:
        return self._labels.pair(self._say(TIER_WORDS[tier]), words.condition(condition))

    def _test(self, test: FactTest) -> str:
        limits = LimitWords(test.unit, self._translator).condition(test.condition)
        return self._labels.pair(fact_name(test.fact, self._translator), limits)

    def _say(self, text: Message) -> str:
        return self._translator.say(text)
