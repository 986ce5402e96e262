"""How this program was started: with what, and so that a command shown to the person works when it is typed."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Final

_ON_WINDOWS: Final = sys.platform == "win32"
_DOOR: Final = "app.py"
_MODULE: Final = "__main__.py"
_HARMLESS: Final = re.compile(r"[\w@%+=:,./\\-]+", re.ASCII)


def program() -> str:
    """Return the command that starts this program: ``readiness``, or ``python3 app.py`` beside its sources."""
    started = Path(sys.argv[0])
    python = "py" if _ON_WINDOWS else "python3"
    if started.name == _DOOR:
        return f"{python} {quoted(_from_here(started))}"
    return f"{python} -m readiness" if started.name == _MODULE else "readiness"


def command_line(*words: str) -> str:
    """Return a command of this program, ready to be typed."""
    return " ".join([program(), *map(quoted, words)])


def quoted(word: str) -> str:
    """Return a word so that the system's command line takes it for one."""
    if _ON_WINDOWS:
        return word if _HARMLESS.fullmatch(word) else f'"{word}"'
    return shlex.quote(word)


def is_offer(text: str) -> bool:
    """Whether a word is a link or a signed profile's file, and no option, whatever else it looks like."""
    folded = text.casefold()
    return folded.startswith("readiness:") or (folded.endswith(".readiness") and not text.startswith("-"))


def _from_here(path: Path) -> str:
    here = Path.cwd()
    whole = path.resolve()
    return str(whole.relative_to(here) if whole.is_relative_to(here) else path)
