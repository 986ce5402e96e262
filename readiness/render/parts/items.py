"""A finding as an item: what it is called, what was seen, why it matters, how to fix it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from readiness.domain.facts import Measured
from readiness.domain.message import Message, message
from readiness.domain.profile import Condition, OneFact, Operator, Requirement, Texts
from readiness.domain.reference import reference
from readiness.domain.report import Comparison, Finding, Outcome, Report, Truth
from readiness.render.parts.marks import mark
from readiness.render.parts.rows import alternatives, fact_name, row, rows, test_row, title
from readiness.render.parts.values import happened, reason
from readiness.render.parts.view import ItemView, RowView
from readiness.text import Translator, clean, clean_line

_THIS_CHECK: Final = timedelta(minutes=10)
"""What is known from this long before belongs to the same check: somebody looks at one thing again and again."""

_TO_FIX: Final = frozenset({Outcome.FAIL, Outcome.ADVICE, Outcome.WAIVED})


class ItemWriter:
    """Writes the items of one report for one reader."""

    def __init__(self, report: Report, translator: Translator) -> None:
        self._report = report
        self._translator = translator

    def item(self, finding: Finding) -> ItemView:
        """Return what one requirement came to."""
        requirement = self._report.requirement_here(finding.requirement)
        shown = rows(requirement, finding, self._report.facts, self._translator)
        ways = alternatives(requirement, finding, self._report.facts, self._translator)
        # A word of one's own that did not count beside a measured way is not pointed at.
        said = (*finding.comparisons, *(one for way in finding.alternatives for one in way if _all_hold(way)))
        answered = any(one.fact is None and one.value is not None for one in said)
        return ItemView(
            id=finding.requirement,
            title=title(requirement, self._translator),
            outcome=finding.outcome,
            mark=mark(finding.outcome, self._translator),
            summary=self._summary(requirement, finding, shown),
            blocks=finding.blocks,
            only_just=finding.only_just,
            facts=tuple(sorted(requirement.facts)),
            rows=shown,
            alternatives=ways,
            origin=self._origin(finding, answered=answered),
            why=self._why(requirement, finding),
            steps=self._steps(requirement, finding) if finding.outcome in _TO_FIX else (),
            link=clean_line(requirement.fix.url) if requirement.fix and requirement.fix.url else "",
            unknown=finding.unknown.reason if finding.unknown and finding.outcome.is_open else None,
            reason=self._reason(finding) if finding.outcome.is_open else "",
            remedy=self._remedy(finding) if finding.outcome.is_open else (),
            methods=self._methods(finding),
            note=self._note(finding) or (self._earlier(finding) if finding.alternatives else ""),
        )

    def _say(self, id_: str) -> str:
        return self._translator.say(Message(id_))

    def _own(self, texts: Texts | None) -> str:
        """Return the employer's words in the reader's language, "" where there are none."""
        return clean(texts.in_language(self._translator.language)).strip() if texts else ""

    def _if_known(self, id_: str) -> str:
        return self._say(id_) if self._translator.has(id_) else ""

    # ------------------------------------------------------------------ in one line

    def _summary(self, requirement: Requirement, finding: Finding, shown: tuple[RowView, ...]) -> str:
        if finding.outcome.is_open:
            return self._reason(finding)
        if shown:
            limits = shown[0].limits
            decisive = next((limit for limit in limits if limit.truth is Truth.NO), limits[0])
            return self._against(shown[0].value, decisive.tier_word, decisive.words)
        if finding.alternatives:
            found = self._distinct(requirement, finding)
            return self._translator.series(self._pair(one.name, one.value) for one in found)
        return self._note(finding)

    def _pair(self, label: str, value: str) -> str:
        return self._translator.say(message("report.pair", label=label, value=value))

    def _against(self, value: str, tier: str, limit: str) -> str:
        return self._translator.say(message("report.summary", value=value, tier=tier, limit=limit))

    def _distinct(self, requirement: Requirement, finding: Finding) -> tuple[RowView, ...]:
        """Return each fact of the alternatives once."""
        seen: dict[str, Comparison] = {}
        for one in (test for way in finding.alternatives for test in way):
            seen.setdefault(one.fact or "", one)
        facts = self._report.facts
        return tuple(test_row(requirement, one, facts, self._translator) for one in seen.values())

    # ------------------------------------------------------------------ why and how

    def _deciding(self, finding: Finding) -> tuple[Comparison, ...]:
        """Return the comparisons worth talking about: those that fail, of the way nearest to success."""
        tests = finding.comparisons
        if finding.alternatives:
            tests = min(finding.alternatives, key=lambda way: sum(one.truth is not Truth.YES for one in way))
        return tuple(one for one in tests if one.truth is Truth.NO) or tests

    def _why(self, requirement: Requirement, finding: Finding) -> str:
        own = self._own(requirement.why)
        if own or finding.outcome is Outcome.NOT_APPLICABLE:
            return own
        return next(iter(self._about_facts(requirement, finding, "why")), "")

    def _steps(self, requirement: Requirement, finding: Finding) -> tuple[str, ...]:
        own = self._own(requirement.fix.text) if requirement.fix else ""
        if own:
            return _lines(own)
        found = [step for text in self._about_facts(requirement, finding, "fix") for step in _lines(text)]
        return tuple(found) or (self._translator.say(message("report.ask", issuer=self._report.profile.issuer.name)),)

    def _about_facts(self, requirement: Requirement, finding: Finding, part: str) -> list[str]:
        """Return our own texts on the facts that decided."""
        subject = requirement.subject
        if isinstance(subject, OneFact):
            asked = [(subject.fact, one) for one in (subject.tiers.required, subject.tiers.recommended) if one]
        else:
            asked = [(one.fact, one.condition) for one in self._deciding(finding) if one.fact]
        facts = dict.fromkeys(_plain(fact) for fact, condition in asked if not _asks_for_no(condition))
        return [text for text in (self._if_known(f"fact.{fact}.{part}") for fact in facts) if text]

    # ------------------------------------------------------------------ what is not known

    def _reason(self, finding: Finding) -> str:
        """Return what happened."""
        if finding.outcome is Outcome.UNANSWERED:
            return self._say("report.unanswered")
        if finding.unknown:
            return self._translator.say(happened(finding.unknown))
        return self._say("report.not_comparable")

    def _remedy(self, finding: Finding) -> tuple[str, ...]:
        if finding.outcome is Outcome.UNANSWERED:
            return _lines(self._say("report.unanswered.remedy"))
        if not finding.unknown:
            return ()
        if finding.unknown.remedy:
            return _lines(self._translator.say(finding.unknown.remedy))
        return _lines(self._say(f"{reason(finding.unknown).id}.remedy"))

    def _methods(self, finding: Finding) -> tuple[str, ...]:
        comparisons = [*finding.comparisons, *(one for way in finding.alternatives for one in way)]
        readings = [self._report.facts[one.fact] for one in comparisons if one.fact]
        found = [one.method for one in readings if isinstance(one, Measured) and one.method]
        return tuple(dict.fromkeys(self._translator.say(method) for method in found))

    def _origin(self, finding: Finding, *, answered: bool) -> str:
        return self._say("report.own_answer") if answered else self._earlier(finding)

    def _earlier(self, finding: Finding) -> str:
        """Return when a value was measured that was taken over from an earlier check, "" where none was."""
        held = (*finding.comparisons, *(one for way in finding.alternatives for one in way))
        readings = [self._report.facts[one.fact] for one in held if one.fact]
        dates = [one.at for one in readings if isinstance(one, Measured) and one.at]
        before = [at for at in dates if self._report.started - at > _THIS_CHECK]
        when = self._translator.moment(min(before)) if before else ""
        return self._translator.say(message("report.measured_on", when=when)) if when else ""

    def _note(self, finding: Finding) -> str:
        if finding.outcome is Outcome.NOT_APPLICABLE:
            if not finding.comparisons:
                return self._say("report.note.other_system")
            return self._translator.say(message("report.note.condition", conditions=self._conditions(finding)))
        paper = next((one for one in self._report.waivers if one.requirement == finding.requirement), None)
        if paper and (finding.outcome is Outcome.WAIVED or finding.outcome.is_open):
            told = {"date": self._translator.date(paper.until), "reason": self._own(paper.reason)}
            return self._translator.say(message("report.note.waived", **told))
        if finding.outcome.is_open and not finding.blocks:
            return self._say("report.note.does_not_block")
        return ""

    def _conditions(self, finding: Finding) -> str:
        shown = [self._row(one) for one in finding.comparisons]
        return self._translator.series(self._pair(one.name, one.limits[0].words) for one in shown)

    def _row(self, one: Comparison) -> RowView:
        return row((one,), fact_name(one.fact or "", self._translator), self._report.facts, self._translator)


def _all_hold(way: tuple[Comparison, ...]) -> bool:
    return all(one.truth is Truth.YES for one in way)


def _plain(name: str) -> str:
    """Return the fact whose texts help with a qualified one."""
    meant = reference(name)
    return meant.both_ways[0].fact if meant.both_ways else meant.fact


def _asks_for_no(condition: Condition) -> bool:
    """Whether an employer wants the contrary of what our texts help with, such as no headset."""
    return any(clause.operator is Operator.EQUALS and clause.limit is False for clause in condition.clauses)


def _lines(text: str) -> tuple[str, ...]:
    """Return the steps of a text: one per line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
