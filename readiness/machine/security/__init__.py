"""Firewall, antivirus and encryption of the drive."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.machine.security.linux import LinuxSecurity
    from readiness.machine.security.macos import MacosSecurity
    from readiness.machine.security.windows import WindowsSecurity

Security: TypeAlias = "LinuxSecurity | MacosSecurity | WindowsSecurity"
"""The readers of the three systems; each implements the security port of ``checks/ports.py``."""
