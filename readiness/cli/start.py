"""``readiness`` alone: the window where there is a screen, else the same check in the terminal."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import TYPE_CHECKING

from readiness.machine.environment.screen import has_screen, missing_library
from readiness.store.single_instance import SingleInstance

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console
    from readiness.cli.terminal.exit_codes import Exit


def open_window(
    language: str | None = None, named: Sequence[str] = (), *, hidden: bool = False, place: SingleInstance | None = None
) -> int | None:
    """Open the window, and in it the file or link that is named, and return 0 when it is closed.

    Where there is one already, that comes to the front, with the file or link; with a ``place`` it was looked for.
    ``hidden``: wait in the tray. None where no window can open; ``start`` tells why.
    """
    if not has_screen():
        return None
    if place is None:
        place = SingleInstance()
        if _is_there(place, language, named, hidden=hidden):
            return 0
    try:
        return _open_one(place, language, named, hidden=hidden)
    finally:
        place.leave()


def _is_there(place: SingleInstance, language: str | None, named: Sequence[str], *, hidden: bool) -> bool:
    """Whether there is a window that shows what is wanted; whoever only wants to wait in the tray wants nothing."""
    if place.take():
        return False
    if hidden and not named:
        return True
    from readiness.store.show_request import request_of_this_start

    return place.call(request_of_this_start(named, language))


def _open_one(place: SingleInstance, language: str | None, named: Sequence[str], *, hidden: bool) -> int | None:
    try:
        _load_window()
    except ImportError:
        return None
    from readiness.desktop.launch import run
    from readiness.machine.this_machine import ThisMachine

    return run(named, ThisMachine(), place, language=language, hidden=hidden)


def _load_window() -> None:
    """Load what opens the window. Raises ImportError that names what is missing."""
    gc.disable()  # what is loaded stays: looking through it for garbage, again and again, takes a part of the start
    try:
        from readiness.desktop.plain_import import import_plainly

        import_plainly()
        import readiness.desktop.launch  # noqa: F401 - for those who run it
    finally:
        gc.freeze()
        gc.enable()


def start(options: argparse.Namespace, console: Console) -> Exit:
    """Open the window, or check in the terminal and say why."""
    if not has_screen():
        return _in_terminal(console.text("cli.no_screen"), options, console)
    library = missing_library()
    if library:
        return _in_terminal(console.text("cli.no_window", library=library), options, console)
    from readiness.cli.terminal.exit_codes import Exit

    named = [options.open] if options.open else []
    place = SingleInstance()
    if _is_there(place, options.lang, named, hidden=options.hidden):
        return Exit.PASS
    try:
        _load_window()
    except ImportError as missing:
        place.leave()
        # Qt's system libraries are not everywhere; the job can be done without.
        return _in_terminal(console.text("cli.no_window", library=str(missing)), options, console)
    ended = open_window(options.lang, named, hidden=options.hidden, place=place)
    return _in_terminal(console.text("cli.no_colours"), options, console) if ended is None else Exit(ended)


def _in_terminal(why: str, options: argparse.Namespace, console: Console) -> Exit:
    from readiness.cli.check.check import check
    from readiness.cli.parser import parse
    from readiness.cli.terminal.invocation import is_offer

    console.note(why)
    language = ["--lang", options.lang] if options.lang else []
    if options.open and is_offer(options.open):
        from readiness.cli.profile.employers import add

        # After "--" nothing is an option, whatever a link or the name of a file looks like.
        return add(parse(["profile", "add", *language, "--", options.open], console), console)
    profile = [options.open] if options.open else []
    return check(parse(["check", *language, *profile], console), console)
