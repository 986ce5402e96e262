"""The offset of this computer's clock, from answers that carry the server's time in whole seconds.

An HTTP server states the second in which it answers (RFC 9110, 6.6.1). That moment lies between request and answer,
so that each answer bounds the offset from both sides. Answers at different fractions of a second narrow it down to
little more than the round trip.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stamp:
    """One answer: the times of request and answer on this computer's clock, and the server's second (Unix time)."""

    asked: float
    heard: float
    second: int


@dataclass(frozen=True, slots=True)
class Offset:
    """By how many seconds this computer's clock is ahead of the server's, plus or minus ``spread``."""

    seconds: float
    spread: float


def offset_of(stamps: Iterable[Stamp]) -> Offset | None:
    """Return the offset that agrees with all answers; None without answers, or if they contradict each other."""
    bounds = [(stamp.asked - stamp.second - 1, stamp.heard - stamp.second) for stamp in stamps]
    if not bounds:
        return None
    lowest, highest = max(low for low, _ in bounds), min(high for _, high in bounds)
    return Offset((lowest + highest) / 2, (highest - lowest) / 2) if lowest <= highest else None
