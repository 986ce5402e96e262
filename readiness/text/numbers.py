"""Numbers and dates as people of a region write them.

Region, not language: Spanish in Spain writes 12.345,6 and in Mexico 12,345.6. Formats
come from CLDR through Babel, which is imported at the first number, not before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from readiness.domain.quantity import exact
from readiness.text.safe import clean

if TYPE_CHECKING:
    from babel import Locale

Number: TypeAlias = "int | float | Fraction"

NO_BREAK_SPACE: Final = "\u00a0"
"""Stands between a number and its unit, so that no line ends between them."""
MINUS: Final = "\u2212"
"""As wide as a plus, read aloud as what it is, and no place for a line to end; a hyphen is none of that."""

_SIGNIFICANT: Final = 3
_MOST_DIGITS: Final = 400  # more than any two different floats can need
_EXTRA_PRECISION: Final = 8


def _as_fraction(number: Number) -> Fraction:
    """Return the number a person reads, exactly: 0.15 is 15/100. Raises ValueError for inf and nan."""
    if isinstance(number, Fraction):
        return number
    if not math.isfinite(number):
        raise ValueError(f"not a number to show: {number}")
    return exact(number)


def usual_digits(number: Number) -> int:
    """Return how many decimals are worth showing: three significant figures, none from 100 on."""
    size = abs(_as_fraction(number))
    if size >= 1:
        return max(_SIGNIFICANT - len(str(int(size))), 0)
    return _leading_zeros(size) + _SIGNIFICANT if size else 0


def _leading_zeros(size: Fraction) -> int:
    """Return the zeros between the decimal point and the first figure: two for 0.0012."""
    zeros = 0
    while size * 10 < 1:
        size *= 10
        zeros += 1
    return zeros


def written_digits(number: Number) -> int:
    """Return the decimals the number is written with: 2 for 24.97; at most three where it never ends (1/3)."""
    rest = _as_fraction(number).denominator
    digits = 0
    while 10**digits % rest and digits < _MOST_DIGITS:
        digits += 1
    return digits if digits < _MOST_DIGITS else _SIGNIFICANT


def telling_digits(number: Number, limits: Iterable[Number]) -> int:
    """Return the decimals needed so that the number prints on the right side of every limit.

    24.97 held against 25 needs two: "25.0, needed 25" would look like a pass.
    """
    value = _as_fraction(number)
    bounds = [_as_fraction(limit) for limit in limits]
    digits = usual_digits(value)
    while digits < _MOST_DIGITS and any(
        _order(rounded(value, digits), bound) != _order(value, bound) for bound in bounds
    ):
        digits += 1
    return digits


def _order(value: Fraction, bound: Fraction) -> int:
    return (value > bound) - (value < bound)


def rounded(number: Number, digits: int) -> Fraction:
    """Return the number rounded to ``digits`` decimals, halves away from zero, exactly."""
    value = _as_fraction(number)
    scale = 10**digits
    nearest = (abs(value) * scale * 2 + 1) // 2
    return Fraction(int(nearest) if value >= 0 else -int(nearest), scale)


_UNIT_WORDS: Final[Mapping[str, Mapping[str, str]]] = {"inch": {"en": "inches", "es": "pulgadas", "ja": "インチ"}}
"""Units that have no sign which readers of every language know."""


class Formats:
    """The ways of one region. ``region`` is a locale ("es_MX") or a territory ("MX").

    ``language`` is the reader's; month names are used only where the region shares it.
    ``zone`` is the reader's time zone, None for the system's.
    """

    def __init__(self, language: str, region: str | None, zone: tzinfo | None = None) -> None:
        self.language = language
        self._region = region
        self._zone = zone

    @property
    def locale(self) -> Locale:
        """The locale numbers and dates follow; the language's own where the region is unknown."""
        return _locale(self.language, self._region)

    def number(self, number: Number, digits: int | None = None) -> str:
        """Return the number with at most ``digits`` decimals, by default as many as are worth showing."""
        if isinstance(number, float) and not math.isfinite(number):
            return "?"
        return _written(number, digits, self.language, self._region)

    def with_unit(self, number: Number, unit: str, digits: int | None = None) -> str:
        """Return number and unit, kept together on one line."""
        word = _UNIT_WORDS.get(unit, {}).get(self.language, unit)
        return f"{self.number(number, digits)}{NO_BREAK_SPACE}{word}"

    def date(self, moment: datetime) -> str:
        """Return the day, in the reader's time zone."""
        from babel.dates import format_date, format_skeleton

        day = self._local(moment)
        if self.locale.language == self.language:
            return clean(format_date(day, "medium", locale=self.locale))
        return clean(format_skeleton("yMd", day, locale=self.locale))

    def time(self, moment: datetime) -> str:
        """Return the time of day, in the reader's time zone."""
        from babel.dates import format_time

        if self.locale.language == self.language:
            return clean(format_time(self._local(moment), "short", locale=self.locale))
        return f"{self._local(moment):%H:%M}"

    def moment(self, moment: datetime) -> str:
        """Return day, time and distance from UTC: it may be read in another part of the world."""
        local = self._local(moment)
        zone = _zone_name(local.utcoffset()) if moment.tzinfo else ""
        return " ".join(filter(None, (self.date(moment), self.time(moment), zone)))

    def join(self, items: Iterable[str], *, alternatives: bool = False) -> str:
        """Return the items as the language lists them: "a, b, and c"; "a, b, or c"."""
        from babel.lists import format_list

        return format_list(list(items), style="or" if alternatives else "standard", locale=self.language)

    def _local(self, moment: datetime) -> datetime:
        # A time without zone is somebody's wall clock already.
        return moment.astimezone(self._zone) if moment.tzinfo else moment


# The same few numbers are written again and again: each limit by every report, each count by every page.
@lru_cache(maxsize=1024, typed=True)
def _written(number: Number, digits: int | None, language: str, region: str | None) -> str:
    from babel.numbers import format_decimal

    places = usual_digits(number) if digits is None else digits
    short = rounded(number, places)
    with localcontext(prec=len(str(short.numerator)) + places + _EXTRA_PRECISION):
        value = Decimal(short.numerator) / Decimal(short.denominator)
        written = clean(format_decimal(value, locale=_locale(language, region), decimal_quantization=False))
    return written.replace("-", MINUS)


def _zone_name(offset: timedelta | None) -> str:
    """Return ``UTC``, ``UTC+9``, ``UTC-3:30``."""
    minutes = round((offset or timedelta()).total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else MINUS}{hours}" + (f":{rest:02}" if rest else "")


@lru_cache(maxsize=16)
def _locale(language: str, region: str | None) -> Locale:
    from babel import Locale, UnknownLocaleError

    wanted = (region or "").replace("-", "_")
    # A language is lower case, a territory upper: "mx" would otherwise be taken for a language.
    territory_only = wanted.isalpha() and wanted.isupper()
    for name in (f"{language}_{wanted}", f"und_{wanted}") if territory_only else (wanted,):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(language)
