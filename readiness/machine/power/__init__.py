"""Mains, battery and its charge."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.machine.power.linux import LinuxPower
    from readiness.machine.power.macos import MacosPower
    from readiness.machine.power.windows import WindowsPower

Power: TypeAlias = "LinuxPower | MacosPower | WindowsPower"
"""The readers of the three systems; each implements the power port of ``checks/ports.py``."""
