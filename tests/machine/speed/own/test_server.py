"""Servers of our own kind as the engine meets them: found, held to a session, and not believed everything."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from readiness.analysis.line.speed_test import DOWNLOAD, UPLOAD, Relation, SpeedPlan, SpeedQuestion, Verdict
from readiness.analysis.line.throughput import Sample
from readiness.domain.facts import Bound, Measured, Unavailable
from readiness.machine.speed import measure, readings_of
from readiness.machine.speed.named_servers import NamedServers
from readiness.machine.speed.net.reactor import Reactor
from readiness.machine.speed.own.trains import UdpTrains
from readiness.machine.speed.responder import capabilities, datagrams
from readiness.machine.speed.responder.limits import Limits
from readiness.machine.speed.servers.server import Server
from tests.rigs.librespeed_server import librespeed_server
from tests.rigs.responder import Responder, done, responder, with_server

pytestmark = pytest.mark.alone  # what arrives in a second is counted


@pytest.fixture(scope="module")
def server() -> Iterator[Responder]:
    with responder() as running:
        yield running


# ------------------------------------------------------------------ finding


def test_our_own_kind_is_told_from_librespeeds(server: Responder) -> None:
    with librespeed_server() as other, Reactor(threading.Event()) as reactor:
        found = {one.url.port: one for one in NamedServers((server.url, other.url)).find(reactor)}
    ours, theirs = found[server.place.port], found[other.http.server_address[1]]
    assert (ours.kind, theirs.kind) == ("Readiness", "LibreSpeed")
    assert ours.counts
    assert ours.trains
    assert ours.echo
    assert (theirs.counts, theirs.trains, theirs.echo) == (None, None, None)
    assert 0 < ours.round_trip < 0.5


@pytest.mark.parametrize("path", ["", "backend/", "garbage.php?ckSize=4"])
def test_whatever_address_of_it_is_named(server: Responder, path: str) -> None:
    assert with_server(server.url + path, lambda found, _: found.kind) == "Readiness"


def test_ipv6_is_spoken() -> None:
    if not socket.has_ipv6:
        pytest.skip("this computer speaks no IPv6")
    with responder("::1") as server:
        assert server.url.startswith("http://[::1]:")
        assert with_server(server.url, decided(DOWNLOAD, 5.0)) is Verdict.PASS


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8 without being told")
def test_udp_comes_from_the_address_that_was_asked() -> None:
    with responder("") as server:
        url = f"http://127.0.0.2:{server.place.port}/"
        assert with_server(url, decided(DOWNLOAD, 5.0)) is Verdict.PASS


def test_a_full_server_is_measured_without_a_session() -> None:
    with responder(limits=Limits(sessions=1)) as server, Reactor(threading.Event()) as reactor:
        kinds = [one.kind for _ in range(2) for one in NamedServers((server.url,)).find(reactor)]
    assert kinds == ["Readiness", "LibreSpeed"]


def test_what_a_server_gives_at_most_is_not_taken_for_the_line() -> None:
    with responder(limits=Limits(mbit_per_second=40)) as server:
        plan = SpeedPlan(frozenset({DOWNLOAD}), (server.url,), seconds=0.6)
        reading = readings_of(measure(plan, threading.Event()))[DOWNLOAD]
    assert isinstance(reading, Measured)
    assert isinstance(reading.value, float)
    assert reading.evidence["server"].endswith("(Readiness)")
    if reading.value > 0.85 * 40:  # a busy computer may be slower still, and is then the limit itself
        assert reading.bound is Bound.AT_LEAST


# ------------------------------------------------------------------ what it can do


def test_an_upload_is_followed_on_the_servers_clock(server: Responder) -> None:
    def follow(found: Server, reactor: Reactor) -> list[Sample]:
        assert found.counts is not None
        counts = found.counts()
        samples: list[Sample] = []
        following = reactor.spawn(counts.follow(samples))
        reactor.pause(0.3)  # what comes before the server begins to tell is not of this upload
        assert samples == []
        with socket.create_connection((server.place.host, server.place.port)) as connection:
            head = f"POST {counts.upload.path} HTTP/1.1\r\nContent-Length: 3000000\r\n\r\n"
            connection.sendall(head.encode() + bytes(3_000_000))
            end = time.monotonic() + 3
            while (not samples or samples[-1][1] < 3_000_000) and time.monotonic() < end:
                reactor.step(0.01)
        assert not following.done
        return samples

    samples = with_server(server.url, follow)
    assert samples == sorted(samples)
    assert samples[-1][1] == pytest.approx(3_000_000, rel=0.01)  # packets are weighed, and the head has one too


def test_probes_are_counted_on_both_sides(server: Responder) -> None:
    def probe(found: Server, _: Reactor) -> list[object]:
        assert found.echo is not None
        family, address = found.echo.endpoint
        with socket.socket(family, socket.SOCK_DGRAM) as connection:
            connection.connect(address)
            connection.settimeout(1)
            returned = []
            for number, size in ((3, 0), (4, 200)):
                connection.send(found.echo.probe(number, size))
                data = connection.recv(2048)
                assert len(data) == max(size, datagrams.PROBE_BYTES)
                returned.append(found.echo.returned(data))
            assert found.echo.returned(b"x" * 60) is None
            assert found.echo.returned(data[:8] + b"another!" + data[16:]) is None
        return [(one.number, one.received) for one in returned if one]

    assert with_server(server.url, probe) == [(3, 1), (4, 2)]


def decided(fact: str, limit: float, relation: Relation = Relation.AT_LEAST, megabytes: float = 100.0) -> Any:  # noqa: ANN401 - work for with_server
    def work(found: Server, reactor: Reactor) -> Verdict:
        assert found.trains is not None
        answer = done(reactor, found.trains.decide(SpeedQuestion(fact, relation, limit), megabytes))
        assert answer.megabytes <= megabytes
        assert 0.5 <= answer.confidence <= 1.0
        return answer.verdict

    return work


@pytest.mark.parametrize("fact", [DOWNLOAD, UPLOAD])
@pytest.mark.parametrize(("relation", "verdict"), [(Relation.AT_LEAST, Verdict.PASS), (Relation.LESS, Verdict.FAIL)])
def test_a_question_is_answered_by_a_train(server: Responder, fact: str, relation: Relation, verdict: Verdict) -> None:
    # A busy computer may be slower than any line for a moment; that is unsure, and never the wrong answer.
    found = [with_server(server.url, decided(fact, 20.0, relation)) for _ in range(2)]
    assert verdict in found
    assert set(found) <= {verdict, Verdict.UNSURE}


def refusal(work: Any, url: str) -> str:  # noqa: ANN401 - work for with_server
    with pytest.raises(Unavailable) as caught:
        with_server(url, work)
    detail = caught.value.unmeasured.detail
    assert detail is not None
    return detail.id.removeprefix("unmeasured.speed_")


def test_a_question_beyond_the_servers_own_limit_is_not_answered() -> None:
    with responder(limits=Limits(mbit_per_second=20)) as server:
        assert refusal(decided(DOWNLOAD, 25.0), server.url) == "server_limit"


def test_a_question_that_costs_too_much_is_not_answered(server: Responder) -> None:
    assert refusal(decided(DOWNLOAD, 100.0, megabytes=1.0), server.url) == "budget"


def test_a_session_that_was_left_in_the_middle_is_not_used_again(server: Responder) -> None:
    def leave_and_ask(found: Server, reactor: Reactor) -> None:
        assert isinstance(found.trains, UdpTrains)
        order = {"way": "up", "train": 1, "packets": 9, "per_second": 9, "size": 99}
        task = found.trains.session.ask(capabilities.TRAIN, 5.0, **order)
        reactor.pause(0.05)
        assert not task.done
        reactor.drop(task)
        decided(UPLOAD, 5.0)(found, reactor)

    assert refusal(leave_and_ask, server.url) == "cut"


# ------------------------------------------------------------------ servers that cannot be believed

ABLE = json.loads(capabilities.as_json(capabilities.Capabilities("A", 9, train_seconds=3.0)))
SESSION = {"session": "0011223344556677", "segment": 1448, "datagram": 1472}


class Scripted(BaseHTTPRequestHandler):
    """Answers with what it was told to, LibreSpeed's question among it."""

    protocol_version = "HTTP/1.1"
    answers: dict[str, tuple[int, bytes]]

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def answer(self) -> None:
        path = self.path.partition("?")[0]
        status, body = self.answers.get(path, (404, b""))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = path == capabilities.COUNTS

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's signature
        """Keep quiet."""


