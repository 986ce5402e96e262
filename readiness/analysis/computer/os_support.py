"""For how long a release of an operating system gets security updates, from a dated table.

The table (``resources/os_support.json``) holds what vendors have published: the last day on which everybody gets
security updates of a release, free of charge and without enrolment. If a vendor publishes no such day, as Apple does
not, it holds ``null`` for releases that were supported when the table was made. Such an entry is believed for
``GOOD_FOR``, and says nothing after that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

GOOD_FOR: Final = timedelta(days=270)
"""For how long "supported, end unknown" is believed: such vendors end support once a year."""

End: TypeAlias = date | None
"""The last day of support; None for "supported, without a published end"."""


@dataclass(frozen=True, slots=True)
class SystemRelease:
    """A release as the table names it: the product's short name, its version, and the class of its edition.

    ``product`` is "windows", "macos" or the ID of a Linux distribution. ``edition`` is "" if the vendor supports all
    editions alike.
    """

    product: str
    version: str
    edition: str = ""


@dataclass(frozen=True, slots=True)
class SupportTable:
    """What vendors had published by ``as_of``: ends of support by product, then by version and edition."""

    as_of: date
    ends: Mapping[str, Mapping[str, End]]


@dataclass(frozen=True, slots=True)
class Support:
    """What is known of a release: the last day of its support, None if the vendor names none."""

    supported: bool
    until: End


def parse_support_table(text: str) -> SupportTable:
    """Parse the shipped table. Raises ValueError, KeyError, TypeError or AttributeError if malformed."""
    document = json.loads(text)
    ends = {
        product: {version: date.fromisoformat(day) if day else None for version, day in releases.items()}
        for product, releases in document["products"].items()
    }
    return SupportTable(date.fromisoformat(document["as_of"]), ends)


def support_of(table: SupportTable, release: SystemRelease, today: date) -> Support | None:
    """Return what the table says about a release today, None if it says nothing."""
    releases = table.ends.get(release.product, {})
    version = next((one for one in _names(release) if one in releases), None)
    if version is None:
        return None
    end = releases[version]
    if end is not None:
        return Support(today <= end, end)
    return Support(supported=True, until=None) if today - table.as_of <= GOOD_FOR else None


def _names(release: SystemRelease) -> tuple[str, ...]:
    """Return the possible names of a release in the table, the most specific first: "26100 business", "26100"."""
    parts = release.version.split(".")
    versions = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
    named = tuple(f"{version} {release.edition}" for version in versions if release.edition)
    # A long-term edition never ends with the others of its version.
    return named if release.edition.endswith("ltsc") else named + tuple(versions)
