"""Those who mean no good get no answer, no more than is allowed, and nobody else's."""

from __future__ import annotations

import contextlib
import random
import re
import socket
import time

import pytest

from readiness.machine.speed.responder import capabilities, datagrams
from readiness.machine.speed.responder.limits import Limits
from tests.machine.speed.responder.conftest import (
    MIB,
    client,
    got,
    ordered,
    read_all,
    said,
    session,
    token_of,
    udp,
    wire,
)
from tests.rigs.responder import Responder, responder


def silent(connection: socket.socket, seconds: float = 0.1) -> bool:
    connection.settimeout(seconds)
    try:
        connection.recv(2048)
    except TimeoutError:
        return True
    return False


def test_no_train_goes_to_an_address_that_nobody_has_proven(server: Responder) -> None:
    with session(server) as (connection, opened), udp(server) as here:
        here.send(datagrams.probe(token_of(opened), 0))
        here.recv(2048)
        for cookie in ("", "00" * 8, opened["session"]):
            assert ordered(connection, way="down", cookie=cookie)[0] == 409
            connection.connect()
            connection.request("POST", capabilities.SESSION)
            connection.getresponse().read()
        assert silent(here)


@pytest.mark.parametrize("size", [1, 30, 39, 40, 512, 513, 1472])
def test_who_has_no_session_gets_no_answer(server: Responder, size: int) -> None:
    with udp(server) as here:
        for token in (bytes(8), b"\xff" * 8):
            here.send(datagrams.probe(token, 1).ljust(size, b"\0")[:size])
            here.send(datagrams.car_head(token, 1, 1, 1).ljust(size, b"\0")[:size])
        assert silent(here)


def test_nothing_sent_over_udp_is_answered_with_more(server: Responder) -> None:
    chance = random.Random(3)  # noqa: S311 - repeatable by design
    with session(server) as (_, opened), udp(server) as here:
        sent = 0
        for _ in range(300):
            data = bytearray(datagrams.probe(token_of(opened), 1, chance.randrange(40, 513)))
            for _ in range(chance.randrange(3)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            here.send(data[: chance.randrange(len(data) + 1)])
            sent += len(data)
        received = 0
        here.settimeout(0.1)
        with contextlib.suppress(TimeoutError):
            while True:
                received += len(here.recv(2048))
    assert 0 < received <= sent


@pytest.mark.parametrize(
    "changes",
    [
        {"way": "both"},
        {"train": 256},
        {"train": -1},
        {"packets": 0},
        {"packets": 10**9},
        {"per_second": 0.5},
        {"per_second": "nan"},
        {"per_second": "inf"},
        {"size": 10},
        {"size": 9_000},
        {"size": "big"},
        {"cookie": "no"},
    ],
)
def test_a_train_that_cannot_be_is_refused(server: Responder, changes: dict[str, object]) -> None:
    with session(server) as (connection, _):
        assert ordered(connection, **changes)[0] == 400


def test_a_train_without_a_session_is_refused(server: Responder) -> None:
    with contextlib.closing(client(server)) as connection:
        assert ordered(connection)[0] == 403


@pytest.mark.parametrize(
    ("limits", "changes", "status"),
    [
        (Limits(train_seconds=0.5), {"packets": 2_000}, 403),
        (Limits(megabytes=0.001), {}, 403),
        (Limits(mbit_per_second=1), {}, 503),
    ],
)
def test_a_train_beyond_the_limits_is_refused(limits: Limits, changes: dict[str, object], status: int) -> None:
    with responder(limits=limits) as server, session(server) as (connection, _):
        assert ordered(connection, **changes)[0] == status


def test_a_train_stops_when_the_client_hangs_up(server: Responder) -> None:
    with udp(server) as here:
        with session(server) as (connection, opened):
            here.send(datagrams.probe(token_of(opened), 0))
            reply = datagrams.parse_reply(here.recv(2048))
            assert reply is not None
            order = f"way=down&train=1&packets=400&per_second=200&size=200&cookie={reply.cookie.hex()}"
            connection.request("POST", f"{capabilities.TRAIN}?{order}")
            here.recv(2048)
        time.sleep(0.1)
        here.settimeout(0.0)
        with contextlib.suppress(BlockingIOError):
            while True:
                here.recv(2048)
        assert silent(here)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01", 400),
        (b"GET / HTTP/9\r\n\r\n", 400),
        (b"GET /" + b"a" * 9_000, 431),
        (b"GET /nothing HTTP/1.1\r\n\r\n", 404),
        (b"GET /../../etc/passwd HTTP/1.1\r\n\r\n", 404),
        (b"DELETE /empty.php HTTP/1.1\r\n\r\n", 405),
        (b"POST /garbage.php HTTP/1.1\r\n\r\n", 405),
        (b"GET /empty.php HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", 413),
        (b"POST /empty.php HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n" + bytes(100_000), 413),
        (b"POST /empty.php HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"GET /readiness-speed/counts HTTP/1.1\r\n\r\n", 403),
    ],
)
def test_what_cannot_be_served_is_refused_and_ends(server: Responder, data: bytes, status: int) -> None:
    answers = re.findall(rb"HTTP/1.1 (\d+)", said(server, data))
    assert answers == [str(status).encode()]


