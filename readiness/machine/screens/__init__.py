"""The screens, seen without a window: which reader answers on which system."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message

if TYPE_CHECKING:
    from readiness.machine.screens.linux import LinuxScreens
    from readiness.machine.screens.macos import MacosScreens
    from readiness.machine.screens.windows import WindowsScreens

Screens: TypeAlias = "LinuxScreens | WindowsScreens | MacosScreens"
"""Every one answers the questions of the screens port in ``checks/ports.py``."""


def this_screens(platform: str = sys.platform) -> Screens:
    """Return the screens of the running system. Raises Unavailable on a system we do not know."""
    if platform == "win32":
        from readiness.machine.screens.windows import WindowsScreens

        return WindowsScreens()
    if platform == "darwin":
        from readiness.machine.screens.macos import MacosScreens

        return MacosScreens()
    if platform == "linux":
        from readiness.machine.screens.linux import LinuxScreens

        return LinuxScreens()
    raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))
