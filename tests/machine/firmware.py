"""SMBIOS tables, built after DSP0134."""

from __future__ import annotations


def structure(kind: int, fields: bytes, *strings: str) -> bytes:
    """One structure: a header, its fields from offset 4 on, its strings."""
    texts = b"".join(one.encode() + b"\0" for one in strings) or b"\0"
    return bytes([kind, 4 + len(fields), kind, 0]) + fields + texts + b"\0"


def firmware(*, chassis: int, maker: str, product: str, released: str) -> bytes:
    """A table of three structures: firmware, system, chassis."""
    return (
        structure(0, bytes([1, 2, 0, 0, 3]), "Phoenix", "1.0", released)
        + structure(1, bytes([1, 2, 3, 4]), maker, product, "v1", "a serial number that nobody reads")
        + structure(3, bytes([1, chassis]), maker)
        + structure(127, b"")
    )
