"""Made-up answers of Windows about its network adapters."""

from __future__ import annotations

import ctypes
import struct
from types import SimpleNamespace
from typing import Protocol

from readiness.machine.link.windows_api import ROW_SIZE
from tests.machine.libraries import library

GUID = bytes(range(16))


def row(
    index: int,
    description: str,
    type_: int = 6,
    medium: int = 14,
    *,
    flags: int = 5,
    up: bool = True,
    speed: int = 10**9,
) -> bytes:
    """A MIB_IF_ROW2."""
    data = bytearray(ROW_SIZE)
    struct.pack_into("<I", data, 8, index)
    data[12:28] = GUID
    data[542 : 542 + 2 * len(description)] = description.encode("utf-16-le")
    struct.pack_into("<4I", data, 1128, type_, 0, 0, medium)
    struct.pack_into("<BxxxI", data, 1152, flags, 1 if up else 2)
    struct.pack_into("<Q", data, 1192, speed)
    return bytes(data)


def quality(*links: tuple[int, int]) -> bytes:
    """A WLAN_REALTIME_CONNECTION_QUALITY of links with a frequency in MHz and a signal in dBm."""
    told = b"".join(struct.pack("<4xIIi256x", megahertz, 80, signal) for megahertz, signal in links)
    return struct.pack("<6I", 10, 90, 866_000, 866_000, len(links) > 1, len(links)) + told


class Pointer(Protocol):
    """What ctypes.byref makes of a pointer."""

    _obj: ctypes.c_void_p


class CostManager:
    """A COM object whose table of functions is made by hand: Release and GetCost."""

    def __init__(self, result: int, cost: int) -> None:
        self.released = 0
        convention = ctypes.CFUNCTYPE
        out = ctypes.POINTER(ctypes.c_uint32)

        def get_cost(_self: int, cost_: ctypes._Pointer[ctypes.c_uint32], _destination: int) -> int:
            cost_[0] = cost
            return result

        def release(_self: int) -> int:
            self.released += 1
            return 0

        self._release = convention(ctypes.c_ulong, ctypes.c_void_p)(release)
        self._get_cost = convention(ctypes.c_long, ctypes.c_void_p, out, ctypes.c_void_p)(get_cost)
        methods = [0, 0, *(ctypes.cast(one, ctypes.c_void_p).value or 0 for one in (self._release, self._get_cost))]
        self._table = (ctypes.c_void_p * 4)(*methods)
        self._object = ctypes.c_void_p(ctypes.addressof(self._table))
        self.address = ctypes.addressof(self._object)

    def library(self, name: str) -> SimpleNamespace:
        assert name == "ole32"
        return library(CoInitializeEx=lambda *_: 0, CoUninitialize=lambda: None, CoCreateInstance=self._create)

    def _create(self, class_: bytes, _outer: None, _context: int, interface: bytes, made: Pointer) -> int:
        assert bytes(class_)[:4] == bytes.fromhex("010cb0dc")
        assert bytes(interface)[:4] == bytes.fromhex("0800b0dc")
        made._obj.value = self.address
        return 0 if self.address else -2147221164
