"""Mains, battery and its charge: which reader answers on which system."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message

if TYPE_CHECKING:
    from readiness.machine.power.linux import LinuxPower
    from readiness.machine.power.macos import MacosPower
    from readiness.machine.power.windows import WindowsPower

Power: TypeAlias = "LinuxPower | WindowsPower | MacosPower"
"""Every one answers the questions of the power port in ``checks/ports.py``."""


def this_power(platform: str = sys.platform) -> Power:
    """Return the power supply of the running system. Raises Unavailable on a system we do not know."""
    if platform == "win32":
        from readiness.machine.power.windows import WindowsPower

        return WindowsPower()
    if platform == "darwin":
        from readiness.machine.power.macos import MacosPower

        return MacosPower()
    if platform == "linux":
        from readiness.machine.power.linux import LinuxPower

        return LinuxPower()
    raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))
