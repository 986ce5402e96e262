"""Sends what waits in the outbox: takes one letter after another, tries once, notes what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Protocol

from readiness.domain.delivery import DeliveryMethod, Post, Result
from readiness.store.outbox import Outbox, OutboxUnavailableError

_LONGEST_NAP: Final = 60.0
"""A computer may sleep, or its clock be set: looking again is cheap."""


class Carrier(Protocol):
    """Tries to get one letter to its destination."""

    def carry(self, method: DeliveryMethod, address: str, key: str, body: bytes) -> Result:
        """Try once, and return what came of it."""


def send_due(outbox: Outbox, carrier: Carrier, told: Callable[[Post, Result], None] = lambda *_: None) -> int:
    """Try everything that is due, and return how many tries that took. Raises OutboxUnavailableError."""
    count = 0
    while _sent_one(outbox, carrier, told):
        count += 1
    return count


def _sent_one(outbox: Outbox, carrier: Carrier, told: Callable[[Post, Result], None]) -> bool:
    """Try one that is due, and tell whether there was one."""
    post = outbox.take()
    if post is None:
        return False
    letter = post.letter
    result = carrier.carry(letter.method, letter.address, letter.key, letter.body)
    told(post, Result(outbox.settle(post, result), result.error, result.place))
    return True


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


class Dispatch:
    """Sends on a daemon thread of its own, which is there only while something waits.

    ``told`` is called on that thread after each try. Whatever is under way when the program ends
    stands in the outbox still, and is sent when it is started the next time.
    """

    def __init__(self, carrier: Carrier, told: Callable[[], None]) -> None:
        self._carrier, self._told = carrier, told
        self._gate = threading.Lock()
        self._woken = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Look at once whether there is something to send."""
        with self._gate:
            self._woken.set()
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._work, name="dispatch", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Begin nothing any more."""
        with self._gate:
            self._closed = True
            self._woken.set()

    def see_out(self, seconds: float) -> None:
        """After ``close``, wait so long at most for a try that is under way."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _work(self) -> None:
        try:
            with Outbox() as outbox:
                self._send(outbox)
        except OutboxUnavailableError:
            self._told()
        finally:
            with self._gate:
                if self._thread is threading.current_thread():
                    self._thread = None

    def _send(self, outbox: Outbox) -> None:
        while True:
            self._woken.clear()
            while not self._closed and _sent_one(outbox, self._carrier, lambda *_: self._told()):
                pass
            wait = outbox.wait_seconds()
            with self._gate:
                if self._closed or (wait is None and not self._woken.is_set()):
                    self._thread = None  # here, so that whoever wakes it now starts another
                    return
            self._woken.wait(min(wait or 0.0, _LONGEST_NAP))
