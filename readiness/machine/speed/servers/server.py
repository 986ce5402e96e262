"""What a measuring server is to the engine, whoever runs it, and how one is spoken to first."""

from __future__ import annotations

import contextlib
import math
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from readiness.analysis.line.speed_test import SpeedQuestion, Verdict
from readiness.analysis.line.throughput import Sample
from readiness.domain.message import Message
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.address import Endpoint, Url
from readiness.machine.speed.net.http1 import Body, Head, NotHttp, is_page, request
from readiness.machine.speed.net.reactor import Reactor, Steps
from readiness.machine.speed.net.transport import Wire, opened

_LOOK_AGAIN = 0.05
_OTHERS_MAY_TAKE = 1.0  # seconds after the first has answered: a dead server costs no more
_BEGINNING = 1_024  # bytes of a body that tell a web page from an answer


class Counts(Protocol):
    """One upload as the server sees it."""

    upload: Url
    """Where to POST what is to be counted."""

    def follow(self, samples: list[Sample]) -> Steps[None]:
        """Append what has arrived, on the server's clock, as often as the server tells; for ever.

        Raises:
            Unavailable: the server tells no more.
        """


class Trains(Protocol):
    """A server that sends, and takes, UDP packets at a given pace."""

    def decide(self, question: SpeedQuestion, megabytes: float) -> Steps[Answer]:
        """Answer a question about a rate, moving at most so much. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A probe that came back.

    ``received`` is how many had reached the server by then and ``reached`` when this one did,
    in seconds of the server's clock; None where it does not tell.
    """

    number: int
    received: int | None = None
    reached: float | None = None


class Echo(Protocol):
    """A UDP address that returns what it is sent."""

    endpoint: Endpoint

    def probe(self, number: int, size: int = 0) -> bytes:
        """Return the datagram to send as probe ``number``, of ``size`` bytes or the fewest there can be."""

    def returned(self, datagram: bytes) -> Returned | None:
        """Read what came back; None when it is nothing of ours."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found out about a question on a rate, in the terms of ``Decided``.

    ``mbit_per_second`` and ``half_width`` are of what was seen to arrive: the line's own
    rate when ``full``, something it carried with ease when not.
    """

    verdict: Verdict
    confidence: float
    mbit_per_second: float
    half_width: float
    full: bool
    megabytes: float
    method: Message


@dataclass(frozen=True, slots=True)
class Server:
    """A server that has answered.

    ``name`` is what people see, ``kind`` what it speaks, ``url`` where connections go and
    ``endpoint`` the address that answered. ``download`` gives the address of about that
    many MB; one POST to ``upload`` carries ``upload_bytes``. ``round_trip`` is in seconds.

    Some can do more: ``counts`` begins an upload that the server counts, ``trains`` sends
    UDP packets at a pace, ``echo`` returns UDP probes. ``quick`` is answered at once and with
    little; where there is none, a GET of ``upload`` is. ``most`` is what it gives at most, in Mbit/s,
    and ``most_flows`` how many it takes in one direction. Where ``protocol`` is not empty, data
    moves over WebSocket, in messages of that subprotocol with ``upload_bytes`` each. ``receipt`` asks for
    the server's signed word on what it saw, bound to something of ours.
    """

    name: str
    kind: str
    url: Url
    endpoint: Endpoint
    download: Callable[[int], Url]
    upload: Url
    upload_bytes: int
    round_trip: float = 0.0
    counts: Callable[[], Counts] | None = None
    trains: Trains | None = None
    echo: Echo | None = None
    quick: Url | None = None
    most: float = math.inf
    most_flows: float = math.inf
    protocol: str = ""
    receipt: Callable[[str], Steps[bytes]] | None = None


class Provider(Protocol):
    """A source of measuring servers. ``missing`` are the names of those that should have been found and were not."""

    missing: Sequence[str]

    def find(self, reactor: Reactor) -> list[Server]:
        """Return servers that answered, the best first, at least one. Raises Unavailable and Stopped."""


@contextlib.contextmanager
def told_apart(server: str) -> Iterator[None]:
    """Turn what can go wrong in a conversation with a server into Unavailable."""
    try:
        yield
    except OSError as error:
        raise faults.unreachable(server, error) from error
    except NotHttp as error:
        raise faults.no_speed_server(server) from error


def asked(
    url: Url, endpoint: Endpoint, most: int = _BEGINNING, connection: socket.socket | None = None
) -> Steps[tuple[Head, bytes]]:
    """GET something small on a connection of its own; returns head and about the first ``most`` bytes of the body.

    Where there is a ``connection`` already, it is used, and closed.

    Raises:
        Unavailable: no connection, no HTTP, or a web page where data was asked for.
    """
    with told_apart(url.host):
        wire = yield from opened(url, endpoint, connection=connection)
        try:
            yield from wire.send_all(request(url))
            head, body = yield from wire.head()
            body = yield from _beginning(wire, head, body, most)
        finally:
            wire.abort()
    if head.status == 200 and is_page(body):  # noqa: PLR2004 - OK
        raise faults.web_page(url.host)
    return head, body


def _beginning(wire: Wire, head: Head, body: bytes, most: int) -> Steps[bytes]:
    follow, buffer = Body.after(head), bytearray(most)
    follow.feed(memoryview(body))
    while not follow.done and len(body) < most:
        count = yield from wire.receive(buffer, wire.deadline())
        if not count:
            break
        follow.feed(memoryview(buffer)[:count])
        body += buffer[:count]
    return body


def answering(looks: list[Steps[Server]], reactor: Reactor) -> list[Server]:
    """Run the first conversations with several servers side by side; return those that answered, in order.

    Raises:
        Unavailable: none did; the first one's reason.
        Stopped: the person asked to stop.
    """
    return [server for server in each_answering(looks, reactor) if server]


def each_answering(looks: list[Steps[Server]], reactor: Reactor) -> list[Server | None]:
    """Do the same, and return None in the place of each that did not answer.

    Raises:
        Unavailable: none did; the first one's reason.
        Stopped: the person asked to stop.
    """
    tasks = [reactor.spawn(look) for look in looks]
    end = math.inf
    while not all(task.done for task in tasks) and time.monotonic() < end:
        reactor.step(_LOOK_AGAIN)
        if end == math.inf and any(task.done and not task.error for task in tasks):
            end = time.monotonic() + _OTHERS_MAY_TAKE
    for task in tasks:
        reactor.drop(task)
    if all(task.error for task in tasks):
        raise next(task.error for task in tasks if task.error)
    return [None if task.error else task.result() for task in tasks]
