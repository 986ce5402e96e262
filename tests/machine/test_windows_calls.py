"""Windows is asked by its documented calls alone: nothing that is loaded there starts a program."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import readiness.machine

ROOM: Final = Path(readiness.machine.__file__).parent
FOR_WINDOWS: Final = sorted(
    {path for path in ROOM.rglob("*.py") if "windows" in path.stem}
    | {ROOM / "sources" / "smbios.py", ROOM / "software" / "toolhelp.py"}
)
STARTERS: Final = frozenset(
    {"Popen", "run", "call", "check_call", "check_output", "getoutput", "system", "popen", "startfile"}
)
PROGRAMS: Final = "readiness.machine.sources.programs"


def started_in(source: str) -> list[str]:
    """Return what a module's source begins programs with."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module in {PROGRAMS, "subprocess"}:
            found.append(f"line {node.lineno}: {node.module}")
        if isinstance(node, ast.Attribute) and node.attr in STARTERS and isinstance(node.value, ast.Name):
            found += [f"line {node.lineno}: {node.value.id}.{node.attr}"] * (node.value.id in {"subprocess", "os"})
    return found


def test_no_adapter_for_windows_starts_a_program() -> None:
    assert len(FOR_WINDOWS) > 20
    assert {path.name: found for path in FOR_WINDOWS if (found := started_in(path.read_text(encoding="utf-8")))} == {}


def test_one_that_does_would_be_seen() -> None:
    assert started_in("import subprocess\nsubprocess.run(['powershell'])\n") == ["line 2: subprocess.run"]
    assert started_in("from readiness.machine.sources.programs import ask_program\n") == [f"line 1: {PROGRAMS}"]
