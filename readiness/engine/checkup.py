"""A check-up: profiles in, one run on this machine, one report per profile out.

Measure once, judge against every profile: the run measures the union of what the profiles ask for, and each report
holds only the facts that its own profile asks for.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from readiness import __version__
from readiness.checks.base import Check, Machine, Wishes
from readiness.checks.registry import checks, providing
from readiness.documents.profile.file import ProfileDocument
from readiness.domain.conditions import held_against
from readiness.domain.facts import SYSTEM_FACT, Bound, Facts, Measured, Reading, Value
from readiness.domain.judge import judge
from readiness.domain.message import Message, message
from readiness.domain.profile import FactTest, Requirement
from readiness.domain.report import Report, Truth, facts_asked_for
from readiness.domain.waiver import Waiver
from readiness.engine.clock_jump import ClockJumpDetector
from readiness.engine.events import Event, FactKnown
from readiness.engine.quick_plan import QuickPlan
from readiness.engine.runner import Run
from readiness.engine.wanted import among_named, network_test, wanted_facts, wanted_words

NOT_EXAMINED = (
    Message("not_examined.other_hours"),
    Message("not_examined.network_in_between"),
    Message("not_examined.person"),
)
"""What no check examines, listed in every report: a pass has to say what it does not cover."""


class Keeper(Protocol):
    """Stores finished facts, so that an interrupted check is not lost."""

    def record(self, fact: str, reading: Reading) -> None:
        """Store the reading of one fact."""


class Checkup:
    """What to measure for some profiles, and the reports that result.

    ``known`` facts (of an interrupted or earlier run) are not measured again. ``only`` restricts the run to these
    facts. ``machine`` is replaced by tests only; ``thorough`` is as in ``Wishes``.
    """

    def __init__(
        self,
        documents: Sequence[ProfileDocument],
        machine: Machine,
        *,
        language: str = "en",
        only: frozenset[str] = frozenset(),
        quick: bool = False,
        thorough: bool | None = None,
        known: Facts | None = None,
        among: Sequence[Check] | None = None,
    ) -> None:
        self.documents = tuple(documents)
        self.started = datetime.now(UTC)
        self._clocks = ClockJumpDetector()
        self.clock_jump: Measured | None = None
        self._machine = machine
        self._answered: datetime | None = None
        self.waivers: tuple[Waiver, ...] = ()
        words = wanted_words(documents)
        self._known = _still_good(known or Facts(), words, documents)
        wanted = wanted_facts(documents)
        wanted = among_named(wanted, only) | {SYSTEM_FACT} if only else wanted
        missing = wanted - set(self._known.readings)
        self.wishes = Wishes(
            missing,
            network_test(documents),
            language,
            quick,
            words=words,
            tests=tuple(dict.fromkeys(test for document in documents for test in document.profile.tests)),
            thorough=thorough,
        )
        self.checks = providing(self.wishes.facts, checks() if among is None else among)

    def agree(self, services: frozenset[str]) -> None:
        """Permit measuring against these public services where the profiles name no server of their own."""
        self.wishes = replace(self.wishes, consented=services)

    def build_on(self, plan: QuickPlan, patience: float | None = None) -> None:
        """Take over the plan of a quick check: earlier readings to fall back on, and answers that are not new.

        ``patience`` is for how many seconds the person is waited for, None for as long as it takes.
        """
        self._answered = plan.answered
        self.wishes = replace(self.wishes, earlier=plan.earlier, patience=patience)

    @property
    def questions(self) -> tuple[tuple[ProfileDocument, Requirement], ...]:
        """Every question of the profiles, in order."""
        return tuple(
            (document, requirement)
            for document in self.documents
            for requirement in document.profile.requirements
            if requirement.question
        )

    def start(self, listen: Callable[[Event], None], keep: Keeper | None = None) -> Run:
        """Start measuring and return the run. ``keep`` stores each finished fact before it is announced."""

        def heard(event: Event) -> None:
            if keep and isinstance(event, FactKnown):
                keep.record(event.fact, event.reading)
            listen(event)

        run = Run(self.checks, self._machine, self.wishes, heard, self._known)
        run.start()
        return run

    def reports(self, facts: Facts, answers: Mapping[str, Value] | None = None) -> tuple[Report, ...]:
        """Judge what is known now: one report per profile, in the profiles' order."""
        self.clock_jump = self._clocks.jump()
        everything = facts.updated(Facts(answers=answers or {}))
        finished = datetime.now(UTC)
        return tuple(
            replace(report, not_examined=(*self._not_asked(report), *report.not_examined))
            for report in (report_on(one, everything, self.started, finished, self.waivers) for one in self.documents)
        )

    def _not_asked(self, report: Report) -> Iterator[Message]:
        if self._answered and report.facts.answers:
            # A day as it is written everywhere: the report may be read in any language.
            yield message("not_examined.answers", date=self._answered.astimezone().date().isoformat())


def report_on(
    document: ProfileDocument, facts: Facts, started: datetime, finished: datetime, waivers: Iterable[Waiver] = ()
) -> Report:
    """Judge facts against one profile as of ``finished``; the report holds only those ``waivers`` that are for it."""
    held = tuple(one for one in waivers if one.holds(document.profile, finished))
    return Report(
        id=str(uuid.uuid4()),
        profile=document.profile,
        source=document.source,
        facts=facts_asked_for(document.profile, facts),
        judgement=judge(document.profile, facts, finished, held),
        app_version=__version__,
        started=started,
        finished=finished,
        not_examined=NOT_EXAMINED,
        waivers=held,
    )


def _still_good(facts: Facts, words: Mapping[str, frozenset[str]], documents: Sequence[ProfileDocument]) -> Facts:
    """Return the readings that cover all words and limits now asked for; others are measured again."""
    tests = [test for document in documents for test in document.profile.tests]
    readings = {
        fact: reading
        for fact, reading in facts.readings.items()
        if isinstance(reading, Measured)
        and (reading.looked_for is None or words.get(fact, set()) <= reading.looked_for)
        and (reading.bound is Bound.EXACT or _decides(reading, [test for test in tests if test.fact == fact]))
    }
    return Facts(readings, facts.answers)


def _decides(reading: Measured, tests: Sequence[FactTest]) -> bool:
    """Return whether a one-sided value decides all these limits."""
    return all(held_against(test, reading).truth is not Truth.UNKNOWN for test in tests)
