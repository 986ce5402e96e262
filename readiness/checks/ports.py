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


class LinkPort(Protocol):
    """The connection through which this computer reaches the internet."""

    def kind(self) -> Observed[str]:
        """Return "ethernet", "wifi", "cellular" or "tethering"; below a VPN, what carries it."""

    def vpn(self) -> Observed[bool]:
        """Return whether the way to the internet leads through a tunnel."""

    def wifi_frequency_hz(self) -> Observed[float]:
        """Return the frequency of the Wi-Fi channel. ABSENT on any other link."""

    def wifi_signal_dbm(self) -> Observed[float]:
        """Return the strength of the Wi-Fi signal in dBm. ABSENT on any other link."""

    def bits_per_second(self) -> Observed[float]:
        """Return the speed of the link itself, which is not that of the internet line behind it."""

    def metered(self) -> Observed[bool]:
        """Return whether the system takes the connection for one whose data is paid for."""

    def proxy(self) -> Observed[bool]:
        """Return whether a proxy is set for this person's programs."""
