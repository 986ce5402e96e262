"""Numbers with a unit, compared exactly.

Every unit belongs to a dimension; only quantities of the same dimension can be converted or compared. Bits and bytes
are never mixed: rates are counted in bits, sizes in bytes. GB (10**9 bytes) and GiB (2**30 bytes) are different
units. Ambiguous spellings ("3MBps", "100mbps") are refused.

Numbers are compared by their decimal digits as printed, not by their binary approximations, so that 150 ms equals
0.15 s.
"""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache, total_ordering
from typing import Final


class Dimension(StrEnum):
    """What a unit measures."""

    SIZE = "size"
    RATE = "rate"
    TIME = "time"
    FREQUENCY = "frequency"
    SHARE = "share"
    DIFFERENCE = "level difference"
    LEVEL = "level"
    LEVEL_A = "A-weighted level"
    OPINION = "opinion score"
    LENGTH = "length"
    SIGNAL = "radio signal"


_DIMENSIONS: Final[dict[Dimension, dict[str, Fraction]]] = {
    Dimension.SIZE: {
        "B": Fraction(1),
        "kB": Fraction(10**3),
        "MB": Fraction(10**6),
        "GB": Fraction(10**9),
        "TB": Fraction(10**12),
        "KiB": Fraction(2**10),
        "MiB": Fraction(2**20),
        "GiB": Fraction(2**30),
        "TiB": Fraction(2**40),
    },
    Dimension.RATE: {
        "bit/s": Fraction(1),
        "kbit/s": Fraction(10**3),
        "Mbit/s": Fraction(10**6),
        "Gbit/s": Fraction(10**9),
    },
    Dimension.TIME: {"ms": Fraction(1, 1000), "s": Fraction(1), "min": Fraction(60), "h": Fraction(3600)},
    Dimension.FREQUENCY: {
        "Hz": Fraction(1),
        "kHz": Fraction(10**3),
        "MHz": Fraction(10**6),
        "GHz": Fraction(10**9),
    },
    Dimension.SHARE: {"%": Fraction(1)},
    Dimension.DIFFERENCE: {"dB": Fraction(1)},
    # dBov: 0 is a full-scale square wave (ITU-T G.100.1). The weighting is part of the unit.
    Dimension.LEVEL: {"dBov": Fraction(1)},
    Dimension.LEVEL_A: {"dBov(A)": Fraction(1)},
    Dimension.OPINION: {"MOS": Fraction(1)},
    Dimension.LENGTH: {"mm": Fraction(1), "cm": Fraction(10), "inch": Fraction(254, 10)},
    # Power received, counted from a milliwatt.
    Dimension.SIGNAL: {"dBm": Fraction(1)},
}
_UNITS: Final = {
    symbol: (dimension, factor) for dimension, units in _DIMENSIONS.items() for symbol, factor in units.items()
}
_ALIASES: Final = {"bps": "bit/s", "kbps": "kbit/s", "Mbps": "Mbit/s", "Gbps": "Gbit/s"}
_BYTE_RATES: Final = {"B/s": "bit/s", "kB/s": "kbit/s", "MB/s": "Mbit/s", "GB/s": "Gbit/s"}
_SHOWN: Final = 40
_TEXT: Final = re.compile(r"\s*([-+\u2212]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(\S.*?)?\s*")


def is_finite(number: float) -> bool:
    """Whether a number is neither infinite nor NaN, and can be represented as a float."""
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def to_float(number: Fraction) -> float:
    """Return the nearest float; for numbers out of range, the largest float with the same sign."""
    try:
        return float(number)
    except OverflowError:
        return sys.float_info.max if number > 0 else -sys.float_info.max


class QuantityError(ValueError):
    """A quantity that cannot be understood or compared.

    ``code`` is one of ``not_a_quantity``, ``unit_missing``, ``unit_unknown``, ``unit_ambiguous``, ``unit_byte_rate``
    and ``dimension_mismatch``; ``suggestion`` is a unit that would do, or empty.
    """

    def __init__(self, code: str, offending: str, suggestion: str = "") -> None:
        super().__init__(f"{code}: {offending}" + (f" (did you mean {suggestion}?)" if suggestion else ""))
        self.code = code
        self.offending = offending
        self.suggestion = suggestion


