"""``readiness`` alone: the window where there is a screen, else the same check in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.cli import is_offer
from readiness.cli.exit_codes import Exit
from readiness.machine.screen import has_screen, missing_library
from readiness.machine.select import ThisMachine

if TYPE_CHECKING:
    import argparse

    from readiness.cli.console import Console


def start(options: argparse.Namespace, console: Console) -> Exit:
    """Open the window, or check in the terminal and say why."""
    if not has_screen():
        return _in_terminal(console.text("cli.no_screen"), options, console)
    library = missing_library()
    if library:
        return _in_terminal(console.text("cli.no_window", library=library), options, console)
    try:
        from readiness.desktop.application import run
    except ImportError as missing:
        # Qt's system libraries are not everywhere; the job can be done without.
        return _in_terminal(console.text("cli.no_window", library=str(missing)), options, console)
    named = [options.open] if options.open else []
    return Exit(run(named, ThisMachine(), language=options.lang, hidden=options.hidden))


def _in_terminal(why: str, options: argparse.Namespace, console: Console) -> Exit:
    from readiness.cli.check import check
    from readiness.cli.parser import parse

    console.note(why)
    language = ["--lang", options.lang] if options.lang else []
    if options.open and is_offer(options.open):
        from readiness.cli.profile_employers import add

        # After "--" nothing is an option, whatever a link or the name of a file looks like.
        return add(parse(["profile", "add", *language, "--", options.open], console), console)
    profile = [options.open] if options.open else []
    return check(parse(["check", *language, *profile], console), console)
