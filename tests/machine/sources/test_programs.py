"""Files and programs of a system, as the readers see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.machine.sources.programs import FAILED, Ended, ask_program
from readiness.machine.sources.tree import Tree
from tests.machine.trees import tree


def program(folder: Path, text: str) -> str:
    path = folder / "asked"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_program_is_asked_in_english_and_all_it_writes_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    asked = program(tmp_path, 'echo "$1 $LC_ALL"; echo "no" >&2; exit 3')

    assert ask_program([asked, "one"], 5.0) == Ended(3, "one C\nno\n")


def test_a_program_that_is_missing_is_told_from_one_that_is_broken_or_hangs(tmp_path: Path) -> None:
    assert ask_program([str(tmp_path / "missing")], 5.0) is None
    assert ask_program([program(tmp_path, "exec sleep 60")], 0.2) == Ended(FAILED, "")
    broken = Path(program(tmp_path, ""))
    broken.write_text("#!/no/such/interpreter\n", encoding="utf-8")
    assert ask_program([str(broken)], 5.0) == Ended(FAILED, "")


def test_what_cannot_be_read_is_empty(tmp_path: Path) -> None:
    made = tree(tmp_path, {"etc/name": " value \n", "sys/b": "", "sys/a": ""})

    assert made.line("etc/name") == "value"
    assert (made.text("etc"), made.bytes("nothing")) == ("", b"")
    assert list(made.paths("sys", "*")) == ["sys/a", "sys/b"]
    assert list(made.paths("nothing", "*")) == []
    assert made.is_there("sys")
    assert not made.is_there("sys/c")
    assert Tree().is_there("etc")
    # A name no file system takes is not there either.
    assert not made.is_there("a" * 5000)
    assert made.modified("nothing") is None
