"""What a quick check takes over from earlier checks, and when the check must be a full one.

What an employer says in the profile (``recheck``) comes first, then the ``Freshness`` of each fact. What cannot be
compared counts as changed. Of the changes that ``on_change`` can name, hardware and system end the validity of
everything, for every employer; audio devices and network end that of the facts that depend on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from readiness.documents.profile.file import ProfileDocument
from readiness.domain.facts import Catalogue, Facts, Measured, Reading, Reason, Unmeasured, Value
from readiness.domain.freshness import Freshness, Trait
from readiness.domain.message import Message, message
from readiness.domain.profile import Profile
from readiness.domain.reference import reference
from readiness.domain.report import Report
from readiness.engine.wanted import wanted_facts

_ALWAYS: Final = frozenset({Trait.HARDWARE, Trait.OS, Trait.BOOT})
"""Changes after which no earlier reading counts."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The report of an earlier check, the traits of the computer then, and whether everything was measured."""

    report: Report
    traits: Mapping[Trait, str] = field(default_factory=dict)
    full: bool = False


@dataclass(frozen=True, slots=True)
class QuickPlan:
    """What a quick check takes over from earlier ones.

    Attributes:
        known: readings that are not measured again.
        earlier: readings to fall back on where the quick measurement cannot tell.
        answers: the person's answers, by ``profile id#requirement id``.
        answered: the time of the oldest of these answers, None without answers.
        because: why a full check is needed; empty if the check may be quick.
    """

    known: Facts = field(default_factory=Facts)
    earlier: Mapping[str, Reading] = field(default_factory=dict)
    answers: Mapping[str, Value] = field(default_factory=dict)
    answered: datetime | None = None
    because: tuple[Message, ...] = ()

    @property
    def is_quick(self) -> bool:
        """Whether it is enough to measure what may have changed."""
        return not self.because


def quick_plan(
    documents: Sequence[ProfileDocument],
    earlier: Sequence[Earlier],
    traits: Mapping[Trait, str],
    at: datetime,
    catalogue: Catalogue,
) -> QuickPlan:
    """Return what a check at ``at`` takes over from ``earlier`` ones, which are ordered newest first.

    ``traits`` are the present ones, in the form of the earlier ones.
    """
    return _Planner(documents, traits, at, catalogue).plan(earlier)


class _Planner:
    def __init__(
        self, documents: Sequence[ProfileDocument], traits: Mapping[Trait, str], at: datetime, catalogue: Catalogue
    ) -> None:
        self._profiles = [document.profile for document in documents]
        self._wanted = sorted(wanted_facts(documents))
        self._traits = traits
        self._at = at
        self._catalogue = catalogue

    def plan(self, earlier: Sequence[Earlier]) -> QuickPlan:
        if not earlier:
            return QuickPlan(because=(message("quick.no_earlier"),))
        changed = [one for one in Trait if one in _ALWAYS and self._has_changed(one, earlier[0])]
        if changed:
            return QuickPlan(because=tuple(self._why(one, earlier[0]) for one in changed))
        same = [one for one in earlier if not any(self._has_changed(each, one) for each in _ALWAYS)]
        found = {fact: reading for fact in self._wanted if (reading := self._found(fact, same)) is not None}
        because = tuple(self._unspoken(found, same))
        if because:
            return QuickPlan(because=because)
        looked_at = {fact: one for fact, one in found.items() if self._freshness(fact).is_remeasured}
        known = Facts({fact: one for fact, one in found.items() if fact not in looked_at})
        return QuickPlan(known, looked_at, *self._answers(earlier))

    # ------------------------------------------------------------------ what changed

    def _has_changed(self, change: Trait, since: Earlier) -> bool:
        before, now = since.traits.get(change), self._traits.get(change)
        return before is None or now is None or before != now

    def _why(self, change: Trait, since: Earlier) -> Message:
        if since.traits.get(change) is None or self._traits.get(change) is None:
            return message("quick.cannot_tell", what=message(f"quick.what.{change}"))
        return message(f"quick.changed.{change}")

    # ------------------------------------------------------------------ what is taken over

    def _freshness(self, fact: str) -> Freshness:
        return self._catalogue[reference(fact).fact].freshness

    def _found(self, fact: str, earlier: Sequence[Earlier]) -> Reading | None:
        """Return the newest reading of a fact that is still valid."""
        freshness = self._freshness(fact)
        if freshness is Freshness.MOMENT:
            return None
        for one in earlier:
            if freshness.ended_by and self._has_changed(freshness.ended_by, one):
                return None
            reading = one.report.facts.readings.get(fact)
            if reading is not None and self._holds(fact, reading, one.report):
                return reading
        return None

    def _holds(self, fact: str, reading: Reading, report: Report) -> bool:
        if isinstance(reading, Unmeasured):
            # The same devices will not tell today what they could not tell then.
            is_for_good = self._freshness(fact) is Freshness.VOICE and reading.reason is Reason.UNSUPPORTED
            return is_for_good and self._at - report.finished <= self._longest(fact)
        return reading.at is not None and timedelta(0) <= self._at - reading.at <= self._longest(fact)

    def _longest(self, fact: str) -> timedelta:
        """Return the greatest age of a valid reading: its ``max_age``, or less if an employer demands so."""
        spans = [_span(profile) for profile in self._profiles if fact in profile.facts]
        return min([self._freshness(fact).max_age, *(span for span in spans if span is not None)])

    def _unspoken(self, found: Mapping[str, Reading], earlier: Sequence[Earlier]) -> Iterator[Message]:
        """Yield why the person has to read aloud, which a quick check does not ask for."""
        missing = [fact for fact in self._wanted if self._freshness(fact) is Freshness.VOICE and fact not in found]
        if not missing:
            return
        if self._has_changed(Trait.AUDIO, earlier[0]):
            yield self._why(Trait.AUDIO, earlier[0])
        elif any(isinstance(one.report.facts.readings.get(missing[0]), Measured) for one in earlier):
            yield message("quick.too_old")
        else:
            yield message("quick.never_measured", fact=self._catalogue[reference(missing[0]).fact].title)

    # ------------------------------------------------------------------ what the person said

    def _answers(self, earlier: Sequence[Earlier]) -> tuple[dict[str, Value], datetime | None]:
        """Return the newest answers that still count, and the time of the oldest of them."""
        answers: dict[str, Value] = {}
        given: list[datetime] = []
        for profile in self._profiles:
            asked = {one.id for one in profile.requirements if one.question}
            span = _span(profile)
            for report in (one.report for one in earlier if one.full and one.report.profile.id == profile.id):
                new = {f"{profile.id}#{id_}": report.facts.answers[id_] for id_ in asked & {*report.facts.answers}}
                if new.keys() - answers.keys() and (span is None or self._at - report.finished <= span):
                    answers = new | answers
                    given.append(report.finished)
        return answers, min(given, default=None)


def _span(profile: Profile) -> timedelta | None:
    """Return for how long an employer lets a result count, grace included; None if the profile does not say."""
    recheck = profile.recheck
    if recheck is None or recheck.after is None:
        return None
    return recheck.after + (recheck.grace or timedelta(0))
