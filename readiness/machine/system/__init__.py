"""Which release of which system this is, and what of its updates waits: which reader answers on which system."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message

if TYPE_CHECKING:
    from readiness.machine.system.linux import LinuxSystem
    from readiness.machine.system.macos import MacosSystem
    from readiness.machine.system.windows import WindowsSystem

RunningSystem: TypeAlias = "LinuxSystem | WindowsSystem | MacosSystem"
"""Every one answers the questions of the system port in ``checks/ports.py``."""


def this_system(platform: str = sys.platform) -> RunningSystem:
    """Return the system the program runs on. Raises Unavailable for one we do not know."""
    if platform == "win32":
        from readiness.machine.system.windows import WindowsSystem

        return WindowsSystem()
    if platform == "darwin":
        from readiness.machine.system.macos import MacosSystem

        return MacosSystem()
    if platform == "linux":
        from readiness.machine.system.linux import LinuxSystem

        return LinuxSystem()
    raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))
