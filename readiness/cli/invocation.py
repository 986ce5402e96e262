"""How this program was started, so that a command shown to the person works when it is typed."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from typing import Final

_DOOR: Final = "app.py"
_HARMLESS: Final = re.compile(r"[\w@%+=:,./\\-]+", re.ASCII)


def program() -> str:
    """Return the command that starts this program: ``readiness``, or ``python3 app.py`` beside its sources."""
    started = Path(sys.argv[0])
    if started.name == _DOOR:
        return f"{'py' if os.name == 'nt' else 'python3'} {quoted(_from_here(started))}"
    if started.name == "__main__.py":
        return f"{'py' if os.name == 'nt' else 'python3'} -m readiness"
    return "readiness"


def command_line(*words: str) -> str:
    """Return a command of this program, ready to be typed."""
    return " ".join([program(), *map(quoted, words)])


def quoted(word: str) -> str:
    """Return a word so that the system's command line takes it for one."""
    if os.name == "nt":
        return word if _HARMLESS.fullmatch(word) else f'"{word}"'
    return shlex.quote(word)


def _from_here(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
