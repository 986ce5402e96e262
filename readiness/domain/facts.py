"""What is known about a machine and the person who uses it.

A fact is one named quantity. Measuring it ends in a ``Measured`` or in an ``Unmeasured`` that says why not; there is
no third possibility, and an ``Unmeasured`` never turns into a number. Facts know no limits: those are in profiles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final, Generic, TypeAlias, TypeVar

from readiness.domain.freshness import Freshness
from readiness.domain.message import Message
from readiness.domain.quantity import Quantity, QuantityError, dimension_of, exact, is_finite, to_float, units_of
from readiness.domain.reference import FactReference, Statistic, reference

T = TypeVar("T")
Value: TypeAlias = bool | float | str | frozenset[str]
"""The value of a fact. Numbers are floats, sets are frozen, versions are strings of dotted numbers."""


class Kind(StrEnum):
    """The type of a fact's value; it decides which conditions make sense."""

    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    YES_NO = "yes_no"
    SET = "set"
    VERSION = "version"


class System(StrEnum):
    """The operating systems that are supported."""

    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"


EVERY_SYSTEM: Final = frozenset(System)
SYSTEM_FACT: Final = "os.family"
"""The fact that tells the operating system; ``only_on`` and ``per_os`` of a profile depend on it."""


@dataclass(frozen=True, slots=True)
class FactDef:
    """The definition of a fact, declared once by the check that provides it.

    The translations of a fact are ``fact.<id>`` (its name), ``fact.<id>.meaning``, ``fact.<id>.why`` and
    ``fact.<id>.fix``.

    Attributes:
        id: dotted lower-case name, such as ``memory.installed``.
        kind: the type of the value.
        unit: the unit of readings; profiles may use any unit of the same dimension. None for a plain count.
        choices: the closed list of values of a CHOICE or SET; empty if the list is open.
        systems: the systems on which it can be measured.
        statistics: the statistics that a profile may ask for instead of the usual value.
        to_servers: whether it can be measured to a server of the profile's choice.
        under_load: whether there are facts ``<id>_loaded_down`` and ``<id>_loaded_up``.
        word_form: regular expression (full match) for the words of a SET whose words are chosen by profiles.
        word_example: a word of that form.
        freshness: how long a reading stays valid.
    """

    id: str
    kind: Kind
    unit: str | None = None
    choices: tuple[str, ...] = ()
    systems: frozenset[System] = EVERY_SYSTEM
    statistics: tuple[Statistic, ...] = ()
    to_servers: bool = False
    under_load: bool = False
    word_form: str = ""
    word_example: str = ""
    freshness: Freshness = Freshness.MOMENT

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit that a profile may use for this fact; empty for a fact without a dimension."""
        return units_of(dimension_of(self.unit)) if self.unit else ()

    @property
    def qualifiers(self) -> tuple[str, ...]:
        """The keys by which a profile can qualify the measurement, with their possible values."""
        statistics = ("statistic: " + ", ".join(self.statistics),) if self.statistics else ()
        load = ("under_load: true, down, up",) if self.under_load else ()
        return (*statistics, *load, *(("server",) if self.to_servers else ()))

    @property
    def title(self) -> Message:
        """The name of the fact, for people."""
        return Message(f"fact.{self.id}")


Catalogue: TypeAlias = Mapping[str, FactDef]
"""Every fact the program knows, by id; built by the registry of checks."""


class Reason(StrEnum):
    """Why something could not be measured."""

    UNSUPPORTED = "unsupported"
    DENIED = "denied"
    BUSY = "busy"
    ABSENT = "absent"
    OFFLINE = "offline"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"
    IMPLAUSIBLE = "implausible"
    SKIPPED = "skipped"
    DEFECT = "defect"


class Bound(StrEnum):
    """Whether a number is exact, or a lower or upper bound from a measurement that stopped early."""

    EXACT = "exact"
    AT_LEAST = "at_least"  # the truth is no less than the value less the spread; how much more is not known
    AT_MOST = "at_most"  # the truth is no more than the value and the spread; how much less is not known


@dataclass(frozen=True, slots=True)
class Measured:
    """A value that was measured.

    Attributes:
        value: the value, finite if it is a number.
        unit: the unit of ``value``, None for values without a dimension.
        method: how it was measured, for the report.
        samples: the number of observations it was computed from.
        spread: the uncertainty in ``unit``, plus or minus; None if there is none to state.
        at: the time of the measurement, with a time zone.
        evidence: what was observed on the way, for the report.
        looked_for: of a SET whose words come from profiles, the words that were looked for; nothing is known of others.
        bound: whether a number is exact or a bound.
        statistics: other figures of the same series, in ``unit``.
    """

    value: Value
    unit: str | None = None
    method: Message | None = None
    samples: int = 1
    spread: float | None = None
    at: datetime | None = None
    evidence: Mapping[str, str] = field(default_factory=dict, hash=False)
    looked_for: frozenset[str] | None = None
    bound: Bound = Bound.EXACT
    statistics: Mapping[Statistic, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Raise ValueError for numbers that are not finite, and for a bound that is not a number."""
        for number in (self.value, self.spread, *self.statistics.values()):
            if isinstance(number, int | float) and not is_finite(number):
                raise ValueError("not a finite number")
        if self.bound is not Bound.EXACT and (isinstance(self.value, bool) or not isinstance(self.value, int | float)):
            raise ValueError("only a number can be known from one side")

    @property
    def known(self) -> Value:
        """The value; of a bound, the limit that the true value keeps, spread included."""
        spread = exact(self.spread or 0.0)
        if self.bound is Bound.EXACT or isinstance(self.value, str | frozenset):
            return self.value
        return to_float(exact(self.value) + (spread if self.bound is Bound.AT_MOST else -spread))


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """Why there is no value: the reason, what happened, and what the person can do about it."""

    reason: Reason
    detail: Message | None = None
    remedy: Message | None = None


