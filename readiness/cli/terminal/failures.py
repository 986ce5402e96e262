"""What the person is told when a command did not work, and how it ends then."""

from __future__ import annotations

import errno
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.cli.terminal.console import UnwritableError
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.files import UnusableError
from readiness.cli.terminal.invocation import command_line
from readiness.documents.json_text import document_kinds
from readiness.documents.json_text.problems import DocumentError, Problem, Severity
from readiness.domain.refusal import Refusal
from readiness.store.files import why
from readiness.store.folders import data_place
from readiness.store.log import log_file

if TYPE_CHECKING:
    from readiness.cli.terminal.console import Console

_DISK: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
_REFUSED: Final = frozenset({errno.EACCES, errno.EPERM, errno.ENOTDIR})
_TAKES: Final = {
    document_kinds.PROFILE: ("profile", "show"),
    document_kinds.SIGNED_PROFILE: ("profile", "verify"),
    document_kinds.REPORT: ("report", "show"),
    document_kinds.SIGNED: ("report", "verify"),
    document_kinds.WAIVER: ("waiver", "add"),
}
"""By kind of document the command that takes one; facts are judged, with a profile beside them."""
_log = logging.getLogger(__name__)


def failed(problem: Exception, console: Console) -> Exit:
    """Tell the person what went wrong and return how the program ends.

    Raises:
        Exception: the problem itself, for whoever set ``READINESS_DEBUG``.
    """
    if isinstance(problem, UsageError):
        console.note(str(problem))
        return Exit.USAGE
    if isinstance(problem, UnwritableError) and isinstance(problem.__cause__, OSError):
        console.note(console.text("cli.unwritable_stdout", why=why(problem.__cause__)))
        return Exit.USAGE
    if isinstance(problem, Refusal):
        console.note(console.say(problem.reason))
        return Exit.PROFILE
    if isinstance(problem, UnusableError):
        say_problems(problem.name, problem.error, console)
        _say_meant(problem, console)
        return Exit.PROFILE
    if isinstance(problem, OSError) and _is_the_disks(problem):
        console.note(console.text("cli.unwritable", file=str(data_place()), why=why(problem)))
        return Exit.USAGE
    _log.error("the program failed", exc_info=problem)
    if os.environ.get("READINESS_DEBUG"):
        raise problem
    console.note(defect_sentence(type(problem).__name__, console))
    return Exit.DEFECT


def _is_the_disks(problem: OSError) -> bool:
    """Whether it is the disk that keeps nothing, which no program can mend."""
    if problem.errno in _DISK:
        return True
    if not isinstance(problem.filename, str):
        return False
    place, named = data_place(), Path(problem.filename)
    cannot_be_made = named == place or named in place.parents
    return cannot_be_made or (place in named.parents and problem.errno in _REFUSED)


def defect_sentence(kind: str, console: Console) -> str:
    """Return what to tell the person about a mistake of ours: it is not theirs, and which file to send."""
    file = log_file()
    if file.is_file():
        return console.text("cli.defect", kind=kind, file=str(file))
    return console.text("cli.defect_without_file", kind=kind)


def _say_meant(problem: UnusableError, console: Console) -> None:
    """Tell the command that takes such a file, where it is a good one of another kind."""
    [first, *_] = problem.error.problems
    words = problem.meant or (_TAKES.get(first.offending) if first.code == document_kinds.CODE else None)
    if words:
        console.note(console.text("cli.meant"))
        console.note_verbatim("  " + command_line(*words, *(() if problem.meant else (problem.name,))))


def say_problems(name: str, error: DocumentError, console: Console) -> None:
    """Tell every problem of a document, each with its place."""
    console.note(console.text("cli.unusable", file=name, count=len(error.problems)))
    for problem in error.problems:
        console.note(located(name, problem, console))


def located(name: str, problem: Problem, console: Console) -> str:
    """Return a problem on one line, its place first, as editors understand it."""
    severity = console.text("cli.lint.error" if problem.severity is Severity.ERROR else "cli.lint.warning")
    about = console.text("report.aside", text=severity, note=problem.requirement) if problem.requirement else severity
    return f"{name}:{problem.line}:{problem.column}: {console.pair(about, console.say(problem.message))}"
