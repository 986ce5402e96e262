"""Addresses tried for real, on the loopback: listening, closed, encrypted, silent; and servers with a clock."""

from __future__ import annotations

import errno
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path

import pytest

from readiness.analysis.computer.clocks import offset_of
from readiness.analysis.line.addresses import Address, Outcome, Transport
from readiness.domain.facts import Reason, Unavailable
from readiness.machine.reach import Reach, asked_over_udp
from readiness.machine.reach.stamps import ANSWERS
from tests.rigs.ookla_server import certified, lacks_openssl

HOST = "127.0.0.1"


def tried(address: Address, reach: Reach | None = None) -> Outcome:
    return (reach or Reach(online=lambda: True)).tried([address], threading.Event())[address].outcome


@contextmanager
def listening(kind: int = socket.SOCK_STREAM) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, kind) as server:
        server.bind((HOST, 0))
        if kind == socket.SOCK_STREAM:
            server.listen()
        yield server


def port_of(server: socket.socket) -> int:
    port: int = server.getsockname()[1]
    return port


def closed_port() -> int:
    with listening() as server:
        return port_of(server)


def test_what_listens_is_reached_and_what_does_not_is_refused() -> None:
    with listening() as server:
        addresses = [Address(Transport.TCP, HOST, port_of(server)), Address(Transport.TCP, "localhost", closed_port())]
        outcomes = Reach().tried(addresses, threading.Event())

    assert [outcomes[one].outcome for one in addresses] == [Outcome.REACHED, Outcome.REFUSED]
    assert outcomes[addresses[0]].lookup_seconds is None
    lookup = outcomes[addresses[1]].lookup_seconds
    assert lookup is not None
    assert 0 <= lookup < 5


def test_a_second_address_of_a_name_is_tried_when_the_first_refuses() -> None:
    with listening() as server:
        # localhost is ::1 as well on most systems, where nothing listens on this port.
        assert tried(Address(Transport.TCP, "localhost", port_of(server))) is Outcome.REACHED


@pytest.mark.parametrize(
    ("way", "errors", "outcome"),
    [
        (Transport.TCP, [TimeoutError(), None], Outcome.REACHED),
        (Transport.TCP, [ConnectionRefusedError(), OSError(errno.ENETUNREACH, "")], Outcome.REFUSED),
        (Transport.TCP, [OSError(errno.ENETUNREACH, ""), TimeoutError()], Outcome.SILENT),
        # Where IPv4 is silent, it does not matter that there is no IPv6.
        (Transport.UDP, [TimeoutError(), OSError(errno.ENETUNREACH, "")], Outcome.UNDECIDED),
        (Transport.UDP, [OSError(errno.ENETUNREACH, ""), TimeoutError()], Outcome.UNDECIDED),
    ],
)
def test_of_a_hosts_addresses_the_one_that_says_most_counts(
    monkeypatch: pytest.MonkeyPatch, way: Transport, errors: list[OSError | None], outcome: Outcome
) -> None:
    waited: list[float | None] = []

    class Host(socket.socket):
        def connect(self, _address: object) -> None:
            waited.append(self.gettimeout())
            error = errors[len(waited) - 1]
            if error and not (way is Transport.UDP and isinstance(error, TimeoutError)):
                raise error

        def send(self, data: bytes, *_: int) -> int:  # type: ignore[override]
            return len(data)

        def recv(self, *_: int) -> bytes:
            raise TimeoutError

    answers = [(socket.AF_INET, 0, 0, "", (HOST, port)) for port in (1, 2)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    monkeypatch.setattr(socket, "socket", Host)

    assert tried(Address(way, "calls.example", 443)) is outcome
    # No address may use up the time of the next.
    assert way is Transport.UDP or waited == [2.0, 2.0]


def test_a_host_that_tls_does_not_take_is_no_name() -> None:
    with listening() as server:
        reach = Reach(online=lambda: True)
        assert (
            reach._connected(Address(Transport.TLS, "", 1), (socket.AF_INET, (HOST, port_of(server))), 1.0)
            is Outcome.NO_NAME
        )


@pytest.mark.skipif(bool(lacks_openssl()), reason=lacks_openssl())
@pytest.mark.parametrize("trusted", [True, False])
def test_tls_takes_a_certificate_that_is_trusted(tmp_path: Path, *, trusted: bool) -> None:
    context, authority = certified(tmp_path, "localhost")
    client = ssl.create_default_context(cafile=str(authority) if trusted else None)

    with listening() as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                try:
                    context.wrap_socket(connection, server_side=True).close()
                except OSError:
                    return

        thread = threading.Thread(target=serve)
        thread.start()
        outcome = tried(
            Address(Transport.TLS, "localhost", port_of(server)), Reach(tls=lambda: client, online=lambda: True)
        )
        thread.join()

    assert outcome is (Outcome.REACHED if trusted else Outcome.UNTRUSTED)


def test_what_speaks_no_tls_is_broken_off() -> None:
    with listening() as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1)
                connection.sendall(b"220 mail.example ESMTP\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        outcome = tried(Address(Transport.TLS, HOST, port_of(server)))
        thread.join()

    assert outcome is Outcome.BROKEN_OFF


def test_a_datagram_that_is_answered_got_through_and_silence_decides_nothing() -> None:
    with listening(socket.SOCK_DGRAM) as server:

        def answer() -> None:
            question, sender = server.recvfrom(2048)
            server.sendto(b"\x01\x01" + question[2:], sender)

        thread = threading.Thread(target=answer)
        thread.start()
        assert tried(Address(Transport.UDP, HOST, port_of(server))) is Outcome.REACHED
        thread.join()
        silent = Reach(online=lambda: True, waits=(0.05, 0.05))
        assert tried(Address(Transport.UDP, HOST, port_of(server)), silent) is Outcome.UNDECIDED


def test_a_port_where_nothing_takes_datagrams_refuses() -> None:
    with listening(socket.SOCK_DGRAM) as server:
        port = port_of(server)
    assert asked_over_udp((socket.AF_INET, (HOST, port))) is Outcome.REFUSED


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (socket.gaierror(socket.EAI_NONAME, "no such name"), Outcome.NO_NAME),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), Outcome.NO_NAME_SERVICE),
        (UnicodeError("label too long"), Outcome.NO_NAME),
    ],
)
def test_a_name_that_is_not_found_is_told_from_a_name_service_that_is_silent(
    monkeypatch: pytest.MonkeyPatch, error: Exception, outcome: Outcome
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert tried(Address(Transport.TCP, "calls.example", 443)) is outcome


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TimeoutError(), Outcome.SILENT),
        (OSError(errno.EHOSTUNREACH, "no route"), Outcome.NO_WAY),
        (ConnectionRefusedError(), Outcome.REFUSED),
        (OSError(errno.EPIPE, "broken"), Outcome.BROKEN_OFF),
    ],
)
def test_each_error_has_its_outcome(monkeypatch: pytest.MonkeyPatch, error: OSError, outcome: Outcome) -> None:
    class Refusing(socket.socket):
        def connect(self, _address: object) -> None:
            raise error

    monkeypatch.setattr(socket, "socket", Refusing)
    assert tried(Address(Transport.TCP, HOST, 443)) is outcome


