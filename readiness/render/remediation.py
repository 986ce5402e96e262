"""What would have to change for the employers whose requirements are not met yet, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from readiness.domain.changes import Change, ChangePlan
from readiness.domain.compare import BestChange, best_change, change_plans
from readiness.domain.facts import Catalogue
from readiness.domain.message import Message, message
from readiness.domain.report import Report, Verdict
from readiness.render.parts.rows import fact_name, title
from readiness.render.parts.values import LimitWords
from readiness.render.parts.view import EmployerRemediation, RemediationView
from readiness.text import Translator


def describe_remediation(
    reports: Sequence[Report], names: Sequence[str], translator: Translator, catalogue: Catalogue | None = None
) -> RemediationView | None:
    """Return what opens each employer that is not satisfied yet, None where all are.

    ``names`` are the employers' as they stand above the comparison.
    """
    if all(report.verdict is Verdict.PASS for report in reports):
        return None
    asked = [(report.profile, report.facts) for report in reports]
    found = change_plans(asked, catalogue)
    writer = _Writer(translator)
    not_yet = [one for one in zip(reports, names, found, strict=True) if one[0].verdict is not Verdict.PASS]
    best = best_change(asked, found, catalogue)
    return RemediationView(
        heading=translator.say(Message("report.openings")),
        employers=tuple(writer.opening(*one) for one in not_yet),
        best=writer.best(best, reports, names) if best and len(reports) > 1 else "",
    )


class _Writer:
    """Writes for one reader."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    def opening(self, report: Report, name: str, plan: ChangePlan | None) -> EmployerRemediation:
        """Return what opens one employer: the changes, and what must be found out besides."""
        if plan is None or plan.cost == (0, 0, 0):
            return EmployerRemediation(self._say(message("report.opening.impossible", employer=name)))
        return EmployerRemediation(
            self._say(self._heading(name, plan)),
            tuple(self._steps(plan.changes, report)),
            self._say(Message("report.opening.to_find_out")) if plan.changes and plan.open else "",
            tuple(self._steps(plan.open, report)),
            "" if plan.exact else self._say(Message("report.opening.cut_short")),
        )

    def best(self, best: BestChange, reports: Sequence[Report], names: Sequence[str]) -> str:
        """Return which one change helps most."""
        first = reports[best.opens[0]]
        steps = self._translator.join(self._steps(best.changes, first))
        opened = self._translator.join([names[number] for number in best.opens])
        return self._say(message("report.opening.best", change=steps, employers=opened, count=len(best.opens)))

    def _heading(self, name: str, plan: ChangePlan) -> Message:
        if not plan.changes:
            return message("report.opening.only_open", employer=name)
        return message("report.opening.changes", employer=name, count=len(plan.things))

    def _steps(self, changes: Sequence[Change], report: Report) -> Iterator[str]:
        """Return a step for each thing that changes, however many of its facts do."""
        things: dict[str, list[str]] = {}
        for change in changes:
            things.setdefault(change.thing, []).append(self._step(change, report))
        yield from map(self._translator.series, things.values())

    def _step(self, change: Change, report: Report) -> str:
        """Return what must be how; behind a question stands the answer, not a colon."""
        name, limits = self._name(change, report), self._limits(change, report)
        if change.fact:
            return self._say(message("report.pair", label=name, value=limits))
        return self._say(message("report.aside", text=name, note=limits))

    def _name(self, change: Change, report: Report) -> str:
        if change.fact:
            return fact_name(change.fact, self._translator)
        return title(report.requirement(change.requirements[0]), self._translator)

    def _limits(self, change: Change, report: Report) -> str:
        """Return what it must be; where a requirement is to apply no more, a value with which it does not."""
        question = None if change.fact else report.requirement(change.requirements[0]).question
        texts = question.choice_texts if question else {}
        words = [LimitWords(test.unit, self._translator, texts).condition(test.condition) for test in change.tests]
        return self._translator.join(dict.fromkeys(words)) if words else self._translator.value(change.to)

    def _say(self, said: Message) -> str:
        return self._translator.say(said)
