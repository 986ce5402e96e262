"""How far the computer's clock was moved while a check went on: told with a signed report, judged by nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from readiness.domain.facts import Measured
from readiness.machine.clocks import suspend_aware

CLOCK_JUMP: Final = "system.clock_jump"


def wall() -> float:
    """Return seconds on the clock that people see, and can set."""
    return datetime.now(UTC).timestamp()


class ClockJumpDetector:
    """Both clocks, read when a check begins."""

    def __init__(self, tick: Callable[[], float] = suspend_aware, tell: Callable[[], float] = wall) -> None:
        self._tick, self._tell = tick, tell
        self._begun = tell() - tick()

    def jump(self) -> Measured:
        """Return by how much the one ran ahead of the other since: about nothing, unless somebody set it."""
        return Measured(round(self._tell() - self._tick() - self._begun, 1) + 0.0, "s", at=datetime.now(UTC))
