"""The log: there only once something went wrong, for the person's eyes, and never endless."""

from __future__ import annotations

import logging
import os
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness import __version__
from readiness.store import log
from readiness.store.log import keep_log, log_file

OWN = logging.getLogger("readiness.somewhere")


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A log that begins now, and is nobody's afterwards."""
    monkeypatch.setenv("READINESS_DATA", str(tmp_path))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    loggers = (logging.getLogger(), logging.getLogger("readiness"))
    before = [list(logger.handlers) for logger in loggers]
    loggers[1].handlers.clear()
    keep_log()
    yield log_file()
    for logger, handlers in zip(loggers, before, strict=True):
        logger.handlers[:] = handlers


def fail() -> None:
    try:
        int("inside")
    except ValueError:
        OWN.exception("it failed")


def test_nothing_is_made_before_there_is_something_to_tell(kept: Path) -> None:
    OWN.info("all is well")
    assert not kept.parent.exists()


def test_an_entry_says_when_where_and_by_which_program(kept: Path) -> None:
    fail()
    first, second, *_, last = kept.read_text(encoding="utf-8").splitlines()
    assert first == f"-- readiness {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    assert second.endswith("Z ERROR readiness.somewhere: it failed")
    assert last == "ValueError: invalid literal for int() with base 10: 'inside'"
    fail()
    assert kept.read_text(encoding="utf-8").count("-- readiness") == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other people out by the folder")
def test_only_this_person_may_read_it(kept: Path) -> None:
    fail()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_it_is_kept_once_however_often_it_is_asked_for(kept: Path) -> None:
    keep_log()
    fail()
    assert kept.read_text(encoding="utf-8").count("it failed") == 1


def test_nothing_of_it_is_on_the_screen(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    fail()
    logging.getLogger("somebody.else").error("not for people")
    assert capfd.readouterr() == ("", "")
    assert "somebody" not in kept.read_text(encoding="utf-8")


def test_the_home_folder_bears_a_name_and_stays_out(kept: Path) -> None:
    OWN.error("no such file: %s", Path.home() / "profile.json")
    text = kept.read_text(encoding="utf-8")
    assert str(Path("~", "profile.json")) in text
    assert str(Path.home()) not in text


@pytest.mark.parametrize("home", [Path("/"), RuntimeError("no home")])
def test_without_a_home_of_ones_own_nothing_is_hidden(
    kept: Path, home: Path | Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(_: type[Path]) -> Path:
        if isinstance(home, Exception):
            raise home
        return home

    monkeypatch.setattr(Path, "home", classmethod(found))
    OWN.error("no such file: /a/b")
    assert "/a/b" in kept.read_text(encoding="utf-8")


def test_a_thread_that_fails_is_told_here(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    assert "ZeroDivisionError" in kept.read_text(encoding="utf-8")
    assert capfd.readouterr().err == ""


def test_a_thread_that_ends_by_itself_is_no_failure(kept: Path) -> None:
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    assert not kept.exists()


def test_a_long_entry_keeps_its_beginning_and_its_end(kept: Path) -> None:
    OWN.error("%s", "a" * 10_000 + "b" * 10_000)
    text = kept.read_text(encoding="utf-8")
    assert "somewhere: aaa" in text
    assert text.endswith("bbb\n")
    assert len(text) < 17_000


def test_it_does_not_grow_without_end(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_MOST_BYTES", 1000)
    for number in range(100):
        OWN.error("number %d", number)
    files = sorted(kept.parent.iterdir())
    assert [file.name for file in files] == ["readiness.log", "readiness.older.log"]
    assert all(file.stat().st_size < 1200 for file in files)
    assert "number 99\n" in kept.read_text(encoding="utf-8")


def test_a_disk_that_refuses_stops_nothing(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    kept.parent.write_text("a file where the folder should be")
    fail()
    assert capfd.readouterr() == ("", "")


def test_what_cannot_be_written_is_spelt_out(kept: Path) -> None:
    OWN.error("%s", "\udcff")
    assert "\\udcff" in kept.read_text(encoding="utf-8")
