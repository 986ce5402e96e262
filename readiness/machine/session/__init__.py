"""Hints that somebody sits far away from this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.machine.session.linux import LinuxSession
    from readiness.machine.session.macos import MacosSession
    from readiness.machine.session.windows import WindowsSession

DesktopSession: TypeAlias = "LinuxSession | MacosSession | WindowsSession"
"""The readers of the three systems; each implements the session port of ``checks/ports.py``."""
