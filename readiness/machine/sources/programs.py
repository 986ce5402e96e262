"""Programs of the system that are asked something and answer in text."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

FAILED: Final = -1
"""The code of a program that did not end by itself."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit code and all it wrote."""

    code: int
    text: str


Ask: TypeAlias = Callable[[Sequence[str], float], Ended | None]
"""Runs a program, by name or path, for so many seconds at most."""


def ask_program(command: Sequence[str], seconds: float) -> Ended | None:
    """Run a program and return how it ended; None when it is not there.

    One that cannot start, or does not end in time, has ended with ``FAILED`` and without a word. It is
    asked in the "C" locale, so that its answer has the words the parsers know.
    """
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - programs of the system with fixed arguments
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
            env={**os.environ, "LC_ALL": "C", "LANGUAGE": ""},
        )
    except (OSError, subprocess.SubprocessError):
        return Ended(FAILED, "")
    return Ended(done.returncode, done.stdout.decode("utf-8", "replace"))
