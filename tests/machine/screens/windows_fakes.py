"""Structures in which Windows describes its screens."""

from __future__ import annotations

import struct

from readiness.machine.screens.windows_api import DEVICE_SIZE, MODE_SIZE


def device(name: str, flags: int = 1, interface: str = "") -> bytes:
    """A DISPLAY_DEVICEW."""
    data = bytearray(DEVICE_SIZE)
    data[4 : 4 + 2 * len(name)] = name.encode("utf-16-le")
    struct.pack_into("<I", data, 324, flags)
    data[328 : 328 + 2 * len(interface)] = interface.encode("utf-16-le")
    return bytes(data)


def mode(x: int, width: int, height: int) -> bytes:
    """A DEVMODEW."""
    data = bytearray(MODE_SIZE)
    struct.pack_into("<ii", data, 76, x, 0)
    struct.pack_into("<II", data, 172, width, height)
    return bytes(data)
