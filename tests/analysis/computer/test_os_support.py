"""What the table of ends of support says, and when it says nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from readiness import paths
from readiness.analysis.computer.os_support import (
    GOOD_FOR,
    Support,
    SupportTable,
    SystemRelease,
    parse_support_table,
    support_of,
)

TABLE = parse_support_table("""
{"as_of": "2026-08-22",
 "products": {"windows": {"26100 ltsc": "2029-10-09", "26100 business": "2027-10-12", "26100": "2026-10-13",
                          "19045": "2025-10-14"},
              "macos": {"26": null, "13": "2025-09-15", "10.14": "2021-10-25"},
              "rocky": {"9": "2032-05-31"}}}
""")
TODAY = date(2026, 10, 13)


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        # The last day still counts.
        (SystemRelease("windows", "26100"), Support(supported=True, until=date(2026, 10, 13))),
        (SystemRelease("windows", "26100", "business"), Support(supported=True, until=date(2027, 10, 12))),
        (SystemRelease("windows", "26100", "ltsc"), Support(supported=True, until=date(2029, 10, 9))),
        (SystemRelease("windows", "19045", "business"), Support(supported=False, until=date(2025, 10, 14))),
        # A long-term edition that the table does not know has not the end of the home edition.
        (SystemRelease("windows", "26100", "iot ltsc"), None),
        (SystemRelease("windows", "99999"), None),
        (SystemRelease("macos", "26.6.2"), Support(supported=True, until=None)),
        (SystemRelease("macos", "13.7"), Support(supported=False, until=date(2025, 9, 15))),
        (SystemRelease("macos", "10.14.6"), Support(supported=False, until=date(2021, 10, 25))),
        (SystemRelease("macos", "10.15"), None),
        (SystemRelease("rocky", "9.4"), Support(supported=True, until=date(2032, 5, 31))),
        (SystemRelease("plan9", "4"), None),
    ],
)
def test_releases(release: SystemRelease, expected: Support | None) -> None:
    assert support_of(TABLE, release, TODAY) == expected


def test_the_day_after_the_last_is_too_late() -> None:
    assert support_of(TABLE, SystemRelease("windows", "26100"), TODAY + timedelta(days=1)) == Support(
        supported=False, until=TODAY
    )


def test_support_without_an_end_is_believed_for_a_while_only() -> None:
    newest = SystemRelease("macos", "26")
    last = TABLE.as_of + GOOD_FOR

    assert support_of(TABLE, newest, last) == Support(supported=True, until=None)
    assert support_of(TABLE, newest, last + timedelta(days=1)) is None


def test_the_shipped_table_is_whole() -> None:
    table = parse_support_table(paths.resource_text("os_support.json"))

    assert isinstance(table, SupportTable)
    assert table.as_of > date(2026, 1, 1)
    assert {"windows", "macos", "debian", "ubuntu", "fedora"} <= set(table.ends)
    # An edition that is supported longer than the others stands beside them.
    for version in (name.partition(" ")[0] for name in table.ends["windows"]):
        assert version in table.ends["windows"]
