"""A program in a real terminal: what it asks is read from its screen, answers are typed.

Its result (stdout) is kept apart, as a pipe would keep it.
"""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_ROOT = Path(__file__).resolve().parents[2]


class Terminal:
    """Runs ``command`` with stdin and stderr on a terminal and stdout into a pipe."""

    def __init__(self, command: Sequence[str], **options: Any) -> None:  # noqa: ANN401 - those of Popen
        self._command = list(command)
        self._options = {"cwd": _ROOT, **options}
        self.screen = ""

    def __enter__(self) -> Self:
        self._terminal, inner = pty.openpty()
        self._process = subprocess.Popen(
            self._command, stdin=inner, stderr=inner, stdout=subprocess.PIPE, start_new_session=True, **self._options
        )
        os.close(inner)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        os.close(self._terminal)

    @property
    def pid(self) -> int:
        return self._process.pid

    def expect(self, text: str, seconds: float = 30.0) -> None:
        """Wait until the screen has shown the text after what was expected before."""
        until = time.monotonic() + seconds
        while text not in self.screen:
            if time.monotonic() > until or not self._read(0.2):
                raise AssertionError(f"{text!r} did not appear; the screen shows: {self.screen!r}")
        self.screen = self.screen.partition(text)[2]

    def type(self, line: str = "") -> None:
        """Type a line and Enter."""
        os.write(self._terminal, line.encode() + b"\n")

    def finish(self, seconds: float = 60.0) -> tuple[int, str]:
        """Wait for the end and return the exit code and what came on stdout."""
        assert self._process.stdout is not None
        result, out = self._process.stdout.fileno(), bytearray()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            ready, _, _ = select.select([result, self._terminal], [], [], 0.2)
            if self._terminal in ready:
                self._read(0)
            if result in ready:
                block = os.read(result, 65536)
                if not block:
                    return self._process.wait(10), out.decode()
                out += block
        raise AssertionError(f"did not end within {seconds} s; the screen shows: {self.screen!r}")

    def _read(self, seconds: float) -> bool:
        """Take what the screen shows; False when the program has let go of the terminal."""
        ready, _, _ = select.select([self._terminal], [], [], seconds)
        if not ready:
            return True
        try:
            block = os.read(self._terminal, 65536)
        except OSError:
            return False
        self.screen += block.decode(errors="replace")
        return bool(block)
