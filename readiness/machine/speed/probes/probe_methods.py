"""Every way a line can be probed, each as a task: by datagrams, or by what any web server answers."""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from readiness.analysis.line.round_trips import Window
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.address import Endpoint, Url, resolved
from readiness.machine.speed.net.http1 import Body, Head, request
from readiness.machine.speed.net.latency import one_round_trip
from readiness.machine.speed.net.reactor import Reactor, Steps, Task, Wait, pause
from readiness.machine.speed.net.transport import Wire, opened
from readiness.machine.speed.probes.icmp import Icmp, open_icmp
from readiness.machine.speed.probes.probing import ProbeMethod, Record, Talk, probing
from readiness.machine.speed.probes.stun import USUAL_PORT, Stun
from readiness.machine.speed.servers.server import Echo, Returned, Server, told_apart

OWN_ECHO: Final = "own_echo"
UDP_ECHO: Final = "udp_echo"
ICMP: Final = "icmp"
STUN: Final = "stun"
WARM: Final = "warm"
CONNECT: Final = "connect"

_ECHO_PORT = 7
_STUN_SPACING = 0.04  # seconds; two servers in turn are 20 ms apart
_ONE_AT_A_TIME = 0.04
_MOST_WARM = 10  # connections that may be waited for at once
_TCP_HEADERS = 2 * (40 + 12)  # bytes around a question and its answer, acknowledgements not counted
_HANDSHAKE = 3 * 52  # bytes of a connection that is opened and reset


# ------------------------------------------------------------------ datagrams


def own_echo(server: Server, echo: Echo) -> ProbeMethod:
    """Return the way by the measuring server's own UDP echo."""

    def probe(record: Record) -> Steps[None]:
        return _on_socket(record, lambda: _open_udp(echo.endpoint), echo)

    return ProbeMethod(OWN_ECHO, server.name, probe)


def udp_echo(address: str) -> ProbeMethod:
    """Return the way by a UDP echo server (RFC 862) that an employer named: "udp://voice.example.com:7"."""

    def probe(record: Record) -> Steps[None]:
        endpoints = yield from _udp_endpoints(address, _ECHO_PORT)
        yield from _on_socket(record, lambda: _open_first(endpoints), PlainEcho())

    return ProbeMethod(UDP_ECHO, address.removeprefix("udp://"), probe)


def stun(address: str) -> ProbeMethod:
    """Return the way by a STUN server: "stun:stun.example.com:3478" (RFC 7064), or its name alone."""
    name = address.removeprefix("stun:")

    def probe(record: Record) -> Steps[None]:
        endpoints = yield from _udp_endpoints(name, USUAL_PORT)
        yield from _on_socket(record, lambda: _open_first(endpoints), Stun())

    return ProbeMethod(STUN, name, probe, least_spacing=_STUN_SPACING)


def icmp(server: Server) -> ProbeMethod:
    """Return the way by ICMP echo to the measuring server's address."""

    def probe(record: Record) -> Steps[None]:
        return _on_socket(record, lambda: open_icmp(server.endpoint), Icmp(server.endpoint[0]))

    return ProbeMethod(ICMP, server.name, probe)


class PlainEcho:
    """What a plain echo server is sent: it comes back as it is."""

    _FORM = struct.Struct("!8sI20x")  # 60 bytes on the line, with the headers of UDP and IPv4

    def __init__(self) -> None:
        self._token = os.urandom(8)

    def probe(self, number: int, size: int = 0) -> bytes:
        """Return token and number, filled up to ``size``."""
        return self._FORM.pack(self._token, number).ljust(size, b"\0")

    def returned(self, datagram: bytes) -> Returned | None:
        """Read what came back; None when it is nothing of ours."""
        if len(datagram) < self._FORM.size or not datagram.startswith(self._token):
            return None
        return Returned(self._FORM.unpack_from(datagram)[1])


def _on_socket(record: Record, open_socket: Callable[[], socket.socket], talk: Talk) -> Steps[None]:
    connection = open_socket()
    with connection:
        yield from probing(record, connection, talk)


def _udp_endpoints(address: str, usual_port: int) -> Steps[list[Endpoint]]:
    """Find "udp://host:port", "host:port" or "host". Raises Unavailable where it is none, or cannot be found."""
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host, port = parts.hostname or "", parts.port or usual_port
    except ValueError as error:
        raise faults.not_an_address(address) from error
    if not host:
        raise faults.not_an_address(address)
    return (yield from resolved(Url("udp", host, port, "/")))


