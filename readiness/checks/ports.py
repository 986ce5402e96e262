"""The ports through which checks see the computer around the devices: its power, its kind, its system.

The larger ports stand in ``base``. Every method raises Unavailable when the machine does not tell.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Protocol

from readiness.domain.facts import Observed


class PowerPort(Protocol):
    """Mains and battery."""

    def on_mains(self) -> Observed[bool]:
        """Return whether the computer runs on mains power now, not on a battery."""

    def battery_present(self) -> Observed[bool]:
        """Return whether the computer has a battery of its own."""

    def battery_percent(self) -> Observed[float]:
        """Return how full the battery is, in percent. ABSENT without a battery."""


class DisksPort(Protocol):
    """The drive the system runs from."""

    def total_bytes(self) -> Observed[int]:
        """Return the size of its file system."""

    def free_bytes(self) -> Observed[int]:
        """Return how much of it this person may still fill."""

    def kind(self) -> Observed[str]:
        """Return "ssd" for a drive without moving parts, "hdd" for one that turns."""


class DevicePort(Protocol):
    """What kind of computer this is. Serial numbers and the like are never asked for."""

    def kind(self) -> Observed[str]:
        """Return one of KINDS."""

    def firmware_date(self) -> Observed[date]:
        """Return the day the computer's firmware was made."""

    def architecture(self) -> Observed[str]:
        """Return one of ARCHITECTURES: the true processor, also for a program that is translated for it."""

    def virtual_machine(self) -> Observed[bool]:
        """Return whether something hints at a virtual machine; never a guess where nothing could hint."""


class SessionPort(Protocol):
    """Where the person sits."""

    def remote(self) -> Observed[bool]:
        """Return whether something hints at a session from afar."""


KINDS: Final = ("desktop", "laptop", "convertible", "tablet", "chromebook", "server")
"""The kinds of computers."""

ARCHITECTURES: Final = ("x86_64", "arm64", "x86", "arm", "riscv64")
"""The kinds of processors systems are made for."""
