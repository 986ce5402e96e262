"""Browsers and the programs that run: which reader answers on which system."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message

if TYPE_CHECKING:
    from readiness.machine.software.linux import LinuxSoftware
    from readiness.machine.software.macos import MacosSoftware
    from readiness.machine.software.windows import WindowsSoftware

Software: TypeAlias = "LinuxSoftware | WindowsSoftware | MacosSoftware"
"""Every one answers the questions of the software port in ``checks/ports.py``."""


def this_software(platform: str = sys.platform) -> Software:
    """Return the programs of the running system. Raises Unavailable for one we do not know."""
    if platform == "win32":
        from readiness.machine.software.windows import WindowsSoftware

        return WindowsSoftware()
    if platform == "darwin":
        from readiness.machine.software.macos import MacosSoftware

        return MacosSoftware()
    if platform == "linux":
        from readiness.machine.software.linux import LinuxSoftware

        return LinuxSoftware()
    raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))
