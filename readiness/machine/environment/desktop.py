"""The desktop that a program was started on: which one it is, and whose window may come to the front there."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping


def this_desktop(environ: Mapping[str, str] = os.environ) -> str:
    """Return a name that the programs of one person on one desktop of one computer share, fit for a file's.

    Two desktops of one person, here and from afar, are two; so are those of two computers that share a folder, and
    those of two people who were given the same one.
    """
    if sys.platform == "win32":
        parts = [environ.get("COMPUTERNAME", ""), environ.get("USERNAME", ""), str(_session())]
    else:
        parts = [os.uname().nodename, str(os.getuid())]
        if sys.platform != "darwin":
            # A screen of a display does not count: ":0.0" is ":0".
            parts.append(environ.get("WAYLAND_DISPLAY") or re.sub(r"(:\d+)\.\d+$", r"\1", environ.get("DISPLAY", "")))
    parts.append(environ.get("QT_QPA_PLATFORM", ""))
    return re.sub(r"[^\w-]+", "_", "-".join(parts))


def let_come_forward(process: int) -> None:
    """Hand a process the leave to come to the front that the person's click gave to this one; only Windows asks."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(process)


if sys.platform == "win32":

    def _session() -> int:
        """Return which of the sessions that may go on side by side this is; its name changes, its number does not."""
        import ctypes

        found = ctypes.c_ulong()
        ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(found))
        return found.value
