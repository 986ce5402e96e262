"""Servers of our own kind (``readiness serve-speed``): a session held open, and what it makes possible.

Such a server tells what has come of an upload, answers UDP probes, and sends and takes
trains of UDP packets.
"""

from __future__ import annotations

import json
import random
import time
from typing import Final
from urllib.parse import urlencode

from readiness.analysis.line.throughput import Sample, packets_as_bytes
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.address import Endpoint, Url, parse_url
from readiness.machine.speed.net.http1 import request
from readiness.machine.speed.net.reactor import Reactor, Steps, Wait
from readiness.machine.speed.net.transport import Wire, met, opened
from readiness.machine.speed.own.session import Session, exchanged
from readiness.machine.speed.own.trains import UdpTrains
from readiness.machine.speed.responder import capabilities, datagrams
from readiness.machine.speed.servers.server import Returned, Server, told_apart

KIND: Final = "Readiness"
_UPLOAD_BYTES: Final = 64 << 20
_MOST_CHUNKS: Final = 1_024
_LONGEST_REPORT: Final = 1 << 16  # bytes of one line about an upload
_SEGMENTS: Final = (500, 1_460)
_DATAGRAMS: Final = (500, 1_472)


def look(text: str, reactor: Reactor) -> Steps[Server]:
    """Open a session with the server of our kind at an address. Raises Unavailable where there is none."""
    url = parse_url(text).at("/")
    endpoint, connection = yield from met(url, reactor)
    with told_apart(url.host):
        wire = yield from opened(url, endpoint, connection=connection)
        reactor.spawn(_held(wire))
        session = yield from _opened(url, endpoint, wire, reactor)
    return _server(session)


def _held(wire: Wire) -> Steps[None]:
    """Keep a connection open until the measurement is over."""
    try:
        yield Wait()
    finally:
        wire.abort()


def _opened(url: Url, endpoint: Endpoint, wire: Wire, reactor: Reactor) -> Steps[Session]:
    head, document = yield from exchanged(wire, request(url.at(capabilities.WELL_KNOWN)))
    able = capabilities.parse(document) if head.status == 200 else None  # noqa: PLR2004 - OK
    if able is None:
        raise faults.no_speed_server(url.host)
    session = Session(url, endpoint, able, wire, reactor)
    start = time.perf_counter()
    found = yield from session.asked(capabilities.SESSION)
    session.round_trip = time.perf_counter() - start
    try:
        token, segment, datagram = bytes.fromhex(found["session"]), int(found["segment"]), int(found["datagram"])
    except (KeyError, ValueError, TypeError) as error:
        raise faults.no_speed_server(url.host) from error
    sizes = _SEGMENTS[0] <= segment <= _SEGMENTS[1] and _DATAGRAMS[0] <= datagram <= _DATAGRAMS[1]
    if len(token) != datagrams.TOKEN_BYTES or not sizes:
        raise faults.no_speed_server(url.host)
    session.token, session.segment, session.datagram = token, segment, datagram
    return session


def _server(session: Session) -> Server:
    url = session.url

    def download(megabytes: int) -> Url:
        chunks = min(max(megabytes, 1), _MOST_CHUNKS)
        return url.at(f"garbage.php?ckSize={chunks}&session={session.token.hex()}&r={random.random()}")  # noqa: S311 - past caches

    return Server(
        session.name,
        KIND,
        url,
        session.endpoint,
        download,
        url.at("empty.php"),
        _UPLOAD_BYTES,
        session.round_trip,
        counts=lambda: UploadCounts(session),
        trains=UdpTrains(session),
        echo=UdpEcho(session),
        most=session.able.mbit_per_second,
        receipt=(lambda bind: _receipt(session, bind)) if session.able.key else None,
    )


def _receipt(session: Session, bind: str) -> Steps[bytes]:
    """Ask for a receipt. Raises Unavailable."""
    found = yield from session.asked(f"{capabilities.RECEIPT}?{urlencode({'bind': bind})}")
    return json.dumps(found).encode()


# ------------------------------------------------------------------ what a server tells of an upload


class UploadCounts:
    """One upload as the server sees it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._query = urlencode({"session": session.token.hex()})
        self.upload = session.url.at(f"empty.php?{self._query}")

    def follow(self, samples: list[Sample]) -> Steps[None]:
        """Append what has arrived, on the server's clock, as often as it tells; for ever. Raises Unavailable."""
        session = self._session
        seen = _Seen(samples)
        with told_apart(session.name):
            wire = yield from opened(session.url, session.endpoint)
            try:
                yield from wire.send_all(request(session.url.at(f"{capabilities.COUNTS}?{self._query}")))
                head, begun = yield from wire.head()
                if head.status != 200:  # noqa: PLR2004 - OK
                    raise faults.refused(session.name, head.status)
                yield from self._listen(wire, begun, seen)
            finally:
                wire.abort()

    def _listen(self, wire: Wire, text: bytes, seen: _Seen) -> Steps[None]:
        buffer = bytearray(_LONGEST_REPORT)
        while True:
            *lines, text = text.split(b"\n")
            for line in lines:
                if not seen.take(line):
                    raise faults.no_data(self._session.name)
            count = yield from wire.receive(buffer, wire.deadline())
            if not count or len(text) > _LONGEST_REPORT:
                raise faults.cut(self._session.name)
            text += buffer[:count]


class _Seen:
    """Puts together what a server has told so far, from the first byte of this upload on."""

    def __init__(self, samples: list[Sample]) -> None:
        self._samples = samples
        self._before: tuple[float, float, float] | None = None
        self._own: list[Sample] = []
        self._packets: list[Sample] = []

    def take(self, line: bytes) -> bool:
        """Take in one line; tell whether it could be understood."""
        try:
            found = json.loads(line)
            told = [(float(at), float(own), float(packets)) for at, own, packets in found["samples"]]
            weight, segment = float(found["weight"]), int(found["segment"])
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return False
        for sample in told:
            self._add(sample)
        # How much a packet carries becomes known little by little, so earlier samples are told anew.
        self._samples[:] = packets_as_bytes(self._packets, weight, segment) or self._own
        return True

    def _add(self, sample: tuple[float, float, float]) -> None:
        """Add a sample; the session's earlier uploads, and the time before this one begins, are left out."""
        if self._before is None or (not self._own and sample[1:] == self._before[1:]):
            self._before = sample
            return
        at, own, packets = self._before
        if not self._own:
            self._own, self._packets = [(0.0, 0.0)], [(0.0, 0.0)]
        self._own.append((sample[0] - at, sample[1] - own))
        self._packets.append((sample[0] - at, sample[2] - packets))


# ------------------------------------------------------------------ UDP probes


class UdpEcho:
    """A server's answers to UDP probes."""

    def __init__(self, session: Session) -> None:
        self.endpoint = session.udp
        self._token = session.token

    def probe(self, number: int, size: int = 0) -> bytes:
        """Return the datagram to send as probe ``number``, of ``size`` bytes or the fewest there can be."""
        return datagrams.probe(self._token, number, max(size, datagrams.PROBE_BYTES))

    def returned(self, datagram: bytes) -> Returned | None:
        """Read what came back; None when it is nothing of ours."""
        reply = datagrams.parse_reply(datagram)
        if reply is None or reply.token != self._token:
            return None
        return Returned(reply.number, reply.received, reply.at / 1e9)
