"""Starting with the person's session, in the way each system has for it; never for anybody else on the computer."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

HIDDEN = "--hidden"
"""The option with which the program starts without showing its window."""


class Autostart(Protocol):
    """Whether the program starts with the session. Both raise OSError when the system refuses."""

    def is_on(self) -> bool:
        """Return whether this very program, where it lies now, is started."""

    def turn(self, *, on: bool) -> None:
        """Have it started, or not any more."""


def own_command(executable: str = sys.executable, package: Path | None = None) -> tuple[str, ...]:
    """Return what starts this program, hidden: itself where it is frozen, else Python with its door or package."""
    if getattr(sys, "frozen", False):
        return (executable, HIDDEN)
    python = Path(executable)
    # Windows would open a console for python.exe.
    windowed = python.with_name("pythonw.exe")
    python = windowed if python.name.casefold() == "python.exe" and windowed.exists() else python
    door = (package or Path(__file__).resolve().parents[2]).parent / "app.py"
    return (str(python), *([str(door)] if door.exists() else ["-m", "readiness"]), HIDDEN)


def this_autostart(platform: str = sys.platform, command: Sequence[str] | None = None) -> Autostart:
    """Return the way of the system the program runs on."""
    started = tuple(command or own_command())
    if platform == "win32":
        from readiness.machine.autostart.windows import WindowsAutostart

        return WindowsAutostart(started)
    if platform == "darwin":
        from readiness.machine.autostart.macos import MacosAutostart

        return MacosAutostart(started)
    from readiness.machine.autostart.linux import LinuxAutostart

    return LinuxAutostart(started)
