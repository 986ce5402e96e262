"""The round trip of a line as TCP shows it: how long a connection takes to come about."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from readiness.machine.speed.net.address import Endpoint
from readiness.machine.speed.net.reactor import Reactor, Steps, Task, pause
from readiness.machine.speed.net.tcp_info import tcp_info
from readiness.machine.speed.net.transport import abort, connected

_LOST_AFTER = 0.9  # seconds; a lost first packet is sent again after 1 s (RFC 6298)
_LOOKS = 3
_LOOK_AGAIN = 0.002


def quickest_round_trip(endpoint: Endpoint, reactor: Reactor) -> Steps[float]:
    """Return the shortest of a few round trips made side by side, in seconds.

    A lost packet is no silent server, unless all are lost.

    Raises:
        OSError: nobody is there; TimeoutError when nothing came back.
    """
    looks, start = [reactor.spawn(one_round_trip(endpoint)) for _ in range(_LOOKS)], time.monotonic()
    try:
        while not _are_enough(looks, time.monotonic() - start):
            yield from pause(_LOOK_AGAIN)
        found = [look.result() for look in looks if look.done and not look.error]
    finally:
        for look in looks:
            reactor.drop(look)
    if found:
        return min(found)
    raise min((look.error for look in looks if look.error), key=lambda error: isinstance(error, TimeoutError))


def _are_enough(looks: Sequence[Task[float]], seconds: float) -> bool:
    """Whether all are back, or one is and the others had as long again."""
    back = [look.result() for look in looks if look.done and not look.error]
    return all(look.done for look in looks) or bool(back and seconds > 2 * min(back) + _LOOK_AGAIN)


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
