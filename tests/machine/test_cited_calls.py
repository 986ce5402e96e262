"""Each call of Windows and macOS that is made stands, with where it is documented, at the head of its module."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest

import readiness.machine

ROOM: Final = Path(readiness.machine.__file__).parent
ON_BOTH: Final = frozenset({"com.py", "smbios.py", "toolhelp.py"})
MODULES: Final = sorted(
    path
    for path in ROOM.rglob("*.py")
    if "windows" in path.stem or "macos" in path.stem or path.name in ON_BOTH or path.name == "system_profiler.py"
)
# Python's own documentation describes these; that the registry is read is what its module says.
WINREG: Final = re.compile(r"(Open|Create|Query\w*|Enum\w*|Set\w*|Delete\w*)(Key|Value|InfoKey)(Ex)?")
PROGRAM: Final = re.compile(r"/(?:usr/)?(?:s?bin|libexec)/[\w/]+")
OURS: Final = frozenset({"ctypes", "struct", "subprocess"})


def calls_of(tree: ast.Module) -> set[str]:
    """Return what is called by a name that Windows and Apple write so, and the programs that are started."""
    called = {
        node.attr.removesuffix("W")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and re.fullmatch(r"[A-Z]\w*[a-z]\w*", node.attr)
        and not (isinstance(node.value, ast.Name) and node.value.id in OURS)
    }
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    started = {text.rpartition("/")[2] for text in texts if PROGRAM.fullmatch(text)}
    registry = {name for name in called if WINREG.fullmatch(name)}
    return (called - registry) | started | ({"winreg"} if registry else set())


def uncited(source: str) -> set[str]:
    """Return the calls of a module that its docstring does not name."""
    tree = ast.parse(source)
    documented = ast.get_docstring(tree) or ""
    return {name for name in calls_of(tree) if name not in documented}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOM).as_posix())
def test_every_call_is_cited(path: Path) -> None:
    assert uncited(path.read_text(encoding="utf-8")) == set()


def test_one_that_is_not_would_be_seen() -> None:
    assert len(MODULES) > 35
    source = (
        '"""Windows: GetTickCount (sysinfoapi.h)."""\nkernel.GetTickCount()\nkernel.BeepW(1)\nx = "/usr/bin/sw_vers"\n'
    )
    assert uncited(source) == {"Beep", "sw_vers"}
    assert uncited('"""Windows."""\nregistry.OpenKey(1)\n') == {"winreg"}
