"""The files that a check writes: in every form, one for each employer, and refused before anything is measured."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest

from tests.cli.check.checked import CHAT, QUICK, VOICE, spec
from tests.cli.conftest import Program
from tests.cli.home import Home


def test_reports_are_saved_in_every_form(home: Home, program: Program, tmp_path: Path, qapp: object) -> None:
    del home, qapp  # a PDF would make a Qt of its own, which the window's tests cannot use
    names = ["a.json", "a.html", "a.PDF"]
    files = [part for name in names for part in ("--report", str(tmp_path / name))]
    done = program("check", VOICE, *QUICK, *files)
    assert done.code == 3
    assert done.err.splitlines()[:3] == [f"Saved: {tmp_path / name}" for name in names]
    assert json.loads((tmp_path / "a.json").read_bytes())["profile"]["id"] == VOICE
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "a.PDF").read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == sorted(names)


def test_each_employer_gets_a_file_of_its_own(home: Home, program: Program, tmp_path: Path) -> None:
    del home
    again = tmp_path / "again.json"
    again.write_bytes(spec("voice-agent").read_bytes().replace(b'"1.0.0"', b'"1.0.1"'))
    program("check", VOICE, CHAT, again, *QUICK, "--report", tmp_path / "mine.json")
    saved = {path.name: json.loads(path.read_bytes())["profile"] for path in tmp_path.glob("mine-*.json")}
    assert {name: (one["id"], one["version"]) for name, one in saved.items()} == {
        f"mine-{VOICE}.json": (VOICE, "1.0.0"),
        f"mine-{CHAT}.json": (CHAT, "1.0.0"),
        f"mine-{VOICE}-2.json": (VOICE, "1.0.1"),
    }


def test_what_names_the_person_goes_only_into_the_signed_report_of_whoever_asks_for_it(
    home: Home, program: Program, tmp_path: Path
) -> None:
    del home
    profile = json.loads(spec("voice-agent").read_bytes())
    profile["collect"] = {"facts": ["user.employee_id"], "purpose": "To know you", "keep": "P9D"}
    asking, said = tmp_path / "asking.json", ("--collect", "user.employee_id=4711")
    asking.write_text(json.dumps(profile | {"id": "com.example.asking"}), encoding="utf-8")
    program("check", asking, VOICE, *QUICK, *said, "--report", tmp_path / "r.signed.json")
    payloads = (json.loads((tmp_path / f"r-{id_}.signed.json").read_bytes())["payload"] for id_ in _EMPLOYERS)
    told = [json.loads(base64.b64decode(payload))["predicate"]["disclosed"] for payload in payloads]
    assert told == [{"user.employee_id": "4711"}, {}]
    for arguments in ((asking, *said), (VOICE, *said, "--report", tmp_path / "r.signed.json")):
        assert program("check", *arguments).code == 2


_EMPLOYERS = ("com.example.asking", VOICE)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("report.docx", "a report can be saved as .json, .html, .pdf"),
        ("report", "a report can be saved as"),
        ("nowhere/report.json", "There is no such file or folder."),
        ("folder.json", "It is a folder."),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_measured(
    name: str, words: str, home: Home, program: Program, tmp_path: Path
) -> None:
    (tmp_path / "folder.json").mkdir()
    done = program("check", VOICE, "--report", tmp_path / name)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert home.speed.plans == []


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may write anywhere")
def test_a_folder_of_somebody_else_is_refused(home: Home, program: Program, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = program("check", VOICE, "--report", tmp_path / "report.json")
    tmp_path.chmod(0o700)
    assert done.code == 2
    assert "The system does not allow it." in done.err
    assert home.speed.plans == []


def test_a_folder_that_must_not_be_written_is_refused(
    home: Home, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    done = program("check", VOICE, "--report", tmp_path / "report.json")
    assert (done.code, home.speed.plans) == (2, [])
    assert "The system does not allow it." in done.err


def test_a_disk_that_fills_up_costs_the_file_and_not_the_result(
    home: Home, program: Program, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    done = program("check", VOICE, "--report", tmp_path / "report.json")
    assert done.code == 2
    assert done.err == f"{tmp_path / 'report.json'} cannot be written: The disk is full.\n"
    assert done.out.startswith("✓ Ready")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    # What was measured is not lost either.
    monkeypatch.undo()
    monkeypatch.setenv("READINESS_DATA", str(data))
    monkeypatch.setattr("readiness.cli.check.check.ThisMachine", lambda: home)
    monkeypatch.setattr("sys.argv", ["readiness"])
    assert program("check", VOICE, "--resume", "--report", tmp_path / "report.json").code == 0
    assert len(home.speed.plans) == 1


def test_without_qt_a_pdf_is_refused_before_anything_is_measured(
    home: Home, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "readiness.desktop.reports.pdf", None)
    done = program("check", VOICE, "--report", tmp_path / "report.pdf")
    assert (done.code, home.speed.plans) == (2, [])
    assert "Save the report as .html instead." in done.err
