"""Outcomes, findings, judgements and reports."""

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
    """Kleene's three truth values: what is not known is neither true nor false."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """The outcome of one requirement."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    ADVICE = "advice"
    NOT_MEASURED = "not_measured"
    UNANSWERED = "unanswered"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"

    @property
    def is_met(self) -> bool:
        """Whether the required part holds, or does not have to."""
        return self in {Outcome.PASS, Outcome.ADVICE, Outcome.WAIVED}

    @property
    def is_open(self) -> bool:
        """Whether it is still undecided."""
        return self in {Outcome.NOT_MEASURED, Outcome.UNANSWERED}


class Verdict(StrEnum):
    """The verdict on a whole profile."""

    PASS = "PASS"  # noqa: S105 - a verdict, not a password
    FAIL = "FAIL"
    INCOMPLETE = "INCOMPLETE"


def overall(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict on several profiles: FAIL if any fails, else INCOMPLETE if any is, else PASS.

    No profile at all is INCOMPLETE.
    """
    found = set(verdicts) or {Verdict.INCOMPLETE}
    return next(verdict for verdict in (Verdict.FAIL, Verdict.INCOMPLETE, Verdict.PASS) if verdict in found)


class Caveat(StrEnum):
    """Why a verdict is at best INCOMPLETE although no requirement causes it."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    NOTHING_APPLIED = "nothing_applied"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A reading or an answer, compared with one condition.

    Attributes:
        fact: the fact, None for a question.
        value: the value, None if it is not known; of a one-sided number, its bound.
        unknown: why it is not known, or why a one-sided number does not decide; None for a question without an answer.
        margin: by how much the limit is met, in ``unit``, negative if it is missed; None if there is no distance.
        only_just: whether a limit lies within the spread of the measurement.
        bound: whether ``value`` is exact or a bound.
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
    """The outcome of one requirement, and why.

    ``comparisons`` are the tiers of a single fact or question, required first; ``alternatives`` are those of an
    ``any_of``. ``blocks`` tells that it prevents a PASS without failing.
    """

    requirement: str
    outcome: Outcome
    blocks: bool = False
    comparisons: tuple[Comparison, ...] = ()
    alternatives: tuple[tuple[Comparison, ...], ...] = ()
    unknown: Unmeasured | None = None

    @property
    def is_decided(self) -> bool:
        """Whether something required was really compared with a limit."""
        held = (*self.comparisons, *(one for way in self.alternatives for one in way))
        required = any(one.tier is Tier.REQUIRED and one.truth is not Truth.UNKNOWN for one in held)
        return required and (self.outcome.is_met or self.outcome is Outcome.FAIL)

    @property
    def only_just(self) -> bool:
        """Whether a limit that decided the outcome lies within the spread of the measurement."""
        if not self.alternatives:
            return any(one.only_just and one.tier is Tier.REQUIRED for one in self.comparisons)
        needed = [one for one in self.alternatives if one[0].tier is Tier.REQUIRED]
        if self.outcome is Outcome.PASS:
            return bool(needed) and not any(_safely_met(alternative) for alternative in needed)
        return self.outcome is Outcome.FAIL and any(_nearly_met(alternative) for alternative in needed)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One finding per requirement, in the profile's order, and the resulting verdict."""

    findings: tuple[Finding, ...]
    verdict: Verdict
    caveats: tuple[Caveat, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileSource:
    """The exact text a profile was read from; its SHA-256 identifies the profile in a report."""

    text: str
    signed: bool = False

    @property
    def sha256(self) -> str:
        """SHA-256 of the file's bytes, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything needed to follow a verdict, even years later.

    It holds the exact text of the profile, so that it can be shown and judged again without the file, and only those
    facts that this profile asks for.
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
        """Return the requirement of a finding by its id. Raises KeyError if there is none."""
        return self.profile.requirement(id_)

    def requirement_here(self, id_: str) -> Requirement:
        """Return the requirement as it applies to the measured system; as written if it does not apply there."""
        requirement, system = self.requirement(id_), self.facts.system
        return (requirement.on(system) if system else None) or requirement


def facts_asked_for(profile: Profile, facts: Facts) -> Facts:
    """Return only the facts that the profile asks for; other employers' facts do not concern it."""
    wanted = profile.facts | profile.references | {SYSTEM_FACT}
    ids = {requirement.id for requirement in profile.requirements}
    answers = {id_: facts.answer(profile.id, id_) for id_ in sorted(ids)}
    return Facts(
        {fact: reading for fact, reading in facts.readings.items() if fact in wanted},
        {id_: answer for id_, answer in answers.items() if answer is not None},
    )
