"""What kind of computer this is, and hints that it is a made-up one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.machine.device.linux import LinuxDevice
    from readiness.machine.device.macos import MacosDevice
    from readiness.machine.device.windows import WindowsDevice

Device: TypeAlias = "LinuxDevice | MacosDevice | WindowsDevice"
"""The readers of the three systems; each implements the device port of ``checks/ports.py``."""
