"""macOS: ``socketfilterfw --getglobalstate`` and ``fdesetup status`` (fdesetup(8)), both answered without rights."""

from __future__ import annotations

import re
from typing import Final

from readiness.domain.facts import Observed
from readiness.machine.security.answers import (
    antivirus_unknown,
    encryption_under_way,
    encryption_unknown,
    firewall_unknown,
)
from readiness.machine.sources.programs import Ask, ask_program

_FIREWALL: Final = ("/usr/libexec/ApplicationFirewall/socketfilterfw", "--getglobalstate")
_FILEVAULT: Final = ("/usr/bin/fdesetup", "status")
_SECONDS: Final = 5.0
_STATE: Final = re.compile(r"\(State = (\d)\)")
# "Off, but will be enabled after the next restart" is off still.
_ON_OFF: Final = re.compile(r"FileVault is (On|Off)[.,]")


class MacosSecurity:
    """The protection of a Mac."""

    def __init__(self, ask: Ask = ask_program) -> None:
        self._ask = ask

    def firewall(self) -> Observed[bool]:
        """Return whether the application firewall is on; 2 is "blocks all but the essential"."""
        told = self._ask(_FIREWALL, _SECONDS)
        state = _STATE.search(told.text) if told else None
        if state is None:
            raise firewall_unknown()
        return Observed(state[1] in {"1", "2"}, f"socketfilterfw: State = {state[1]}")

    def antivirus(self) -> Observed[bool]:
        """Raise Unavailable: macOS keeps no account of such programs beside its own protection."""
        raise antivirus_unknown()

    def disk_encryption(self) -> Observed[bool]:
        """Return whether FileVault is on."""
        told = self._ask(_FILEVAULT, _SECONDS)
        text = told.text if told else ""
        if "in progress" in text:
            raise encryption_under_way()
        state = _ON_OFF.search(text)
        if state is None:
            raise encryption_unknown()
        return Observed(state[1] == "On", f"fdesetup: FileVault is {state[1]}")