Reading: TypeAlias = Measured | Unmeasured


class Unavailable(Exception):  # noqa: N818 - it names a state of the machine, not a mistake
    """Something cannot be measured on this machine. The only exception that leaves ``readiness.machine``."""

    def __init__(self, reason: Reason, detail: Message | None = None, remedy: Message | None = None) -> None:
        super().__init__(reason, detail)
        self.unmeasured = Unmeasured(reason, detail, remedy)


@dataclass(frozen=True, slots=True)
class Observed(Generic[T]):
    """A raw value from the machine, and where it was seen, which the report shows as evidence.

    ``method`` tells how it was found if the port has several ways; ``spread`` is the uncertainty, plus or minus, in
    the unit of ``value``.
    """

    value: T
    source: str
    method: Message | None = None
    spread: float | None = None


_NOT_LOOKED_AT: Final = Unmeasured(Reason.SKIPPED, Message("unmeasured.not_looked_at"))
_NOT_COMPARABLE: Final = Unmeasured(Reason.IMPLAUSIBLE, Message("unmeasured.not_comparable"))
_NO_STATISTIC: Final = Unmeasured(Reason.UNSUPPORTED, Message("unmeasured.no_statistic"))


def _statistic(whole: Reading, wanted: Statistic) -> Reading:
    """Return one statistic of a measured series."""
    if isinstance(whole, Unmeasured):
        return whole
    if wanted not in whole.statistics or whole.bound is not Bound.EXACT:
        return _NO_STATISTIC
    return replace(whole, value=whole.statistics[wanted], spread=None, statistics={})


def _worse(down: Reading, up: Reading) -> Reading:
    """Return the larger of two readings; if only one is known, the larger is at least that one."""
    one, other = _size(down), _size(up)
    if one and other:
        if one[0] != other[0]:
            return _NOT_COMPARABLE
        return down if one >= other else up
    known = down if one else up
    if isinstance(known, Measured) and (one or other):
        return replace(known, bound=Bound.AT_LEAST)
    return next((reading for reading in (down, up) if isinstance(reading, Unmeasured)), _NOT_COMPARABLE)


def _size(one: Reading) -> tuple[str, Fraction] | None:
    """Return unit and exact value in the smallest unit of its dimension; None unless it is an exact number."""
    if isinstance(one, Unmeasured) or one.bound is not Bound.EXACT:
        return None
    if isinstance(one.value, bool) or not isinstance(one.value, int | float):
        return None
    if one.unit is None:
        return "", exact(one.value)
    try:
        smallest = units_of(dimension_of(one.unit))[0]
        return smallest, Quantity(one.value, one.unit).exact_in(smallest)
    except QuantityError:
        return None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is known at one moment: readings by fact id, and the person's answers.

    An answer is keyed by ``<profile id>#<requirement id>``, or by the requirement id alone where only one profile is
    meant.
    """

    readings: Mapping[str, Reading] = field(default_factory=dict)
    answers: Mapping[str, Value] = field(default_factory=dict)

    def __getitem__(self, fact: str) -> Reading:
        """Return the reading of a fact; ``Unmeasured(SKIPPED)`` if it was not looked at.

        A qualified fact (``network.latency[p95]``) is taken from the measurement that it belongs to.
        """
        found = self.readings.get(fact)
        return self._qualified(reference(fact)) if found is None else found

    def _qualified(self, meant: FactReference) -> Reading:
        if meant.both_ways:
            down, up = (self[str(one)] for one in meant.both_ways)
            return _worse(down, up)
        if meant.statistic is None:
            return _NOT_LOOKED_AT
        return _statistic(self[str(meant.whole)], meant.statistic)

    def answer(self, profile_id: str, requirement_id: str) -> Value | None:
        """Return the person's answer to a question of one employer, None if there is none."""
        specific = self.answers.get(f"{profile_id}#{requirement_id}")
        return self.answers.get(requirement_id) if specific is None else specific

    def updated(self, other: Facts) -> Facts:
        """Return these facts, overridden by every reading and answer of ``other``."""
        return Facts({**self.readings, **other.readings}, {**self.answers, **other.answers})

    @property
    def system(self) -> System | None:
        """The system on which the facts were measured, None if that is not known."""
        found = self[SYSTEM_FACT]
        if isinstance(found, Measured) and found.value in EVERY_SYSTEM:
            return System(str(found.value))
        return None
