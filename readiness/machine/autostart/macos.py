"""macOS: an agent of launchd in the person's own Library, which starts once at login (launchd.plist(5))."""

from __future__ import annotations

import plistlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_LABEL: Final = "readiness.at-login"


def launch_agent(command: Sequence[str]) -> bytes:
    """Return the property list of an agent that runs a command at login."""
    return plistlib.dumps(
        {"Label": _LABEL, "ProgramArguments": list(command), "RunAtLoad": True, "ProcessType": "Interactive"}
    )


class MacosAutostart:
    """The agent of one person. What launchd reads at login is the file alone; a running program is left running."""

    def __init__(self, command: Sequence[str], folder: Path | None = None) -> None:
        self.file = (folder or Path.home() / "Library" / "LaunchAgents") / f"{_LABEL}.plist"
        self._agent = launch_agent(command)

    def is_on(self) -> bool:
        """Return whether the agent starts this very program."""
        try:
            return self.file.read_bytes() == self._agent
        except FileNotFoundError:
            return False

    def turn(self, *, on: bool) -> None:
        """Write the file, or delete it."""
        if on:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_bytes(self._agent)
        else:
            self.file.unlink(missing_ok=True)
