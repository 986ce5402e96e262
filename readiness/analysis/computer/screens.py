"""Screens: what is known of each, and which of several a requirement is about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_MILLIMETRES_PER_INCH: Final = 25.4


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen in use. What is not known is None.

    ``pixels`` and ``millimetres`` are width and height; ``scaling`` is the system's magnification in percent;
    ``spread`` is the uncertainty of each length in millimetres.
    """

    pixels: tuple[int, int] | None = None
    millimetres: tuple[float, float] | None = None
    scaling: float | None = None
    spread: float = 0.5

    @property
    def inches(self) -> float | None:
        """The diagonal in inches."""
        if self.millimetres is None:
            return None
        return math.hypot(*self.millimetres) / _MILLIMETRES_PER_INCH

    @property
    def inches_spread(self) -> float:
        """The uncertainty of the diagonal in inches: at most that of both sides together."""
        return math.hypot(self.spread, self.spread) / _MILLIMETRES_PER_INCH


def largest(screens: Sequence[Screen]) -> Screen | None:
    """Return the screen with the most pixels, which is taken for the one used for work; None without screens."""
    return max(screens, key=lambda screen: math.prod(screen.pixels or (0,)), default=None)
