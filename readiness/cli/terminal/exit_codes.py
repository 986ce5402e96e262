"""How the terminal program ends; other programs rely on it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Final

from readiness.domain.report import Verdict, overall


class UsageError(Exception):
    """The command cannot be carried out as written; the sentence says why."""


class Exit(IntEnum):
    """Exit codes."""

    PASS = 0
    FAIL = 1
    USAGE = 2
    INCOMPLETE = 3
    PROFILE = 4
    DEFECT = 5
    STOPPED = 130


_EXITS: Final = {Verdict.PASS: Exit.PASS, Verdict.FAIL: Exit.FAIL, Verdict.INCOMPLETE: Exit.INCOMPLETE}


def exit_for(verdicts: Iterable[Verdict]) -> Exit:
    """Return FAIL if any verdict is, else INCOMPLETE if any is, else PASS."""
    return _EXITS[overall(verdicts)]
