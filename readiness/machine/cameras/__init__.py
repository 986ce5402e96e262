"""Cameras, none of which is ever started."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.machine.cameras.linux import LinuxCameras
    from readiness.machine.cameras.macos import MacosCameras
    from readiness.machine.cameras.windows import WindowsCameras

Cameras: TypeAlias = "LinuxCameras | MacosCameras | WindowsCameras"
"""The readers of the three systems; each implements the cameras port of ``checks/ports.py``."""
