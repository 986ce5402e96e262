"""Browsers and the programs that run."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.machine.software.linux import LinuxSoftware
    from readiness.machine.software.macos import MacosSoftware
    from readiness.machine.software.windows import WindowsSoftware

Software: TypeAlias = "LinuxSoftware | MacosSoftware | WindowsSoftware"
"""The readers of the three systems; each implements the software port of ``checks/ports.py``."""
