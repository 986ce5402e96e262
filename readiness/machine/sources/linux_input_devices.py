"""Input devices as Linux lists them in /proc/bus/input/devices (Documentation/input/input.rst).

``I:`` holds bus, maker and product, ``N:`` the name, ``H:`` the handlers, ``B:`` bits in
words of the processor's width, the last word first; bits are those of input-event-codes.h.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

BUS_PCI: Final = 0x01
BUS_USB: Final = 0x03
BUS_BLUETOOTH: Final = 0x05
BUS_I8042: Final = 0x11
BUS_HOST: Final = 0x19
BUS_VIRTUAL: Final = 0x06

_WORD_BITS: Final = 8 * struct.calcsize("P")
_DIRECT: Final = 1  # INPUT_PROP_DIRECT: it lies under the picture
_MULTI_TOUCH_X: Final = 0x35
_REL_X: Final = 0
_KEY_Q, _KEY_P = 16, 25
_BUTTON_LEFT: Final = 0x110
_HEADPHONE, _MICROPHONE, _LINE_OUT, _VIDEO_OUT = 0x02, 0x04, 0x06, 0x08
_IDENTITY: Final = re.compile(r"^I: Bus=([0-9a-f]{4}) Vendor=([0-9a-f]{4}) Product=([0-9a-f]{4})", re.MULTILINE)
_NAME: Final = re.compile(r'^N: Name="(.*)"$', re.MULTILINE)
_PHYSICAL: Final = re.compile(r"^P: Phys=(.*)$", re.MULTILINE)
_BITS: Final = re.compile(r"^B: (\w+)=([0-9a-f ]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class KernelInput:
    """One device: its bus, ids as ``046d:c52b``, name, place, and the bits of what it can do."""

    bus: int
    usb_id: str
    name: str
    place: str = ""
    bits: Mapping[str, int] = field(default_factory=dict, hash=False)

    def has(self, kind: str, bit: int) -> bool:
        """Whether a bit is set."""
        return bool(self.bits.get(kind, 0) >> bit & 1)

    @property
    def is_touchscreen(self) -> bool:
        """Whether fingers on the picture are counted."""
        return self.has("PROP", _DIRECT) and self.has("ABS", _MULTI_TOUCH_X)

    @property
    def is_keyboard(self) -> bool:
        """Whether it has a row of letters: buttons of a lid, a headset or a mouse have none."""
        return all(self.has("KEY", key) for key in range(_KEY_Q, _KEY_P + 1))

    @property
    def is_mouse(self) -> bool:
        """Whether it moves a pointer by steps and has a button; touchpads give places instead."""
        return self.has("REL", _REL_X) and self.has("KEY", _BUTTON_LEFT)

    @property
    def is_audio_jack(self) -> bool:
        """Whether it tells of a plug in a socket for headphones or a microphone; screens tell of their own."""
        plugs = any(self.has("SW", plug) for plug in (_HEADPHONE, _MICROPHONE, _LINE_OUT))
        return plugs and not self.has("SW", _VIDEO_OUT)


def parse_input_devices(text: str) -> tuple[KernelInput, ...]:
    """Return the devices; a block without an identity is none."""
    return tuple(device for block in text.split("\n\n") if (device := _device(block)))


def _device(block: str) -> KernelInput | None:
    identity, name, place = _IDENTITY.search(block), _NAME.search(block), _PHYSICAL.search(block)
    if not identity:
        return None
    bits = {found[1]: _number(found[2]) for found in _BITS.finditer(block)}
    usb_id = f"{identity[2]}:{identity[3]}"
    return KernelInput(int(identity[1], 16), usb_id, name[1] if name else "", place[1] if place else "", bits)


def _number(words: str) -> int:
    number = 0
    for word in words.split():
        number = number << _WORD_BITS | int(word, 16)
    return number
