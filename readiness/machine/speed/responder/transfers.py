"""Noise over TCP: sent as fast as it is taken, and taken as fast as it comes."""

from __future__ import annotations

import os
import time
from typing import Final

from readiness.machine.speed.net.http1 import Body
from readiness.machine.speed.net.reactor import READ, WRITE, Steps, Wait, pause
from readiness.machine.speed.net.transport import Wire
from readiness.machine.speed.responder.limits import Allowance, Limits
from readiness.machine.speed.responder.requests import Refused
from readiness.machine.speed.transfer.counting import Meter

_NOISE: Final = memoryview(os.urandom(1 << 20))  # what cannot be compressed on the way
_PIECE: Final = 1 << 18
_PIECES_A_TURN: Final = 2  # then others have theirs
_STALL_SECONDS: Final = 10.0


class TooMuch(Exception):  # noqa: N818 - what the client wanted
    """A transfer took longer, or moved more, than the server allows; its connection ends."""


class Tally:
    """What one connection may still move."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._bytes_left = limits.megabytes * 1e6
        self._end = 0.0

    def begin(self) -> None:
        """Start a transfer's time."""
        self._end = time.monotonic() + self._limits.seconds

    def take(self, count: int) -> None:
        """Take off what has moved. Raises TooMuch."""
        self._bytes_left -= count
        if self._bytes_left < 0 or time.monotonic() > self._end:
            raise TooMuch


def flood(wire: Wire, total: int, meter: Meter, allowance: Allowance, tally: Tally) -> Steps[None]:
    """Send so many bytes of noise. Raises OSError and TooMuch."""
    left, turn = total, 0
    tally.begin()
    while left:
        room = allowance.granted(min(left, _PIECE))
        if not room:
            yield from pause(allowance.pause())
            continue
        start = (total - left) % (len(_NOISE) - _PIECE)
        wait, count = wire.try_send(_NOISE[start : start + room])
        if wait:
            yield Wait(time.monotonic() + _STALL_SECONDS, wire.connection, wait)
            continue
        left -= count
        meter.moved += count
        allowance.spend(count)
        tally.take(count)
        turn = (turn + 1) % _PIECES_A_TURN
        if not turn:
            yield Wait(time.monotonic() + _STALL_SECONDS, wire.connection, WRITE)


def sink(wire: Wire, body: Body, buffer: bytearray, meter: Meter, allowance: Allowance, tally: Tally) -> Steps[None]:
    """Take a body to its end and forget it. Raises OSError, NotHttp and TooMuch."""
    view, turn = memoryview(buffer), 0
    tally.begin()
    while not body.done:
        room = allowance.granted(len(buffer))
        if not room:
            yield from pause(allowance.pause())
            continue
        count = yield from wire.receive(view[:room], time.monotonic() + _STALL_SECONDS)
        if not count:
            raise ConnectionResetError("the body ended early")
        meter.moved += count
        body.feed(view[:count])
        allowance.spend(count)
        tally.take(count)
        turn = (turn + 1) % _PIECES_A_TURN
        if not turn and not body.done:
            yield Wait(time.monotonic() + _STALL_SECONDS, wire.connection, READ)


def body_of(length: int, *, chunked: bool, most: float) -> Body:
    """Return a request's body to follow. Raises Refused when it is larger than is taken."""
    if length > most:
        raise Refused(413)
    return Body(None, chunked=True) if chunked else Body(length, chunked=False, done=not length)
