"""The data itself: one flow reads from a server, or writes to it, until it is told to end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from readiness.machine.speed.net import faults
from readiness.machine.speed.net.address import Url
from readiness.machine.speed.net.http1 import Body, Head, is_page, request
from readiness.machine.speed.net.reactor import READ, WRITE, Steps, Wait, pause
from readiness.machine.speed.net.tcp_info import tcp_info
from readiness.machine.speed.net.transport import Wire, opened
from readiness.machine.speed.net.websocket import SWITCHING, Messages, agrees, head_of_noise, new_key, upgrade
from readiness.machine.speed.servers.server import Server, told_apart
from readiness.machine.speed.transfer.counting import Count, Meter, begin_delivering, begin_receiving
from readiness.machine.speed.transfer.pace import Pace

_BUFFER = 1 << 18
_READS_A_TURN = 8  # then the other flows have theirs
_SMALLEST_ANSWER = 65_536  # bytes; less than this, again and again, is no download
_DRAIN_SECONDS = 60.0  # a full send buffer may take long to empty; the engine notices stalls
_AT_THE_GATE = 0.002  # seconds between two looks
_WITH_HEAD = 8_192  # bytes that any send buffer takes at once
_NOISE = os.urandom(1 << 20)  # what cannot be compressed on the way


class Ledger:
    """Adds up what the flows of one direction have moved, across their connections."""

    def __init__(self, read: Callable[[Meter], Count]) -> None:
        self._read = read
        self._open: dict[Meter, None] = {}
        self._closed = Count(0)

    @contextmanager
    def metered(self, wire: Wire) -> Iterator[Meter]:
        """Count one connection for as long as it lasts."""
        meter = Meter(wire.connection)
        self._open[meter] = None
        try:
            yield meter
        finally:
            self._closed += self._read(meter)
            del self._open[meter]

    def total(self) -> Count:
        """Return what has moved until now."""
        total = self._closed
        for meter in self._open:
            total += self._read(meter)
        return total


@dataclass(slots=True)
class Gate:
    """Holds connections that are there already until it is their turn."""

    is_open: bool = False

    def passed(self) -> Steps[None]:
        """Wait until it is open."""
        while not self.is_open:
            yield from pause(_AT_THE_GATE)


@dataclass(frozen=True, slots=True)
class Order:
    """What a flow is to do: ask for pieces of that many MB, or POST to ``upload``, once the ``gate`` is open.

    Where there is a ``pace``, it goes no faster; what it reads comes with at most ``window`` bytes under way.
    """

    megabytes: int
    upload: Url
    gate: Gate
    pace: Pace | None = None
    window: int = 0


Flow: TypeAlias = Callable[[Server, Ledger, Order], Steps[None]]
"""Moves data in one direction until it is told to end."""


def flow_of(server: Server, *, incoming: bool) -> Flow:
    """Return how a flow of that direction goes with a server."""
    if incoming:
        return download
    return messages if server.protocol else upload


def download(server: Server, ledger: Ledger, order: Order) -> Steps[None]:
    """Read noise for ever, on one connection after another if the server closes them.

    Raises:
        Unavailable: the server refuses, breaks off, or sends something else.
    """
    buffer = bytearray(_BUFFER)
    with told_apart(server.name):
        while True:
            wire = yield from opened(server.url, server.endpoint, order.window)
            try:
                yield from order.gate.passed()
                with ledger.metered(wire) as meter:
                    while (yield from _get(wire, server, meter, order, buffer)):
                        pass
            finally:
                wire.abort()


def _get(wire: Wire, server: Server, meter: Meter, order: Order, buffer: bytearray) -> Steps[bool]:
    """Read one answer to its end; tell whether the connection may be used again."""
    url = server.download(order.megabytes)
    if server.protocol:
        beginning = yield from _upgraded(wire, server, url)
        body: Body | Messages = Messages()
        once = True
    else:
        yield from wire.send_all(request(url))
        head, beginning = yield from wire.head()
        _must_be_data(head, beginning, server)
        body, once = Body.after(head), not head.kept_open
    begin_receiving(meter)
    meter.moved += len(beginning)
    body.feed(memoryview(beginning))
    yield from _read_on(wire, body, meter, buffer, order.pace)
    if body.payload < _SMALLEST_ANSWER:
        raise faults.no_data(server.name)
    return body.done and not once


def _read_on(wire: Wire, body: Body | Messages, meter: Meter, buffer: bytearray, pace: Pace | None) -> Steps[None]:
    view, turn = memoryview(buffer), 0
    while not body.done:
        room = len(buffer)
        if pace:
            room = min(room, (yield from _turn(pace)))
        count = yield from wire.receive(view[:room])
        if not count:
            if isinstance(body, Messages) or (body.length is None and not body.chunked):
                return
            raise ConnectionResetError("the answer ended early")
        meter.moved += count
        body.feed(view[:count])
        if pace:
            pace.took(count)
        turn = (turn + 1) % _READS_A_TURN
        if not turn and not body.done:  # of an answer that has ended there is nothing more to wait for
            yield Wait(None, wire.connection, READ)


def _turn(pace: Pace) -> Steps[int]:
    """Wait until something may be read, and return how much."""
    while not (room := pace.may_move()):
        yield Wait(pace.again())
    return room


def _must_be_data(head: Head, beginning: bytes, server: Server) -> None:
    if 300 <= head.status < 400:  # noqa: PLR2004 - redirects; the first questions were answered here
        raise faults.circles(server.name)
    if head.status != 200:  # noqa: PLR2004 - OK
        raise faults.refused(server.name, head.status)
    if head.looks_like_a_page or is_page(beginning):
        raise faults.web_page(server.name)
    if head.encoded:
        raise faults.no_data(server.name)


def upload(server: Server, ledger: Ledger, order: Order) -> Steps[None]:
    """Write noise for ever, in POSTs of the size the server takes.

    Raises:
        Unavailable: the server refuses or breaks off.
    """
    with told_apart(server.name):
        while True:
            wire = yield from opened(server.url, server.endpoint)
            try:
                yield from order.gate.passed()
                with ledger.metered(wire) as meter:
                    while (yield from _post(wire, server, meter, order)):
                        pass
            finally:
                wire.abort()


def messages(server: Server, ledger: Ledger, order: Order) -> Steps[None]:
    """Write noise for ever, in WebSocket messages; what the server says meanwhile is let pass.

    Raises:
        Unavailable: the server refuses or breaks off.
    """
    with told_apart(server.name):
        wire = yield from opened(order.upload, server.endpoint)
        try:
            yield from order.gate.passed()
            with ledger.metered(wire) as meter:
                heard = Messages()
                heard.feed(memoryview((yield from _upgraded(wire, server, order.upload))))
                begin_delivering(meter)
                while True:
                    yield from wire.send_all(head_of_noise(server.upload_bytes))
                    left = server.upload_bytes
                    while left:
                        left -= yield from _write_or_hear(wire, memoryview(_NOISE)[:left], meter, heard)
        finally:
            wire.abort()


def _write_or_hear(wire: Wire, noise: memoryview, meter: Meter, heard: Messages) -> Steps[int]:
    """Write what can be written now and return how much; listen where nothing can.

    Raises:
        ConnectionResetError: the server ends the conversation.
    """
    wait, count = wire.try_send(noise)
    meter.moved += count
    if wait:
        while said := _heard(wire, bytearray(4096)):
            heard.feed(memoryview(said))
        if heard.done:
            raise ConnectionResetError("closed by the server")
        yield Wait(None, wire.connection, READ | WRITE)
    return count


def _upgraded(wire: Wire, server: Server, url: Url) -> Steps[bytes]:
    """Agree on WebSocket; returns what already came of it. Raises Unavailable where the server does not."""
    key = new_key()
    yield from wire.send_all(upgrade(url, server.protocol, key))
    head, beginning = yield from wire.head()
    if head.status != SWITCHING:
        _must_be_data(head, beginning, server)
    if not agrees(head, server.protocol, key):
        raise faults.no_speed_server(server.name)
    return beginning


def _post(wire: Wire, server: Server, meter: Meter, order: Order) -> Steps[bool]:
    """Write one body and read the answer; tell whether the connection may be used again."""
    begin_delivering(meter)
    question = request(order.upload, server.upload_bytes)
    first = _WITH_HEAD
    if order.pace:
        first = yield from _turn_to_write(order.pace, wire, min(first, server.upload_bytes), len(question))
        order.pace.took(first)
    # The head goes with the first data, so that every packet is full.
    yield from wire.send_all(question + _NOISE[:first])
    meter.moved += first
    early = yield from _write_noise(wire, server.upload_bytes - first, meter, order.pace)
    head, beginning = yield from wire.head(_DRAIN_SECONDS, early)
    if head.status not in {200, 201, 202, 204}:
        _must_be_data(head, b"", server)
    if is_page(beginning):
        raise faults.web_page(server.name)
    body = Body.after(head)
    body.feed(memoryview(beginning))
    buffer = bytearray(4096)
    while not body.done and (count := (yield from wire.receive(buffer))):
        body.feed(memoryview(buffer)[:count])
    return head.kept_open and body.done and not early


def _turn_to_write(pace: Pace, wire: Wire, most: int, before: int = 0) -> Steps[int]:
    """Wait for this flow's turn and return how much to write: whole packets, with what goes ``before`` in the first.

    Packets that are not full say little of what they carried.
    """
    with pace.in_line() as place:
        while not pace.is_first(place) or not (room := pace.may_move()):
            yield Wait(pace.again())
    info = tcp_info(wire.connection)
    odd = (before + room) % info.segment_out if info and info.segment_out else 0
    return min(room - odd if odd < room else room, most)


def _write_noise(wire: Wire, left: int, meter: Meter, pace: Pace | None) -> Steps[bytes]:
    """Write ``left`` bytes; ends early, with what was answered, when the server answers before."""
    noise = memoryview(_NOISE)
    ear = bytearray(4096)
    both = Wait(None, wire.connection, READ | WRITE)
    while left:
        room = (yield from _turn_to_write(pace, wire, left)) if pace else left
        try:
            wait, count = wire.try_send(noise[:room])
        except OSError:
            # A server that refuses hangs up; what it said before is still there to be read.
            heard = _heard(wire, ear)
            if heard:
                return heard
            raise
        left -= count
        meter.moved += count
        if pace:
            pace.took(count)
        if (wait or pace) and (heard := _heard(wire, ear)):
            return heard
        if wait:
            yield both
    return b""


def _heard(wire: Wire, ear: bytearray) -> bytes:
    """Return what the server has said by now. Raises ConnectionResetError when it hung up."""
    wait, count = wire.try_receive(ear)
    if not wait and not count:
        raise ConnectionResetError("closed before the answer")
    return bytes(ear[:count])
