"""The round trip of a line as TCP shows it: how long a connection takes to come about."""

from __future__ import annotations

import contextlib
import math
import sys
import time

from readiness.machine.speed.address import Endpoint
from readiness.machine.speed.reactor import Steps
from readiness.machine.speed.tcp_info import tcp_info
from readiness.machine.speed.transport import abort, connected

_LOST_AFTER = 0.9  # seconds; a lost first packet is sent again after 1 s (RFC 6298)
_LOOKS = 3


def quickest_round_trip(endpoint: Endpoint) -> Steps[float]:
    """Return the shortest of a few round trips, in seconds. A lost packet is no silent server, unless all are lost.

    Raises:
        OSError: nobody is there; TimeoutError when nothing came back.
    """
    best = math.inf
    for _ in range(_LOOKS):
        with contextlib.suppress(TimeoutError):
            best = min(best, (yield from one_round_trip(endpoint)))
    if best == math.inf:
        raise TimeoutError
    return best


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
