"""Profiles found faultless before: examined once, and again when anything about them differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import ProfileError
from readiness.documents.profile import file as profile_file
from readiness.store import examined_profiles
from readiness.store.examined_profiles import read_once_examined
from readiness.store.folders import data_folder

GOOD = (paths.specs() / "voice-agent.json").read_bytes()


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts examinations."""
    found: list[int] = []
    examine = profile_file._refuse_mistakes

    def counted(*arguments: object) -> None:
        found.append(1)
        examine(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(profile_file, "_refuse_mistakes", counted)
    return found


def test_the_same_bytes_are_examined_once(examined: list[int]) -> None:
    first = read_once_examined(GOOD, catalogue())
    assert read_once_examined(GOOD, catalogue()) == first
    assert len(examined) == 1
    read_once_examined(GOOD + b"\n", catalogue())
    assert len(examined) == 2


def test_a_faulty_file_is_refused_each_time(examined: list[int]) -> None:
    for _ in range(2):
        with pytest.raises(ProfileError):
            read_once_examined(GOOD.replace(b'"requirements"', b'"requirement"'), catalogue())
    assert len(examined) == 2


def test_under_other_rules_everything_is_examined_anew(examined: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    read_once_examined(GOOD, catalogue())
    monkeypatch.setattr(examined_profiles, "_rules", lambda: "others")
    read_once_examined(GOOD, catalogue())
    assert len(examined) == 2


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"rules": 1}', b"\xff"])
def test_a_damaged_list_costs_one_examination(damage: bytes, examined: list[int]) -> None:
    (data_folder() / "faultless.json").write_bytes(damage)
    assert read_once_examined(GOOD, catalogue()).profile.id
    read_once_examined(GOOD, catalogue())
    assert len(examined) == 1


def test_where_nothing_can_be_kept_everything_goes_on(
    examined: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("a file")
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "taken"))
    for _ in range(2):
        assert read_once_examined(GOOD, catalogue()).profile.id
    assert len(examined) == 2
