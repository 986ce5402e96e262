"""What a USB device says of itself in its descriptors: parsed bytes, no device touched.

Layouts: USB 2.0 chapter 9 (configuration and interface descriptors), USB Audio 1.0 section
4.3.2 and 2.0 section 4.7.2 (terminals; type and place of their number are the same in both),
HID 1.11 section 6.2.2 (report descriptors).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_INTERFACE: Final = 0x04
_CLASS_SPECIFIC_INTERFACE: Final = 0x24
_INTERFACE_LENGTH: Final = 9
_INPUT_TERMINAL: Final = 0x02
_OUTPUT_TERMINAL: Final = 0x03
_TERMINAL_LENGTH: Final = 6
_USB_STREAMING: Final = 0x0101

AUDIO_CLASS: Final = 0x01
HID_CLASS: Final = 0x03
VIDEO_CLASS: Final = 0x0E
_AUDIO_CONTROL: Final = 0x01


@dataclass(frozen=True, slots=True)
class UsbDescriptors:
    """What matters of a device's descriptors: terminal types and interface classes."""

    terminals: tuple[int, ...] = ()
    interface_classes: tuple[int, ...] = ()

    @property
    def camera(self) -> bool:
        """Whether one of its interfaces is a camera."""
        return VIDEO_CLASS in self.interface_classes


def parse_descriptors(raw: bytes) -> UsbDescriptors:
    """Read the ``descriptors`` file of sysfs. Stops quietly where the bytes make no sense."""
    terminals: list[int] = []
    classes: list[int] = []
    in_audio_control = False
    for descriptor in _descriptors(raw):
        kind = descriptor[1]
        if kind == _INTERFACE and len(descriptor) >= _INTERFACE_LENGTH:
            classes.append(descriptor[5])
            in_audio_control = descriptor[5:7] == bytes((AUDIO_CLASS, _AUDIO_CONTROL))
        elif in_audio_control and kind == _CLASS_SPECIFIC_INTERFACE:
            terminals += _terminal(descriptor)
    return UsbDescriptors(tuple(dict.fromkeys(terminals)), tuple(dict.fromkeys(classes)))


def _descriptors(raw: bytes) -> Iterator[bytes]:
    """Return one descriptor after another: length, type, contents."""
    position = 0
    while position + 1 < len(raw):
        length = raw[position]
        if length < 2 or position + length > len(raw):  # noqa: PLR2004 - shorter than its own head, or cut off
            return
        yield raw[position : position + length]
        position += length


def _terminal(descriptor: bytes) -> Iterator[int]:
    if len(descriptor) >= _TERMINAL_LENGTH and descriptor[2] in (_INPUT_TERMINAL, _OUTPUT_TERMINAL):
        (kind,) = struct.unpack_from("<H", descriptor, 4)
        # The streaming terminals are the cable to the computer, not what hangs on the device.
        if kind != _USB_STREAMING:
            yield kind


_LONG_ITEM: Final = 0xFE
_USAGE_PAGE: Final = 0x04
_USAGE: Final = 0x08
_COLLECTION: Final = 0xA0
_APPLICATION: Final = 0x01
_TAG_MASK: Final = 0xFC
_SIZES: Final = (0, 1, 2, 4)


def parse_report_descriptor(raw: bytes) -> tuple[tuple[int, int], ...]:
    """Return usage page and usage of every application collection of a HID report descriptor."""
    found: list[tuple[int, int]] = []
    page = usage = 0
    for tag, value, size in _items(raw):
        if tag == _USAGE_PAGE:
            page = value
        elif tag == _USAGE:
            # A four-byte usage brings its own page along (HID 1.11, 6.2.2.8).
            usage = value if size == 4 else page << 16 | value  # noqa: PLR2004 - bytes
        elif tag == _COLLECTION and value == _APPLICATION:
            found.append((usage >> 16 & 0xFFFF, usage & 0xFFFF))
    return tuple(dict.fromkeys(found))


def _items(raw: bytes) -> Iterator[tuple[int, int, int]]:
    """Return tag with type, value and size in bytes of one short item after another."""
    position = 0
    while position < len(raw):
        prefix = raw[position]
        if prefix == _LONG_ITEM:
            if position + 1 >= len(raw):
                return
            position += 3 + raw[position + 1]
            continue
        size = _SIZES[prefix & 0x03]
        data = raw[position + 1 : position + 1 + size]
        if len(data) < size:
            return
        yield prefix & _TAG_MASK, int.from_bytes(data, "little"), size
        position += 1 + size
