"""Moments and time spans as documents write them: ISO 8601, parsed strictly."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_SPAN: Final = re.compile(
    r"P(?:(?P<weeks>\d{1,5})W|(?=\d|T)(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,5})M)?(?:(?P<seconds>\d{1,5})S)?)?)",
    re.ASCII,
)
_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})",
    re.ASCII,
)


def parse_moment(text: str) -> datetime:
    """Parse a date with time and time zone: ``2027-02-01T00:00:00Z``.

    Raises:
        ValueError: another form, or a date or time that does not exist.
    """
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"not a moment: {text!r}")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"not a moment there is: {text!r}") from None


def parse_span(text: str) -> timedelta:
    """Parse a span of weeks, or of days, hours, minutes and seconds: ``P180D``, ``PT20H``.

    Months and years are refused, because their length varies.

    Raises:
        ValueError: another form.
    """
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(f"not a span of time: {text!r}")
    return timedelta(**{unit: int(number) for unit, number in found.groupdict().items() if number})


def moment_text(moment: datetime) -> str:
    """Return the moment in UTC, to the microsecond. A moment without a time zone counts as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")
