"""The drive the system runs from: how large it is, how much is free, and whether it has moving parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.machine.disks.linux import LinuxDisks
    from readiness.machine.disks.macos import MacosDisks
    from readiness.machine.disks.windows import WindowsDisks

Disks: TypeAlias = "LinuxDisks | MacosDisks | WindowsDisks"
"""The readers of the three systems; each implements the disks port of ``checks/ports.py``."""
