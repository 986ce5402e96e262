"""The server as clients meet it: LibreSpeed's and our own."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from readiness.machine.speed.responder import capabilities, datagrams
from readiness.machine.speed.responder.serving import tls_context
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
from tests.rigs.ookla_server import certified, lacks_openssl
from tests.rigs.responder import Responder, responder


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
