"""An employer's equipment specification, as frozen values.

The form of the document (JSON, format 1) is known to ``readiness.documents`` alone;
here is what it means. A profile that requires nothing is refused: it would pass
anything.
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
    """How a value is held against a limit. ``min`` and ``max`` include the limit."""

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
    """One operator with its limit."""

    operator: Operator
    limit: Limit

    def __post_init__(self) -> None:
        """Refuse the list without words, which nothing or anything satisfies, and the limit that is no number."""
        if self.limit == ():
            raise ValueError("a list of limits needs at least one")
        if isinstance(self.limit, int | float) and not is_finite(self.limit):
            raise ValueError("a limit must be a finite number")


@dataclass(frozen=True, slots=True)
class Condition:
    """Clauses that must all hold. Never empty: an empty condition would hold for anything."""

    clauses: tuple[Clause, ...]

    def __post_init__(self) -> None:
        """Refuse the condition that asserts nothing."""
        if not self.clauses:
            raise ValueError("a condition needs at least one clause")


class Tier(StrEnum):
    """How much a condition weighs."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True)
class Tiers:
    """What is required and what is recommended; at least one of the two."""

    required: Condition | None = None
    recommended: Condition | None = None

    def __post_init__(self) -> None:
        """Refuse a pair that asks for nothing."""
        if self.required is None and self.recommended is None:
            raise ValueError("neither required nor recommended")


