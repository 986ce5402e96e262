"""A Windows library that holds nothing and hands every function on to another library.

As Microsoft's "PE Format" page describes it: headers and one section with an export table whose
addresses point to names ("other.function"), which the loader follows.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

_AT: Final = 0x1000
"""Where the section lies in memory, and its alignment there."""
_FILE_ALIGNMENT: Final = 0x200
_HEADERS: Final = 0x200
_EXPORT_TABLE: Final = 40
_X86_64: Final = 0x8664
_LIBRARY: Final = 0x2022  # executable, large addresses, library
_READABLE: Final = 0x40000040


def forwarding_library(name: str, functions: Mapping[str, str]) -> bytes:
    """Return a 64-bit DLL that exports each function by forwarding it to ``library.function``."""
    body = _exports(name, dict(sorted(functions.items())))
    padded = body + bytes(-len(body) % _FILE_ALIGNMENT)
    section = struct.pack("<8s6I2HI", b".rdata", len(body), _AT, len(padded), _HEADERS, 0, 0, 0, 0, _READABLE)
    headers = _dos_header() + b"PE\0\0" + _coff_header() + _optional_header(len(body), len(padded)) + section
    return headers + bytes(_HEADERS - len(headers)) + padded


def _exports(name: str, functions: Mapping[str, str]) -> bytes:
    count = len(functions)
    addresses = _AT + _EXPORT_TABLE
    names, ordinals = addresses + 4 * count, addresses + 8 * count
    place = addresses + 10 * count
    texts, where = b"", []
    for text in (name, *functions, *functions.values()):
        where.append(place + len(texts))
        texts += text.encode("ascii") + b"\0"
    table = struct.pack("<2I2H7I", 0, 0, 0, 0, where[0], 1, count, count, addresses, names, ordinals)
    table += struct.pack(f"<{count}I", *where[1 + count :])
    table += struct.pack(f"<{count}I", *where[1 : 1 + count])
    return table + struct.pack(f"<{count}H", *range(count)) + texts


def _dos_header() -> bytes:
    return b"MZ" + bytes(58) + struct.pack("<I", 64)


def _coff_header() -> bytes:
    return struct.pack("<2H3I2H", _X86_64, 1, 0, 0, 0, 112 + 16 * 8, _LIBRARY)


def _optional_header(exports: int, data: int) -> bytes:
    standard = struct.pack("<H2B5I", 0x20B, 14, 0, 0, data, 0, 0, _AT)
    windows = struct.pack(
        "<Q2I6H4I2H4Q2I",
        0x180000000,
        _AT,
        _FILE_ALIGNMENT,
        6,
        0,
        0,
        0,
        6,
        0,
        0,
        2 * _AT,
        _HEADERS,
        0,
        2,
        0x160,
        1 << 20,
        1 << 12,
        1 << 20,
        1 << 12,
        0,
        16,
    )
    return standard + windows + struct.pack("<2I", _AT, exports) + bytes(15 * 8)
