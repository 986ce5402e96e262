"""Processor, memory and system of this machine: what is asked, and which module answers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message

if TYPE_CHECKING:
    from readiness.machine.hardware.linux import LinuxHardware
    from readiness.machine.hardware.macos import MacosHardware
    from readiness.machine.hardware.windows import WindowsHardware

Hardware: TypeAlias = "LinuxHardware | WindowsHardware | MacosHardware"
"""Every one answers the questions of the hardware port in ``checks/base.py``."""


def this_hardware(platform: str = sys.platform) -> Hardware:
    """Return the hardware of the running system. Raises Unavailable on a system we do not know."""
    # Imported here, so that no system loads the others' modules.
    if platform == "win32":
        from readiness.machine.hardware.windows import WindowsHardware

        return WindowsHardware()
    if platform == "darwin":
        from readiness.machine.hardware.macos import MacosHardware

        return MacosHardware()
    if platform == "linux":
        from readiness.machine.hardware.linux import LinuxHardware

        return LinuxHardware()
    raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))
