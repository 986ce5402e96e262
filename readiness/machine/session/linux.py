"""Linux: whether a session is a remote one.

``loginctl show-session``, ``show-user``: loginctl(1), whose Remote is that of sd_session_is_remote(3) and whose
Display is that of sd_uid_get_display(3).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.session.environment import remote_variable
from readiness.machine.sources.programs import Ask, ask_program

_SECONDS: Final = 3.0


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
