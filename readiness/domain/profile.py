"""An employer's requirements, as frozen values.

Only ``readiness.documents`` knows the form of the document (JSON, format 1); here is its meaning. A profile that
requires nothing is refused, because anything would pass it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from readiness.domain.facts import EVERY_SYSTEM, SYSTEM_FACT, System
from readiness.domain.quantity import is_finite
from readiness.domain.reference import measurements


class Operator(StrEnum):
    """How a value is compared with a limit. ``min`` and ``max`` include the limit, ``above`` and ``below`` do not."""

    MIN = "min"
    MAX = "max"
    ABOVE = "above"
    BELOW = "below"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    EQUALS = "equals"
    HAS_ALL = "has_all"
    HAS_ANY = "has_any"


Limit: TypeAlias = bool | float | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """An operator with its limit."""

    operator: Operator
    limit: Limit

    def __post_init__(self) -> None:
        """Refuse an empty list of words, which nothing or anything would satisfy, and a limit that is not a number."""
        if self.limit == ():
            raise ValueError("a list of limits needs at least one")
        if isinstance(self.limit, int | float) and not is_finite(self.limit):
            raise ValueError("a limit must be a finite number")


@dataclass(frozen=True, slots=True)
class Condition:
    """Clauses that must all hold; never empty, because an empty condition would hold for anything."""

    clauses: tuple[Clause, ...]

    def __post_init__(self) -> None:
        """Refuse a condition without clauses."""
        if not self.clauses:
            raise ValueError("a condition needs at least one clause")


class Tier(StrEnum):
    """Whether a condition is required or only recommended."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True)
class Tiers:
    """The required and the recommended condition; at least one of them."""

    required: Condition | None = None
    recommended: Condition | None = None

    def __post_init__(self) -> None:
        """Refuse a pair without conditions."""
        if self.required is None and self.recommended is None:
            raise ValueError("neither required nor recommended")


@dataclass(frozen=True, slots=True)
class FactTest:
    """A condition on a fact. ``unit`` is the unit of the limits, None for facts without a dimension."""

    fact: str
    unit: str | None
    condition: Condition


@dataclass(frozen=True, slots=True)
class OneFact:
    """A requirement on one fact, in two tiers."""

    fact: str
    unit: str | None
    tiers: Tiers


@dataclass(frozen=True, slots=True)
class Question:
    """A requirement that the person answers. Without ``choices`` the answer is yes or no."""

    text: Texts
    tiers: Tiers
    choices: tuple[str, ...] = ()
    choice_texts: Mapping[str, Texts] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Alternatives, one of which is enough; all tests of an alternative must hold.

    ``word`` is one more alternative: the person's own statement, such as that IT approved an equivalent processor.
    Its condition is always in ``tiers.required``; ``tier`` tells how much it weighs.
    """

    alternatives: tuple[tuple[FactTest, ...], ...]
    tier: Tier = Tier.REQUIRED
    word: Question | None = None

    def __post_init__(self) -> None:
        """Refuse an empty list of alternatives, which never holds, and an empty alternative, which always does."""
        if not self.alternatives or not all(self.alternatives):
            raise ValueError("any_of needs alternatives, each with at least one test")
        if self.word and self.word.tiers.required is None:
            raise ValueError("the person's word needs a condition")


Subject: TypeAlias = OneFact | Question | AnyOf


class OnUnknown(StrEnum):
    """What a requirement that could not be measured does to the verdict; its outcome is ``not_measured`` either way."""

    INCOMPLETE = "incomplete"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in several languages, by BCP 47 tag; ``default`` is always one of them."""

    default: str
    by_language: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        """Refuse texts that lack their default language."""
        if self.default not in self.by_language:
            raise ValueError(f"no text in {self.default}")

    def in_language(self, tag: str) -> str:
        """Return the text for a tag, else for the language of the tag, else in the default language."""
        for candidate in (tag, tag.split("-", maxsplit=1)[0].split("_", maxsplit=1)[0]):
            if candidate in self.by_language:
                return self.by_language[candidate]
        return self.by_language[self.default]


