"""Moving data no faster than a pace, so that a fast line need not be filled to show that it carries so much.

A receiver that takes little at a time lets the sender send little: TCP's window is what is free
in the socket's buffer. A small fixed buffer and reads at a steady pace make an ordinary HTTP
server send at that pace, from the first round trip on, and leave no queue on a line that is faster.
What we send ourselves is given to the system at the pace.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

AMPLE: Final = 1.2
"""The pace over the limit that is asked about: that much more makes "more than" quick to show."""

_SEGMENT = 1448
_FEWEST_SEGMENTS = 8  # in a socket's buffer; with less, one lost packet stops a connection
_SLACK_SECONDS = 0.01
_STORED_SECONDS = 0.015  # of pace that may be made up for at once
_TURN_SECONDS = 0.004  # of pace between two turns
_LEAST_MOVED = 2 * _SEGMENT
_ANY = 1 << 30


class Pace:
    """A pace that flows share: a token bucket that is filled as time goes by.

    ``round_trip`` is the longest that is usual on the line at rest, in seconds.
    """

    def __init__(self, mbit_per_second: float, round_trip: float) -> None:
        self._round_trip = round_trip
        self._bytes_per_second = mbit_per_second * 1e6 / 8
        self._worth_it = max(_TURN_SECONDS * self._bytes_per_second, _LEAST_MOVED)
        self._stored = 0.0
        self._filled = time.monotonic()
        self._line: deque[object] = deque()

    def window(self, flows: int) -> int:
        """Return how many bytes each of the flows may have under way.

        A little more than the pace needs: where the line is slower, the rest waits before it,
        long enough to show in the round trip and not so long that packets are dropped.
        """
        together = self._bytes_per_second * (self._round_trip + _SLACK_SECONDS)
        return max(int(together / flows), _FEWEST_SEGMENTS * _SEGMENT)

    @contextmanager
    def in_line(self) -> Iterator[object]:
        """Line up for the next turn, so that every flow has its share; give up the place at the end."""
        place = object()
        self._line.append(place)
        try:
            yield place
        finally:
            self._line.remove(place)

    def is_first(self, place: object) -> bool:
        """Whether nobody has lined up before."""
        return self._line[0] is place

    def may_move(self) -> int:
        """Return how many bytes may be moved now: 0, or enough to be worth it."""
        if math.isinf(self._bytes_per_second):
            return _ANY
        now = time.monotonic()
        most = max(_STORED_SECONDS * self._bytes_per_second, 2 * self._worth_it)
        self._stored = min(self._stored + (now - self._filled) * self._bytes_per_second, most)
        self._filled = now
        return int(self._stored) if self._stored >= self._worth_it else 0

    def release(self) -> None:
        """Let everybody go as fast as they can from now on."""
        self._bytes_per_second = math.inf

    def took(self, count: int) -> None:
        """Note that so many bytes were moved."""
        self._stored -= count

    def again(self) -> float:
        """Return the moment (monotonic) from which something may be moved again."""
        return time.monotonic() + max((self._worth_it - self._stored) / self._bytes_per_second, 0.001)
