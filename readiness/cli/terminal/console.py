"""The terminal: results on stdout, progress on stderr and only where somebody sees it."""

from __future__ import annotations

import io
import json
import os
import select
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TextIO, cast

from readiness.domain.message import Argument, Message, message
from readiness.render.parts.columns import shortened, width, wrap
from readiness.render.plain import Style, style_for

if TYPE_CHECKING:
    from readiness.text import Translator

_LOOK_UP_SECONDS: Final = 0.1
_UNSEEN_WIDTH: Final = 80
_NARROWEST: Final = 20
_BETWEEN: Final = "   "


class UnwritableError(Exception):
    """Stdout refuses the result."""


class Console:
    """Where the program speaks and listens, in the reader's language.

    A stream that is closed or was never there (a program without a console) takes
    everything and shows nothing.
    """

    def __init__(self, translator: Translator, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.translator = translator
        self.out = _open(out or sys.stdout)
        self.err = _open(err or sys.stderr)
        self._status = ""

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
        return self.watched and _open(sys.stdin).isatty()

    def text(self, id_: str, /, **arguments: Argument) -> str:
        """Return a sentence of the catalogue in the reader's language."""
        return self.translator.say(message(id_, **arguments))

    def say(self, sentence: Message) -> str:
        """Return a sentence in the reader's language."""
        return self.translator.say(sentence)

    def pair(self, label: str, value: str) -> str:
        """Return "Label: value", with the colon of the reader's language."""
        return self.text("report.pair", label=label, value=value)

    # ------------------------------------------------------------------ results

    def print(self, text: str) -> None:
        """Write a result as it is, with stand-ins for characters that stdout lacks.

        Raises:
            BrokenPipeError: nobody reads any more.
            UnwritableError: the disk behind it is full, or the like.
        """
        self._result(self.style.shown(text.rstrip("\n")))

    def print_wrapped(self, text: str, first: str = "", rest: str | None = None) -> None:
        """Write a result wrapped after ``first``; further lines begin below it, or with ``rest``."""
        style = self.style
        after = " " * width(first, style.ambiguous) if rest is None else rest
        room = style.width - max(width(first, style.ambiguous), width(after, style.ambiguous))
        line, *lines = wrap(text, room, style.ambiguous)
        self.print("\n".join([first + line, *(after + line for line in lines)]))

    def print_json(self, value: Any) -> None:  # noqa: ANN401 - whatever JSON has a form for
        """Write a result for a program: one JSON document, in escapes where stdout cannot take it as UTF-8."""
        text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
        # Nothing may be replaced here: a report holds its profile's exact text. And whoever reads JSON takes it for
        # UTF-8, which a pipe of Windows is not.
        style = Style(encoding=_encoding(self.out))
        plain = style.encoding.lower().replace("-", "") == "utf8" and style.can_show(text)
        self._result(text if plain else json.dumps(value, indent=2, allow_nan=False))

    def _result(self, text: str) -> None:
        self._clear()
        try:
            _write_whole(self.out, text + "\n")
        except BrokenPipeError:
            raise
        except OSError as problem:
            raise UnwritableError from problem

    # ------------------------------------------------------------------ everything else

    def note(self, text: str, indent: str = "") -> None:
        """Tell the person something that is not the result."""
        self._clear()
        for part in text.split("\n"):
            self._write_lines(self._wrapped(part, indent))

    def note_verbatim(self, text: str) -> None:
        """Tell something that is to be copied, so no line of it may be broken."""
        self._clear()
        self._write_lines([text])

    def progress(self, text: str, indent: str = "") -> None:
        """Tell the person something lasting about progress, where somebody sees it."""
        if self.watched:
            self.note(text, indent)

    def status(self, *parts: str) -> None:
        """Show what is happening now on one line that the next words replace: as many parts as fit.

        Without any terminal's own commands: the line is written over, and what was longer
        before is covered with spaces. So it does not flicker, and all it takes is a terminal
        that can return to the beginning of a line; one that calls itself dumb may not.
        """
        if not self.watched or os.environ.get("TERM") == "dumb":
            return
        style = self._err_style
        line = ""
        for part in parts:
            longer = style.shown(f"{line}{_BETWEEN}{part}" if line else part)
            if not line or width(longer, style.ambiguous) < style.width:
                line = longer
        line = shortened(line, style.width - 1, style.ambiguous)
        if not line:
            self._clear()
        elif line != self._status:
            left_over = width(self._status, style.ambiguous) - width(line, style.ambiguous)
            self._write("\r" + line + " " * left_over)
            self._status = line

    def ask(self, question: str) -> str | None:
        """Ask the person and return the answer's text, "" for Enter alone; None when nobody answers."""
        self._clear()
        lines = self._wrapped(question)
        self._write("\n".join(self._err_style.shown(line) for line in lines) + " ")
        try:
            _wait_for_line()
            answer = sys.stdin.readline()
        except KeyboardInterrupt:
            self._write("\n")
            raise
        except UnicodeDecodeError:  # no word of this terminal's encoding, so it cannot be understood
            return "\N{REPLACEMENT CHARACTER}"
        if answer:
            return answer.strip()
        self._write("\n")
        return None

    # ------------------------------------------------------------------ how it gets there

    @property
    def _err_style(self) -> Style:
        return Style(max(_NARROWEST, _columns(self.err)), _encoding(self.err))

    def _wrapped(self, text: str, indent: str = "") -> list[str]:
        if not self.watched:  # a file or a program: whoever reads it breaks lines as they like
            return [indent + text]
        style = self._err_style
        room = min(style.width, 100) - width(indent, style.ambiguous)
        return [indent + line for line in wrap(text, room, style.ambiguous)]

    def _write_lines(self, lines: Iterable[str]) -> None:
        shown = self._err_style.shown
        self._write("".join(shown(line).rstrip() + "\n" for line in lines))

    def _clear(self) -> None:
        if self._status:
            self._write("\r" + " " * width(self._status, self._err_style.ambiguous) + "\r")
            self._status = ""

    def _write(self, text: str) -> None:
        try:
            self.err.write(text)
            self.err.flush()
        except BrokenPipeError:
            raise
        except OSError:
            # The terminal has gone, or a log is full. What is told here is not the result.
            self.err = _NOWHERE


def _wait_for_line() -> None:
    """Wait until a terminal has a line to read, looking up again and again.

    A Ctrl+C that comes just before the system begins to read is not noticed until it has
    read something. Windows has no such wait for a terminal, and does not need it.
    """
    if sys.platform == "win32":
        return
    with suppress(io.UnsupportedOperation):  # whatever stands in for a terminal
        while not select.select([sys.stdin], [], [], _LOOK_UP_SECONDS)[0]:
            pass


class _Nowhere(io.TextIOBase):
    """Takes everything and keeps nothing."""

    encoding = "utf-8"

    def write(self, text: str, /) -> int:
        return len(text)


_NOWHERE: Final = cast("TextIO", _Nowhere())


def _write_whole(stream: TextIO, text: str) -> None:
    """Write a text to its end, or raise OSError.

    Where Python is told not to gather what is written (``PYTHONUNBUFFERED``), a disk that has room for some of it
    takes that, and nobody looks how much it was.
    """
    raw = getattr(stream, "buffer", None)
    if not isinstance(raw, io.RawIOBase):
        stream.write(text)
        stream.flush()
        return
    left = memoryview(text.replace("\n", os.linesep).encode(stream.encoding, stream.errors or "strict"))
    while left:
        left = left[raw.write(left) or 0 :]


def _open(stream: TextIO | None) -> TextIO:
    return _NOWHERE if stream is None or stream.closed else stream


def _encoding(stream: TextIO) -> str:
    return getattr(stream, "encoding", None) or "ascii"


def _columns(stream: TextIO) -> int:
    """Return how wide a terminal is. Stdout may be something else than the terminal that is looked at."""
    try:
        return int(os.environ.get("COLUMNS") or os.get_terminal_size(stream.fileno()).columns) or _UNSEEN_WIDTH
    except (OSError, ValueError):
        return shutil.get_terminal_size((_UNSEEN_WIDTH, 24)).columns
