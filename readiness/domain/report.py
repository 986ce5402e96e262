"""What came of holding facts against a profile."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum

from readiness.domain.facts import SYSTEM_FACT, Bound, Facts, Unmeasured, Value
from readiness.domain.message import Message
from readiness.domain.profile import Condition, Profile, Requirement, Tier
from readiness.domain.waiver import Waiver


class Truth(Enum):
    """Kleene's three values: what is not known is neither yes nor no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What came of one requirement."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    ADVICE = "advice"
    NOT_MEASURED = "not_measured"
    UNANSWERED = "unanswered"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"

    @property
    def is_met(self) -> bool:
        """Whether the required part holds, or need not."""
        return self in {Outcome.PASS, Outcome.ADVICE, Outcome.WAIVED}

    @property
    def is_open(self) -> bool:
        """Whether nobody can say yet."""
        return self in {Outcome.NOT_MEASURED, Outcome.UNANSWERED}


class Verdict(StrEnum):
    """What came of the whole profile."""

    PASS = "PASS"  # noqa: S105 - a verdict, not a password
    FAIL = "FAIL"
    INCOMPLETE = "INCOMPLETE"


def overall(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict on several profiles: FAIL if any fails, else INCOMPLETE if any is, else PASS.

    No verdict at all is INCOMPLETE.
    """
    found = set(verdicts) or {Verdict.INCOMPLETE}
    return next(verdict for verdict in (Verdict.FAIL, Verdict.INCOMPLETE, Verdict.PASS) if verdict in found)


class Caveat(StrEnum):
    """Why a verdict is at best INCOMPLETE although no requirement says so."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    NOTHING_APPLIED = "nothing_applied"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One reading (or answer) held against one condition.

    ``fact`` is None for a question. ``value`` is None when nothing is known, then
    ``unknown`` says why (None for a question nobody answered). ``margin`` is how much
    there is to spare, in ``unit``, negative when it falls short; None where a distance
    makes no sense. ``only_just``: a limit lies inside the measurement's spread. Of a number
    known from one side, ``value`` is what the truth is no less or no more than, as
    ``bound`` says, and ``unknown`` is given too where that does not tell.
    """

    fact: str | None
    tier: Tier
    condition: Condition
    unit: str | None
    truth: Truth
    value: Value | None = None
    value_unit: str | None = None
    unknown: Unmeasured | None = None
    margin: float | None = None
    only_just: bool = False
    bound: Bound = Bound.EXACT


def _safely_met(alternative: tuple[Comparison, ...]) -> bool:
    return all(one.truth is Truth.YES and not one.only_just for one in alternative)


def _nearly_met(alternative: tuple[Comparison, ...]) -> bool:
    return all(one.only_just for one in alternative if one.truth is Truth.NO)


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one requirement, and why.

    ``comparisons`` hold the tiers of a single fact or question, required first;
    ``alternatives`` those of an ``any_of``. ``blocks`` says that it keeps the verdict
    from PASS without failing.
    """

    requirement: str
    outcome: Outcome
    blocks: bool = False
    comparisons: tuple[Comparison, ...] = ()
    alternatives: tuple[tuple[Comparison, ...], ...] = ()
    unknown: Unmeasured | None = None

    @property
    def is_decided(self) -> bool:
        """Whether something required was really held against a limit."""
        held = (*self.comparisons, *(one for way in self.alternatives for one in way))
        required = any(one.tier is Tier.REQUIRED and one.truth is not Truth.UNKNOWN for one in held)
        return required and (self.outcome.is_met or self.outcome is Outcome.FAIL)

    @property
    def only_just(self) -> bool:
        """Whether a limit that decided the outcome lies inside a measurement's spread."""
        if not self.alternatives:
            return any(one.only_just and one.tier is Tier.REQUIRED for one in self.comparisons)
        needed = [one for one in self.alternatives if one[0].tier is Tier.REQUIRED]
        if self.outcome is Outcome.PASS:
            return bool(needed) and not any(_safely_met(alternative) for alternative in needed)
        return self.outcome is Outcome.FAIL and any(_nearly_met(alternative) for alternative in needed)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One finding per requirement, in the profile's order, and the verdict they add up to."""

    findings: tuple[Finding, ...]
    verdict: Verdict
    caveats: tuple[Caveat, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileSource:
    """The exact text a profile was read from; its SHA-256 names the profile in a report."""

    text: str
    signed: bool = False

    @property
    def sha256(self) -> str:
        """SHA-256 of the file's bytes, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a person or an employer needs to follow a verdict, years later.

    It holds the profile with its exact text, so it can be shown and judged again
    without the file, and only the facts that this profile asks for.
    """

    id: str
    profile: Profile
    source: ProfileSource
    facts: Facts
    judgement: Judgement
    app_version: str
    started: datetime
    finished: datetime
    not_examined: tuple[Message, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The verdict on the whole profile."""
        return self.judgement.verdict

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding per requirement, in the profile's order."""
        return self.judgement.findings

    def requirement(self, id_: str) -> Requirement:
        """Return the requirement a finding is about. Raises KeyError when there is none."""
        return self.profile.requirement(id_)

    def requirement_here(self, id_: str) -> Requirement:
        """Return the requirement as it reads on the system of the facts; as written where it does not apply there."""
        requirement, system = self.requirement(id_), self.facts.system
        return (requirement.on(system) if system else None) or requirement


def facts_asked_for(profile: Profile, facts: Facts) -> Facts:
    """Return only what the profile asks for: other employers' facts are none of its business."""
    wanted = profile.facts | profile.references | {SYSTEM_FACT}
    ids = {requirement.id for requirement in profile.requirements}
    answers = {id_: facts.answer(profile.id, id_) for id_ in sorted(ids)}
    return Facts(
        {fact: reading for fact, reading in facts.readings.items() if fact in wanted},
        {id_: answer for id_, answer in answers.items() if answer is not None},
    )
