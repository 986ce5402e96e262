"""The ports through which checks see the computer around the devices: its power, its kind, its system.

The larger ports stand in ``base``. Every method raises Unavailable when the machine does not tell.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Protocol

from readiness.analysis.computer.clocks import Stamp
from readiness.analysis.computer.input_devices import InputDevice
from readiness.analysis.computer.os_support import SystemRelease
from readiness.analysis.computer.screens import Screen
from readiness.analysis.line.addresses import Address, Tried
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


class LoadPort(Protocol):
    """What other programs take of the computer."""

    def processor_percent(self, seconds: float, cancel: threading.Event) -> Observed[float]:
        """Return the processor's load over so many seconds, this program's own share left out."""

    def memory_available_bytes(self) -> Observed[int]:
        """Return the memory programs can still have without anything being moved to the disk."""


class SystemPort(Protocol):
    """Which release of which system this is. What only Windows has is Unavailable elsewhere."""

    def name(self) -> Observed[str]:
        """Return the name people know the system by: "Windows 11", "macOS", "Ubuntu"."""

    def edition(self) -> Observed[str]:
        """Return one of EDITIONS."""

    def s_mode(self) -> Observed[bool]:
        """Return whether only programs from the store may run."""

    def genuine(self) -> Observed[bool]:
        """Return whether the system's licence is valid, as the system itself knows it."""

    def release(self) -> Observed[SystemRelease]:
        """Return the release as the table of support knows it."""

    def updates_waiting(self) -> Observed[bool]:
        """Return whether updates wait to be installed, or for a restart; the network is not asked."""


class SecurityPort(Protocol):
    """What protects this computer and the data on it."""

    def firewall(self) -> Observed[bool]:
        """Return whether a firewall is on."""

    def antivirus(self) -> Observed[bool]:
        """Return whether an antivirus program is on and in order."""

    def disk_encryption(self) -> Observed[bool]:
        """Return whether the drive the system runs from is encrypted. BUSY while it is half so."""


class SoftwarePort(Protocol):
    """What is installed, and what runs; never more than was asked for."""

    def browsers(self) -> Observed[Mapping[str, str]]:
        """Return the versions of those of BROWSERS that are installed; "" where one does not say it."""

    def running(self, asked: frozenset[str]) -> Observed[frozenset[str]]:
        """Return those of the names asked for that belong to a program that runs now."""


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


EDITIONS: Final = (
    "home",
    "pro",
    "pro workstation",
    "pro education",
    "education",
    "enterprise",
    "enterprise ltsc",
    "iot",
    "iot ltsc",
    "se",
    "s",
)
"""The editions of Windows that are used at home or sent there."""


class ScreensPort(Protocol):
    """The screens this computer shows something on."""

    def screens(self) -> Observed[tuple[Screen, ...]]:
        """Return every screen that is connected and on; none is an answer too."""

    def touch(self) -> Observed[bool]:
        """Return whether a screen can be worked with fingers."""


class CamerasPort(Protocol):
    """Cameras; none is ever started."""

    def present(self) -> Observed[bool]:
        """Return whether there is a camera that is no program's."""

    def lines(self) -> Observed[int]:
        """Return the height in lines of the largest picture a camera offers. ABSENT without a camera."""


BROWSERS: Final = ("chrome", "edge", "firefox", "safari", "chromium", "brave", "opera", "vivaldi")
"""The browsers that are looked for."""


class ComputerPorts(Protocol):
    """The ports of this module together."""

    @property
    def power(self) -> PowerPort:
        """Mains and battery."""

    @property
    def disks(self) -> DisksPort:
        """The drive the system runs from."""

    @property
    def device(self) -> DevicePort:
        """The kind of computer."""

    @property
    def session(self) -> SessionPort:
        """Where the person sits."""

    @property
    def link(self) -> LinkPort:
        """The connection through which this computer reaches the internet."""

    @property
    def load(self) -> LoadPort:
        """What other programs take of the computer."""

    @property
    def system(self) -> SystemPort:
        """Which release of which system this is."""

    @property
    def screens(self) -> ScreensPort:
        """The screens this computer shows something on."""

    @property
    def cameras(self) -> CamerasPort:
        """Cameras; none is ever started."""

    @property
    def security(self) -> SecurityPort:
        """What protects this computer."""

    @property
    def software(self) -> SoftwarePort:
        """What is installed, and what runs."""


class ReachPort(Protocol):
    """Places on the network that the profile names; no other is ever asked."""

    def tried(self, addresses: Sequence[Address], cancel: threading.Event) -> Mapping[Address, Tried]:
        """Return what became of trying each address; ends early on ``cancel``. OFFLINE without any way out."""

    def stamps(self, url: str, cancel: threading.Event) -> tuple[Stamp, ...]:
        """Return a web server's time, several times; none where its answers carry no time."""


class InputsPort(Protocol):
    """Keyboards, mice and sockets."""

    def devices(self) -> Observed[tuple[InputDevice, ...]]:
        """Return every keyboard and mouse, with what it hangs on."""

    def free_usb_ports(self) -> Observed[int]:
        """Return how many USB sockets of the computer itself are empty."""

    def audio_jack(self) -> Observed[bool]:
        """Return whether the computer has a socket for a headset's plug."""
