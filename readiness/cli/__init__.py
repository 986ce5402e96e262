"""The terminal program, which is also the interface other programs use.

Each command is a function ``(options, console) -> Exit`` in a module of its own, loaded
when it is called: ``readiness --version`` must not wait for numpy, nor need Qt.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from readiness import __version__

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console
    from readiness.cli.terminal.exit_codes import Exit


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    try:
        return _main(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:  # also while something is only just being loaded
        from readiness.cli.terminal.exit_codes import Exit

        return Exit.STOPPED


def _main(arguments: list[str]) -> int:
    if arguments == ["--version"] and sys.stdout is not None and _told_version():
        return 0
    arguments = _opening(arguments)
    if not arguments and (ended := _window()) is not None:
        return ended
    return _in_terminal(arguments)


def _told_version() -> bool:
    """Tell the version. Programs ask for it, often, so nothing else loads for it unless it cannot be written."""
    try:
        sys.stdout.write(f"readiness {__version__}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True


def _window() -> int | None:
    """Open the window and return how it ended, None where none can open.

    The person waits for it, so nothing that only the terminal needs is loaded before.
    """
    from readiness.cli.start import open_window

    try:
        return open_window()
    except Exception as problem:  # noqa: BLE001 - the last line of defence
        from readiness.cli.terminal.console import Console
        from readiness.cli.terminal.failures import failed
        from readiness.store.log import keep_log
        from readiness.text import system_translator

        keep_log()
        return failed(problem, Console(system_translator()))


def _in_terminal(arguments: list[str]) -> int:
    from readiness.cli.parser import language_among
    from readiness.cli.terminal.console import Console
    from readiness.cli.terminal.exit_codes import Exit
    from readiness.store.log import keep_log
    from readiness.text import system_translator

    keep_log()
    console = Console(system_translator(language_among(arguments)))
    try:
        return _run(arguments, console)
    except BrokenPipeError:
        _discard_output(console)
        return Exit.STOPPED
    except SystemExit as end:  # how argparse ends: after --help, or a mistake
        return end.code if isinstance(end.code, int) else Exit.PASS


def _opening(arguments: list[str]) -> list[str]:
    """Read a link or a signed profile alone, as the system hands over what was clicked, as the wish to open it."""
    if len(arguments) != 1:
        return arguments
    from readiness.cli.terminal.invocation import is_offer

    return ["--open", *arguments] if is_offer(arguments[0]) else arguments


def _run(arguments: list[str], console: Console) -> Exit:
    from readiness.cli.parser import parse

    try:
        options = parse(arguments, console)
        return _command(options.run)(options, console)
    except BrokenPipeError:
        raise
    except Exception as problem:  # noqa: BLE001 - the last line of defence
        from readiness.cli.terminal.console import UnwritableError
        from readiness.cli.terminal.failures import failed

        code = failed(problem, console)
        if isinstance(problem, UnwritableError):
            # What is still in the buffer would be refused once more when Python ends.
            _discard_output(console)
        return code


def _command(place: str) -> Callable[[argparse.Namespace, Console], Exit]:
    module, function = place.split(":")
    return cast("Callable[[argparse.Namespace, Console], Exit]", getattr(importlib.import_module(module), function))


def _discard_output(console: Console) -> None:
    """Redirect output to the null device: its reader is gone, and flushing it at exit would fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (console.out, console.err):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