@dataclass(frozen=True, slots=True)
class Fix:
    """How the person can meet a requirement, in the employer's words."""

    text: Texts | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PerSystem:
    """Overrides of a requirement on one system; each part that is given replaces the whole part."""

    skip: bool = False
    required: Condition | None = None
    recommended: Condition | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of an employer. ``id`` is stable across the versions of a profile."""

    id: str
    subject: Subject
    title: Texts | None = None
    why: Texts | None = None
    fix: Fix | None = None
    when: tuple[FactTest, ...] = ()
    only_on: frozenset[System] = EVERY_SYSTEM
    per_os: Mapping[System, PerSystem] = field(default_factory=dict, hash=False)
    on_unknown: OnUnknown = OnUnknown.INCOMPLETE

    @property
    def tier(self) -> Tier:
        """REQUIRED if any part of it is required on any system."""
        if isinstance(self.subject, AnyOf):
            return self.subject.tier
        conditions = [self.subject.tiers.required, *(change.required for change in self.per_os.values())]
        return Tier.REQUIRED if any(conditions) else Tier.RECOMMENDED

    @property
    def question(self) -> Question | None:
        """The question it asks the person, None if everything is measured."""
        if isinstance(self.subject, AnyOf):
            return self.subject.word
        return self.subject if isinstance(self.subject, Question) else None

    @property
    def facts(self) -> frozenset[str]:
        """The ids of all measurements needed to judge it; a statistic counts as the series it is taken from."""
        return frozenset(one for fact in self.references for one in measurements(fact))

    @property
    def references(self) -> frozenset[str]:
        """The facts it mentions, with their qualifiers."""
        system = {SYSTEM_FACT} if self.depends_on_system else set()
        return frozenset(system.union(test.fact for test in self.tests))

    @property
    def tests(self) -> Iterator[FactTest]:
        """Every condition on a fact, of all tiers and systems."""
        yield from self.when
        if isinstance(self.subject, OneFact):
            fact, unit = self.subject.fact, self.subject.unit
            tiers: tuple[Tiers | PerSystem, ...] = (self.subject.tiers, *self.per_os.values())
            found = (condition for one in tiers for condition in (one.required, one.recommended))
            yield from (FactTest(fact, unit, condition) for condition in found if condition)
        elif isinstance(self.subject, AnyOf):
            yield from (test for alternative in self.subject.alternatives for test in alternative)

    def on(self, system: System) -> Requirement | None:
        """Return the requirement as it applies to one system, None if it does not apply there."""
        change = self.per_os.get(system)
        if system not in self.only_on or (change and change.skip):
            return None
        if change is None:
            return replace(self, per_os={}) if self.per_os else self
        return replace(self, per_os={}, subject=_changed(self.subject, change), fix=change.fix or self.fix)

    @property
    def depends_on_system(self) -> bool:
        """Whether it differs between systems."""
        return bool(self.per_os) or self.only_on != EVERY_SYSTEM


def _changed(subject: Subject, change: PerSystem) -> Subject:
    if isinstance(subject, AnyOf) or not (change.required or change.recommended):
        return subject
    tiers = Tiers(change.required or subject.tiers.required, change.recommended or subject.tiers.recommended)
    return replace(subject, tiers=tiers)


@dataclass(frozen=True, slots=True)
class Issuer:
    """The author of the profile, and whom to ask."""

    name: str
    contact: str | None = None
    privacy_url: str | None = None


@dataclass(frozen=True, slots=True)
class Validity:
    """The period in which the profile may be used; None means no limit at that end."""

    start: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recheck:
    """How long a result stays current, and which changes end it early."""

    after: timedelta | None = None
    grace: timedelta | None = None
    on_change: frozenset[str] = frozenset()


class ServerKind(StrEnum):
    """The protocol of a measuring server."""

    HTTPS = "https"
    UDP_ECHO = "udp-echo"
    STUN = "stun"


@dataclass(frozen=True, slots=True)
class Server:
    """A measuring server named by the employer. ``key`` verifies its receipts: Ed25519, 32 bytes in hexadecimal."""

    id: str
    url: str
    kind: ServerKind = ServerKind.HTTPS
    region: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class NetworkTest:
    """Where the connection is measured, and how much data that may use."""

    servers: tuple[Server, ...] = ()
    choose: str = "lowest_latency"
    runs: int = 1
    max_megabytes: float | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a report may be sent."""

    kind: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Collect:
    """The identifying facts an employer asks for, why, and for how long they are kept."""

    facts: tuple[str, ...]
    purpose: Texts
    keep: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A complete specification. ``serial`` only grows from version to version; ``version`` is for people."""

    id: str
    version: str
    serial: int
    language: str
    title: Texts
    issuer: Issuer
    requirements: tuple[Requirement, ...]
    valid: Validity = Validity()
    needs_app: str | None = None
    recheck: Recheck | None = None
    network_test: NetworkTest = NetworkTest()
    submit: tuple[Destination, ...] = ()
    collect: Collect | None = None
    _by_id: Mapping[str, Requirement] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a profile that requires nothing, and two requirements with the same id."""
        if not any(requirement.tier is Tier.REQUIRED for requirement in self.requirements):
            raise ValueError("the profile requires nothing")
        by_id = {requirement.id: requirement for requirement in self.requirements}
        if len(by_id) != len(self.requirements):
            raise ValueError("two requirements have the same id")
        object.__setattr__(self, "_by_id", by_id)  # the only way into a frozen class

    def requirement(self, id_: str) -> Requirement:
        """Return the requirement with that id. Raises KeyError if there is none."""
        return self._by_id[id_]

    @property
    def facts(self) -> frozenset[str]:
        """The ids of all measurements needed to judge the profile."""
        return frozenset(fact for requirement in self.requirements for fact in requirement.facts)

    @property
    def tests(self) -> tuple[FactTest, ...]:
        """Every condition on a fact."""
        return tuple(test for requirement in self.requirements for test in requirement.tests)

    @property
    def references(self) -> frozenset[str]:
        """The facts that the profile mentions, with their qualifiers."""
        return frozenset(fact for requirement in self.requirements for fact in requirement.references)