@dataclass(frozen=True, slots=True)
class FactTest:
    """A fact, perhaps qualified, held against one condition. ``unit`` is that of the limits, None without dimension."""

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
    """A requirement on the person's own word. No ``choices`` means yes or no."""

    text: Texts
    tiers: Tiers
    choices: tuple[str, ...] = ()
    choice_texts: Mapping[str, Texts] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Alternatives; one is enough. Within an alternative every test must hold.

    ``word`` is one more: the person's own word, such as that IT approved an equivalent
    processor. Its condition is always ``tiers.required``; how much it weighs says ``tier``.
    """

    alternatives: tuple[tuple[FactTest, ...], ...]
    tier: Tier = Tier.REQUIRED
    word: Question | None = None

    def __post_init__(self) -> None:
        """Refuse an empty choice and an empty alternative: one can never hold, one always."""
        if not self.alternatives or not all(self.alternatives):
            raise ValueError("any_of needs alternatives, each with at least one test")
        if self.word and self.word.tiers.required is None:
            raise ValueError("the person's word needs a condition")


Subject: TypeAlias = OneFact | Question | AnyOf


class OnUnknown(StrEnum):
    """What an unmeasured requirement does to the verdict. Its outcome stays ``not_measured``."""

    INCOMPLETE = "incomplete"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in several languages, keyed by BCP 47 tag; ``default`` is always among them."""

    default: str
    by_language: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        """Refuse texts that lack their own default language."""
        if self.default not in self.by_language:
            raise ValueError(f"no text in {self.default}")

    def in_language(self, tag: str) -> str:
        """Return the text for a tag, for its language alone, or in the default language."""
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
    """What differs on one system: each part given replaces the requirement's own whole."""

    skip: bool = False
    required: Condition | None = None
    recommended: Condition | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing the employer asks for. ``id`` never changes between versions of a profile."""

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
        """REQUIRED when anything about it is required on any system."""
        if isinstance(self.subject, AnyOf):
            return self.subject.tier
        conditions = [self.subject.tiers.required, *(change.required for change in self.per_os.values())]
        return Tier.REQUIRED if any(conditions) else Tier.RECOMMENDED

    @property
    def question(self) -> Question | None:
        """What the person is asked for it, None where everything is measured."""
        if isinstance(self.subject, AnyOf):
            return self.subject.word
        return self.subject if isinstance(self.subject, Question) else None

    @property
    def facts(self) -> frozenset[str]:
        """Every measurement needed to judge it: a statistic counts as the series it is taken from."""
        return frozenset(one for fact in self.references for one in measurements(fact))

    @property
    def references(self) -> frozenset[str]:
        """Every fact it speaks of, qualified as it is written."""
        system = {SYSTEM_FACT} if self.depends_on_system else set()
        return frozenset(system.union(test.fact for test in self.tests))

    @property
    def tests(self) -> Iterator[FactTest]:
        """Every condition on a fact, of every tier and system."""
        yield from self.when
        if isinstance(self.subject, OneFact):
            fact, unit = self.subject.fact, self.subject.unit
            tiers: tuple[Tiers | PerSystem, ...] = (self.subject.tiers, *self.per_os.values())
            found = (condition for one in tiers for condition in (one.required, one.recommended))
            yield from (FactTest(fact, unit, condition) for condition in found if condition)
        elif isinstance(self.subject, AnyOf):
            yield from (test for alternative in self.subject.alternatives for test in alternative)

    def on(self, system: System) -> Requirement | None:
        """Return the requirement as it reads on one system; None where it does not exist."""
        change = self.per_os.get(system)
        if system not in self.only_on or (change and change.skip):
            return None
        if change is None:
            return replace(self, per_os={}) if self.per_os else self
        return replace(self, per_os={}, subject=_changed(self.subject, change), fix=change.fix or self.fix)

    @property
    def depends_on_system(self) -> bool:
        """Whether it reads differently on some system."""
        return bool(self.per_os) or self.only_on != EVERY_SYSTEM


def _changed(subject: Subject, change: PerSystem) -> Subject:
    if isinstance(subject, AnyOf) or not (change.required or change.recommended):
        return subject
    tiers = Tiers(change.required or subject.tiers.required, change.recommended or subject.tiers.recommended)
    return replace(subject, tiers=tiers)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who wrote the profile and whom to ask."""

    name: str
    contact: str | None = None
    privacy_url: str | None = None


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when the profile may be used; None leaves an end open."""

    start: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recheck:
    """How long a result stays current, and which changes end it early."""

    after: timedelta | None = None
    grace: timedelta | None = None
    on_change: frozenset[str] = frozenset()


class ServerKind(StrEnum):
    """What a measuring server speaks."""

    HTTPS = "https"
    UDP_ECHO = "udp-echo"
    STUN = "stun"


@dataclass(frozen=True, slots=True)
class Server:
    """A measuring server the employer named. ``key`` is what it signs receipts with: 32 bytes in hexadecimal."""

    id: str
    url: str
    kind: ServerKind = ServerKind.HTTPS
    region: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class NetworkTest:
    """Where to measure the connection and how much data that may cost."""

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
    """The identifying facts an employer asks for, why, and how long they are kept."""

    facts: tuple[str, ...]
    purpose: Texts
    keep: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A whole specification. ``serial`` only grows; ``version`` is for people."""

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
        """Refuse a profile that requires nothing, and two requirements with one id."""
        if not any(requirement.tier is Tier.REQUIRED for requirement in self.requirements):
            raise ValueError("the profile requires nothing")
        by_id = {requirement.id: requirement for requirement in self.requirements}
        if len(by_id) != len(self.requirements):
            raise ValueError("two requirements have the same id")
        object.__setattr__(self, "_by_id", by_id)  # the only way into a frozen class

    def requirement(self, id_: str) -> Requirement:
        """Return the requirement of that id. Raises KeyError when there is none."""
        return self._by_id[id_]

    @property
    def facts(self) -> frozenset[str]:
        """Every measurement needed to judge the profile."""
        return frozenset(fact for requirement in self.requirements for fact in requirement.facts)

    @property
    def tests(self) -> tuple[FactTest, ...]:
        """Every condition on a fact."""
        return tuple(test for requirement in self.requirements for test in requirement.tests)

    @property
    def references(self) -> frozenset[str]:
        """Every fact the profile speaks of, qualified as it is written."""
        return frozenset(fact for requirement in self.requirements for fact in requirement.references)
