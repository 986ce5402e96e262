"""Dates and spans of time, read strictly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.documents.json_text.times import moment_text, parse_moment, parse_span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("P180D", timedelta(days=180)),
        ("PT20H", timedelta(hours=20)),
        ("P2W", timedelta(weeks=2)),
        ("P1DT2H3M4S", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("PT0S", timedelta()),
    ],
)
def test_spans(text: str, span: timedelta) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "P1DT",
        "1D",
        "P1Y",
        "P1M",
        "P-1D",
        "P1.5D",
        "P1W2D",
        "PT1S2M",
        "p1d",
        "P1D\n",
        "P999999D",
        "P\uff11D",
    ],
)
def test_other_spans_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a span"):
        parse_span(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2027-02-01", "2027-02-01T00:00Z", "2027-02-01T00:00:00", "2027-02-01 00:00:00Z", "2027-02-01t00:00:00z"),
        *("2027-02-30T00:00:00Z", "2027-02-01T24:00:01Z", "2027-02-01T00:00:00+0100", "20270201T000000Z"),
        *("2027-W05-1T00:00:00Z", "2027-02-01T00:00:00,5Z", "2027-02-01T00:00:00Z\n"),
    ],
)
def test_other_moments_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a moment"):
        parse_moment(text)


def test_moments() -> None:
    assert parse_moment("2027-02-01T09:00:00+09:00") == datetime(2027, 2, 1, tzinfo=UTC)
    assert parse_moment("2027-02-01T00:00:00.25Z").microsecond == 250_000
    assert moment_text(datetime(2027, 2, 1, 9, tzinfo=timezone(timedelta(hours=9)))) == "2027-02-01T00:00:00Z"
    assert moment_text(datetime(2027, 2, 1)) == "2027-02-01T00:00:00Z"  # noqa: DTZ001 - without a zone on purpose


_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_FIRST, _LAST = datetime(1, 1, 3), datetime(9999, 12, 29)  # noqa: DTZ001 - a strategy's bounds have no zone


@given(st.datetimes(_FIRST, _LAST, timezones=_ZONES))
def test_a_moment_comes_back_as_it_was(moment: datetime) -> None:
    assert parse_moment(moment_text(moment)) == moment
