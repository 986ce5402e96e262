"""By how much the computer's clock was set during a check; reported as a signal, judged by nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from readiness.domain.facts import Measured
from readiness.machine.clocks import suspend_aware

CLOCK_JUMP: Final = "system.clock_jump"


def wall() -> float:
    """Return the seconds since 1970 of the wall clock, which people can set."""
    return datetime.now(UTC).timestamp()


class ClockJumpDetector:
    """Compares the wall clock with a clock that nobody can set, from its creation on."""

    def __init__(self, tick: Callable[[], float] = suspend_aware, tell: Callable[[], float] = wall) -> None:
        self._tick, self._tell = tick, tell
        self._begun = tell() - tick()

    def jump(self) -> Measured:
        """Return by how many seconds the wall clock ran ahead since then; about zero unless somebody set it."""
        return Measured(round(self._tell() - self._tick() - self._begun, 1) + 0.0, "s", at=datetime.now(UTC))
