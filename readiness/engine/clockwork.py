"""How far the computer's clock was moved while a check went on: told with a signed report, judged by nobody."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from readiness.domain.facts import Measured

CLOCK_JUMP: Final = "system.clock_jump"


def ticks() -> float:
    """Return seconds on a clock that cannot be set and that goes on while the computer sleeps.

    Which one that is differs: CLOCK_BOOTTIME on Linux (clock_gettime(2)), CLOCK_MONOTONIC on macOS (clock_gettime(3)),
    where Python's own ``monotonic`` stands still meanwhile, and ``monotonic`` on Windows.
    """
    clock = getattr(time, "CLOCK_BOOTTIME", None) or getattr(time, "CLOCK_MONOTONIC", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def wall() -> float:
    """Return seconds on the clock that people see, and can set."""
    return datetime.now(UTC).timestamp()


class Clockwork:
    """Both clocks, read when a check begins."""

    def __init__(self, tick: Callable[[], float] = ticks, tell: Callable[[], float] = wall) -> None:
        self._tick, self._tell = tick, tell
        self._begun = tell() - tick()

    def jump(self) -> Measured:
        """Return by how much the one ran ahead of the other since: about nothing, unless somebody set it."""
        return Measured(round(self._tell() - self._tick() - self._begun, 1) + 0.0, "s", at=datetime.now(UTC))
