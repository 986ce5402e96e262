"""A session with a server of our own kind: one connection on which questions are asked, one after another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from readiness.domain.facts import Unavailable
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.address import Endpoint, Url
from readiness.machine.speed.net.http1 import Body, Head, NotHttp, request
from readiness.machine.speed.net.reactor import Reactor, Steps, Task, pause
from readiness.machine.speed.net.transport import Wire
from readiness.machine.speed.responder.capabilities import Capabilities
from readiness.machine.speed.servers.server import told_apart

_LONGEST_DOCUMENT: Final = 1 << 16


def exchanged(wire: Wire, question: bytes, seconds: float | None = None) -> Steps[tuple[Head, bytes]]:
    """Ask, and read the answer, which begins after ``seconds`` at most, or as any does. Raises OSError and NotHttp."""
    yield from wire.send_all(question)
    head, document = yield from wire.head(seconds)
    body, buffer = Body.after(head), bytearray(_LONGEST_DOCUMENT)
    body.feed(memoryview(document))
    while not body.done and len(document) < _LONGEST_DOCUMENT:
        count = yield from wire.receive(buffer, wire.deadline())
        if not count:
            break
        body.feed(memoryview(buffer)[:count])
        document += buffer[:count]
    if body.chunked:  # ours are not, so it is somebody else's
        raise NotHttp
    return head, document


class Session:
    """A session with a server.

    ``segment`` and ``datagram`` are how much one packet carries, of TCP and of UDP;
    ``round_trip`` is how long the server took to answer, in seconds.
    """

    def __init__(self, url: Url, endpoint: Endpoint, able: Capabilities, wire: Wire, reactor: Reactor) -> None:
        self.url, self.endpoint, self.able, self.reactor = url, endpoint, able, reactor
        self.token, self.segment, self.datagram = b"", 0, 0
        self.round_trip = 0.0
        self._wire = wire
        self._asking = False
        self._broken: Unavailable | None = None

    @property
    def name(self) -> str:
        """The server as people see it."""
        return self.url.authority

    @property
    def udp(self) -> Endpoint:
        """Where its UDP side is."""
        family, address = self.endpoint
        return family, (address[0], self.able.udp_port, *address[2:])

    def ask(self, reference: str, seconds: float, **query: object) -> Task[Mapping[str, Any]]:
        """Ask for something that may take so many seconds, while other things go on."""
        return self.reactor.spawn(self.asked(f"{reference}?{urlencode(query)}", seconds))

    def asked(self, reference: str, seconds: float | None = None) -> Steps[Mapping[str, Any]]:
        """Ask for something and return the answer; one question waits for the other.

        A session whose server once failed to answer stays broken: nobody waits for it twice.

        Raises:
            Unavailable: no answer, or a refusal.
        """
        while self._asking:
            yield from pause(0.002)
        if self._broken:
            raise self._broken
        self._asking, self._broken = True, faults.cut(self.name)  # as long as the answer is not whole
        try:
            with told_apart(self.name):
                head, document = yield from exchanged(self._wire, request(self.url.at(reference), 0), seconds)
            self._broken = None
        except Unavailable as reason:
            self._broken = reason
            raise
        finally:
            self._asking = False
        return _read(head, document, self.name)


def _read(head: Head, document: bytes, server: str) -> Mapping[str, Any]:
    if head.status != 200:  # noqa: PLR2004 - OK
        raise faults.refused(server, head.status)
    try:
        found = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise faults.no_speed_server(server) from error
    if not isinstance(found, dict):
        raise faults.no_speed_server(server)
    return found
