"""The program's look at itself: what it has, held against a list, and what it says when something is gone."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from readiness.checks.registry import checks
from readiness.cli import self_test
from readiness.cli.terminal.exit_codes import Exit
from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message
from tests.cli.conftest import Program

ROOT = Path(__file__).resolve().parents[2]


def _have(monkeypatch: pytest.MonkeyPatch, **parts: object) -> None:
    """Let the program have these parts and no others; an exception is what looking at one raises."""

    def look(part: object) -> Iterator[str]:
        if isinstance(part, Exception):
            raise part
        assert isinstance(part, str)
        return iter(part.split())

    monkeypatch.setattr(self_test, "_PARTS", {name: lambda _, part=part: look(part) for name, part in parts.items()})


def _wanted(monkeypatch: pytest.MonkeyPatch, **parts: str) -> None:
    monkeypatch.setattr(self_test, "read_manifest", lambda: {name: part.split() for name, part in parts.items()})


def test_the_source_has_everything_it_looks_for(program: Program, tmp_path: Path) -> None:
    done = program(f"--self-test={tmp_path / 'new'}", "--json")
    assert done.code == Exit.PASS, done.out
    found = done.json["parts"]
    assert found["checks"]["has"] == [check.id for check in checks()]
    assert [line.split(":")[0] for line in found["languages"]["has"]] == ["en", "es", "ja"]
    assert {f"window {language}" for language in ("en", "es", "ja")} < set(found["window"]["has"])
    assert any(name.startswith("specs/profile.schema.json ") for name in found["files"]["has"])
    assert "readiness.machine.security.windows" in found["modules"]["has"]
    assert not done.json["ready_made"]
    assert len(list((tmp_path / "new").glob("window-*.png"))) == 3


def test_every_library_the_program_stands_on_is_looked_at() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {re.split(r"[^\w-]", line)[0] for line in project["dependencies"]} == set(self_test.LIBRARIES)


@pytest.mark.parametrize("language", ["en", "es", "ja"])
def test_what_is_missing_is_named(language: str, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    _have(monkeypatch, checks="memory", facts="a b")
    _wanted(monkeypatch, checks="memory headset", facts="a b")
    done = program("--self-test", "--lang", language)
    assert done.code == Exit.DEFECT
    assert "headset" in done.out
    assert "cli." not in done.out


def test_a_part_that_breaks_does_not_hide_the_others(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    _have(monkeypatch, libraries=ImportError("no numpy"), checks="memory")
    done = program("--self-test", "--json")
    assert done.code == Exit.DEFECT
    assert done.json["parts"]["libraries"]["problem"] == "ImportError: no numpy"
    assert done.json["parts"]["checks"]["has"] == ["memory"]


def test_a_part_the_system_is_not_made_for_is_neither_whole_nor_lost(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = Unavailable(Reason.UNSUPPORTED, message("cli.self_test.no_library", library="libEGL.so.1"))
    _have(monkeypatch, checks="memory", window=lacking, sound=Unavailable(Reason.ABSENT))
    _wanted(monkeypatch, checks="memory", window="svg")
    done = program("--self-test")
    assert done.code == Exit.INCOMPLETE
    assert "libEGL.so.1" in done.out


def test_a_library_of_the_system_is_told_from_one_of_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    for problem, raised in ((lost, Unavailable), (ImportError("No module named 'PySide6'"), ImportError)):

        def refuse(_name: str, problem: ImportError = problem) -> None:
            raise problem

        monkeypatch.setattr(self_test, "importlib", SimpleNamespace(import_module=refuse))
        with pytest.raises(raised):
            self_test._window(None)
    monkeypatch.setattr(self_test, "missing_library", lambda _: "libxcb-cursor.so.0")
    with pytest.raises(Unavailable):
        self_test._window(None)


def test_the_list_of_a_build_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert self_test.read_manifest(tmp_path) is None
    monkeypatch.setattr("sys.frozen", True, raising=False)
    lost = self_test.read_manifest(tmp_path)  # a build without its list is not whole
    assert lost is not None
    assert self_test._held_against(self_test.Part(("a",)), lost["modules"]).missing
    (tmp_path / self_test.MANIFEST).write_text(json.dumps({"parts": {"checks": {"has": ["memory"]}}}))
    assert self_test.read_manifest(tmp_path) == {"checks": ["memory"]}


def test_it_goes_with_no_command(program: Program) -> None:
    assert program("--self-test=x", "check").code == Exit.USAGE
