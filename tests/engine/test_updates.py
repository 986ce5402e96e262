"""A newer release is heard of only where the person allowed to ask, and told without asking anybody."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from readiness import __version__
from readiness.documents.trust.release_feed import Feed, Release, seal_feed
from readiness.documents.trust.signing import SigningKey
from readiness.engine.updates import Source, fetch_feed, fetch_feed_once_a_day, known_newer, shipped
from readiness.store.settings import Settings, keep_settings

KEY = SigningKey(b"\1" * 32)
NEWER = Release("999.0", date(2026, 12, 1), "https://example.com/releases")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path))
    return tmp_path


def source(folder: Path, *releases: Release, serial: int = 5) -> Source:
    path = folder / "feed.json"
    path.write_bytes(seal_feed(Feed(serial, datetime.now(UTC) + timedelta(days=30), releases), KEY))
    return Source(str(path), (KEY.public,))


def test_without_leave_nobody_is_asked(folder: Path) -> None:
    fetch_feed_once_a_day(source(folder, NEWER))
    assert known_newer() is None
    assert [one.name for one in folder.iterdir()] == ["feed.json"]


def test_with_leave_a_list_is_asked_once_a_day(folder: Path) -> None:
    keep_settings(Settings(looks_for_updates=True))
    fetch_feed_once_a_day(source(folder))
    assert known_newer() is None
    fetch_feed_once_a_day(source(folder, NEWER))
    assert known_newer() is None  # not again today
    yesterday = time.time() - 90_000
    os.utime(folder / "release-known.json", (yesterday, yesterday))
    fetch_feed_once_a_day(source(folder, NEWER))
    assert known_newer() == NEWER


def test_a_list_that_is_not_believed_changes_nothing_and_is_a_try(folder: Path) -> None:
    fetch_feed(source(folder, NEWER))
    keep_settings(Settings(looks_for_updates=True))
    os.utime(folder / "release-known.json", (0, 0))
    fetch_feed_once_a_day(source(folder, replace(NEWER, version="1000.0"), serial=4))
    assert known_newer() == NEWER
    assert time.time() - (folder / "release-known.json").stat().st_mtime < 90_000
    fetch_feed_once_a_day(Source("", ()))


@pytest.mark.parametrize(
    "known",
    [
        {"version": __version__, "date": "2026-12-01", "page": NEWER.page},
        {"version": "999.0", "date": "2026-12-01", "page": "file:///etc"},
        {"version": "999.0"},
        [],
    ],
)
def test_what_is_no_newer_release_is_not_told(folder: Path, known: object) -> None:
    (folder / "release-known.json").write_text(json.dumps(known), encoding="utf-8")
    assert known_newer() is None


def test_what_is_shipped_names_its_keys() -> None:
    assert shipped().is_there is bool(shipped().place and shipped().keys)
