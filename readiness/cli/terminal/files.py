"""Files that the person named: read, and refused with the file's name and the reason."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.cli.terminal.exit_codes import UsageError
from readiness.documents.json_text.problems import DocumentError
from readiness.store.files import why

if TYPE_CHECKING:
    from readiness.cli.terminal.console import Console

PIPED: Final = "-"
"""Stands for what is piped in, as with other commands."""


class UnusableError(Exception):
    """A document that cannot be used: the file's name, and everything that is wrong in it.

    ``meant`` is the command that the person probably meant.
    """

    def __init__(self, name: str, error: DocumentError, meant: tuple[str, ...] = ()) -> None:
        super().__init__(name)
        self.name = name
        self.error = error
        self.meant = meant


@contextmanager
def document(name: str) -> Iterator[None]:
    """Read a document inside: what is wrong in it is told with its name. Raises UnusableError."""
    try:
        yield
    except DocumentError as error:
        raise UnusableError(name, error) from error


def bytes_of(path: Path, console: Console) -> bytes:
    """Return a file's bytes. Raises UsageError saying which file and why."""
    try:
        return _standard_input() if str(path) == PIPED else path.read_bytes()
    except OSError as problem:
        raise UsageError(console.text("cli.unreadable", file=str(path), why=why(problem))) from problem


def _standard_input() -> bytes:
    if sys.stdin is None:  # closed, or a program with a window
        raise OSError(errno.ENOENT, "")
    return sys.stdin.buffer.read()


def unwritable(path: Path, problem: OSError, console: Console) -> str:
    """Return the sentence that a file cannot be written, and why."""
    return console.text("cli.unwritable", file=str(path), why=why(problem))
