"""The list of releases that a program may ask whether there is a newer one: a document in an envelope, as a profile is.

    {"format": 1, "serial": 12, "valid": {"until": "2027-03-01T00:00:00Z"},
     "releases": [{"version": "1.4.0", "date": "2026-12-01", "page": "https://…"}]}

``serial`` only grows and ``until`` is near, so that nobody can serve an old list for ever and hide a release.
A list names pages for people to look at and nothing to be run: the program never updates itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from readiness.documents.json_text.problems import DocumentError
from readiness.documents.json_text.strict import read_json
from readiness.documents.trust.envelope import Envelope, EnvelopeError, read_envelope
from readiness.documents.trust.signing import PublicKey, SigningKey
from readiness.domain.message import message
from readiness.domain.refusal import Refusal
from readiness.domain.versions import version_numbers

PAYLOAD_TYPE: Final = "application/vnd.readiness.releases+json"
FORMAT: Final = 1
LARGEST: Final = 256_000
"""The greatest size of a feed in bytes."""
_LONGEST_PAGE: Final = 2000


@dataclass(frozen=True, slots=True)
class Release:
    """A release: version, date, and the page that describes and offers it."""

    version: str
    day: date
    page: str

    @property
    def numbers(self) -> tuple[int, ...]:
        """The version as numbers, for comparison."""
        return version_numbers(self.version) or ()


@dataclass(frozen=True, slots=True)
class Feed:
    """All releases on offer."""

    serial: int
    until: datetime
    releases: tuple[Release, ...]

    def newer_than(self, version: str) -> Release | None:
        """Return the newest release if it is newer than this version, else None."""
        newest = max(self.releases, key=lambda release: release.numbers, default=None)
        return newest if newest and newest.numbers > (version_numbers(version) or ()) else None


def seal_feed(feed: Feed, key: SigningKey) -> bytes:
    """Return the feed in the form in which it is published."""
    releases = [
        {"version": release.version, "date": release.day.isoformat(), "page": release.page} for release in feed.releases
    ]
    until = feed.until.astimezone(UTC).isoformat().replace("+00:00", "Z")
    document = {"format": FORMAT, "serial": feed.serial, "valid": {"until": until}, "releases": releases}
    payload = json.dumps(document, indent=1, sort_keys=True).encode()
    return json.dumps(Envelope.seal(PAYLOAD_TYPE, payload, [key]).as_json(), indent=1).encode() + b"\n"


def read_feed(data: bytes, keys: Iterable[PublicKey], now: datetime, seen_serial: int = 0) -> Feed:
    """Read a feed signed by one of the keys.

    Raises:
        Refusal: it is no feed, not signed by a known key, expired, or older than one seen before.
    """
    try:
        envelope = read_envelope(data)
        if envelope.payload_type != PAYLOAD_TYPE:
            raise Refusal(message("feed.malformed"))
        if not envelope.signers(keys):
            raise Refusal(message("feed.unsigned"))
        feed = _feed(read_json(envelope.payload).value)
    except (EnvelopeError, DocumentError, ValueError, TypeError, KeyError, AttributeError):
        raise Refusal(message("feed.malformed")) from None
    if now >= feed.until:
        raise Refusal(message("feed.expired"))
    if feed.serial < seen_serial:
        raise Refusal(message("feed.rolled_back"))
    return feed


def _feed(document: Mapping[str, Any]) -> Feed:
    """Parse a feed; raises one of the errors that ``read_feed`` handles for anything else."""
    serial, until = document["serial"], datetime.fromisoformat(document["valid"]["until"])
    if document["format"] != FORMAT or type(serial) is not int or until.tzinfo is None:
        raise ValueError("no feed of this format")
    return Feed(serial, until, tuple(_release(release) for release in document["releases"]))


def _release(value: Mapping[str, Any]) -> Release:
    release = Release(value["version"], date.fromisoformat(value["date"]), value["page"])
    # Whatever is shown as a place to go to must be one.
    if not release.numbers or not release.page.startswith("https://") or len(release.page) > _LONGEST_PAGE:
        raise ValueError("no release")
    return release
