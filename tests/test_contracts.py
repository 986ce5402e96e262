"""Each wall of the house holds: an import through it breaks the contract that stands for it, and no other."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]
NAMES = {contract["id"]: contract["name"] for contract in CONTRACTS}

# contract, the module that gets an import it must not have, and the import
BREAKS = """
rooms     domain/x.py              import readiness.text
rooms     domain/x.py              import readiness.analysis
rooms     text/x.py                import readiness.render
rooms     analysis/x.py            import readiness.checks
rooms     checks/x.py              import readiness.machine
rooms     checks/x.py              import readiness.documents
rooms     checks/x.py              import readiness.render
rooms     machine/x.py             import readiness.checks
rooms     machine/x.py             import readiness.documents
rooms     machine/x.py             import readiness.render
rooms     documents/trust/x.py     import readiness.checks
rooms     documents/trust/x.py     import readiness.machine
rooms     documents/trust/x.py     import readiness.render
rooms     render/x.py              import readiness.checks
rooms     render/x.py              import readiness.machine
rooms     render/x.py              import readiness.documents
rooms     machine/x.py             import readiness.engine
rooms     engine/x.py              import readiness.desktop
rooms     engine/x.py              import readiness.cli
rooms     store/x.py               import readiness.desktop
rooms     store/x.py               import readiness.engine
rooms     employers/x.py           import readiness.engine
rooms     attic/__init__.py        import readiness.domain
analysis  analysis/line/x.py       import readiness.analysis.headset
documents documents/json_text/x.py import readiness.documents.profile
documents documents/lint/x.py      import readiness.documents.schema
desktop   desktop/widgets/x.py      import readiness.desktop.pages.choose
desktop   desktop/state/x.py        import readiness.desktop.controllers.history
desktop   desktop/attic.py          import readiness.domain
circles   machine/sources/x.py     import readiness.machine.link
circles   render/parts/x.py         import readiness.render.html.report
circles   cli/terminal/x.py        import readiness.cli.profile.files
window    desktop/pages/x.py       import readiness.machine
window    desktop/pages/x.py       import readiness.machine.environment
window    desktop/pages/x.py       import readiness.checks.x
qt        cli/x.py                 import PySide6.QtCore
qt        render/x.py              from PySide6 import QtGui
qt        analysis/x.py            import shiboken6
machine   cli/x.py                 import subprocess
machine   checks/x.py              import psutil
machine   checks/x.py              from sounddevice import InputStream
machine   engine/x.py              import speedtest
machine   desktop/pages/x.py       import pulsectl
machine   text/x.py                import ctypes
machine   store/x.py               import winreg
machine   render/x.py              import socket
numpy     domain/x.py              import numpy
numpy     engine/x.py              import numpy
numpy     render/x.py              from numpy import array
numpy     desktop/pages/x.py       import numpy
domain    domain/x.py              import json
domain    domain/x.py              from os import environ
domain    domain/x.py              import time
"""
CASES = [tuple(line.split(maxsplit=2)) for line in BREAKS.strip().splitlines()]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house, whose walls may be broken."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "readiness", folder / "readiness", ignore=shutil.ignore_patterns("__pycache__", "_shipped"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for room in ("checks", "machine"):
        (folder / "readiness" / room / "x.py").touch()
    return folder


def broken(house: Path) -> set[str]:
    """Return the names of the contracts that do not hold."""
    script = "from importlinter.cli import lint_imports_command as lint; lint()"
    command = [sys.executable, "-c", script, "--config", "pyproject.toml", "--no-cache"]
    done = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)
    found = set(re.findall(r"^(.+) BROKEN", done.stdout, re.MULTILINE))
    assert done.returncode == bool(found), done.stdout + done.stderr
    return found


def test_the_house_stands() -> None:
    assert broken(ROOT) == set()


def test_every_contract_is_broken_by_a_case() -> None:
    assert {contract for contract, _, _ in CASES} == set(NAMES)


@pytest.mark.parametrize(("contract", "module", "line"), CASES)
def test_a_forbidden_import_breaks_its_contract_alone(house: Path, contract: str, module: str, line: str) -> None:
    path = house / "readiness" / module
    path.parent.mkdir(exist_ok=True)
    before = path.read_text() if path.exists() else None
    path.write_text(line + "\n")
    try:
        assert broken(house) == {NAMES[contract]}
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before)
        if module.endswith("__init__.py"):
            shutil.rmtree(path.parent)
