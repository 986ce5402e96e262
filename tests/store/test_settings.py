"""What the person decided: kept, and never in the way when it cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.store.settings import FILE, Settings, keep_settings, settings


@pytest.mark.parametrize("decided", [Settings(), Settings(None, "ndt7"), Settings(30, "cloudflare")])
def test_what_was_decided_comes_back(tmp_path: Path, decided: Settings) -> None:
    assert settings(tmp_path) == Settings()
    keep_settings(decided, tmp_path)
    assert settings(tmp_path) == decided
    assert settings(tmp_path).consented == frozenset({decided.public_service} - {""})


@pytest.mark.parametrize(
    "written",
    [
        "",
        "[]",
        "{",
        '{"format": 2, "kept_days": 3}',
        '{"format": 1, "kept_days": -3, "public_service": "evil"}',
        '{"format": 1, "kept_days": true, "public_service": 7}',
        '{"format": 1, "kept_days": "30"}',
    ],
)
def test_what_makes_no_sense_is_as_for_everybody(tmp_path: Path, written: str) -> None:
    (tmp_path / FILE).write_text(written, encoding="utf-8")
    assert settings(tmp_path) == Settings()


def test_what_cannot_be_read_is_as_for_everybody(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    assert settings(tmp_path) == Settings()