@pytest.mark.parametrize(
    "body",
    [b"zzz\r\n", b"-5\r\nhello", b"5" * 2_000],
)
def test_chunks_that_are_none_end_the_connection(server: Responder, body: bytes) -> None:
    assert said(server, b"POST /empty.php HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + body) == b""


def test_noise_instead_of_questions_changes_nothing(server: Responder) -> None:
    chance = random.Random(5)  # noqa: S311 - repeatable by design
    good = b"POST /empty.php?session=00 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd"
    for _ in range(100):
        data = bytearray(good)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with wire(server) as connection:
            connection.sendall(data)
    assert got(server, "GET", "/empty.php") == (200, b"")


def test_who_asks_slowly_or_says_nothing_is_let_go() -> None:
    limits = Limits(head_seconds=0.2, idle_seconds=0.3)
    with responder(limits=limits) as server, wire(server) as mute, wire(server) as slow:
        start = time.monotonic()
        with contextlib.suppress(OSError):
            for letter in b"GET /empty.php HTTP/1.1\r\n" * 100:
                slow.sendall(bytes([letter]))
                time.sleep(0.02)
        assert time.monotonic() - start < 10  # all of it would take 48
        assert read_all(mute) == b""
        assert time.monotonic() - start < 15


def test_no_more_is_moved_than_allowed() -> None:
    with responder(limits=Limits(megabytes=2)) as server:
        with wire(server) as connection:
            connection.sendall(b"GET /garbage.php?ckSize=100 HTTP/1.1\r\n\r\n")
            assert len(read_all(connection)) < 10e6
        with wire(server) as connection, contextlib.suppress(OSError):
            connection.sendall(b"POST /empty.php HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in range(1_000):  # more than the buffers on the way could hide
                connection.sendall(b"10000\r\n" + bytes(0x10000) + b"\r\n")
            pytest.fail("everything was taken")
        assert got(server, "GET", "/empty.php")[0] == 200


def test_a_transfer_lasts_no_longer_than_allowed() -> None:
    with responder(limits=Limits(seconds=0.2)) as server, wire(server) as connection:
        connection.sendall(b"GET /garbage.php?ckSize=1024 HTTP/1.1\r\n\r\n")
        start = time.monotonic()
        assert len(read_all(connection)) < 1024 * MIB
        assert time.monotonic() - start < 10


def test_all_together_get_no_more_than_the_limit() -> None:
    with responder(limits=Limits(mbit_per_second=80)) as server:
        start = time.monotonic()
        assert len(got(server, "GET", "/garbage.php?ckSize=4")[1]) == 4 * MIB
        assert got(server, "POST", "/empty.php", bytes(4 * MIB))[0] == 200
        assert time.monotonic() - start > 2 * 4 * MIB * 8 / 80e6 * 0.9


def test_no_more_are_let_in_than_there_is_room_for() -> None:
    with responder(limits=Limits(connections=2, idle_seconds=0.5)) as server, wire(server), wire(server):
        assert got(server, "GET", "/empty.php")[0] == 200  # as soon as the others have been let go


def test_no_more_sessions_are_open_than_there_is_room_for() -> None:
    limits = Limits(sessions=1)
    with responder(limits=limits) as server, session(server), contextlib.closing(client(server)) as connection:
        connection.request("POST", capabilities.SESSION)
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Retry-After")) == (503, "5")
        answer.read()
