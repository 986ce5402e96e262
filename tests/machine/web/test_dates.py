"""Moments in answers of web servers, and what is none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from readiness.machine.web.dates import parse_http_date

WHEN = datetime(2026, 11, 27, 13, 49, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Fri, 27 Nov 2026 13:49:23 GMT", WHEN),
        ("Fri, 27 Nov 2026 13:49:23", WHEN),  # no zone is not this computer's, which in the tests is another
        ("Fri, 27 Nov 2026 13:49:23 -0000", WHEN),
        ("", None),
        ("yesterday", None),
        ("Fri, 99 Nov 2026 1:1:1 GMT", None),
        ("Fri, 27 Nov 2026 13:49:23 +999999999999", None),
    ],
)
def test_a_date_is_read_or_it_is_none(text: str, moment: datetime | None) -> None:
    assert parse_http_date(text) == moment
