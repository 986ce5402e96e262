"""The terminal program, which is also the interface other programs use.

Each command is a function ``(options, console) -> Exit`` in a module of its own, loaded
when it is called: ``readiness --version`` must not wait for numpy, nor need Qt.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from readiness import __version__
from readiness.cli.exit_codes import Exit

if TYPE_CHECKING:
    import argparse

    from readiness.cli.console import Console

_log = logging.getLogger(__name__)


class UsageError(Exception):
    """The command cannot be carried out as written; the sentence says why."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"]:
        # Asked by programs, often; nothing else needs to load for it.
        sys.stdout.write(f"readiness {__version__}\n")
        return Exit.PASS
    from readiness.cli.console import Console
    from readiness.cli.parser import build_parser, language_among
    from readiness.text import system_translator

    console = Console(system_translator(language_among(arguments)))
    options = build_parser(console).parse_args(arguments)
    try:
        return int(_command(options.run)(options, console))
    except KeyboardInterrupt:
        return Exit.STOPPED
    except BrokenPipeError:
        # Whoever read our output has gone; stdout must not be flushed once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.STOPPED
    except Exception as problem:  # noqa: BLE001 - the last line of defence
        return _failed(problem, console)


def _command(place: str) -> Callable[[argparse.Namespace, Console], Exit]:
    module, function = place.split(":")
    return cast("Callable[[argparse.Namespace, Console], Exit]", getattr(importlib.import_module(module), function))


def _failed(problem: Exception, console: Console) -> Exit:
    from readiness.cli.profile_files import say_problems
    from readiness.documents.problems import DocumentError

    if isinstance(problem, UsageError):
        console.note(str(problem))
        return Exit.USAGE
    if isinstance(problem, DocumentError):
        say_problems(problem, console)
        return Exit.PROFILE
    _log.exception("the program failed")
    console.note(console.text("cli.defect", kind=type(problem).__name__))
    if os.environ.get("READINESS_DEBUG"):
        raise problem
    return Exit.DEFECT
