"""macOS: whether a session is a remote one.

* ``ioreg -n Root`` (ioreg(8)) lists the sessions of a Mac under IOConsoleUsers, each with its user's number and with
  kCGSSessionOnConsoleKey, which is that of "Quartz Window Services": whether it is the one on the screen
* macOS gives /dev/console to the person in front of the screen, but not in every release, and not always after an
  automatic login: where it has stayed root's, it tells nothing
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.session.environment import remote_variable
from readiness.machine.sources.programs import Ask, ask_program
from readiness.machine.sources.property_list import parse_property_list

_SECONDS: Final = 3.0
_SESSIONS: Final = ("/usr/sbin/ioreg", "-n", "Root", "-d1", "-a")
_ROOT: Final = 0


def console_owner() -> int:
    """Return the number of the user in front of the screen. Raises OSError."""
    return Path("/dev/console").stat().st_uid


def parse_on_console(text: str, user: int) -> bool | None:
    """Return whether a session of this user is the one on a Mac's screen, None where none of theirs is listed."""
    listed = parse_property_list(text.encode()).get("IOConsoleUsers")
    sessions = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    theirs = [one.get("kCGSSessionOnConsoleKey") for one in sessions if one.get("kCGSSessionUserIDKey") == user]
    told = [shown for shown in theirs if isinstance(shown, bool)]
    return any(told) if told else None


class MacosSession:
    """The session of a Mac."""

    def __init__(
        self,
        environ: Mapping[str, str] = os.environ,
        owner: Callable[[], int] = console_owner,
        user: int | None = None,
        ask: Ask = ask_program,
    ) -> None:
        self._environ = environ
        self._owner = owner
        self._user = user
        self._ask = ask

    def remote(self) -> Observed[bool]:
        """Return whether the person is another than the one in front of the screen."""
        variable = remote_variable(self._environ)
        if variable:
            return Observed(value=True, source=variable)
        user = os.getuid() if self._user is None else self._user
        told = self._ask(_SESSIONS, _SECONDS)
        here = parse_on_console(told.text, user) if told else None
        if here is not None:
            return Observed(not here, "ioreg: IOConsoleUsers")
        try:
            owner = self._owner()
        except OSError as refusal:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.session_remote")) from refusal
        if owner == _ROOT != user:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.session_remote"))
        return Observed(owner != user, "/dev/console")
