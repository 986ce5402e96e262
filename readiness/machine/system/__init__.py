"""Which release of which system this is, and what of its updates waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.machine.system.linux import LinuxSystem
    from readiness.machine.system.macos import MacosSystem
    from readiness.machine.system.windows import WindowsSystem

RunningSystem: TypeAlias = "LinuxSystem | MacosSystem | WindowsSystem"
"""The readers of the three systems; each implements the system port of ``checks/ports.py``."""