def unit_named(text: str) -> str:
    """Return the canonical symbol of a unit: ``Mbps`` -> ``Mbit/s``.

    Raises:
        QuantityError: the unit is unknown, ambiguous, or a rate in bytes.
    """
    if text in _UNITS:
        return text
    if text in _ALIASES:
        return _ALIASES[text]
    if text in _BYTE_RATES:
        raise QuantityError("unit_byte_rate", text, _BYTE_RATES[text])
    nearest = _read_two_ways(text)
    if nearest:
        raise QuantityError("unit_ambiguous", text, nearest)
    raise QuantityError("unit_unknown", text)


def _read_two_ways(text: str) -> str:
    """Return the unit that a misspelling differs from in case alone, "" if there is none."""
    folded = text.casefold().replace("/s", "ps").replace("bitps", "bps").replace("byteps", "bps")
    for symbol in (*_ALIASES, *_UNITS):
        if symbol.casefold() == folded:
            return _ALIASES.get(symbol, symbol)
    return ""


def dimension_of(unit: str) -> Dimension:
    """Return what ``unit`` measures. Raises QuantityError for an unknown unit."""
    return _UNITS[unit_named(unit)][0]


def units_of(dimension: Dimension) -> tuple[str, ...]:
    """Return every canonical unit of a dimension, smallest first."""
    return tuple(sorted(_DIMENSIONS[dimension], key=lambda symbol: _DIMENSIONS[dimension][symbol]))


def aliases_of(unit: str) -> tuple[str, ...]:
    """Return the other spellings of a canonical unit: ``Mbit/s`` -> ``Mbps``."""
    return tuple(alias for alias, symbol in _ALIASES.items() if symbol == unit)


@lru_cache(maxsize=4096)  # one machine is compared with many limits, each limit with many machines
def exact(number: float) -> Fraction:
    """Return the number that a person reads, exactly: 0.15 is 15/100, not its binary approximation."""
    return Fraction(str(number))


@lru_cache(maxsize=4096)
def _converted(value: float, unit: str, wanted: str) -> Fraction:
    dimension, factor = _UNITS[unit_named(wanted)]
    if dimension is not _UNITS[unit][0]:
        raise QuantityError("dimension_mismatch", f"{unit} / {wanted}")
    return exact(value) * _UNITS[unit][1] / factor


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """A finite number with a known unit, given in any spelling and kept in the canonical one."""

    value: float
    unit: str

    def __post_init__(self) -> None:
        """Raise QuantityError for a value that is not a finite number and for an unknown unit."""
        if isinstance(self.value, bool) or not is_finite(self.value):
            raise QuantityError("not_a_quantity", str(self.value)[:_SHOWN])
        object.__setattr__(self, "unit", unit_named(self.unit))

    @property
    def dimension(self) -> Dimension:
        """What the quantity measures."""
        return _UNITS[self.unit][0]

    def exact_in(self, unit: str) -> Fraction:
        """Return the exact number in ``unit``. Raises QuantityError across dimensions."""
        return _converted(self.value, self.unit, unit)

    def to(self, unit: str) -> Quantity:
        """Return the same quantity in another unit of its dimension."""
        return Quantity(to_float(self.exact_in(unit)), unit)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity) or other.dimension is not self.dimension:
            return NotImplemented
        return self.exact_in(other.unit) == exact(other.value)

    def __lt__(self, other: Quantity) -> bool:
        return self.exact_in(other.unit) < exact(other.value)

    def __hash__(self) -> int:
        return hash((self.dimension, exact(self.value) * _UNITS[self.unit][1]))

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}"


def parse_quantity(text: str) -> Quantity:
    """Read ``"8 GiB"``, ``"25Mbps"`` or ``"-50 dBov(A)"``.

    Raises:
        QuantityError: no number, no unit, or a unit that is unknown or ambiguous.
    """
    found = _TEXT.fullmatch(text)
    if not found:
        raise QuantityError("not_a_quantity", text)
    number, unit = found.groups()
    if not unit:
        raise QuantityError("unit_missing", text)
    return Quantity(float(number.replace("\u2212", "-")), unit)
