"""The list of releases: what is taken, and everything that is not."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from readiness.documents.trust.envelope import Envelope
from readiness.documents.trust.release_feed import PAYLOAD_TYPE, Feed, Release, read_feed, seal_feed
from readiness.documents.trust.signing import SigningKey
from readiness.domain.refusal import Refusal

KEY, OTHER = SigningKey(b"\1" * 32), SigningKey(b"\2" * 32)
NOW = datetime(2026, 12, 1, tzinfo=UTC)
OLD = Release("1.3.9", date(2026, 8, 1), "https://example.com/1.3.9")
NEW = Release("1.4.0", date(2026, 11, 30), "https://example.com/1.4.0")
FEED = Feed(12, NOW + timedelta(days=90), (NEW, OLD))


def changed(**values: Any) -> bytes:  # noqa: ANN401 - any JSON value
    whole = json.loads(Envelope.seal(PAYLOAD_TYPE, b"", [KEY]).payload or b"{}")
    document = {
        "format": 1,
        "serial": 1,
        "valid": {"until": "2027-01-01T00:00:00Z"},
        "releases": [{"version": "1.4.0", "date": "2026-12-01", "page": "https://example.com/"}],
    }
    payload = json.dumps({**whole, **document, **values}).encode()
    return json.dumps(Envelope.seal(PAYLOAD_TYPE, payload, [KEY]).as_json()).encode()


def refused(data: bytes, now: datetime = NOW, seen: int = 0) -> str:
    with pytest.raises(Refusal) as refusal:
        read_feed(data, [KEY.public], now, seen)
    return refusal.value.code


def test_what_is_sealed_is_read() -> None:
    assert read_feed(seal_feed(FEED, KEY), [OTHER.public, KEY.public], NOW, 12) == FEED


@pytest.mark.parametrize(
    ("version", "newer"), [("1.3.9", NEW), ("1.4", None), ("1.4.0", None), ("1.10.0", None), ("dev", NEW)]
)
def test_the_newest_is_told_if_it_is_newer(version: str, newer: Release | None) -> None:
    assert FEED.newer_than(version) == newer
    assert Feed(1, NOW, ()).newer_than(version) is None


def test_nobody_else_can_write_one() -> None:
    assert refused(seal_feed(FEED, OTHER)) == "feed.unsigned"
    profile = Envelope.seal("application/vnd.example+json", b"{}", [KEY])
    assert refused(json.dumps(profile.as_json()).encode()) == "feed.malformed"


def test_an_old_one_is_not_believed() -> None:
    assert refused(seal_feed(FEED, KEY), FEED.until) == "feed.expired"
    assert refused(seal_feed(FEED, KEY), seen=13) == "feed.rolled_back"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        changed(format=2),
        changed(serial="1"),
        changed(serial=True),
        changed(valid={}),
        changed(valid={"until": "2027-01-01"}),
        changed(valid=3),
        changed(releases=[3]),
        changed(releases=[{"version": "new", "date": "2026-12-01", "page": "https://example.com/"}]),
        changed(releases=[{"version": "1.0", "date": "today", "page": "https://example.com/"}]),
        changed(releases=[{"version": "1.0", "date": "2026-12-01", "page": "file:///etc/passwd"}]),
        changed(releases=[{"version": "1.0", "date": "2026-12-01", "page": "https://" + "a" * 2000}]),
    ],
)
def test_what_is_no_list_is_refused(data: bytes) -> None:
    assert refused(data) == "feed.malformed"
