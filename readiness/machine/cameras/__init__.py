"""Cameras, none of which is ever started: which reader answers on which system."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message

if TYPE_CHECKING:
    from readiness.machine.cameras.linux import LinuxCameras
    from readiness.machine.cameras.macos import MacosCameras
    from readiness.machine.cameras.windows import WindowsCameras

Cameras: TypeAlias = "LinuxCameras | WindowsCameras | MacosCameras"
"""Every one answers the questions of the cameras port in ``checks/ports.py``."""


def this_cameras(platform: str = sys.platform) -> Cameras:
    """Return the cameras of the running system. Raises Unavailable on a system we do not know."""
    if platform == "win32":
        from readiness.machine.cameras.windows import WindowsCameras

        return WindowsCameras()
    if platform == "darwin":
        from readiness.machine.cameras.macos import MacosCameras

        return MacosCameras()
    if platform == "linux":
        from readiness.machine.cameras.linux import LinuxCameras

        return LinuxCameras()
    raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))
