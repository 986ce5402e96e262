"""Screens: what is seen of each, and which of several a requirement is about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_MILLIMETRES_PER_INCH: Final = 25.4


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen that shows something. What is not known is None.

    ``pixels`` and ``millimetres`` are width and height; ``scaling`` is how large the system
    draws, in percent; ``spread`` is how far each length in millimetres may be off.
    """

    pixels: tuple[int, int] | None = None
    millimetres: tuple[float, float] | None = None
    scaling: float | None = None
    spread: float = 0.5

    @property
    def inches(self) -> float | None:
        """The diagonal, as screens are sold."""
        if self.millimetres is None:
            return None
        return math.hypot(*self.millimetres) / _MILLIMETRES_PER_INCH

    @property
    def inches_spread(self) -> float:
        """How far the diagonal may be off: at most by what both sides together may be."""
        return math.hypot(self.spread, self.spread) / _MILLIMETRES_PER_INCH


def largest(screens: Sequence[Screen]) -> Screen | None:
    """Return the screen with the most pixels, None of none: the one that work is done on."""
    return max(screens, key=lambda screen: math.prod(screen.pixels or (0,)), default=None)
