"""The machine the program runs on: one port for each part of it, made when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from readiness.machine.platforms import reader

if TYPE_CHECKING:
    from readiness.machine.audio_devices import AudioDevices
    from readiness.machine.cameras import Cameras
    from readiness.machine.device import Device
    from readiness.machine.disks import Disks
    from readiness.machine.hardware import Hardware
    from readiness.machine.inputs import Inputs
    from readiness.machine.link import Link
    from readiness.machine.load import Load
    from readiness.machine.power import Power
    from readiness.machine.reach import Reach
    from readiness.machine.screens import Screens
    from readiness.machine.security import Security
    from readiness.machine.session import DesktopSession
    from readiness.machine.software import Software
    from readiness.machine.sound.recorder import Recorder
    from readiness.machine.speed import Speed
    from readiness.machine.system import RunningSystem


class ThisMachine:
    """Every port of this machine. The libraries behind a port load with it, not before."""

    @cached_property
    def hardware(self) -> Hardware:
        """Processor, memory, system."""
        made: Hardware = reader("hardware", "Hardware")
        return made

    @cached_property
    def audio(self) -> AudioDevices:
        """Audio devices."""
        made: AudioDevices = reader("audio_devices", "Audio")
        return made

    @cached_property
    def recorder(self) -> Recorder:
        """Microphone."""
        from readiness.machine.sound.recorder import Recorder

        return Recorder()

    @cached_property
    def speed(self) -> Speed:
        """Internet connection."""
        from readiness.machine.speed import Speed

        return Speed()

    @cached_property
    def power(self) -> Power:
        """Mains and battery."""
        made: Power = reader("power", "Power")
        return made

    @cached_property
    def disks(self) -> Disks:
        """The drive the system runs from."""
        made: Disks = reader("disks", "Disks")
        return made

    @cached_property
    def device(self) -> Device:
        """The kind of computer."""
        made: Device = reader("device", "Device")
        return made

    @cached_property
    def session(self) -> DesktopSession:
        """Where the person sits."""
        made: DesktopSession = reader("session", "Session")
        return made

    @cached_property
    def link(self) -> Link:
        """The connection through which this computer reaches the internet."""
        made: Link = reader("link", "Link")
        return made

    @cached_property
    def load(self) -> Load:
        """What other programs take of the computer."""
        from readiness.machine.load import Load

        return Load()

    @cached_property
    def system(self) -> RunningSystem:
        """Which release of which system this is."""
        made: RunningSystem = reader("system", "System")
        return made

    @cached_property
    def screens(self) -> Screens:
        """The screens this computer shows something on."""
        made: Screens = reader("screens", "Screens")
        return made

    @cached_property
    def cameras(self) -> Cameras:
        """Cameras; none is ever started."""
        made: Cameras = reader("cameras", "Cameras")
        return made

    @cached_property
    def security(self) -> Security:
        """What protects this computer."""
        made: Security = reader("security", "Security")
        return made

    @cached_property
    def software(self) -> Software:
        """What is installed, and what runs."""
        made: Software = reader("software", "Software")
        return made

    @cached_property
    def reach(self) -> Reach:
        """Places on the network that the profile names."""
        from readiness.machine.reach import Reach

        return Reach()

    @cached_property
    def inputs(self) -> Inputs:
        """Keyboards, mice and sockets."""
        made: Inputs = reader("inputs", "Inputs")
        return made
