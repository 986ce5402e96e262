"""``readiness`` alone: the window where there is a screen, else the same check in the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from readiness.cli.exit_codes import Exit

if TYPE_CHECKING:
    import argparse

    from readiness.cli.console import Console


def start(options: argparse.Namespace, console: Console) -> Exit:
    """Open the window, or check in the terminal and say why."""
    if not _has_screen():
        console.note(console.text("cli.no_screen"))
        return _in_terminal(options, console)
    try:
        from readiness.desktop.application import run
    except ImportError as missing:
        # Qt's system libraries are not everywhere; the job can be done without.
        console.note(console.text("cli.no_window", library=str(missing)))
        return _in_terminal(options, console)
    from readiness.machine.select import ThisMachine

    return Exit(run([], ThisMachine(), language=options.lang))


def _has_screen() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _in_terminal(options: argparse.Namespace, console: Console) -> Exit:
    from readiness.cli.check import check
    from readiness.cli.parser import build_parser

    checking = build_parser(console).parse_args(["check"])
    checking.lang = options.lang
    return check(checking, console)
