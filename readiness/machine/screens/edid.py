"""What a screen says of itself: EDID, the 128 bytes every screen sends (VESA E-EDID 1.4).

Bytes 21 and 22 are its size in cm, 54 to 71 the mode its maker prefers (3.10.2): active
pixels, and the size of the picture in mm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LENGTH: Final = 128
_MAGIC: Final = b"\x00\xff\xff\xff\xff\xff\xff\x00"
_PREFERRED: Final = 54
_MM_PER_CM: Final = 10
_FURTHEST_APART: Final = 10.0
"""Millimetres by which the two sizes may differ by rounding; some makers write a ratio, 16 by 9, into one."""
_SMALLEST: Final = 50


@dataclass(frozen=True, slots=True)
class Edid:
    """Width and height of the preferred mode in pixels, and of the screen in mm; None where it does not say."""

    pixels: tuple[int, int] | None
    millimetres: tuple[float, float] | None
    spread: float = 0.5


def parse_edid(data: bytes) -> Edid | None:
    """Return what an EDID says, None for anything that is none: too short, no header, or a wrong sum."""
    block = data[:LENGTH]
    if len(block) < LENGTH or not block.startswith(_MAGIC) or sum(block) % 256:
        return None
    pixels, exact = _preferred(block[_PREFERRED : _PREFERRED + 18])
    rough = tuple(float(_MM_PER_CM * centimetres) for centimetres in block[21:23])
    if exact and (not all(rough) or all(abs(a - b) <= _FURTHEST_APART for a, b in zip(exact, rough, strict=True))):
        return Edid(pixels, exact)
    return Edid(pixels, (rough[0], rough[1]) if all(rough) else None, spread=_MM_PER_CM / 2)


def _preferred(timing: bytes) -> tuple[tuple[int, int] | None, tuple[float, float] | None]:
    if not int.from_bytes(timing[:2], "little"):  # a text, not a mode
        return None, None
    pixels = (timing[2] | (timing[4] & 0xF0) << 4, timing[5] | (timing[7] & 0xF0) << 4)
    size = (timing[12] | (timing[14] & 0xF0) << 4, timing[13] | (timing[14] & 0x0F) << 8)
    told = (float(size[0]), float(size[1])) if min(size) > _SMALLEST else None
    return (pixels if all(pixels) else None), told
