"""Firewall, antivirus and encryption of the drive: which reader answers on which system."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message

if TYPE_CHECKING:
    from readiness.machine.security.linux import LinuxSecurity
    from readiness.machine.security.macos import MacosSecurity
    from readiness.machine.security.windows import WindowsSecurity

Security: TypeAlias = "LinuxSecurity | WindowsSecurity | MacosSecurity"
"""Every one answers the questions of the security port in ``checks/ports.py``."""


def this_security(platform: str = sys.platform) -> Security:
    """Return the protection of the running system. Raises Unavailable for one we do not know."""
    if platform == "win32":
        from readiness.machine.security.windows import WindowsSecurity

        return WindowsSecurity()
    if platform == "darwin":
        from readiness.machine.security.macos import MacosSecurity

        return MacosSecurity()
    if platform == "linux":
        from readiness.machine.security.linux import LinuxSecurity

        return LinuxSecurity()
    raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))
