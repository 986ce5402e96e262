"""macOS: its version, and ``softwareupdate --list --no-scan`` (softwareupdate(8)): what the last scan found.

The counters in com.apple.SoftwareUpdate.plist are not used: they have said 1 on Macs that were up to date.
Of that file only the date of the last scan is read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from readiness.analysis.computer.os_support import SystemRelease
from readiness.domain.facts import Observed
from readiness.machine.hardware.macos import MacosHardware, read_sysctl
from readiness.machine.sources.programs import Ask, ask_program
from readiness.machine.sources.property_list import parse_property_list
from readiness.machine.sources.tree import Tree
from readiness.machine.system.answers import OnlyWindows, none_waiting, updates_unknown

_COMMAND: Final = ("/usr/sbin/softwareupdate", "--list", "--no-scan")
_SECONDS: Final = 30.0
_SETTINGS: Final = "Library/Preferences/com.apple.SoftwareUpdate.plist"
_SCANNED: Final = ("LastFullSuccessfulDate", "LastSuccessfulDate", "LastBackgroundSuccessfulDate")


def parse_updates(text: str) -> bool | None:
    """Return whether ``softwareupdate --list`` names an update; None when it says neither yes nor no."""
    if any(line.strip().startswith("* ") for line in text.splitlines()):
        return True
    return False if "No new software available" in text else None


def parse_scanned(settings: bytes) -> datetime | None:
    """Return when the Mac last looked for updates, after its settings; None when they do not say."""
    read = parse_property_list(settings)
    dates = [read.get(name) for name in _SCANNED]
    return max((date.replace(tzinfo=UTC) for date in dates if isinstance(date, datetime)), default=None)


class MacosSystem(OnlyWindows):
    """The system of a Mac."""

    def __init__(
        self,
        ask: Ask = ask_program,
        sysctl: Callable[[str], bytes | None] = read_sysctl,
        tree: Tree | None = None,
    ) -> None:
        self._ask = ask
        self._hardware = MacosHardware(sysctl)
        self._tree = tree or Tree()

    def name(self) -> Observed[str]:
        """Return macOS: it has no other name that lasts."""
        return Observed("macOS", "sys.platform")

    def release(self) -> Observed[SystemRelease]:
        """Return the version."""
        version = self._hardware.system_version()
        return Observed(SystemRelease("macos", version.value), version.source)

    def updates_waiting(self) -> Observed[bool]:
        """Return whether the last scan found updates."""
        told = self._ask(_COMMAND, _SECONDS)
        waiting = parse_updates(told.text) if told else None
        if waiting is None:
            raise updates_unknown()
        if waiting:
            return Observed(value=True, source="softwareupdate --list --no-scan")
        return none_waiting(parse_scanned(self._tree.bytes(_SETTINGS)), "softwareupdate --list --no-scan")
