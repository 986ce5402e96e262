"""One TCP connection, with or without TLS, that never blocks."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import ssl
import struct
import time
from collections.abc import Sequence
from functools import cache

from readiness.domain.facts import Unavailable
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.address import Endpoint, Url, resolved, what_is_in_the_way
from readiness.machine.speed.net.http1 import Head, parse_head
from readiness.machine.speed.net.reactor import READ, WRITE, Reactor, Steps, Task, Wait

CONNECT_SECONDS = 4.0
ANSWER_SECONDS = 4.0
_NEXT_ADDRESS_SECONDS = 0.25  # RFC 8305, section 5
_LOOK_AGAIN = 0.002
_UNDER_WAY = {errno.EINPROGRESS, errno.EWOULDBLOCK, 10035}
_RESET_ON_CLOSE = struct.pack("ii" if os.name != "nt" else "hh", 1, 0)


@cache
def tls_context() -> ssl.SSLContext:
    """Return how TLS is spoken: the system's trusted roots, names checked."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def connected(endpoint: Endpoint, seconds: float | None = None, window: int = 0) -> Steps[socket.socket]:
    """Open a TCP connection that receives into ``window`` bytes, 0 for as many as the system likes.

    It comes about within so many seconds, or those that any connection may take.

    Raises:
        OSError: it did not come about; TimeoutError among them.
    """
    family, address = endpoint
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)  # noqa: FBT003 - the library's signature
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if window:  # only before connecting does it hold back the other side from the first packet on
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        code = connection.connect_ex(address)
        if code in _UNDER_WAY:
            patience = CONNECT_SECONDS if seconds is None else seconds
            yield Wait(time.monotonic() + patience, connection, WRITE)
            code = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        _check(code)
    except BaseException:
        abort(connection)
        raise
    return connection


def _check(code: int) -> None:
    if code:
        raise OSError(code, os.strerror(code))


def abort(connection: socket.socket) -> None:
    """Close with a reset, so that the other side stops sending at once."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    connection.close()


class Wire:
    """An open connection to a server. Whoever opens it aborts it."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        # One value for all waits: a wait that does not change costs the selector nothing.
        self._readable = Wait(None, connection, READ)

    def abort(self) -> None:
        """Close at once."""
        abort(self.connection)

    def finish(self) -> None:
        """Say that nothing more will be sent. TLS is not told so, only TCP."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self.connection, socket.SHUT_WR)

    def send_all(self, data: bytes) -> Steps[None]:
        """Send everything. Raises OSError."""
        left = memoryview(data)
        end = time.monotonic() + ANSWER_SECONDS
        while left:
            wait, count = self.try_send(left)
            left = left[count:]
            if wait:
                yield Wait(end, self.connection, wait)

    def deadline(self) -> float:
        """Return the moment by which a server asked now should have answered."""
        return time.monotonic() + ANSWER_SECONDS

    def try_send(self, data: memoryview) -> tuple[int, int]:
        """Send what can be sent now. Returns what to wait for (0: nothing) and how much went."""
        try:
            return 0, self.connection.send(data)
        except (BlockingIOError, InterruptedError, ssl.SSLWantWriteError):
            return WRITE, 0
        except ssl.SSLWantReadError:
            return READ, 0

    def try_receive(self, buffer: bytearray | memoryview) -> tuple[int, int]:
        """Take what has come. Returns what to wait for (0: nothing) and how much came, 0 at the end."""
        try:
            return 0, self.connection.recv_into(buffer)
        except (BlockingIOError, InterruptedError, ssl.SSLWantReadError):
            return READ, 0
        except ssl.SSLWantWriteError:
            return WRITE, 0

    def receive(self, buffer: bytearray | memoryview, until: float | None = None) -> Steps[int]:
        """Wait for bytes and return how many came; 0 at the end. Raises OSError, TimeoutError among them."""
        while True:
            wait, count = self.try_receive(buffer)
            if not wait:
                return count
            yield self._readable if wait == READ and until is None else Wait(until, self.connection, wait)

    def head(self, seconds: float | None = None, data: bytes = b"") -> Steps[tuple[Head, bytes]]:
        """Read an answer's head, of which ``data`` is there; returns it and what of the body came along.

        It must be there within so many seconds, or those that any answer may take.

        Raises:
            NotHttp: the other side speaks something else.
            OSError: it hung up, or did not answer in time.
        """
        buffer = bytearray(16_384)
        end = time.monotonic() + (ANSWER_SECONDS if seconds is None else seconds)
        while (found := parse_head(data)) is None:
            count = yield from self.receive(buffer, end)
            if not count:
                raise ConnectionResetError(errno.ECONNRESET, "closed before the answer")
            data += buffer[:count]
        head, used = found
        return head, data[used:]


def opened(url: Url, endpoint: Endpoint, window: int = 0, connection: socket.socket | None = None) -> Steps[Wire]:
    """Connect to a known endpoint, with the TLS handshake where the address asks for it.

    A ``connection`` to it that is there already is used instead of a new one.

    Raises:
        OSError: it did not come about; the connection is closed then.
    """
    connection = connection or (yield from connected(endpoint, window=window))
    if not url.secure:
        return Wire(connection)
    return (yield from _secured(connection, url))


def _secured(connection: socket.socket, url: Url) -> Steps[Wire]:
    try:
        secure = tls_context().wrap_socket(connection, server_hostname=url.host, do_handshake_on_connect=False)
    except BaseException:
        abort(connection)
        raise
    return (yield from handshaken(secure))


def handshaken(secure: ssl.SSLSocket) -> Steps[Wire]:
    """Do the TLS handshake, on either side. Raises OSError; the connection is closed then."""
    end = time.monotonic() + ANSWER_SECONDS
    try:
        while True:
            try:
                secure.do_handshake()
            except ssl.SSLWantReadError:
                yield Wait(end, secure, READ)
            except ssl.SSLWantWriteError:
                yield Wait(end, secure, WRITE)
            else:
                return Wire(secure)
    except BaseException:
        abort(secure)
        raise


def reachable(url: Url, reactor: Reactor) -> Steps[Endpoint]:
    """Return the first of a server's addresses that answers. Raises Unavailable."""
    endpoint, connection = yield from met(url, reactor)
    abort(connection)
    return endpoint


