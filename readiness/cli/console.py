"""The terminal: results on stdout, progress on stderr and only where somebody sees it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from typing import TextIO

from readiness.domain.message import Argument, message
from readiness.render.plain import Style, style_for
from readiness.text import Translator

_CLEAR_LINE = "\r\x1b[K"


class Console:
    """Where the program speaks and listens, in the reader's language."""

    def __init__(self, translator: Translator, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.translator = translator
        self.out = out or sys.stdout
        self.err = err or sys.stderr
        self._status = False

    @property
    def width(self) -> int:
        """Columns to write in, at most 100: longer lines are hard to read."""
        return min(100, max(40, shutil.get_terminal_size((80, 24)).columns))

    @property
    def style(self) -> Style:
        """What stdout can show."""
        return style_for(self.out)

    @property
    def watched(self) -> bool:
        """Whether somebody sees progress."""
        return self.err.isatty()

    @property
    def answered(self) -> bool:
        """Whether somebody can be asked."""
        return sys.stdin is not None and sys.stdin.isatty() and self.err.isatty()

    def text(self, id_: str, /, **arguments: Argument) -> str:
        """Return a sentence of the catalogue in the reader's language."""
        return self.translator.say(message(id_, **arguments))

    def print(self, text: str) -> None:
        """Write a result. A character the terminal lacks becomes a question mark, never an error."""
        self._clear()
        self.out.write(_writable(text.rstrip("\n"), self.out) + "\n")
        self.out.flush()

    def print_json(self, value: Mapping[str, object]) -> None:
        """Write a result for a program: one JSON document, in escapes where stdout is not UTF-8."""
        narrow = (self.out.encoding or "").replace("-", "").casefold() != "utf8"
        self.print(json.dumps(value, ensure_ascii=narrow, indent=2, allow_nan=False))

    def note(self, text: str) -> None:
        """Tell the person something that is not the result."""
        self._clear()
        self.err.write(_writable(text, self.err) + "\n")
        self.err.flush()

    def progress(self, text: str) -> None:
        """Tell the person something lasting about progress, where somebody sees it."""
        if self.watched:
            self.note(text)

    def status(self, text: str) -> None:
        """Show what is happening now on one line that the next words replace."""
        if self.watched:
            line = _writable(text, self.err)[: self.width - 1]
            self.err.write(_CLEAR_LINE + line)
            self.err.flush()
            self._status = True

    def ask(self, question: str) -> str:
        """Ask the person and return the answer's text; empty when nobody answers."""
        self._clear()
        self.err.write(_writable(question, self.err) + " ")
        self.err.flush()
        try:
            return input().strip()
        except EOFError:
            return ""

    def _clear(self) -> None:
        if self._status:
            self.err.write(_CLEAR_LINE)
            self._status = False


def _writable(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "ascii"
    return text.encode(encoding, errors="replace").decode(encoding)