def test_a_resolver_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: hanging.wait() and [])
    try:
        started = time.monotonic()
        outcome = tried(Address(Transport.TCP, "calls.example", 443), Reach(patience=0.1, online=lambda: True))
    finally:
        hanging.set()

    assert outcome is Outcome.NO_NAME_SERVICE
    assert time.monotonic() - started < 2


def test_a_stop_ends_the_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging, cancel = threading.Event(), threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: hanging.wait() and [])
    cancel.set()
    address = Address(Transport.TCP, "calls.example", 443)
    try:
        outcomes = Reach(online=lambda: True).tried([address], cancel)
    finally:
        hanging.set()

    assert outcomes[address].outcome is Outcome.STOPPED


def test_without_a_way_out_nothing_is_said_of_the_addresses() -> None:
    with pytest.raises(Unavailable) as refusal:
        tried(Address(Transport.TCP, HOST, closed_port()), Reach(online=lambda: False))

    assert refusal.value.unmeasured.reason is Reason.OFFLINE


# ------------------------------------------------------------------ the server's time


class Clock(http.server.BaseHTTPRequestHandler):
    """Answers with a time of its own."""

    protocol_version = "HTTP/1.1"
    ahead = 0.0
    date = True
    age = ""

    def do_HEAD(self) -> None:
        self.send_response_only(200)
        if self.date:
            self.send_header("Date", formatdate(time.time() - self.ahead, usegmt=True))
        if self.age:
            self.send_header("Age", self.age)
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def serving(handler: type[Clock]) -> Iterator[str]:
    with http.server.ThreadingHTTPServer((HOST, 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://{HOST}:{server.server_port}/time"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("ahead", [0.0, 95.0])
def test_a_servers_time_tells_the_offset_to_a_fraction_of_a_second(ahead: float) -> None:
    with serving(type("Ahead", (Clock,), {"ahead": ahead})) as url:
        stamps = Reach().stamps(url, threading.Event())

    offset = offset_of(stamps)
    assert len(stamps) == ANSWERS
    assert offset
    assert abs(offset.seconds - ahead) <= offset.spread
    assert offset.spread < 0.3


@pytest.mark.parametrize("changes", [{"date": False}, {"age": "60"}])
def test_an_answer_without_a_fresh_time_is_none(changes: dict[str, object]) -> None:
    once = threading.Event()
    once.set()  # a stop after the first answer saves the pauses between five
    with serving(type("Other", (Clock,), changes)) as url:
        assert Reach().stamps(url, once) == ()


def test_a_stop_keeps_what_was_heard() -> None:
    cancel = threading.Event()
    cancel.set()
    with serving(Clock) as url:
        assert len(Reach().stamps(url, cancel)) == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_is_not_there_has_no_time(scheme: str) -> None:
    with pytest.raises(Unavailable) as refusal:
        Reach().stamps(f"{scheme}://{HOST}:{closed_port()}/", threading.Event())

    assert refusal.value.unmeasured.reason is Reason.OFFLINE
