"""The server itself: its sockets, who may come in, and its end."""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from readiness.machine.speed.net.pacing import note_addresses, time_arrivals
from readiness.machine.speed.net.reactor import READ, Reactor, Steps, Stopped, Wait, pause
from readiness.machine.speed.net.transport import Wire, handshaken
from readiness.machine.speed.responder.capabilities import Capabilities
from readiness.machine.speed.responder.conversation import Conversation
from readiness.machine.speed.responder.limits import Limits
from readiness.machine.speed.responder.server_state import ServerState
from readiness.machine.speed.responder.udp import listening

_log = logging.getLogger(__name__)
_BACKLOG: Final = 256
_AT_ONCE: Final = 64
_FULL_SECONDS: Final = 0.1  # before looking again when there are no more connections to be had
_LONGEST_NAP: Final = 0.05


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve. Without ``host`` every address of this computer, of both kinds; port 0 is any free one.

    ``udp_port`` 0 is the number of the TCP port; ``context`` makes it speak TLS. ``sign`` seals
    receipts with the key whose public half ``key`` is; without it there are none.
    """

    host: str = ""
    port: int = 8080
    udp_port: int = 0
    name: str = "Readiness"
    context: ssl.SSLContext | None = None
    limits: Limits = field(default_factory=Limits)
    key: str = ""
    sign: Callable[[bytes], bytes] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server is: the host it was told, or what stands for any, and its ports."""

    host: str
    port: int
    udp_port: int
    secure: bool

    @property
    def url(self) -> str:
        """Its address, for whoever is on the same computer where it serves every address."""
        host = f"[{self.host}]" if ":" in self.host else self.host or "localhost"
        return f"http{'s' if self.secure else ''}://{host}:{self.port}/"


def tls_context(certificate: str, key: str | None) -> ssl.SSLContext:
    """Return how TLS is spoken with a certificate. Raises OSError, ssl.SSLError among them."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["http/1.1"])
    return context


def unknown_host(problem: OSError) -> bool:
    """Whether serving failed because nobody knows the host."""
    return isinstance(problem, socket.gaierror)


def serve(options: Options, cancel: threading.Event, ready: Callable[[Place], None]) -> None:
    """Serve until ``cancel`` is set; ``ready`` is told where.

    Raises:
        OSError: the host or a port cannot be had.
    """
    with _sockets(options) as (listener, udp), Reactor(cancel) as reactor, contextlib.suppress(Stopped):
        place = Place(options.host, listener.getsockname()[1], udp.getsockname()[1], options.context is not None)
        limits = options.limits
        own = Capabilities(options.name, place.udp_port, limits.mbit_per_second, limits.train_seconds, options.key)
        house = ServerState(limits, own, reactor, udp, options.sign)
        door = _Door(house, options.context)
        reactor.spawn(_lasting(lambda: listening(udp, house.sessions)))
        reactor.spawn(_lasting(lambda: door.open(listener)))
        ready(place)
        while True:
            reactor.step(_LONGEST_NAP)


@contextlib.contextmanager
def _sockets(options: Options) -> Iterator[tuple[socket.socket, socket.socket]]:
    """Open both sockets. Raises OSError."""
    family, address = _place(options.host, options.port)
    both = not options.host and family == socket.AF_INET6
    with (
        socket.create_server(address, family=family, backlog=_BACKLOG, dualstack_ipv6=both) as listener,
        socket.socket(family, socket.SOCK_DGRAM) as udp,
    ):
        if family == socket.AF_INET6:
            udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(not both))
        udp.bind((address[0], options.udp_port or listener.getsockname()[1], *address[2:]))
        time_arrivals(udp)
        if not options.host:
            note_addresses(udp)
        for one in (listener, udp):
            one.setblocking(False)  # noqa: FBT003 - the library's signature
        yield listener, udp


def _place(host: str, port: int) -> tuple[socket.AddressFamily, Any]:
    if not host:
        return (socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET), ("", port)
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    return family, address


class _Door:
    """Lets clients in, as many as there is room for."""

    def __init__(self, house: ServerState, context: ssl.SSLContext | None) -> None:
        self._house, self._context = house, context
        self._inside = 0

    def open(self, listener: socket.socket) -> Steps[None]:
        """Let clients in, for ever."""
        ready = Wait(None, listener, READ)
        while True:
            yield ready
            if self._inside >= self._house.limits.connections:
                yield from pause(_FULL_SECONDS)
                continue
            try:
                self._admit(listener)
            except OSError:  # no file numbers left, say: the same again in a moment
                yield from pause(_FULL_SECONDS)

    def _admit(self, listener: socket.socket) -> None:
        room = min(_AT_ONCE, self._house.limits.connections - self._inside)
        with contextlib.suppress(BlockingIOError, ConnectionAbortedError):
            for _ in range(room):
                connection, address = listener.accept()
                self._house.reactor.spawn(_guarded(self._talk(connection, address[0])))

    def _talk(self, connection: socket.socket, peer: str) -> Steps[None]:
        self._inside += 1
        try:
            connection.setblocking(False)  # noqa: FBT003 - the library's signature
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            wire = yield from self._wire(connection)
            connection = wire.connection
            yield from Conversation(wire, self._house, peer.removeprefix("::ffff:")).run()
        finally:
            self._inside -= 1
            connection.close()

    def _wire(self, connection: socket.socket) -> Steps[Wire]:
        if self._context is None:
            return Wire(connection)
        secure = self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return (yield from handshaken(secure))


def _guarded(steps: Steps[None]) -> Steps[None]:
    """Let a mistake of ours end one conversation, and not the server. Nobody's address is written down."""
    try:
        yield from steps
    except OSError:
        raise
    except Exception:  # noqa: BLE001 - the last line of defence
        _log.exception("a conversation ended by a mistake")


def _lasting(begin: Callable[[], Steps[None]]) -> Steps[None]:
    """Begin again whenever something ends that should not."""
    while True:
        yield from _guarded(begin())
        yield from pause(_FULL_SECONDS)
