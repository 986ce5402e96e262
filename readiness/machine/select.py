"""The machine the program runs on, port by port, each made when first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

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
        from readiness.machine.hardware import this_hardware

        return this_hardware()

    @cached_property
    def audio(self) -> AudioDevices:
        """Audio devices."""
        from readiness.machine.audio_devices import this_audio

        return this_audio()

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
        from readiness.machine.power import this_power

        return this_power()

    @cached_property
    def disks(self) -> Disks:
        """The drive the system runs from."""
        from readiness.machine.disks import this_disks

        return this_disks()

    @cached_property
    def device(self) -> Device:
        """The kind of computer."""
        from readiness.machine.device import this_device

        return this_device()

    @cached_property
    def session(self) -> DesktopSession:
        """Where the person sits."""
        from readiness.machine.session import this_session

        return this_session()

    @cached_property
    def link(self) -> Link:
        """The connection through which this computer reaches the internet."""
        from readiness.machine.link import this_link

        return this_link()

    @cached_property
    def load(self) -> Load:
        """What other programs take of the computer."""
        from readiness.machine.load import Load

        return Load()

    @cached_property
    def system(self) -> RunningSystem:
        """Which release of which system this is."""
        from readiness.machine.system import this_system

        return this_system()

    @cached_property
    def screens(self) -> Screens:
        """The screens this computer shows something on."""
        from readiness.machine.screens import this_screens

        return this_screens()

    @cached_property
    def cameras(self) -> Cameras:
        """Cameras; none is ever started."""
        from readiness.machine.cameras import this_cameras

        return this_cameras()

    @cached_property
    def security(self) -> Security:
        """What protects this computer."""
        from readiness.machine.security import this_security

        return this_security()

    @cached_property
    def software(self) -> Software:
        """What is installed, and what runs."""
        from readiness.machine.software import this_software

        return this_software()

    @cached_property
    def reach(self) -> Reach:
        """Places on the network that the profile names."""
        from readiness.machine.reach import this_reach

        return this_reach()

    @cached_property
    def inputs(self) -> Inputs:
        """Keyboards, mice and sockets."""
        from readiness.machine.inputs import this_inputs

        return this_inputs()
