"""Processor, memory and system of this machine: what is asked, and which module answers."""

from __future__ import annotations

import re
import sys
from typing import Final, Protocol

from readiness.domain.facts import Observed, Reason, System, Unavailable
from readiness.domain.message import message

_DOTTED: Final = re.compile(r"\d+(?:\.\d+)*", re.ASCII)


class Hardware(Protocol):
    """What can be asked; every method raises Unavailable when the machine does not tell."""

    def system(self) -> Observed[System]:
        """Return the operating system's family."""

    def system_version(self) -> Observed[str]:
        """Return the operating system's version, dotted numbers."""

    def processor_brand(self) -> Observed[str]:
        """Return the processor's brand string, as its maker wrote it."""

    def physical_cores(self) -> Observed[int]:
        """Return the number of physical cores in use by the system."""

    def logical_cores(self) -> Observed[int]:
        """Return the number of hardware threads in use by the system."""

    def highest_clock_hz(self) -> Observed[float]:
        """Return the highest clock that is documented here, in Hz; the method says which it is."""

    def memory_installed_bytes(self) -> Observed[int]:
        """Return the memory fitted, before firmware and graphics take their share."""

    def memory_usable_bytes(self) -> Observed[int]:
        """Return the memory the operating system can use."""


def this_hardware(platform: str = sys.platform) -> Hardware:
    """Return the hardware of the running system. Raises Unavailable on a system we do not know."""
    # Imported here, so that no system loads the others' modules.
    if platform == "win32":
        from readiness.machine.hardware_windows import WindowsHardware

        return WindowsHardware()
    if platform == "darwin":
        from readiness.machine.hardware_macos import MacosHardware

        return MacosHardware()
    if platform == "linux":
        from readiness.machine.hardware_linux import LinuxHardware

        return LinuxHardware()
    raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))


def dotted(version: str) -> str | None:
    """Return a version when it is dotted numbers, None otherwise."""
    return version if _DOTTED.fullmatch(version) else None
