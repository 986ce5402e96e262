"""What the server gives at most, so that it stays a good neighbour to everybody on its line."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

_BURST_SECONDS: Final = 0.02  # how much may go at once after a rest
_LONGEST_PAUSE: Final = 0.1
_SMALLEST_TURN: Final = 16_384  # bytes; less is not worth a turn


@dataclass(frozen=True, slots=True)
class Limits:
    """Rates in Mbit/s, sizes in MB, times in seconds.

    ``mbit_per_second`` is what all clients together get, each way. ``megabytes`` and
    ``seconds`` are for one connection's transfers and one session's trains;
    ``session_seconds`` is how long a session may last, ``idle_seconds`` how long a
    connection may say nothing, and ``train_seconds`` how long one train may be.
    """

    mbit_per_second: float = math.inf
    megabytes: float = 4_000.0
    seconds: float = 60.0
    connections: int = 512
    sessions: int = 64
    session_seconds: float = 300.0
    idle_seconds: float = 30.0
    head_seconds: float = 10.0
    train_seconds: float = 3.0
    probes_per_second: float = 1_000.0


@dataclass(slots=True)
class Allowance:
    """What may move now in one direction, all clients together: a bucket that fills at the rate allowed."""

    mbit_per_second: float
    clock: Callable[[], float] = time.monotonic
    _bytes: float = 0.0
    _filled: float = field(default=-math.inf)
    _reserved: float = 0.0

    def granted(self, wanted: int) -> int:
        """Return how many bytes may move at once, at most ``wanted``; 0 means to wait a little."""
        if math.isinf(self.mbit_per_second):
            return wanted
        self._fill()
        return min(wanted, int(self._bytes)) if self._bytes >= min(wanted, _SMALLEST_TURN) else 0

    def spend(self, count: int) -> None:
        """Take off what has moved."""
        self._bytes -= count

    def pause(self) -> float:
        """Return after how many seconds it is worth asking again."""
        return min(_SMALLEST_TURN / max(self._bytes_per_second, 1.0), _LONGEST_PAUSE)

    @contextmanager
    def reserved(self, mbit_per_second: float) -> Iterator[bool]:
        """Set a rate aside for a train, and tell whether there was so much."""
        room = self._reserved + mbit_per_second <= self.mbit_per_second
        self._reserved += mbit_per_second if room else 0.0
        try:
            yield room
        finally:
            self._reserved -= mbit_per_second if room else 0.0

    @property
    def _bytes_per_second(self) -> float:
        return max(self.mbit_per_second - self._reserved, 0.0) * 125_000

    def _fill(self) -> None:
        now = self.clock()
        most = max(self._bytes_per_second * _BURST_SECONDS, _SMALLEST_TURN)
        # An endless time since the last filling fills it, and no more.
        since = min(now - self._filled, 1.0)
        self._bytes = min(self._bytes + since * self._bytes_per_second, most)
        self._filled = now
