"""The screens, seen without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.machine.screens.linux import LinuxScreens
    from readiness.machine.screens.macos import MacosScreens
    from readiness.machine.screens.windows import WindowsScreens

Screens: TypeAlias = "LinuxScreens | MacosScreens | WindowsScreens"
"""The readers of the three systems; each implements the screens port of ``checks/ports.py``."""
