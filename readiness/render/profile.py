"""A profile as a candidate reads it before anything is measured: what will be asked for, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.domain.facts import System
from readiness.domain.message import Message, message
from readiness.domain.profile import AnyOf, Condition, FactTest, OneFact, Profile, Question, Requirement, Tier
from readiness.domain.report import ProfileSource
from readiness.render.plain import Pen, Style
from readiness.render.rows import TIER_WORDS, fact_name, title
from readiness.render.values import LimitWords
from readiness.render.view import Labels
from readiness.render.words import labels, profile_details
from readiness.text import Translator, clean, clean_line

_INDENT: Final = "    "


def profile_text(profile: Profile, source: ProfileSource, translator: Translator, style: Style | None = None) -> str:
    """Return what a profile asks for as text, every line within the style's width."""
    return _Sheet(translator, Pen(style or Style())).text(profile, source)


class _Sheet:
    """Lays out one profile."""

    def __init__(self, translator: Translator, pen: Pen) -> None:
        self._translator = translator
        self._labels: Labels = labels(translator)
        self._pen = pen

    def text(self, profile: Profile, source: ProfileSource) -> str:
        name = profile.title.in_language(self._translator.language)
        lines = [self._pen.bold(clean_line(name)), *self._pen.wrapped(clean_line(profile.issuer.name), ""), ""]
        for requirement in profile.requirements:
            lines += [*self._requirement(requirement), ""]
        for label, value in profile_details(profile, source, self._translator):
            lines += self._pen.hanging("", self._labels.pair(label, value), _INDENT)
        return self._pen.finished(lines)

    def _requirement(self, requirement: Requirement) -> Iterator[str]:
        yield from self._pen.hanging("- ", title(requirement, self._translator))
        if isinstance(requirement.subject, AnyOf):
            yield from self._alternatives(requirement.subject)
        else:
            for line in self._asked(requirement, requirement.subject):
                yield from self._pen.wrapped(line, _INDENT)
        systems = [self._translator.value(str(system)) for system in System if requirement.on(system)]
        if len(systems) < len(System):
            names = self._translator.join(systems)
            yield from self._pen.wrapped(self._say(message("report.note.only_on", systems=names)), _INDENT)
        if requirement.when:
            conditions = "; ".join(self._test(test) for test in requirement.when)
            yield from self._pen.wrapped(self._say(message("report.note.condition", conditions=conditions)), _INDENT)
        why = requirement.why
        if why:
            text = clean(why.in_language(self._translator.language))
            yield from self._pen.wrapped(self._labels.pair(self._labels.why, text), _INDENT)

    def _alternatives(self, subject: AnyOf) -> Iterator[str]:
        yield from self._pen.wrapped(self._labels.pair(self._labels.alternatives, ""), _INDENT)
        for number, tests in enumerate(subject.alternatives, start=1):
            heading = self._say(message("report.alternative.heading", number=number))
            line = self._labels.pair(heading, "; ".join(self._test(test) for test in tests))
            yield from self._pen.hanging(f"{_INDENT}  ", line, _INDENT * 2)
        if subject.word and subject.word.tiers.required:
            heading = self._say(message("report.alternative.heading", number=len(subject.alternatives) + 1))
            asked = clean_line(subject.word.text.in_language(self._translator.language))
            wanted = self._words(subject.word).condition(subject.word.tiers.required)
            line = self._labels.pair(heading, self._labels.aside(asked, wanted))
            yield from self._pen.hanging(f"{_INDENT}  ", line, _INDENT * 2)

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
