"""The network link: which reader answers on which system."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message

if TYPE_CHECKING:
    from readiness.machine.link.linux import LinuxLink
    from readiness.machine.link.macos import MacosLink
    from readiness.machine.link.windows import WindowsLink

Link: TypeAlias = "LinuxLink | WindowsLink | MacosLink"
"""Every one answers the questions of the link port in ``checks/ports.py``."""


def this_link(platform: str = sys.platform) -> Link:
    """Return the network link of the running system. Raises Unavailable on a system we do not know."""
    if platform == "win32":
        from readiness.machine.link.windows import WindowsLink

        return WindowsLink()
    if platform == "darwin":
        from readiness.machine.link.macos import MacosLink

        return MacosLink()
    if platform == "linux":
        from readiness.machine.link.linux import LinuxLink

        return LinuxLink()
    raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))
