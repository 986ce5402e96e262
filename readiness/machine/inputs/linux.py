"""Linux: keyboards, mice and sockets as the kernel lists them.

* /proc/bus/input/devices: Documentation/input/input.rst (``machine/sources/linux_input_devices.py``)
* /sys/bus/usb/devices/*/*-port*: Documentation/ABI/testing/sysfs-bus-usb (``connect_type``, ``device``, ``peer``)
* /proc/asound/card*/codec#*: Documentation/sound/hd-audio/notes.rst; "Pin Default" names each pin's socket
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from readiness.analysis.computer.input_devices import Cord, InputDevice, Tool, sorted_out
from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.sources.linux_input_devices import (
    BUS_BLUETOOTH,
    BUS_USB,
    BUS_VIRTUAL,
    KernelInput,
    parse_input_devices,
)
from readiness.machine.sources.tree import Tree

_LISTING: Final = "proc/bus/input/devices"
_USB: Final = "sys/bus/usb/devices"
# The kernel's driver for Logitech receivers lists each paired device by itself: ".../input2:1".
_PAIRED: Final = re.compile(r":\d+$")
_SOCKET: Final = re.compile(r"Pin Default 0x[0-9a-f]+: \[Jack\] (?P<use>[^\n]+?) at (?P<place>Ext|Sep)", re.IGNORECASE)
_FOR_SOUND: Final = re.compile(r"HP Out|Line Out|Mic|Line In", re.IGNORECASE)


def device_of(device: KernelInput) -> Iterator[InputDevice]:
    """Yield the functions of an input device that somebody works with; made-up devices have none."""
    cord, box = Cord.BUILT_IN, ""
    # Devices on the board have places that end in a number too: "i2c-DLL0704:01".
    if device.bus == BUS_BLUETOOTH or (device.bus == BUS_USB and _PAIRED.search(device.place)):
        cord = Cord.CORDLESS
    elif device.bus == BUS_USB:
        cord, box = Cord.WIRED, device.place.partition("/")[0]
    if device.bus == BUS_VIRTUAL:
        return
    if device.is_keyboard:
        yield InputDevice(Tool.KEYBOARD, cord, device.name, box)
    # Touchpads in the mode of a mouse sit inside, on other buses.
    if device.is_mouse and cord is not Cord.BUILT_IN:
        yield InputDevice(Tool.MOUSE, cord, device.name, box)


class LinuxInputs:
    """Keyboards, mice and sockets of a Linux system."""

    def __init__(self, tree: Tree | None = None) -> None:
        self._tree = tree or Tree()

    def devices(self) -> Observed[tuple[InputDevice, ...]]:
        """Return the keyboards and mice."""
        found = (one for device in self._listed() for one in device_of(device))
        return Observed(sorted_out(found), "/proc/bus/input/devices")

    def free_usb_ports(self) -> Observed[int]:
        """Return the sockets of the computer itself that firmware calls reachable and that are empty."""
        ports = [path for path in self._tree.paths(_USB, "usb*/*/usb*-port*") if self._is_outside(path)]
        if not ports:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.usb_ports"))
        # One socket has a port for USB 2 and one for USB 3; a plug in either fills it.
        sockets: dict[frozenset[str], bool] = {}
        for path in ports:
            key = frozenset({self._real(path), self._real(f"{path}/peer")} - {""})
            sockets[key] = sockets.get(key, False) or self._tree.is_there(f"{path}/device")
        return Observed(sum(not taken for taken in sockets.values()), "/sys/bus/usb/devices: connect_type")

    def audio_jack(self) -> Observed[bool]:
        """Return whether there is a socket for a headset's plug: one that senses plugs, or a pin firmware calls one."""
        if any(device.is_audio_jack for device in self._listed()):
            return Observed(True, "/proc/bus/input/devices: SW")  # noqa: FBT003 - a value, not a switch
        codecs = [self._tree.text(path) for path in self._tree.paths("proc/asound", "card*/codec#*")]
        if not codecs:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.audio_jack"))
        pins = (found["use"] for codec in codecs for found in _SOCKET.finditer(codec))
        return Observed(any(_FOR_SOUND.search(use) for use in pins), "/proc/asound: Pin Default")

    def _listed(self) -> tuple[KernelInput, ...]:
        if not self._tree.is_there(_LISTING):
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.inputs_unknown"))
        return parse_input_devices(self._tree.text(_LISTING))

    def _is_outside(self, path: str) -> bool:
        return self._tree.line(f"{path}/connect_type") == "hotplug"

    def _real(self, path: str) -> str:
        place = self._tree.root / path
        return str(place.resolve()) if place.exists() else ""
