"""What is known about a machine and the person using it.

A fact is one named quantity. Looking for it ends in a ``Measured`` or in an
``Unmeasured`` that says why; there is no third thing, and an ``Unmeasured`` never
turns into a number. Facts know no limits: those live in profiles.
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
"""A fact's value. Numbers are floats, sets are frozen, versions are dotted numbers in a str."""


class Kind(StrEnum):
    """The shape of a fact's value; it decides which conditions make sense."""

    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    YES_NO = "yes_no"
    SET = "set"
    VERSION = "version"


class System(StrEnum):
    """Operating systems the product runs on."""

    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"


EVERY_SYSTEM: Final = frozenset(System)
SYSTEM_FACT: Final = "os.family"
"""The fact that says which system a machine runs; ``only_on`` and ``per_os`` hang on it."""


@dataclass(frozen=True, slots=True)
class FactDef:
    """What a fact means, declared once by the check that provides it.

    ``unit`` is the unit readings are given in; a profile may use any other unit of the
    same dimension. A number without a unit is a plain count. ``choices`` closes the list
    of values of a choice. ``systems`` are the systems it can be measured on.
    ``statistics`` are those a profile may ask for instead of the usual value, ``to_servers``
    says that it can be measured to a place of the profile's choice, ``under_load`` that there
    are facts ``<id>_loaded_down`` and ``<id>_loaded_up``. ``word_form`` is the form, as a
    regular expression of the whole word, of a set's words where profiles make them up;
    ``word_example`` is one of that form. ``freshness`` says how long a reading holds.
    The catalogue of texts holds ``fact.<id>`` (its name), ``fact.<id>.meaning``,
    ``fact.<id>.why`` and ``fact.<id>.fix``.
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
        """Every unit a profile may use for this fact; empty for a fact without dimension."""
        return units_of(dimension_of(self.unit)) if self.unit else ()

    @property
    def qualifiers(self) -> tuple[str, ...]:
        """The keys by which a profile may say how it is to be measured, with the values each can have."""
        statistics = ("statistic: " + ", ".join(self.statistics),) if self.statistics else ()
        load = ("under_load: true, down, up",) if self.under_load else ()
        return (*statistics, *load, *(("server",) if self.to_servers else ()))

    @property
    def title(self) -> Message:
        """The fact's name, as a person reads it."""
        return Message(f"fact.{self.id}")


Catalogue: TypeAlias = Mapping[str, FactDef]
"""Every fact the program knows, by id. The registry of checks builds it."""


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
    """Which way a number was measured to its end; a measurement may stop once a question is answered."""

    EXACT = "exact"
    AT_LEAST = "at_least"  # the truth is no less than the value less the spread; how much more is not known
    AT_MOST = "at_most"  # the truth is no more than the value and the spread; how much less is not known


@dataclass(frozen=True, slots=True)
class Measured:
    """A value that was really measured.

    ``spread`` is the uncertainty, plus or minus, in ``unit``; None where it does not
    apply. ``statistics`` are other figures of the same series, in ``unit``. ``method``
    says how it was found, ``evidence`` what was seen on the way, both for the report.
    ``at`` is when, with a time zone. ``looked_for`` belongs to sets whose words come from
    profiles: the words it was found out for. Nothing is known of any other.
    ``bound`` says whether a number was measured from both sides.
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
        """Refuse what is no number: infinity is what a division leaves behind, not a measurement."""
        for number in (self.value, self.spread, *self.statistics.values()):
            if isinstance(number, int | float) and not is_finite(number):
                raise ValueError("not a finite number")
        if self.bound is not Bound.EXACT and (isinstance(self.value, bool) or not isinstance(self.value, int | float)):
            raise ValueError("only a number can be known from one side")

    @property
    def known(self) -> Value:
        """The value; of a number known from one side, what the truth is no less or no more than."""
        spread = exact(self.spread or 0.0)
        if self.bound is Bound.EXACT or isinstance(self.value, str | frozenset):
            return self.value
        return to_float(exact(self.value) + (spread if self.bound is Bound.AT_MOST else -spread))


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """Why there is no value: the reason, what happened, and what the person can do."""

    reason: Reason
    detail: Message | None = None
    remedy: Message | None = None


Reading: TypeAlias = Measured | Unmeasured


class Unavailable(Exception):  # noqa: N818 - it names a state of the machine, not a mistake
    """The machine would not tell: the one exception that leaves ``readiness.machine``."""

    def __init__(self, reason: Reason, detail: Message | None = None, remedy: Message | None = None) -> None:
        super().__init__(reason, detail)
        self.unmeasured = Unmeasured(reason, detail, remedy)


@dataclass(frozen=True, slots=True)
class Observed(Generic[T]):
    """A raw value from the machine and the place it was seen, for the report's evidence.

    ``method`` says how it was found where a port has more than one way; ``spread`` is the
    uncertainty, plus or minus, in the unit of ``value``.
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
    """Return the larger of two measured values; where one is not known, it is no less than the other."""
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
    """Return an exact number of its dimension's smallest unit; None for what is no number known from both sides."""
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
    """Everything known at one moment: readings by fact id, the person's own answers.

    An answer is keyed by ``<profile id>#<requirement id>``, or by the requirement id
    alone where only one profile is meant.
    """

    readings: Mapping[str, Reading] = field(default_factory=dict)
    answers: Mapping[str, Value] = field(default_factory=dict)

    def __getitem__(self, fact: str) -> Reading:
        """Return the reading of a fact; one that nobody looked at is ``Unmeasured(SKIPPED)``.

        A qualified fact (``network.latency[p95]``) is read from the measurement it belongs to.
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
        """Return what the person answered to one employer's question, None if nothing."""
        specific = self.answers.get(f"{profile_id}#{requirement_id}")
        return self.answers.get(requirement_id) if specific is None else specific

    def updated(self, other: Facts) -> Facts:
        """Return these facts with every reading and answer of ``other`` put on top."""
        return Facts({**self.readings, **other.readings}, {**self.answers, **other.answers})

    @property
    def system(self) -> System | None:
        """The system the facts were measured on, None when that is not known."""
        found = self[SYSTEM_FACT]
        if isinstance(found, Measured) and found.value in EVERY_SYSTEM:
            return System(str(found.value))
        return None
