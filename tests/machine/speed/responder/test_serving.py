"""The server as clients meet it: LibreSpeed's, our own, and those who mean no good."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from readiness.machine.speed.responder import capabilities, datagrams
from readiness.machine.speed.responder.limits import Limits
from readiness.machine.speed.responder.serving import tls_context
from tests.rigs.ookla_server import certified, lacks_openssl
from tests.rigs.responder import Responder, responder

MIB = 1 << 20


@pytest.fixture(scope="module")
def server() -> Iterator[Responder]:
    with responder() as running:
        yield running


def client(server: Responder) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(server.place.host, server.place.port, timeout=5)


def got(server: Responder, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    with contextlib.closing(client(server)) as connection:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, answer.read()


@contextlib.contextmanager
def wire(server: Responder) -> Iterator[socket.socket]:
    with socket.create_connection((server.place.host, server.place.port), timeout=5) as connection:
        yield connection


def read_all(connection: socket.socket) -> bytes:
    data = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(1 << 16):
            data += piece
    return data


def said(server: Responder, data: bytes) -> bytes:
    """Send raw bytes and return everything that comes until the server hangs up."""
    with wire(server) as connection:
        connection.sendall(data)
        return read_all(connection)


@contextlib.contextmanager
def session(server: Responder) -> Iterator[tuple[http.client.HTTPConnection, dict[str, Any]]]:
    with contextlib.closing(client(server)) as connection:
        connection.request("POST", capabilities.SESSION)
        yield connection, json.loads(connection.getresponse().read())


def token_of(document: dict[str, Any]) -> bytes:
    return bytes.fromhex(document["session"])


@contextlib.contextmanager
def udp(server: Responder) -> Iterator[socket.socket]:
    with socket.socket(type=socket.SOCK_DGRAM) as connection:
        connection.connect((server.place.host, server.place.udp_port))
        connection.settimeout(0.3)
        yield connection


def silent(connection: socket.socket, seconds: float = 0.1) -> bool:
    connection.settimeout(seconds)
    try:
        connection.recv(2048)
    except TimeoutError:
        return True
    return False


# ------------------------------------------------------------------ LibreSpeed's clients


@pytest.mark.parametrize("folder", ["/", "/backend/"])
def test_librespeeds_names_are_known(server: Responder, folder: str) -> None:
    status, noise = got(server, "GET", f"{folder}garbage.php?ckSize=2&r=0.5")
    assert (status, len(noise)) == (200, 2 * MIB)
    assert got(server, "GET", f"{folder}empty.php?r=0.5") == (200, b"")
    assert got(server, "POST", f"{folder}empty.php", bytes(3 * MIB)) == (200, b"")
    assert got(server, "GET", f"{folder}getIP.php?isp=true") == (
        200,
        b'{"processedString": "127.0.0.1", "rawIspInfo": ""}',
    )


@pytest.mark.parametrize(
    ("size", "mebibytes"), [("3", 3), ("", 4), ("x", 4), ("0", 4), ("-1", 4), ("%D9%A1", 4), ("1e3", 4)]
)
def test_noise_comes_in_the_size_asked_for(server: Responder, size: str, mebibytes: int) -> None:
    assert len(got(server, "GET", f"/garbage.php?ckSize={size}")[1]) == mebibytes * MIB


def test_more_noise_than_librespeed_sends_is_not_sent(server: Responder) -> None:
    with wire(server) as connection:
        connection.sendall(b"GET /garbage.php?ckSize=99999999 HTTP/1.1\r\n\r\n")
        assert f"Content-Length: {1024 * MIB}".encode() in connection.recv(4096)


def test_noise_cannot_be_compressed(server: Responder) -> None:
    import zlib

    noise = got(server, "GET", "/garbage.php?ckSize=1")[1]
    assert len(zlib.compress(noise)) > 0.99 * len(noise)


def test_pages_on_other_hosts_may_measure(server: Responder) -> None:
    with contextlib.closing(client(server)) as connection:
        for method, path in (("OPTIONS", "/empty.php"), ("GET", "/empty.php")):
            connection.request(method, path)
            answer = connection.getresponse()
            answer.read()
            assert answer.status in {200, 204}
            assert answer.getheader("Access-Control-Allow-Origin") == "*"
            assert "no-transform" in str(answer.getheader("Cache-Control"))


def test_one_connection_serves_many_requests(server: Responder) -> None:
    with contextlib.closing(client(server)) as connection:
        for _ in range(3):
            for method, path, body in (("POST", "/empty.php", bytes(MIB)), ("GET", "/garbage.php?ckSize=1", None)):
                connection.request(method, path, body)
                before = connection.sock
                assert connection.getresponse().read() is not None
                assert connection.sock is before


def test_requests_may_come_all_at_once(server: Responder) -> None:
    one = b"POST /empty.php HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
    assert said(server, 3 * one + b"GET /empty.php HTTP/1.0\r\n\r\n").count(b"HTTP/1.1 200 OK") == 4


def test_chunks_and_patient_clients_are_served(server: Responder) -> None:
    chunked = b"POST /empty.php HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    assert said(server, chunked).startswith(b"HTTP/1.1 200 OK")
    with wire(server) as connection:
        head = b"POST /empty.php HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n"
        connection.sendall(head)
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"abc")
        assert read_all(connection).startswith(b"HTTP/1.1 200 OK")


def test_who_looks_in_is_told_what_it_is(server: Responder) -> None:
    assert b"It keeps nothing." in got(server, "GET", "/")[1]
    own = capabilities.parse(got(server, "GET", capabilities.WELL_KNOWN)[1])
    assert own is not None
    assert own.udp_port == server.place.udp_port


@pytest.mark.skipif(bool(lacks_openssl()), reason=lacks_openssl())
def test_tls_is_spoken_with_a_certificate(tmp_path: Path) -> None:
    _, authority = certified(tmp_path, "localhost")
    context = tls_context(str(tmp_path / "server.pem"), str(tmp_path / "server.key"))
    with responder("localhost", context=context) as server:
        assert server.url.startswith("https://localhost:")
        trusting = ssl.create_default_context(cafile=str(authority))
        connection = http.client.HTTPSConnection("localhost", server.place.port, context=trusting, timeout=5)
        with contextlib.closing(connection):
            connection.request("POST", "/empty.php", bytes(4 * MIB))
            assert connection.getresponse().read() == b""
            connection.request("GET", "/garbage.php?ckSize=4")
            assert len(connection.getresponse().read()) == 4 * MIB
        with wire(Responder(server.url, server.place)) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert b"HTTP" not in read_all(plain)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="one socket cannot serve both kinds here")
def test_without_a_host_both_kinds_of_addresses_are_served() -> None:
    with responder("") as server:
        for host in ("127.0.0.1", "::1"):
            connection = http.client.HTTPConnection(host, server.place.port, timeout=5)
            with contextlib.closing(connection):
                connection.request("GET", "/getIP.php")
                assert json.loads(connection.getresponse().read())["processedString"] == host


# ------------------------------------------------------------------ our own clients


def test_an_upload_is_told_as_it_arrives(server: Responder) -> None:
    with session(server) as (_, opened), contextlib.closing(client(server)) as counts:
        counts.request("GET", f"{capabilities.COUNTS}?session={opened['session']}")
        told = counts.getresponse()
        assert got(server, "POST", f"/empty.php?session={opened['session']}", bytes(5 * MIB))[0] == 200
        end = time.monotonic() + 3
        samples: list[list[float]] = []
        while (not samples or samples[-1][1] < 5 * MIB) and time.monotonic() < end:
            samples += json.loads(told.readline())["samples"]
    assert samples[-1][1] == 5 * MIB
    assert samples == sorted(samples)
    assert samples[-1][2] > 0 or sys.platform != "linux"


def test_uploads_of_others_are_not_told(server: Responder) -> None:
    with session(server) as (_, mine), session(server) as (_, other):
        assert mine["session"] != other["session"]
        got(server, "POST", f"/empty.php?session={other['session']}", bytes(MIB))
        with contextlib.closing(client(server)) as counts:
            counts.request("GET", f"{capabilities.COUNTS}?session={mine['session']}")
            assert json.loads(counts.getresponse().readline())["samples"][-1][1] == 0


def test_a_session_ends_with_its_connection(server: Responder) -> None:
    with session(server) as (_, opened):
        pass
    end = time.monotonic() + 2
    while got(server, "GET", f"{capabilities.COUNTS}?session={opened['session']}")[0] != 403:
        assert time.monotonic() < end


def test_probes_come_back_with_the_servers_figures(server: Responder) -> None:
    with session(server) as (_, opened), udp(server) as connection:
        for number in range(3):
            connection.send(datagrams.probe(token_of(opened), number, 60))
            data = connection.recv(2048)
            reply = datagrams.parse_reply(data)
            assert reply is not None
            assert (len(data), reply.number, reply.received) == (60, number, number + 1)
            assert abs(reply.at / 1e9 - time.time()) < 5


def ordered(connection: http.client.HTTPConnection, **changes: object) -> tuple[int, bytes]:
    query = {"way": "up", "train": 7, "packets": 20, "per_second": 2_000, "size": 200, "cookie": "", **changes}
    connection.request("POST", f"{capabilities.TRAIN}?{'&'.join(f'{k}={v}' for k, v in query.items())}")
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_a_train_is_sent_where_its_cookie_was(server: Responder) -> None:
    with session(server) as (connection, opened), udp(server) as here:
        here.send(datagrams.probe(token_of(opened), 0))
        reply = datagrams.parse_reply(here.recv(2048))
        assert reply is not None
        assert ordered(connection, way="down", cookie=reply.cookie.hex()) == (200, b'{"sent": 20}')
        cars = [datagrams.parse_car(here.recv(2048)) for _ in range(20)]
    assert [car.number for car in cars if car] == list(range(20))
    assert all(car and car.train == 7 and car.token == token_of(opened) for car in cars)
    sent = [car.sent for car in cars if car]
    assert (sent[-1] - sent[0]) / 1e9 == pytest.approx(19 / 2_000, abs=0.05)


def test_a_train_is_counted_as_it_arrives(server: Responder) -> None:
    with session(server) as (connection, opened), udp(server) as here:
        for number in range(20):
            if number != 5:  # which is lost
                here.send(datagrams.car_head(token_of(opened), 7, number, number * 1_000_000).ljust(200, b"x"))
        status, document = ordered(connection)
    told = json.loads(document)
    assert (status, told["received"], len(told["points"])) == (200, 19, 19)
    assert [sent for _, sent, _ in told["points"]] == [number * 1_000 for number in range(20) if number != 5]


def test_a_train_whose_end_is_lost_is_not_waited_for_long(server: Responder) -> None:
    with session(server) as (connection, opened), udp(server) as here:
        for number in range(12):
            here.send(datagrams.car_head(token_of(opened), 7, number, number).ljust(200, b"x"))
        start = time.monotonic()
        status, document = ordered(connection)
        assert time.monotonic() - start < 1
    assert (status, json.loads(document)["received"]) == (200, 12)


# ------------------------------------------------------------------ those who mean no good


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
        assert time.monotonic() - start < 1.5
        assert read_all(mute) == b""
        assert time.monotonic() - start < 2


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
        assert time.monotonic() - start < 2


def test_all_together_get_no_more_than_the_limit() -> None:
    with responder(limits=Limits(mbit_per_second=80)) as server:
        start = time.monotonic()
        assert len(got(server, "GET", "/garbage.php?ckSize=4")[1]) == 4 * MIB
        assert got(server, "POST", "/empty.php", bytes(4 * MIB))[0] == 200
        assert 2 * 4 * MIB * 8 / 80e6 * 0.9 < time.monotonic() - start < 2


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


def test_nobodys_address_is_written_down(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    with responder() as server:
        said(server, b"GET /empty.php HTTP/1.1\r\nConnection: close\r\n\r\n")
        said(server, b"nonsense")
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


def test_it_runs_on_the_standard_library_alone() -> None:
    program = (
        "import sys; sys.path.insert(0, '.'); import readiness.machine.speed.responder.serving; "
        "print({name.split('.')[0] for name in sys.modules} & {'numpy', 'psutil', 'babel', 'speedtest', 'PySide6'})"
    )
    ran = subprocess.run([sys.executable, "-I", "-S", "-c", program], check=True, capture_output=True, text=True)
    assert ran.stdout == "set()\n"