def met(url: Url, reactor: Reactor) -> Steps[tuple[Endpoint, socket.socket]]:
    """Connect to the first of a server's addresses that answers; IPv6 and IPv4 race (RFC 8305).

    Raises:
        Unavailable: the name or every address fails.
    """
    endpoints = yield from resolved(url)
    racers = [reactor.spawn(_racer(endpoint, i * _NEXT_ADDRESS_SECONDS)) for i, endpoint in enumerate(endpoints[:6])]
    try:
        while True:
            winner = next((racer for racer in racers if racer.done and not racer.error), None)
            if winner:
                return winner.result().kept()
            if all(racer.done for racer in racers):
                raise what_is_in_the_way(_best_error(url, racers), url)
            yield Wait(time.monotonic() + _LOOK_AGAIN)
    finally:
        for racer in racers:
            reactor.drop(racer)
            if racer.done and not racer.error:
                racer.result().end()


class _Met:
    """A connection that came about in a race; closed at its end unless it is kept."""

    def __init__(self, endpoint: Endpoint, connection: socket.socket) -> None:
        self._endpoint, self._connection = endpoint, connection
        self._is_kept = False

    def kept(self) -> tuple[Endpoint, socket.socket]:
        self._is_kept = True
        return self._endpoint, self._connection

    def end(self) -> None:
        if not self._is_kept:
            abort(self._connection)


def _racer(endpoint: Endpoint, head_start: float) -> Steps[_Met]:
    if head_start:
        yield Wait(time.monotonic() + head_start)
    return _Met(endpoint, (yield from connected(endpoint)))


def _best_error(url: Url, racers: Sequence[Task[_Met]]) -> Unavailable:
    """Return the error that says most: an address of a kind this machine lacks says least."""
    errors = [racer.error for racer in racers if isinstance(racer.error, OSError)]
    telling = [
        error for error in errors if error.errno not in {errno.ENETUNREACH, errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL}
    ]
    return faults.unreachable(url.host, (telling or errors)[0])
