"""The network link."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.machine.link.linux import LinuxLink
    from readiness.machine.link.macos import MacosLink
    from readiness.machine.link.windows import WindowsLink

Link: TypeAlias = "LinuxLink | MacosLink | WindowsLink"
"""The readers of the three systems; each implements the link port of ``checks/ports.py``."""
