"""The ports through which checks see the computer apart from its audio devices and its connection.

The larger ports are in ``base``. Every method raises Unavailable if the machine does not tell.
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
        """Return whether the computer is powered by mains at the moment."""

    def battery_present(self) -> Observed[bool]:
        """Return whether the computer has a battery of its own."""

    def battery_percent(self) -> Observed[float]:
        """Return the charge of the battery in percent. ABSENT without a battery."""


class DisksPort(Protocol):
    """The drive the system runs from."""

    def total_bytes(self) -> Observed[int]:
        """Return the size of the file system."""

    def free_bytes(self) -> Observed[int]:
        """Return how much of it this person can still fill."""

    def kind(self) -> Observed[str]:
        """Return "ssd" for a drive without moving parts, "hdd" for one with rotating disks."""


class DevicePort(Protocol):
    """What kind of computer this is. Serial numbers and the like are never read."""

    def kind(self) -> Observed[str]:
        """Return one of KINDS."""

    def firmware_date(self) -> Observed[date]:
        """Return the date of the firmware."""

    def architecture(self) -> Observed[str]:
        """Return one of ARCHITECTURES: that of the processor, even if this program runs translated."""

    def virtual_machine(self) -> Observed[bool]:
        """Return whether something hints at a virtual machine; Unavailable where nothing could hint at it."""


class SessionPort(Protocol):
    """Whether the person sits in front of this computer."""

    def remote(self) -> Observed[bool]:
        """Return whether something hints at a remote session."""


class LoadPort(Protocol):
    """What other programs use of the computer."""

    def processor_percent(self, seconds: float, cancel: threading.Event) -> Observed[float]:
        """Return the processor load over ``seconds`` in percent, without this program's own share."""

    def memory_available_bytes(self) -> Observed[int]:
        """Return the memory that programs can still get without swapping."""


class SystemPort(Protocol):
    """The release of the operating system. What only Windows has is Unavailable elsewhere."""

    def name(self) -> Observed[str]:
        """Return the name that people know the system by: "Windows 11", "macOS", "Ubuntu"."""

    def edition(self) -> Observed[str]:
        """Return one of EDITIONS."""

    def s_mode(self) -> Observed[bool]:
        """Return whether only programs from the store may run."""

    def genuine(self) -> Observed[bool]:
        """Return whether the system considers its own licence valid."""

    def release(self) -> Observed[SystemRelease]:
        """Return the release in the form used by the table of support dates."""

    def updates_waiting(self) -> Observed[bool]:
        """Return whether updates wait to be installed, or for a restart; the network is not asked."""


class SecurityPort(Protocol):
    """What protects this computer and the data on it."""

    def firewall(self) -> Observed[bool]:
        """Return whether a firewall is on."""

    def antivirus(self) -> Observed[bool]:
        """Return whether an antivirus program is active and in good order."""

    def disk_encryption(self) -> Observed[bool]:
        """Return whether the system's drive is encrypted. BUSY while it is being encrypted or decrypted."""


class SoftwarePort(Protocol):
    """What is installed and what runs; never more than was asked for."""

    def browsers(self) -> Observed[Mapping[str, str]]:
        """Return the versions of those BROWSERS that are installed; "" if one does not tell its version."""

    def running(self, asked: frozenset[str]) -> Observed[frozenset[str]]:
        """Return those of the given program names that are running."""


KINDS: Final = ("desktop", "laptop", "convertible", "tablet", "chromebook", "server")
"""The kinds of computers."""

ARCHITECTURES: Final = ("x86_64", "arm64", "x86", "arm", "riscv64")
"""The processor architectures that systems are made for."""


class LinkPort(Protocol):
    """The link that connects this computer to the internet."""

    def kind(self) -> Observed[str]:
        """Return "ethernet", "wifi", "cellular" or "tethering"; under a VPN, the link that carries it."""

    def vpn(self) -> Observed[bool]:
        """Return whether traffic to the internet goes through a tunnel."""

    def wifi_frequency_hz(self) -> Observed[float]:
        """Return the frequency of the Wi-Fi channel. ABSENT on any other link."""

    def wifi_signal_dbm(self) -> Observed[float]:
        """Return the strength of the Wi-Fi signal in dBm. ABSENT on any other link."""

    def bits_per_second(self) -> Observed[float]:
        """Return the speed of the link itself, which is not that of the internet line behind it."""

    def metered(self) -> Observed[bool]:
        """Return whether the system considers data on this connection paid for."""

    def proxy(self) -> Observed[bool]:
        """Return whether a proxy is configured for this person's programs."""


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
"""The editions of Windows that are in use at home, or sent there by employers."""


class ScreensPort(Protocol):
    """The screens that are in use."""

    def screens(self) -> Observed[tuple[Screen, ...]]:
        """Return every screen that is connected and on; none is an answer too."""

    def touch(self) -> Observed[bool]:
        """Return whether a screen can be operated by touch."""


class CamerasPort(Protocol):
    """The cameras; none is ever started."""

    def present(self) -> Observed[bool]:
        """Return whether there is a camera that is not made up by a program."""

    def lines(self) -> Observed[int]:
        """Return the height in pixels of the largest picture a camera offers. ABSENT without a camera."""


BROWSERS: Final = ("chrome", "edge", "firefox", "safari", "chromium", "brave", "opera", "vivaldi")
"""The browsers that are looked for."""


class ComputerPorts(Protocol):
    """All ports of this module."""

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
    """Servers that the profile names; no others are ever contacted."""

    def tried(self, addresses: Sequence[Address], cancel: threading.Event) -> Mapping[Address, Tried]:
        """Return the outcome for each address; ends early on ``cancel``. OFFLINE without any route."""

    def stamps(self, url: str, cancel: threading.Event) -> tuple[Stamp, ...]:
        """Return several time stamps of a web server; empty if its answers carry no time."""


class InputsPort(Protocol):
    """Keyboards, mice and sockets."""

    def devices(self) -> Observed[tuple[InputDevice, ...]]:
        """Return every keyboard and mouse, with how it is connected."""

    def free_usb_ports(self) -> Observed[int]:
        """Return the number of empty USB sockets of the computer itself."""

    def audio_jack(self) -> Observed[bool]:
        """Return whether the computer has a socket for a headset's plug."""