@contextlib.contextmanager
def scripted(**answers: object) -> Iterator[str]:
    """Run a server that answers as told, with JSON, bytes, or a status; its UDP port takes all in silence."""
    with socket.socket(type=socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        yield from _scripted({"able": {**ABLE, "udp_port": deaf.getsockname()[1]}, **answers})


def _scripted(answers: dict[str, object]) -> Iterator[str]:
    told = {"session": SESSION, **answers}
    paths = {"able": capabilities.WELL_KNOWN, "session": capabilities.SESSION, "train": capabilities.TRAIN,
             "counts": capabilities.COUNTS}  # fmt: skip
    rows: dict[str, tuple[int, bytes]] = {"/empty.php": (200, b"")}
    for name, answer in told.items():
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        rows[paths[name]] = (answer, b"") if isinstance(answer, int) else (200, body)
    handler = type("Told", (Scripted,), {"answers": rows})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=http.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_address[1]}/"
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


@pytest.mark.parametrize(
    "answers",
    [
        {"able": 404},
        {"able": b"<html>"},
        {"able": {**ABLE, "protocol": 9}},
        {"session": 503},
        {"session": b"nonsense"},
        {"session": []},
        {"session": {}},
        {"session": {**SESSION, "session": "xyz"}},
        {"session": {**SESSION, "session": "00"}},
        {"session": {**SESSION, "segment": 1}},
        {"session": {**SESSION, "datagram": 100_000}},
        {"session": {**SESSION, "datagram": None}},
    ],
)
def test_what_is_not_quite_of_our_kind_is_taken_for_librespeeds(answers: dict[str, object]) -> None:
    with scripted(**answers) as url:
        assert with_server(url, lambda found, _: found.kind) == "LibreSpeed"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (403, "denied"),
        (503, "busy"),
        (500, "broken"),
        (b"nonsense", "other_server"),
        ({}, "other_server"),
        ({"points": [["a", "b", "c"]]}, "other_server"),
        ({"points": [[1]]}, "other_server"),
        ({"points": []}, "no_udp"),
    ],
)
def test_an_answer_about_a_train_that_cannot_be_is_a_reason(answer: object, fault: str) -> None:
    with scripted(train=answer) as url:
        assert refusal(decided(UPLOAD, 5.0), url) == fault


