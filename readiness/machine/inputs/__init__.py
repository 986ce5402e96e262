"""Keyboards, mice and sockets: which reader answers on which system."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message

if TYPE_CHECKING:
    from readiness.machine.inputs.linux import LinuxInputs
    from readiness.machine.inputs.macos import MacosInputs
    from readiness.machine.inputs.windows import WindowsInputs

Inputs: TypeAlias = "LinuxInputs | WindowsInputs | MacosInputs"
"""Every one answers the questions of the inputs port in ``checks/ports.py``."""


def this_inputs(platform: str = sys.platform) -> Inputs:
    """Return the keyboards and sockets of the running system. Raises Unavailable on a system we do not know."""
    if platform == "win32":
        from readiness.machine.inputs.windows import WindowsInputs

        return WindowsInputs()
    if platform == "darwin":
        from readiness.machine.inputs.macos import MacosInputs

        return MacosInputs()
    if platform == "linux":
        from readiness.machine.inputs.linux import LinuxInputs

        return LinuxInputs()
    raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))
