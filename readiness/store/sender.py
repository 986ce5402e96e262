"""Sends what waits in the outbox: takes one letter after another, tries once, notes what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Protocol

from readiness.domain.delivery import Result, Way
from readiness.store.outbox import Outbox, Post

_LONGEST_NAP: Final = 60.0
"""A computer may sleep, or its clock be set: looking again is cheap."""


class Carrier(Protocol):
    """Tries to get one letter to its destination."""

    def carry(self, way: Way, address: str, key: str, body: bytes) -> Result:
        """Try once, and return what came of it."""


def send_due(outbox: Outbox, carrier: Carrier, told: Callable[[Post, Result], None] = lambda *_: None) -> int:
    """Try everything that is due, and return how many tries that took. Raises OutboxUnavailableError."""
    count = 0
    while post := outbox.take():
        letter = post.letter
        result = carrier.carry(letter.way, letter.address, letter.key, letter.body)
        told(post, Result(outbox.settle(post, result), result.error, result.place))
        count += 1
    return count


def keep_sending(
    outbox: Outbox,
    carrier: Carrier,
    cancel: threading.Event,
    told: Callable[[Post, Result], None] = lambda *_: None,
) -> None:
    """Send until nothing waits any more, or ``cancel`` is set. Raises OutboxUnavailableError."""
    while not cancel.is_set():
        send_due(outbox, carrier, told)
        wait = outbox.wait_seconds()
        if wait is None:
            return
        cancel.wait(min(wait, _LONGEST_NAP))
