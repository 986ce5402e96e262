"""Windows: GetSystemMetrics (winuser.h), ProcessIdToSessionId (processthreadsapi.h), and the session of the screen.

As in "Detecting the Remote Desktop Services environment", learn.microsoft.com.

SM_REMOTESESSION misses sessions with a remote graphics card; in those the session of the screen
(GlassSessionId) is another than ours. SM_REMOTECONTROL tells that somebody works in this session from afar.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from typing import Any, Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.sources.windows_library import windows_library
from readiness.machine.sources.windows_registry import registry_value

REMOTE_SESSION: Final = 0x1000
REMOTE_CONTROL: Final = 0x2001
_SERVER_KEY: Final = r"SYSTEM\CurrentControlSet\Control\Terminal Server"


class SessionApi:
    """The calls. Each raises OSError when Windows refuses."""

    def __init__(self, library: Callable[[str], Any] = windows_library) -> None:
        self._library = library

    def metric(self, index: int) -> int:
        """Return a system metric; it cannot fail."""
        return int(self._library("user32").GetSystemMetrics(index))

    def own_session(self) -> int:
        """Return the number of this program's session."""
        session = ctypes.c_uint32(0)
        if not self._library("kernel32").ProcessIdToSessionId(os.getpid(), ctypes.byref(session)):
            raise OSError("ProcessIdToSessionId")
        return session.value

    def screen_session(self) -> int:
        """Return GlassSessionId."""
        return int(registry_value(_SERVER_KEY, "GlassSessionId"))


class WindowsSession:
    """The session of a Windows system."""

    def __init__(self, calls: SessionApi | None = None) -> None:
        self._calls = calls or SessionApi()

    def remote(self) -> Observed[bool]:
        """Return whether Windows itself calls the session remote, or somebody works in it from afar."""
        for index, name in ((REMOTE_SESSION, "SM_REMOTESESSION"), (REMOTE_CONTROL, "SM_REMOTECONTROL")):
            try:
                remote = self._calls.metric(index)
            except (OSError, AttributeError) as refusal:
                raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.session_remote")) from refusal
            if remote:
                return Observed(value=True, source=name)
        try:
            return Observed(self._calls.own_session() != self._calls.screen_session(), "GlassSessionId")
        except (OSError, AttributeError, ValueError):
            # Older systems have no such value; the metrics have said no.
            return Observed(value=False, source="SM_REMOTESESSION")
