"""Linux: browsers say their version with ``--version``; those in a Flatpak are asked for with ``flatpak info``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from readiness.domain.facts import Observed
from readiness.machine.software.known import BROWSERS, Browser, parse_version
from readiness.machine.software.running import RunningPrograms
from readiness.machine.sources.programs import FAILED, Ask, ask_program

_SECONDS: Final = 5.0
_SNAPS: Final = "/snap/bin/"
_FLATPAK_VERSION: Final = re.compile(r"^\s*Version:\s*(\S+)", re.MULTILINE)


class LinuxSoftware(RunningPrograms):
    """The programs of a Linux system."""

    def __init__(self, ask: Ask = ask_program) -> None:
        super().__init__()
        self._ask = ask

    def browsers(self) -> Observed[Mapping[str, str]]:
        """Return the version of each browser that is installed, "" where it does not say it."""
        versions = {browser.word: self._version(browser) for browser in BROWSERS}
        known = {word: version for word, version in versions.items() if version is not None}
        return Observed(known, "--version, flatpak info")

    def _version(self, browser: Browser) -> str | None:
        for program in (*browser.programs, *(f"{_SNAPS}{name}" for name in browser.programs)):
            told = self._ask([program, "--version"], _SECONDS)
            if told and told.code == FAILED:
                return ""
            # A name that only tells where the browser could be had has no version.
            if told and not told.code and parse_version(told.text):
                return parse_version(told.text)
        told = self._ask(["flatpak", "info", browser.flatpak], _SECONDS) if browser.flatpak else None
        if told is None or told.code:
            return None
        found = _FLATPAK_VERSION.search(told.text)
        return parse_version(found[1]) if found else ""