def test_where_udp_does_not_pass_that_is_the_reason() -> None:
    with scripted() as url:
        assert refusal(decided(DOWNLOAD, 5.0), url) == "no_udp"


def test_a_refused_packet_is_a_reason_too() -> None:
    with scripted(able={**ABLE, "udp_port": 9}) as url:
        assert refusal(decided(DOWNLOAD, 5.0), url) in {"no_udp", "nobody_there"}


def test_a_train_of_which_too_little_came_leaves_the_question_open() -> None:
    points = [[n, n * 1_000, n * 1_000] for n in range(1, 10)]
    with scripted(train={"points": points}) as url:
        assert with_server(url, decided(UPLOAD, 5.0, megabytes=0.3)) is Verdict.UNSURE


@pytest.mark.parametrize(
    ("counts", "fault"),
    [(403, "denied"), (b"nonsense\n", "no_data"), (b'{"samples": [[1]]}\n', "no_data"), (b"", "cut"),
     (b'{"samples": [], "weight": 0, "segment": 0}\n', "cut")],
)  # fmt: skip
def test_a_report_on_an_upload_that_cannot_be_is_a_reason(counts: object, fault: str) -> None:
    def follow(found: Server, reactor: Reactor) -> None:
        assert found.counts is not None
        done(reactor, found.counts().follow([]))

    with scripted(counts=counts) as url:
        assert refusal(follow, url) == fault
