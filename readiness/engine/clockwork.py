"""How far the computer's clock was moved while a check went on: told with a signed report, judged by nobody."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from readiness.domain.facts import Measured

CLOCK_JUMP: Final = "system.clock_jump"


def ticks() -> float:
    """Return seconds on a clock that cannot be set, and that goes on while the computer sleeps where there is one."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


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
