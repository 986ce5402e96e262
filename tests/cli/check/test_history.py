"""``readiness history``: what was checked before."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.documents.profile.file import read_profile
from readiness.domain.facts import Facts, Measured
from readiness.engine.checkup import report_on
from readiness.store.history import FILE, History
from readiness.text import LANGUAGES
from tests.cli.conftest import Program
from tests.cli.home import Home

VOICE = paths.specs() / "voice-agent.json"


@pytest.fixture
def filled(data: Path) -> Path:
    """Ten checks, the line slow in the evenings."""
    document = read_profile(VOICE.read_bytes(), catalogue())
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with History() as kept:
        for day in range(10):
            evening = day % 2 == 0
            at = today - timedelta(days=day + 1) + timedelta(hours=14 if evening else 3)
            facts = Facts(
                {"network.upload": Measured(2.0 if evening else 8.0, "Mbit/s"), "os.family": Measured("linux")}
            )
            kept.add([report_on(document, facts, at, at)])
    return data


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_checks_and_what_they_add_up_to(program: Program, filled: Path, language: str) -> None:
    assert filled
    done = program("history", "--lang", language)
    assert done.code == 0
    # The tests live at UTC+5:45, so 14:00 UTC is 19:45.
    when = {"en": "about 7:45 PM", "es": "(19:45)", "ja": "19:45ごろ"}
    title = {"en": "Voiceagent", "es": "Agentedevoz", "ja": "在宅の電話オペレーター"}
    assert title[language] in "".join(done.out.split())
    assert when[language] in done.out.replace("\u202f", " ").replace("\u00a0", " ")
    assert "5" in done.out


def test_is_data_for_programs(program: Program, filled: Path) -> None:
    assert filled
    done = program("history", "--json").json
    assert len(done["checks"]) == 10
    assert done["missed"] == [{"fact": "network.upload", "misses": 5, "checks": 10, "between_hours": [19.75, 19.75]}]


def test_shows_one_again_and_saves_it(program: Program, filled: Path, tmp_path: Path) -> None:
    assert filled
    file = tmp_path / "again.json"
    done = program("history", "--show", "2", "--report", file)
    assert (done.code, json.loads(file.read_text(encoding="utf-8"))["verdict"]) == (0, "INCOMPLETE")
    id_ = program("history", "--json").json["checks"][1]["id"]
    assert json.loads(file.read_text(encoding="utf-8"))["id"] == id_
    assert program("history", "--show", id_, "--json").json["id"] == id_


@pytest.mark.parametrize("which", ["0", "11", "x"])
def test_one_that_is_not_there_is_said(program: Program, filled: Path, which: str) -> None:
    assert filled
    done = program("history", "--show", which)
    assert (done.code, done.out) == (2, "")
    assert "10" in done.err


def test_one_that_cannot_be_read_is_said_and_the_others_stay(program: Program, filled: Path) -> None:
    with contextlib.closing(sqlite3.connect(filled / FILE)) as database, database:
        database.execute("UPDATE runs SET report = x'00' WHERE number = 1")
    done = program("history", "--show", "1")
    assert (done.code, done.out) == (2, "")
    assert "Check 1 cannot be shown" in done.err
    assert "9 checks in it could still be read" in done.err
    assert len(program("history", "--json").json["checks"]) == 9


def test_deletes_one_or_all(program: Program, filled: Path) -> None:
    assert filled
    assert "1 check was deleted" in program("history", "--delete", "1").out
    assert len(program("history", "--json").json["checks"]) == 9
    assert "9 checks were deleted" in program("history", "--delete", "all").out
    assert "no earlier checks" in program("history").out
    assert program("history", "--json").json == {"format": 1, "checks": [], "missed": []}


def test_a_finished_check_is_kept_a_part_of_one_is_not(program: Program, home: Home) -> None:
    assert home
    program("check", VOICE, "--json")
    program("check", VOICE, "--only", "memory.installed", "--json")
    assert len(program("history", "--json").json["checks"]) == 1


def test_a_damaged_history_is_set_aside_and_said(program: Program, home: Home, data: Path) -> None:
    assert home
    data.mkdir(parents=True, exist_ok=True)
    (data / FILE).write_bytes(b"nonsense" * 1000)
    done = program("history")
    assert done.code == 0
    assert "damaged" in done.err
    (data / FILE).write_bytes(b"nonsense" * 1000)
    assert "damaged" in program("check", VOICE, "--json").err


def test_a_history_of_a_newer_program_is_left_alone(program: Program, home: Home, data: Path) -> None:
    assert home
    data.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(data / FILE) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    assert program("history").code == 2
    done = program("check", VOICE, "--json")
    assert "could not be put into the history" in done.err
    assert done.json["verdict"]


def test_a_history_that_cannot_be_opened_is_named_by_its_folder(program: Program, data: Path) -> None:
    data.mkdir(parents=True, exist_ok=True)
    (data / "history.sqlite3").mkdir()
    done = program("history")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"The history in {data} cannot be opened: ")


def test_a_history_where_no_folder_can_be_made_is_named_too(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "file" / "data"))
    done = program("history")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"The history in {tmp_path / 'file' / 'data'} cannot be opened: ")
