"""Round trips of an idle line: how long a TCP connection takes to come about, again and again."""

from __future__ import annotations

import sys
import time

from readiness.machine.speed.address import Endpoint
from readiness.machine.speed.reactor import Reactor, Steps, Task, pause
from readiness.machine.speed.tcp_info import tcp_info
from readiness.machine.speed.transport import abort, connected

ROUND_TRIPS = 20
FEWEST_ROUND_TRIPS = 5
_SPACING = 0.04  # seconds between two connections
_LOST_AFTER = 0.9  # seconds; a lost first packet is sent again after 1 s (RFC 6298)
_LOOKS = 3


def round_trips(
    endpoint: Endpoint, reactor: Reactor, number: int = ROUND_TRIPS, spacing: float = _SPACING
) -> list[float]:
    """Return the round trips in seconds, in the order they began; those that were lost are left out.

    Raises:
        Stopped: the person asked to stop.
    """
    tasks = [reactor.spawn(_later(endpoint, i * spacing)) for i in range(number)]
    while not all(task.done for task in tasks):
        reactor.step(spacing)
    return [task.result() for task in tasks if not task.error]


class Pulse:
    """Round trips one after another beside whatever else is on the line, until it is closed."""

    def __init__(self, reactor: Reactor, endpoint: Endpoint) -> None:
        self._reactor, self._endpoint = reactor, endpoint
        self._under_way: list[Task[None]] = []
        self.trips: list[float] = []
        self._task = reactor.spawn(self._beat())

    def close(self) -> None:
        """End it."""
        for task in (self._task, *self._under_way):
            self._reactor.drop(task)

    def _beat(self) -> Steps[None]:
        while True:
            self._under_way = [task for task in self._under_way if not task.done]
            self._under_way.append(self._reactor.spawn(self._once()))
            yield from pause(_SPACING)

    def _once(self) -> Steps[None]:
        trip = yield from one_round_trip(self._endpoint)
        self.trips.append(trip)


def quickest_round_trip(endpoint: Endpoint) -> Steps[float]:
    """Return the shortest of a few round trips, in seconds. Raises OSError."""
    best = float("inf")
    for _ in range(_LOOKS):
        best = min(best, (yield from one_round_trip(endpoint)))
    return best


def _later(endpoint: Endpoint, after: float) -> Steps[float]:
    yield from pause(after)
    return (yield from one_round_trip(endpoint))


def one_round_trip(endpoint: Endpoint) -> Steps[float]:
    """Connect and hang up; returns the seconds it took. Raises OSError; TimeoutError when a packet was lost."""
    start = time.perf_counter()
    connection = yield from connected(endpoint, _LOST_AFTER)
    try:
        seconds = time.perf_counter() - start
        info = tcp_info(connection) if sys.platform == "linux" else None
        # The kernel's own figure leaves out how long this program took to notice.
        return min(info.round_trip, seconds) if info and info.round_trip else seconds
    finally:
        abort(connection)
