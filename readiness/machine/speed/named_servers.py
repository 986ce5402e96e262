"""The servers that a profile or a person names: our own kind where they are, else LibreSpeed's."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Final

from readiness.machine.speed.net.reactor import Reactor, Steps, Task, pause
from readiness.machine.speed.own import server as own
from readiness.machine.speed.servers import librespeed
from readiness.machine.speed.servers.server import Server, each_answering

_LOOK_AGAIN: Final = 0.002
_OWN_MAY_TAKE: Final = 3.0  # seconds longer than LibreSpeed's answer: a lost first packet is sent again after one


class NamedServers:
    """The servers at some base addresses."""

    def __init__(self, bases: Sequence[str]) -> None:
        self._bases = list(dict.fromkeys(bases))
        self.missing: Sequence[str] = ()

    def find(self, reactor: Reactor) -> list[Server]:
        """Return those that answer, the one with the shortest round trip first. Raises Unavailable and Stopped."""
        found = each_answering([_look(base, reactor) for base in self._bases], reactor)
        self.missing = [base for base, server in zip(self._bases, found, strict=True) if not server]
        return sorted(filter(None, found), key=lambda server: server.round_trip)


def _look(base: str, reactor: Reactor) -> Steps[Server]:
    """Look for both kinds at once, so that what a server is not costs no time."""
    ours, other = reactor.spawn(own.look(base, reactor)), reactor.spawn(librespeed.look(base, reactor))
    try:
        yield from _until_known(ours, other)
        return ours.result() if ours.done and not ours.error else other.result()
    finally:
        reactor.drop(ours)
        reactor.drop(other)


def _until_known(ours: Task[Server], other: Task[Server]) -> Steps[None]:
    """Wait for our own kind's answer, but not long for one that does not come."""
    end = math.inf
    while not (ours.done and (not ours.error or other.done)) and time.monotonic() < end:
        yield from pause(_LOOK_AGAIN)
        if other.done and end == math.inf:
            end = time.monotonic() + _OWN_MAY_TAKE
