"""One way to probe a line: small packets at a pace, what of them came back, and when.

A way is a task that never ends by itself. It reads from its ``Record`` how closely probes
follow each other and into which window they belong, and writes there what it saw.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from readiness.analysis.line.round_trips import ALONE, Probe, Window
from readiness.machine.speed.net.reactor import READ, Steps, Wait
from readiness.machine.speed.servers.server import Returned

SPACING = 0.04
"""Seconds between probes beside a transfer: 25 a second of 60 bytes are 1 % of a 1 Mbit/s line."""

CLOSELY = 0.02
"""Seconds between probes on a quiet line: those of a call."""

_LONGEST = 2_048  # bytes; no answer to a probe is longer
_STAMP = 35  # SO_TIMESTAMPNS on Linux, which Python does not name
_TIMESPEC = struct.Struct("@ll")
_SLEPT = 0.5  # seconds in which nothing of ours ran
_UNDER_WAY = 2.0  # seconds; what was sent before that is lost
_OLDEST = 0.5  # seconds a packet may have lain in the socket; more is a clock that was set


class Record:
    """What one way has sent, and what of it came back.

    ``spacing`` is in seconds; while ``resting``, nothing is sent. The very first probe belongs
    to no window: it wakes radios and fills tables of addresses.
    """

    def __init__(self, least_spacing: float = 0.0) -> None:
        self.spacing = max(SPACING, least_spacing)
        self.window = Window.IDLE
        self.resting = False
        self.bytes = 0
        self.answered = 0
        self.probes: list[Probe] = []
        self._least_spacing = least_spacing

    def pace(self, seconds: float) -> None:
        """Send from now on one probe in so many seconds, or as closely as this way allows."""
        self.spacing = max(seconds, self._least_spacing)

    def sending(self) -> int:
        """Note that a probe goes now; returns its number."""
        self.probes.append(Probe(time.perf_counter(), self.window if self.probes else Window.APART))
        return len(self.probes) - 1

    def came_back(self, returned: Returned, at: float) -> None:
        """Note that a probe came back, ``at`` on our clock. Only the first of several copies counts."""
        if 0 <= returned.number < len(self.probes) and self.probes[returned.number].back is None:
            probe = self.probes[returned.number]
            self.probes[returned.number] = replace(probe, back=at, reached=returned.reached, received=returned.received)
            self.answered += 1

    def woke_up(self, late: float) -> None:
        """Note that we go on ``late`` by so many seconds: a computer that slept so long delayed its packets itself."""
        since = time.perf_counter() - late - _UNDER_WAY
        for number, probe in enumerate(self.probes if late > _SLEPT else ()):
            if probe.back is None and probe.sent > since:
                self.probes[number] = replace(probe, window=Window.APART)

    def turn(self, window: Window, round_trip: float) -> None:
        """Begin another window.

        The probes of a quiet window that were sent within the last ``round_trip`` may meet what
        comes next, so they count for nothing; those that are back already too, or only the
        lucky ones would be counted.
        """
        if window is self.window:
            return
        before, self.window = self.window, window
        since = time.perf_counter() - round_trip
        for number, probe in enumerate(self.probes):
            if before in ALONE and probe.window is before and probe.sent > since:
                self.probes[number] = replace(probe, window=Window.APART)

    def expects(self, patience: float) -> bool:
        """Whether a probe that may still come back is under way."""
        now = time.perf_counter()
        return any(probe.back is None and now - probe.sent < patience for probe in self.probes)


@dataclass(frozen=True, slots=True)
class ProbeMethod:
    """A way to probe: what it is called (``id``), whom it asks, whether a lost packet stays lost on it.

    ``least_spacing`` is how closely its probes may follow each other, in seconds.
    """

    id: str
    server: str
    probe: Callable[[Record], Steps[None]]
    sees_loss: bool = True
    least_spacing: float = 0.02


class Talk(Protocol):
    """What is said in datagrams."""

    def probe(self, number: int, size: int = 0) -> bytes:
        """Return the datagram that is probe ``number``."""

    def returned(self, datagram: bytes) -> Returned | None:
        """Read what came back; None when it is nothing of ours."""


def probing(record: Record, connection: socket.socket, talk: Talk) -> Steps[None]:
    """Send datagrams at the record's pace on a connected socket, and note what comes back.

    Raises:
        OSError: there is no way to the server, or nobody listens there; only until the first answer.
    """
    connection.setblocking(False)  # noqa: FBT003 - the library's signature
    _stamp_arrivals(connection)
    overhead = _headers(connection)
    due = time.monotonic()
    while True:
        now = time.monotonic()
        if now >= due:
            if not record.resting:
                _send(record, connection, talk, overhead)
            # After a hold-up the pace goes on from now: probes in a bunch would meet each other.
            due = max(due, now - record.spacing / 2) + record.spacing
        try:
            yield Wait(due, connection, READ)
        except TimeoutError:
            record.woke_up(time.monotonic() - due)
            continue
        record.woke_up(time.monotonic() - due)
        _take(record, connection, talk, overhead)


def _send(record: Record, connection: socket.socket, talk: Talk, overhead: int) -> None:
    number = record.sending()
    datagram = talk.probe(number)
    with _only_at_first(record):
        connection.send(datagram)
    record.bytes += len(datagram) + overhead


def _take(record: Record, connection: socket.socket, talk: Talk, overhead: int) -> None:
    with _only_at_first(record):
        while True:
            try:
                datagram, at = _received(connection)
            except (BlockingIOError, InterruptedError):
                return
            record.bytes += len(datagram) + overhead
            if found := talk.returned(datagram):
                record.came_back(found, at)


@contextlib.contextmanager
def _only_at_first(record: Record) -> Iterator[None]:
    """Let errors of the network out while nothing was ever answered; later, they are lost probes."""
    try:
        yield
    except OSError:
        if not record.answered:
            raise


def _headers(connection: socket.socket) -> int:
    """Return how many bytes travel around each datagram: of IP, and of UDP where it is UDP."""
    around = 40 if connection.family == socket.AF_INET6 else 20
    return around + (8 if connection.proto in {0, socket.IPPROTO_UDP} else 0)


def _stamp_arrivals(connection: socket.socket) -> None:
    """Have the kernel note when a packet comes: our being busy with a transfer is not the line's delay."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, _STAMP, 1)


def _received(connection: socket.socket) -> tuple[bytes, float]:
    """Take one datagram; returns it and when it came, on our clock. Raises OSError."""
    if sys.platform != "linux":
        return connection.recv(_LONGEST), time.perf_counter()
    datagram, notes, _, _ = connection.recvmsg(_LONGEST, socket.CMSG_SPACE(_TIMESPEC.size))
    return datagram, time.perf_counter() - _waited(notes, time.time())


def _waited(notes: list[tuple[int, int, bytes]], now: float) -> float:
    """Return for how many seconds a packet lay in the socket, as the kernel's stamp says; 0 without a credible one."""
    for level, kind, data in notes:
        if (level, kind, len(data)) == (socket.SOL_SOCKET, _STAMP, _TIMESPEC.size):
            seconds, nanoseconds = _TIMESPEC.unpack(data)
            waited = now - seconds - nanoseconds / 1e9
            return waited if 0 <= waited <= _OLDEST else 0.0
    return 0.0
