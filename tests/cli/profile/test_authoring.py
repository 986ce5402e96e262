"""``readiness profile`` and ``readiness facts``: what an author of profiles works with."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.domain.facts import FactDef, Kind, System
from readiness.render.parts.columns import width
from readiness.text import LANGUAGES
from readiness.text.numbers import NO_BREAK_SPACE
from tests.cli.conftest import Person, Program

EIGHT = Path(__file__).parents[2] / "recordings" / "profiles" / "eight_mistakes.json"
VOICE = paths.specs() / "voice-agent.json"

# ------------------------------------------------------------------ lint


@pytest.mark.parametrize(
    ("language", "summary"),
    [("en", ": 8 errors, 0 warnings"), ("es", ": 8 errores, 0 avisos"), ("ja", "\uff1aエラー8件、注意0件")],
)
def test_eight_mistakes_are_all_told_with_their_places(language: str, summary: str, program: Program) -> None:
    done = program("profile", "lint", EIGHT, "--lang", language)
    assert (done.code, done.err) == (4, "")
    *lines, last = done.out.splitlines()
    assert last == f"{EIGHT}{summary}"
    places = [re.match(rf"{re.escape(str(EIGHT))}:(\d+):\d+: .*\[\w+\]$", line) for line in lines]
    assert [int(place[1]) for place in places if place] == [4, 11, 12, 13, 14, 15, 16, 17]


def test_mistakes_for_programs(program: Program) -> None:
    done = program("profile", "lint", EIGHT, VOICE, "--json")
    assert done.code == 4
    assert done.json["format"] == 1
    first, second = done.json["files"]
    assert (first["file"], second["file"]) == (str(EIGHT), str(VOICE))
    assert [one["line"] for one in first["problems"]] == [4, 11, 12, 13, 14, 15, 16, 17]
    assert {one["severity"] for one in first["problems"]} == {"error"}
    assert first["problems"][5] == {
        "severity": "error",
        "code": "choice_unknown",
        "line": 15,
        "column": 84,
        "pointer": "/requirements/4/required/one_of/1",
        "requirement": "headset",
        "offending": '"analogue"',
        "suggestion": '"analog"',
        "message": first["problems"][5]["message"],
    }


def test_the_examples_are_without_mistakes(program: Program) -> None:
    done = program("profile", "lint", *paths.spec_files())
    assert done.code == 0
    assert done.out.splitlines() == [f"{path}: 0 errors, 0 warnings" for path in paths.spec_files()]


def test_a_doubt_is_no_error(program: Program, tmp_path: Path) -> None:
    document = json.loads(VOICE.read_bytes())
    del document["requirements"][0]["why"]
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    done = program("profile", "lint", path)
    assert done.code == 0
    assert re.search(r":\d+:\d+: warning \(memory\): .*\n.*mine\.json: 0 errors, 1 warning\n$", done.out)


def test_a_file_that_is_not_there(program: Program) -> None:
    done = program("profile", "lint", "nothing.json")
    assert (done.code, done.out) == (2, "")
    assert done.err == "nothing.json cannot be read: There is no such file or folder.\n"


# ------------------------------------------------------------------ show, schema


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Needed: at least 25 Mbit/s"), ("es", "Necesario: al menos 25 Mbit/s"), ("ja", "必須\uff1a25 Mbit/s以上")],
)
def test_a_profile_is_shown_as_a_candidate_reads_it(language: str, words: str, program: Program) -> None:
    by_id = program("profile", "show", "com.example.voice-agent", "--lang", language)
    by_file = program("profile", "show", VOICE, "--lang", language)
    assert by_id == by_file
    assert by_id.code == 0
    assert words in by_id.out


def test_the_schema_is_the_published_one(program: Program) -> None:
    done = program("profile", "schema")
    assert done.code == 0
    assert done.json == json.loads((paths.specs() / "profile.schema.json").read_bytes())


# ------------------------------------------------------------------ facts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_listed(language: str, program: Program) -> None:
    done = program("facts", "--lang", language)
    assert (done.code, done.err) == (0, "")
    assert re.findall(r"^([\w.]+)  -  ", done.out, re.MULTILINE) == list(catalogue())
    assert max(map(width, done.out.splitlines())) <= 80


def test_the_table_of_facts_is_the_one_in_the_resources(program: Program) -> None:
    done = program("facts", "--markdown", "--lang", "en")
    assert (done.code, done.err) == (0, "")
    # A terminal is not trusted with spaces that do not break.
    assert done.out == paths.resource_text("facts.md").replace(NO_BREAK_SPACE, " ")


def test_facts_for_programs(program: Program) -> None:
    done = program("facts", "--json", "--lang", "es")
    listed = {one["id"]: one for one in done.json["facts"]}
    assert list(listed) == list(catalogue())
    memory = listed["memory.installed"]
    assert (memory["kind"], memory["unit"], memory["choices"]) == ("number", "GiB", [])
    assert "GB" in memory["units"]
    assert memory["systems"] == ["linux", "macos", "windows"]
    assert memory["title"] == "Memoria instalada"
    assert "usb" in listed["headset.connection"]["choices"]


def test_a_fact_of_some_systems_says_so(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    fact = FactDef("memory.installed", Kind.NUMBER, "GiB", systems=frozenset({System.MACOS, System.WINDOWS}))
    monkeypatch.setattr("readiness.cli.facts.catalogue", lambda: {fact.id: fact})
    assert person.runs("facts") == 0
    assert person.out.text.splitlines()[-1] == "    Measured only on: Windows and macOS"
