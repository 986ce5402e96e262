"""What came of trying a profile on machines, for its author."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from readiness.domain.message import Message, message
from readiness.domain.profile import OneFact, Profile
from readiness.domain.quantity import exact
from readiness.domain.report import Finding, Judgement, Outcome, Verdict
from readiness.domain.trial import Cost, Trial
from readiness.render.parts.columns import GAP, pad
from readiness.render.parts.marks import mark
from readiness.render.parts.rows import title
from readiness.render.parts.values import LimitWords
from readiness.render.parts.view import Mark
from readiness.render.plain import Pen, Style
from readiness.text import Translator, clean_line
from readiness.text.numbers import written_digits

_MACHINES_NOTE: Final = Message("trial.machines_note")
_ANSWERS_NOTE: Final = Message("trial.answers_note")
_VERDICTS: Final = (Verdict.PASS, Verdict.FAIL, Verdict.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class MachineLine:
    """One machine: its verdict, and what is not met or not known."""

    mark: Mark
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class TrialView:
    """The whole trial. ``costs`` are one line each, ``notes`` what it does not cover."""

    head: str
    sentence: str
    machines: tuple[MachineLine, ...]
    costs_head: str
    costs: tuple[str, ...]
    notes: tuple[str, ...]


def describe_trial(profile: Profile, names: Sequence[str], tried: Trial, translator: Translator) -> TrialView:
    """Return a trial in the author's language; ``names`` are the machines'."""
    return _Writer(profile, translator).view(names, tried)


def render_trial(view: TrialView, style: Style | None = None) -> str:
    """Return it as text, every line within the style's width."""
    pen = Pen(style or Style(), [line.mark for line in view.machines])
    lines = [*map(pen.bold, pen.wrapped(view.head, "")), *pen.wrapped(view.sentence, ""), ""]
    widest = max(pen.natural([[pen.marked(line.mark)] for line in view.machines])[0], 1)
    for line in view.machines:
        word = pad(pen.marked(line.mark), widest, pen.style.ambiguous)
        lines += pen.hanging(word + GAP, line.name)
        lines += pen.hanging(" " * (widest + len(GAP) + 2), line.why) if line.why else []
    if view.costs:
        lines += ["", *map(pen.bold, pen.wrapped(view.costs_head, ""))]
        lines += [text for cost in view.costs for text in pen.hanging("  - ", cost)]
    lines += ["", *(text for note in view.notes for text in pen.wrapped(note, ""))]
    return pen.finished(lines)


class _Writer:
    """Writes one trial for one author."""

    def __init__(self, profile: Profile, translator: Translator) -> None:
        self._translator = translator
        self._profile = profile
        self._requirements = {requirement.id: requirement for requirement in profile.requirements}

    def view(self, names: Sequence[str], tried: Trial) -> TrialView:
        asks = any(requirement.question for requirement in self._profile.requirements)
        costs = tuple(self._cost(cost, len(names)) for cost in tried.costs if cost.fails or cost.unknown)
        return TrialView(
            self._say(message("trial.head", profile=self._title(), count=len(names))),
            self._counts(tried),
            tuple(self._machine(*one) for one in zip(names, tried.judgements, strict=True)),
            self._say(Message("trial.costs")),
            costs,
            tuple(
                self._say(Message(id_)) for id_ in ("trial.machines_note", *(["trial.answers_note"] if asks else []))
            ),
        )

    def _title(self) -> str:
        return clean_line(self._profile.title.in_language(self._translator.language))

    def _counts(self, tried: Trial) -> str:
        words = [
            self._say(
                message("report.pair", label=mark(verdict, self._translator).word, value=str(tried.count(verdict)))
            )
            for verdict in _VERDICTS
        ]
        return self._translator.series(words)

    def _machine(self, name: str, judgement: Judgement) -> MachineLine:
        failed = [one for one in judgement.findings if one.outcome is Outcome.FAIL]
        unknown = [one for one in judgement.findings if one.blocks]
        parts = [
            self._say(message(id_, requirements=self._titles(findings)))
            for id_, findings in (("trial.not_met", failed), ("trial.not_known", unknown))
            if findings
        ]
        return MachineLine(mark(judgement.verdict, self._translator), name, self._translator.series(parts))

    def _titles(self, findings: Sequence[Finding]) -> str:
        return self._translator.join([title(self._requirements[one.requirement], self._translator) for one in findings])

    def _cost(self, cost: Cost, machines: int) -> str:
        name = title(self._requirements[cost.requirement], self._translator)
        parts = [*self._counted(cost, machines), *self._steps(cost)]
        return self._say(message("report.pair", label=name, value=self._translator.series(parts)))

    def _counted(self, cost: Cost, machines: int) -> Iterator[str]:
        if cost.fails:
            yield self._say(message("trial.fails", count=cost.fails, total=machines))
        if cost.alone:
            yield self._say(message("trial.alone", count=cost.alone))
        if cost.unknown:
            yield self._say(message("trial.unknown", count=cost.unknown))

    def _steps(self, cost: Cost) -> Iterator[str]:
        subject = self._requirements[cost.requirement].subject
        if not isinstance(subject, OneFact):
            return
        words = LimitWords(subject.unit, self._translator)
        for step in cost.steps:
            number = exact(step.limit)
            limit = words.amount(number, written_digits(number))
            yield self._say(message("trial.step", limit=limit, count=step.passing))

    def _say(self, said: Message) -> str:
        return self._translator.say(said)
