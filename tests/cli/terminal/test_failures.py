"""When the program itself fails: one sentence, a file to send, and never a traceback on the screen."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.cli import main
from readiness.cli.terminal.exit_codes import UsageError
from readiness.text import LANGUAGES
from tests.cli.conftest import Program

ROOT = Path(__file__).resolve().parents[3]


def broken(*_: object) -> None:
    raise LookupError("the inside of the program")


@pytest.fixture(autouse=True)
def defect(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command with a mistake of ours in it."""
    monkeypatch.setattr("readiness.cli.facts.facts", broken)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_defect_names_a_file_to_send(language: str, program: Program, data: Path) -> None:
    done = program("facts", "--lang", language)
    log = data / "log" / "readiness.log"
    assert (done.code, done.out) == (5, "")
    assert done.err.count("\n") == 1
    assert str(log) in done.err
    assert "LookupError" in done.err
    assert "the inside of the program" not in done.err
    assert "LookupError: the inside of the program" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("number", "inside", "words"),
    [
        (errno.ENOSPC, False, "The disk is full."),
        (errno.EROFS, True, "The system does not allow it."),
        (errno.EACCES, True, "The system does not allow it."),
        (errno.EACCES, False, ""),
    ],
)
def test_a_disk_that_keeps_nothing_is_no_defect(
    number: int, *, inside: bool, words: str, program: Program, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(number, "in its own words", *([str(data / "employers" / "x")] if inside else []))

    monkeypatch.setattr("readiness.cli.facts.facts", refused)
    done = program("facts")
    assert done.code == (2 if words else 5)
    assert (done.err == f"{data} cannot be written: {words}\n") is bool(words)


def test_a_folder_that_cannot_be_made_is_no_defect(
    program: Program, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise NotADirectoryError(errno.ENOTDIR, "in its own words", str(data))

    monkeypatch.setattr("readiness.cli.facts.facts", refused)
    done = program("facts")
    assert (done.code, done.err) == (2, f"{data} cannot be written: There is no such file or folder.\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other people out by the folder")
def test_the_file_is_for_the_person_alone(program: Program, data: Path) -> None:
    program("facts")
    assert stat.S_IMODE((data / "log" / "readiness.log").stat().st_mode) == 0o600


def test_where_no_file_can_be_kept_none_is_named(program: Program, data: Path) -> None:
    data.mkdir()
    (data / "log").write_text("in the way")
    done = program("facts")
    assert done.code == 5
    assert "LookupError" in done.err
    assert str(data) not in done.err


def test_whoever_looks_for_the_mistake_gets_all_of_it(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_DEBUG", "1")
    with pytest.raises(LookupError):
        program("facts")


def test_what_the_person_can_mend_is_no_defect(program: Program, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise UsageError("A sentence for the person.")

    monkeypatch.setattr("readiness.cli.facts.facts", refuse)
    done = program("facts")
    assert (done.code, done.out, done.err) == (2, "", "A sentence for the person.\n")
    assert not data.exists()


def test_a_defect_before_there_is_a_console_is_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.cli.parser.parse", broken)
    assert main(["facts"]) == 5


def test_nothing_is_logged_while_all_is_well(program: Program, data: Path) -> None:
    assert program("profile", "schema").code == 0
    assert not data.exists()


def test_what_a_library_says_stays_off_the_screen(data: Path) -> None:
    code = (
        "import logging, threading\n"
        "from readiness.cli import main\n"
        "main(['profile', 'lint', 'specs/voice-agent.json'])\n"
        "logging.getLogger('library').error('something')\n"
        "threading.Thread(target=lambda: 1 // 0).start()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    text = (data / "log" / "readiness.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in text
    assert "something" not in text
