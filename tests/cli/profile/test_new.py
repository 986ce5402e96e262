"""``readiness profile new``: an interview that ends in a valid profile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness.checks.registry import catalogue
from readiness.documents.profile.file import read_profile
from readiness.documents.profile.starter import COMMON
from readiness.text import LANGUAGES
from tests.cli.conftest import Person, Program


def test_without_anybody_to_ask_it_starts_with_the_usual(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    done = program("profile", "new", file, "--title", "Voice", "--employer", "Acme", "--id", "com.acme.voice")
    assert done.code == 0
    assert "profile try" in done.err
    profile = read_profile(file.read_bytes(), catalogue()).profile
    assert (profile.id, profile.issuer.name) == ("com.acme.voice", "Acme")
    assert [one.id for one in profile.requirements] == ["memory", "download", "upload", "headset"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_asks_for_everything_that_is_common(person: Person, tmp_path: Path, language: str) -> None:
    file = tmp_path / "own.json"
    answers = {"memory": ("lots", "8 16"), "headset": ("maybe", "yes"), "antivirus": ("no",), "latency": ("100 50",)}
    typed = [line for common in COMMON for line in answers.get(common.id, ("",))]
    person.types("Acme", "Voice", "Not an id", "com.acme.voice", *typed, "Is there a door?", "")
    assert person.runs("profile", "new", str(file), "--lang", language) == 0
    profile = read_profile(file.read_bytes(), catalogue()).profile
    assert (profile.id, profile.language) == ("com.acme.voice", language)
    assert [one.id for one in profile.requirements] == ["memory", "latency", "headset", "question-1"]


def test_nothing_asked_for_is_no_profile(person: Person, tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    assert person.types("", "", "").runs("profile", "new", str(file)) == 2
    assert not file.exists()


def test_a_file_that_is_there_is_left_alone(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    file.write_text("precious", encoding="utf-8")
    assert program("profile", "new", file).code == 2
    assert file.read_text(encoding="utf-8") == "precious"


def test_answers_are_not_lost_when_they_do_not_make_a_profile(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    done = program("profile", "new", file, "--id", "Not an id")
    assert done.code == 4
    assert json.loads(file.read_text(encoding="utf-8"))["id"] == "Not an id"


def test_a_folder_that_takes_no_file_is_said(program: Program, tmp_path: Path) -> None:
    done = program("profile", "new", tmp_path / "missing" / "own.json")
    assert (done.code, done.out) == (2, "")
