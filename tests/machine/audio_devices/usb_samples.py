"""Descriptors that a real USB headset sent."""

from __future__ import annotations

import struct


def interface(number: int, class_: int, subclass: int) -> bytes:
    return bytes((9, 4, number, 0, 0, class_, subclass, 0, 0))


def terminal(subtype: int, kind: int) -> bytes:
    body = struct.pack("<BBBBHBB", 9 if subtype == 3 else 12, 0x24, subtype, 1, kind, 0, 0)
    return body.ljust(body[0], b"\0")


# Made up after the tables of USB Audio 1.0: two terminals towards the computer, two of a headset.
HEADSET = (
    bytes((18, 1)) + bytes(16) + bytes((9, 2)) + bytes(7)
    + interface(0, 1, 1) + terminal(2, 0x0101) + terminal(3, 0x0402) + terminal(2, 0x0402) + terminal(3, 0x0101)
    + interface(1, 1, 2) + terminal(2, 0x0605) + interface(3, 3, 0)
)  # fmt: skip
