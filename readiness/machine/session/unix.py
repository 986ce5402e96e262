"""Linux and macOS: what a session says of where its person sits.

* SSH_CONNECTION: ssh(1). DISPLAY with a host in it: X(7). The other variables are set by the remote desktops
  they are named after, in every session they open.
* ``loginctl show-session``, ``show-user``: loginctl(1), whose Remote is that of sd_session_is_remote(3) and whose
  Display is that of sd_uid_get_display(3)
* ``ioreg -n Root`` (ioreg(8)) lists the sessions of a Mac under IOConsoleUsers, each with its user's number and with
  kCGSSessionOnConsoleKey, which is that of "Quartz Window Services": whether it is the one on the screen
* macOS gives /dev/console to the person in front of the screen, but not in every release, and not always after an
  automatic login: where it has stayed root's, it tells nothing
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.sources.programs import Ask, ask_program
from readiness.machine.sources.property_list import parse_property_list

_VARIABLES: Final = (
    "SSH_CONNECTION",
    "SSH_TTY",
    "XRDP_SESSION",
    "VNCDESKTOP",
    "X2GO_SESSION",
    "NX_SESSION_ID",
    "CHROME_REMOTE_DESKTOP_SESSION",
)
_ELSEWHERE: Final = re.compile(r"(?!unix:)[^:/]+:\d+(?:\.\d+)?")
_SECONDS: Final = 3.0
_SESSIONS: Final = ("/usr/sbin/ioreg", "-n", "Root", "-d1", "-a")
_ROOT: Final = 0


def remote_variable(environ: Mapping[str, str]) -> str | None:
    """Return the variable that only a session from afar has, None when there is none."""
    found = next((name for name in _VARIABLES if environ.get(name)), None)
    if found is None and _ELSEWHERE.fullmatch(environ.get("DISPLAY", "")):
        return "DISPLAY"
    return found


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


class LinuxSession:
    """The session of a Linux system."""

    def __init__(self, environ: Mapping[str, str] = os.environ, ask: Ask = ask_program) -> None:
        self._environ = environ
        self._ask = ask

    def remote(self) -> Observed[bool]:
        """Return whether something hints at a remote session; no hint needs a session manager to say so."""
        variable = remote_variable(self._environ)
        if variable:
            return Observed(value=True, source=variable)
        # Desktops start programs outside of the session they show them in; then this person's display counts.
        session = self._environ.get("XDG_SESSION_ID") or self._property("show-user", str(os.getuid()), "Display")
        # Without an id the answer would be about no session at all.
        remote = self._property("show-session", session, "Remote") if session else ""
        if remote not in {"yes", "no"}:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.session_remote"))
        return Observed(remote == "yes", "loginctl: Remote")

    def _property(self, verb: str, whose: str, name: str) -> str:
        told = self._ask(["loginctl", verb, whose, f"--property={name}"], _SECONDS)
        found = re.search(rf"^{name}=(.*)$", told.text, re.MULTILINE) if told else None
        return found[1].strip() if found else ""


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