def _open_first(endpoints: list[Endpoint]) -> socket.socket:
    """Open the first of several addresses there is a way to. Raises OSError."""
    for endpoint in endpoints[:-1]:
        try:
            return _open_udp(endpoint)
        except OSError:
            continue
    return _open_udp(endpoints[-1])


def _open_udp(endpoint: Endpoint) -> socket.socket:
    family, address = endpoint
    connection = socket.socket(family, socket.SOCK_DGRAM)
    try:
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection


# ------------------------------------------------------------------ what any web server answers


def warm(server: Server, reactor: Reactor) -> ProbeMethod:
    """Return the way by small requests on connections that stay open.

    TCP sends again what is lost, so loss does not show here, only the wait it makes. Whoever
    waits is left waiting, and another is asked. Beside a transfer that fills the line most
    would wait; there it is timed how long new connections take to come about, and one whose
    first packet is lost counts for nothing.
    """

    def probe(record: Record) -> Steps[None]:
        idle: list[Wire] = []
        asked: list[Task[None]] = []
        try:
            while True:
                yield from _rested(record)
                due = time.monotonic() + record.spacing
                if record.window in {Window.DOWN, Window.UP}:
                    asked.append(reactor.spawn(_connected_once(record, server)))
                elif idle or len(asked) < _MOST_WARM:
                    wire = idle.pop() if idle else None
                    asked.append(reactor.spawn(_asked_once(record, server, wire, idle)))
                yield Wait(due)
                broken = next((task.error for task in asked if task.error), None)
                if broken and not record.answered:
                    raise broken
                asked = [task for task in asked if not task.done]
        finally:
            for task in asked:
                reactor.drop(task)
            for wire in idle:
                wire.abort()

    return ProbeMethod(WARM, server.name, probe, sees_loss=False, least_spacing=_ONE_AT_A_TIME)


def _asked_once(record: Record, server: Server, wire: Wire | None, idle: list[Wire]) -> Steps[None]:
    """Ask on an open connection, or open one, and wait for the answer's end. Raises Unavailable."""
    with told_apart(server.name):
        wire = wire or (yield from opened(server.url, server.endpoint))
        try:
            reusable = yield from _question_and_answer(record, wire, server.quick or server.upload)
        except BaseException:
            wire.abort()
            raise
        if reusable:
            idle.append(wire)
        else:
            wire.abort()


def _question_and_answer(record: Record, wire: Wire, url: Url) -> Steps[bool]:
    """Time one small request; tell whether the connection may be used again."""
    number, question = record.sending(), request(url)
    yield from wire.send_all(question)
    head, beginning = yield from wire.head()
    at = time.perf_counter()
    if head.status not in {200, 204}:
        raise faults.refused(url.host, head.status)
    record.came_back(Returned(number), at)
    size, reusable = yield from _drained(wire, head, beginning)
    record.bytes += len(question) + size + _TCP_HEADERS
    return reusable


def _drained(wire: Wire, head: Head, beginning: bytes) -> Steps[tuple[int, bool]]:
    body, buffer, size = Body.after(head), bytearray(4096), len(beginning)
    body.feed(memoryview(beginning))
    while not body.done and (count := (yield from wire.receive(buffer, wire.deadline()))):
        body.feed(memoryview(buffer)[:count])
        size += count
    # The head's own size is not kept; 200 bytes are what a server of this kind sends.
    return size + 200, head.kept_open and body.done


def _rested(record: Record) -> Steps[None]:
    while record.resting:
        yield from pause(record.spacing)


def connects(server: Server) -> ProbeMethod:
    """Return the last resort: how long it takes a TCP connection to come about, again and again."""

    def probe(record: Record) -> Steps[None]:
        while True:
            yield from _rested(record)
            due = time.monotonic() + record.spacing
            yield from _connected_once(record, server)
            yield Wait(max(due, time.monotonic()))

    return ProbeMethod(CONNECT, server.name, probe, sees_loss=False, least_spacing=_ONE_AT_A_TIME)


def _connected_once(record: Record, server: Server) -> Steps[None]:
    number, began = record.sending(), time.perf_counter()
    record.bytes += _HANDSHAKE
    with told_apart(server.name):
        try:
            seconds = yield from one_round_trip(server.endpoint)
        except TimeoutError:
            return  # a packet was lost, and when TCP sends it again says nothing of the way
        record.came_back(Returned(number), began + seconds)
