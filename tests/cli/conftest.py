"""Runs the program in this process, at a made-up home, for a made-up person."""

from __future__ import annotations

import io
import json
import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from readiness.cli import main
from readiness.cli.terminal.console import Console
from readiness.text import Translator
from tests.cli.home import Home


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command printed
        return json.loads(self.out)


Program = Callable[..., Done]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program keeps its files in this test."""
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def _no_log_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give back what the program changes for its whole process."""
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    loggers = (logging.getLogger(), logging.getLogger("readiness"))
    before = [list(logger.handlers) for logger in loggers]
    yield
    for logger, handlers in zip(loggers, before, strict=True):
        logger.handlers[:] = handlers


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Home:
    """The machine that every command finds."""
    here = Home()
    for module in ("check.check", "instruments.devices", "instruments.instrument"):
        monkeypatch.setattr(f"readiness.cli.{module}.ThisMachine", lambda: here)
    return here


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Program:
    """Run a command as a person or a program would write it; ``readiness`` itself left out."""
    monkeypatch.setattr("sys.argv", ["readiness"])

    def run(*arguments: str | os.PathLike[str]) -> Done:
        capsys.readouterr()
        code = main([os.fspath(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run


class Seen(io.StringIO):
    """A terminal, or a stream of another encoding, that keeps what was written."""

    def __init__(self, encoding: str = "utf-8", *, terminal: bool = True) -> None:
        super().__init__()
        self._encoding = encoding
        self._terminal = terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a program cannot change what a stream is
        return self._encoding

    def isatty(self) -> bool:
        return self._terminal

    @property
    def text(self) -> str:
        return self.getvalue()

    @property
    def screen(self) -> list[str]:
        """The lines as they stand at the end, what was written over left out."""
        return [_overwritten(line) for line in self.getvalue().split("\n")]


def _overwritten(line: str) -> str:
    shown: list[str] = []
    for part in line.split("\r"):
        shown[: len(part)] = part
    return "".join(shown).rstrip()


class Keyboard(Seen):
    """What is typed, line by line; a terminal shows it where it was typed."""

    def __init__(self, lines: Iterable[str], screen: Seen) -> None:
        super().__init__()
        self._lines = iter(lines)
        self._screen = screen

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # the same as that of StringIO
        del size
        line = next(self._lines, None)
        if line is None:
            return ""
        self._screen.write(line + "\n")
        return line + "\n"


@dataclass
class Person:
    """Somebody at a terminal: what they see, and what they type."""

    monkeypatch: pytest.MonkeyPatch
    err: Seen
    out: Seen

    def types(self, *lines: str) -> Person:
        """Lay down what is typed when the program asks; after the last line the terminal hangs up."""
        self.monkeypatch.setattr("sys.stdin", Keyboard(lines, self.err))
        return self

    def runs(self, *arguments: str) -> int:
        """Start the program at this terminal, and return how it ended."""
        # Only now: between setting up a test and running it the runner puts its own streams there.
        self.monkeypatch.setattr("sys.stderr", self.err)
        self.monkeypatch.setattr("sys.stdout", self.out)
        return main(arguments)


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Person:
    """Put somebody at the terminal; with nothing to type until told."""
    monkeypatch.setattr("sys.argv", ["readiness"])
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    return Person(monkeypatch, Seen(), Seen()).types()


@pytest.fixture
def console(person: Person) -> Console:
    """The person's console, in English."""
    return Console(Translator("en", strict=True), person.out, person.err)
