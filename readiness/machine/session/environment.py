"""The environment variables by which a session on Linux or macOS tells that it is a remote one.

SSH_CONNECTION: ssh(1). DISPLAY with a host in it: X(7). The other variables are set by the remote desktops they are
named after, in every session they open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

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


def remote_variable(environ: Mapping[str, str]) -> str | None:
    """Return the variable that only a session from afar has, None when there is none."""
    found = next((name for name in _VARIABLES if environ.get(name)), None)
    if found is None and _ELSEWHERE.fullmatch(environ.get("DISPLAY", "")):
        return "DISPLAY"
    return found
