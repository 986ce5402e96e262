"""A check that was interrupted: what it had measured is taken over, when that is wanted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness.checks.registry import catalogue
from readiness.documents.profile.file import read_profile
from readiness.domain.facts import Measured
from readiness.store.examined_profiles import FILE as FAULTLESS
from readiness.store.history import FILE
from readiness.store.journal import Journal
from readiness.store.trait_hashes import FILE as MARKS
from tests.cli.check.checked import ANSWERS, CHAT, VOICE, spec
from tests.cli.conftest import Person, Program
from tests.cli.home import Home


def interrupted(profile: str = "voice-agent", *facts: str) -> None:
    """A check of a profile that ended in the middle, with these facts measured (16 GiB, 50 Mbit/s)."""
    journal = Journal.begin([read_profile(spec(profile).read_bytes(), catalogue())])
    values = {"memory.installed": Measured(16.0, "GiB"), "network.download": Measured(50.0, "Mbit/s")}
    for fact in facts:
        journal.record(fact, values[fact])
    journal.leave()


def test_what_was_finished_is_taken_over_when_asked_for(home: Home, program: Program, data: Path) -> None:
    interrupted("voice-agent", "memory.installed", "network.download")
    done = program("check", VOICE, "--resume", "--json")
    assert "2 figures had been measured by then." in done.err
    assert done.json["facts"]["network.download"]["value"] == 50
    assert "network.download" not in home.speed.plans[0].facts
    assert {path.name for path in data.iterdir()} == {FILE, MARKS, FAULTLESS}


def test_without_being_asked_for_everything_is_measured_anew(home: Home, program: Program) -> None:
    interrupted("voice-agent", "network.download")
    done = program("check", VOICE, "--json")
    assert "One figure had been measured by then.\nEverything is measured anew." in done.err
    assert done.json["facts"]["network.download"]["value"] == home.speed.down


@pytest.mark.parametrize("arguments", [[CHAT, *ANSWERS, "--only", "memory.installed"], ["com.example.interpreter"]])
def test_what_does_not_help_is_not_offered(arguments: list[str], home: Home, program: Program) -> None:
    del home
    interrupted("voice-agent", *(["memory.installed"] if "--only" in arguments else []))
    assert "interrupted" not in program("check", *arguments).err


@pytest.mark.parametrize(("typed", "value"), [("", 50.0), ("y", 50.0), ("いいえ", 93.4), ("n", 93.4)])
def test_the_person_says_whether_to_take_it_over(typed: str, value: float, home: Home, person: Person) -> None:
    del home
    interrupted("voice-agent", "network.download")
    person.types(typed, "", "").runs("check", VOICE, "--json")
    assert "Use what was measured? [Y/n]" in person.err.text
    assert json.loads(person.out.text)["facts"]["network.download"]["value"] == value
