"""Hints that somebody sits far away from this computer: which reader answers on which system."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message

if TYPE_CHECKING:
    from readiness.machine.session.unix import LinuxSession, MacosSession
    from readiness.machine.session.windows import WindowsSession

DesktopSession: TypeAlias = "LinuxSession | WindowsSession | MacosSession"
"""Every one answers the questions of the session port in ``checks/ports.py``."""


def this_session(platform: str = sys.platform) -> DesktopSession:
    """Return the session the program runs in. Raises Unavailable on a system we do not know."""
    if platform == "win32":
        from readiness.machine.session.windows import WindowsSession

        return WindowsSession()
    if platform in {"darwin", "linux"}:
        from readiness.machine.session.unix import LinuxSession, MacosSession

        return MacosSession() if platform == "darwin" else LinuxSession()
    raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))
