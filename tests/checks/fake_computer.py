"""A computer made up for the checks of what is around its devices: a laptop on the mains, unless told otherwise."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from readiness.analysis.computer.clocks import Stamp
from readiness.analysis.computer.input_devices import Cord, InputDevice, Tool
from readiness.analysis.computer.os_support import SystemRelease
from readiness.analysis.computer.screens import Screen
from readiness.analysis.line.addresses import Address, Outcome, Tried
from readiness.checks.base import Check, Session
from readiness.domain.facts import Observed, Reading, Reason, Unavailable
from readiness.domain.message import message
from tests.checks.fake_hardware import FakeHardware, QuietSession
from tests.fakes import NoMachine

T = TypeVar("T")
WINDOWS_25H2 = SystemRelease("windows", "26200")
REFUSAL = message("unmeasured.power_unknown")


def told(value: T | None, source: str) -> Observed[T]:
    """Return what a port tells; None is a refusal."""
    if value is None:
        raise Unavailable(Reason.UNSUPPORTED, REFUSAL)
    return Observed(value, source)


@dataclass
class FakePower:
    """The power port."""

    mains: bool | None = True
    battery: bool | None = True
    percent: float | None = 80.0

    def on_mains(self) -> Observed[bool]:
        return told(self.mains, "fake supply")

    def battery_present(self) -> Observed[bool]:
        return told(self.battery, "fake battery")

    def battery_percent(self) -> Observed[float]:
        return told(self.percent, "fake charge")


@dataclass
class FakeDisks:
    """The disks port."""

    total: int | None = 250_000_000_000
    free: int | None = 100_000_000_000
    drive: str | None = "ssd"

    def total_bytes(self) -> Observed[int]:
        return told(self.total, "fake size")

    def free_bytes(self) -> Observed[int]:
        return told(self.free, "fake space")

    def kind(self) -> Observed[str]:
        return told(self.drive, "fake drive")


@dataclass
class FakeDevice:
    """The device port."""

    kind_: str | None = "laptop"
    firmware: date | None = date(2021, 3, 2)
    processor: str | None = "x86_64"
    virtual: bool | None = False

    def kind(self) -> Observed[str]:
        return told(self.kind_, "fake case")

    def firmware_date(self) -> Observed[date]:
        return told(self.firmware, "fake firmware")

    def architecture(self) -> Observed[str]:
        return told(self.processor, "fake processor")

    def virtual_machine(self) -> Observed[bool]:
        return told(self.virtual, "fake maker")


@dataclass
class FakeSession:
    """The session port."""

    afar: bool | None = False

    def remote(self) -> Observed[bool]:
        return told(self.afar, "fake session")


@dataclass
class FakeLink:
    """The link port: a cable, unless told otherwise."""

    adapter: str | None = "ethernet"
    tunnel: bool | None = False
    frequency: float | None = 5.18e9
    signal: float | None = -52.0
    speed: float | None = 1e9
    paid: bool | None = False
    behind_proxy: bool | None = False

    def kind(self) -> Observed[str]:
        return told(self.adapter, "fake adapter")

    def vpn(self) -> Observed[bool]:
        return told(self.tunnel, "fake route")

    def wifi_frequency_hz(self) -> Observed[float]:
        return told(self.frequency, "fake channel")

    def wifi_signal_dbm(self) -> Observed[float]:
        return told(self.signal, "fake signal")

    def bits_per_second(self) -> Observed[float]:
        return told(self.speed, "fake speed")

    def metered(self) -> Observed[bool]:
        return told(self.paid, "fake cost")

    def proxy(self) -> Observed[bool]:
        return told(self.behind_proxy, "fake proxy")


@dataclass
class FakeLoad:
    """The load port."""

    percent: float | None = 12.5
    available: int | None = 4 * 2**30

    def processor_percent(self, seconds: float, cancel: threading.Event) -> Observed[float]:
        assert seconds > 0
        assert not cancel.is_set()
        return replace(told(self.percent, "fake load"), spread=2.5)

    def memory_available_bytes(self) -> Observed[int]:
        return told(self.available, "fake memory")


@dataclass
class FakeSystem:
    """The system port."""

    called: str | None = "Windows 11"
    edition_: str | None = "pro"
    s: bool | None = False
    licence: bool | None = True
    released: SystemRelease | None = WINDOWS_25H2
    waiting: bool | None = False

    def name(self) -> Observed[str]:
        return told(self.called, "fake name")

    def edition(self) -> Observed[str]:
        return told(self.edition_, "fake edition")

    def s_mode(self) -> Observed[bool]:
        return told(self.s, "fake mode")

    def genuine(self) -> Observed[bool]:
        return told(self.licence, "fake licence")

    def release(self) -> Observed[SystemRelease]:
        return told(self.released, "fake release")

    def updates_waiting(self) -> Observed[bool]:
        return told(self.waiting, "fake updates")


@dataclass
class FakeScreens:
    """The screens port: one screen, unless told otherwise."""

    shown: tuple[Screen, ...] | None = (Screen((1920, 1080), (344.0, 194.0), 125.0),)
    touched: bool | None = False

    def screens(self) -> Observed[tuple[Screen, ...]]:
        return told(self.shown, "fake screens")

    def touch(self) -> Observed[bool]:
        return told(self.touched, "fake touch")


@dataclass
class FakeCameras:
    """The cameras port."""

    there: bool | None = True
    height: int | None = 1080

    def present(self) -> Observed[bool]:
        return told(self.there, "fake camera")

    def lines(self) -> Observed[int]:
        return told(self.height, "fake picture")


@dataclass
class FakeSecurity:
    """The security port."""

    wall: bool | None = True
    scanner: bool | None = True
    encrypted: bool | None = True

    def firewall(self) -> Observed[bool]:
        return told(self.wall, "fake firewall")

    def antivirus(self) -> Observed[bool]:
        return told(self.scanner, "fake scanner")

    def disk_encryption(self) -> Observed[bool]:
        return told(self.encrypted, "fake drive")


@dataclass
class FakeSoftware:
    """The software port."""

    installed: Mapping[str, str] | None = field(default_factory=lambda: {"chrome": "143.0.7499.40"})
    programs: frozenset[str] | None = frozenset({"teamviewer"})

    def browsers(self) -> Observed[Mapping[str, str]]:
        return told(self.installed, "fake browsers")

    def running(self, asked: frozenset[str]) -> Observed[frozenset[str]]:
        seen = told(self.programs, "fake programs")
        return replace(seen, value=seen.value & asked)


@dataclass
class FakeReach:
    """The reach port: every address is reached, unless told otherwise; None is a computer without network."""

    outcomes: Mapping[str, Outcome] | None = field(default_factory=dict)
    times: Mapping[str, tuple[Stamp, ...] | None] = field(default_factory=dict)
    seconds: float | None = 0.012

    def tried(self, addresses: Sequence[Address], cancel: threading.Event) -> Mapping[Address, Tried]:
        outcomes = told(self.outcomes, "fake network").value
        assert not cancel.is_set()
        named = {one: outcomes.get(one.host, Outcome.REACHED) for one in addresses}
        return {one: Tried(outcome, self.seconds if one.has_name else None) for one, outcome in named.items()}

    def stamps(self, url: str, cancel: threading.Event) -> tuple[Stamp, ...]:
        assert not cancel.is_set()
        return told(self.times.get(url), "fake server").value


@dataclass
class FakeInputs:
    """The inputs port: a laptop with a USB mouse, unless told otherwise."""

    tools: tuple[InputDevice, ...] | None = (
        InputDevice(Tool.KEYBOARD, Cord.BUILT_IN, "inside"),
        InputDevice(Tool.MOUSE, Cord.WIRED, "USB Optical Mouse"),
    )
    ports: int | None = 2
    jack: bool | None = True

    def devices(self) -> Observed[tuple[InputDevice, ...]]:
        return told(self.tools, "fake devices")

    def free_usb_ports(self) -> Observed[int]:
        return told(self.ports, "fake sockets")

    def audio_jack(self) -> Observed[bool]:
        return told(self.jack, "fake socket")


@dataclass
class Computer(NoMachine):
    """A machine that has what it was given, and refuses the rest as a defect of the test."""

    _power: FakePower = field(default_factory=FakePower)
    _disks: FakeDisks = field(default_factory=FakeDisks)
    _device: FakeDevice = field(default_factory=FakeDevice)
    _session: FakeSession = field(default_factory=FakeSession)
    _hardware: FakeHardware = field(default_factory=FakeHardware)
    _link: FakeLink = field(default_factory=FakeLink)
    _load: FakeLoad = field(default_factory=FakeLoad)
    _system: FakeSystem = field(default_factory=FakeSystem)
    _screens: FakeScreens = field(default_factory=FakeScreens)
    _cameras: FakeCameras = field(default_factory=FakeCameras)
    _security: FakeSecurity = field(default_factory=FakeSecurity)
    _software: FakeSoftware = field(default_factory=FakeSoftware)
    _reach: FakeReach = field(default_factory=FakeReach)
    _inputs: FakeInputs = field(default_factory=FakeInputs)

    @property
    def security(self) -> FakeSecurity:
        return self._security

    @property
    def software(self) -> FakeSoftware:
        return self._software

    @property
    def load(self) -> FakeLoad:
        return self._load

    @property
    def system(self) -> FakeSystem:
        return self._system

    @property
    def hardware(self) -> FakeHardware:
        return self._hardware

    @property
    def device(self) -> FakeDevice:
        return self._device

    @property
    def session(self) -> FakeSession:
        return self._session

    @property
    def power(self) -> FakePower:
        return self._power

    @property
    def disks(self) -> FakeDisks:
        return self._disks

    @property
    def link(self) -> FakeLink:
        return self._link

    @property
    def screens(self) -> FakeScreens:
        return self._screens

    @property
    def cameras(self) -> FakeCameras:
        return self._cameras

    @property
    def reach(self) -> FakeReach:
        return self._reach

    @property
    def inputs(self) -> FakeInputs:
        return self._inputs


def measured(check: Check, computer: Computer, session: Session | None = None) -> dict[str, Reading]:
    """Return every reading a check gives of this computer."""
    return dict(check.measure(computer, session or QuietSession()))
