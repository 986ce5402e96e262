"""Processor, memory and system of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.machine.hardware.linux import LinuxHardware
    from readiness.machine.hardware.macos import MacosHardware
    from readiness.machine.hardware.windows import WindowsHardware

Hardware: TypeAlias = "LinuxHardware | MacosHardware | WindowsHardware"
"""The readers of the three systems; each implements the hardware port of ``checks/base.py``."""
