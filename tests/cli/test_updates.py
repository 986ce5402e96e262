"""Whether there is a newer release: told, and never more than told."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from readiness import __version__
from readiness.documents.trust.release_feed import Feed, Release, seal_feed
from readiness.documents.trust.signing import SigningKey
from tests.cli.conftest import Program

KEY = SigningKey(b"\1" * 32)
PUBLIC = base64.b64encode(KEY.public.data).decode()


def feed(folder: Path, version: str, serial: int = 5) -> Path:
    release = Release(version, date(2026, 12, 1), "https://example.com/releases")
    path = folder / f"feed-{serial}.json"
    path.write_bytes(seal_feed(Feed(serial, datetime.now(UTC) + timedelta(days=30), (release,)), KEY))
    return path


@pytest.mark.parametrize("language", ["en", "es", "ja"])
def test_a_newer_one_is_named_with_its_page(language: str, tmp_path: Path, program: Program) -> None:
    done = program("updates", "--feed", feed(tmp_path, "999.0"), "--key", PUBLIC, "--lang", language)
    assert done.code == 1
    assert "999.0" in done.out
    assert "https://example.com/releases" in done.out
    told = program("updates", "--feed", feed(tmp_path, "999.0"), "--key", PUBLIC, "--json")
    assert told.json["newer"]["version"] == "999.0"


def test_the_newest_is_told_to_be(tmp_path: Path, program: Program) -> None:
    assert program("updates", "--feed", feed(tmp_path, __version__), "--key", PUBLIC).code == 0
    done = program("updates", "--feed", feed(tmp_path, __version__), "--key", PUBLIC, "--json")
    assert done.json == {"format": 1, "version": __version__, "newer": None}


def test_a_list_older_than_the_last_one_hides_nothing(tmp_path: Path, program: Program) -> None:
    assert program("updates", "--feed", feed(tmp_path, "999.0", 6), "--key", PUBLIC).code == 1
    done = program("updates", "--feed", feed(tmp_path, __version__, 5), "--key", PUBLIC, "--json")
    assert (done.code, done.json["unknown"]) == (3, "feed.rolled_back")


def test_without_a_list_or_a_key_nothing_is_known(tmp_path: Path, program: Program) -> None:
    assert program("updates").code == 3  # nobody has a key for releases yet
    assert program("updates", "--feed", tmp_path / "none", "--key", PUBLIC).code == 3
    assert program("updates", "--feed", "http://example.com/", "--key", PUBLIC).code == 3
    assert program("updates", "--feed", "https://user@feeds.invalid/", "--key", PUBLIC).code == 3


def test_what_is_no_key_is_a_mistake_of_the_command(program: Program) -> None:
    done = program("updates", "--key", "abc")
    assert done.code == 2
    assert "abc" in done.err


def test_a_folder_that_cannot_be_written_changes_nothing(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> Path:
        raise OSError

    monkeypatch.setattr("readiness.engine.updates.data_folder", refuse)
    assert program("updates", "--feed", feed(tmp_path, "999.0"), "--key", PUBLIC).code == 1
