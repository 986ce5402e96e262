"""What kind of computer this is, and hints that it is a made-up one: which reader answers on which system."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message

if TYPE_CHECKING:
    from readiness.machine.device.linux import LinuxDevice
    from readiness.machine.device.macos import MacosDevice
    from readiness.machine.device.windows import WindowsDevice

Device: TypeAlias = "LinuxDevice | WindowsDevice | MacosDevice"
"""Every one answers the questions of the device port in ``checks/ports.py``."""


def this_device(platform: str = sys.platform) -> Device:
    """Return the computer the program runs on. Raises Unavailable on a system we do not know."""
    if platform == "win32":
        from readiness.machine.device.windows import WindowsDevice

        return WindowsDevice()
    if platform == "darwin":
        from readiness.machine.device.macos import MacosDevice

        return MacosDevice()
    if platform == "linux":
        from readiness.machine.device.linux import LinuxDevice

        return LinuxDevice()
    raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))
