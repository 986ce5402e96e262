"""Whole measurements on lines of known rate, and on lines that are not there."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from readiness.analysis.line.speed_test import (
    CALL_QUALITY,
    DOWNLOAD,
    JITTER,
    LATENCY,
    LATENCY_LOADED_DOWN,
    LATENCY_LOADED_UP,
    LOSS,
    SPEED_FACTS,
    UPLOAD,
    Form,
    RatePoint,
    SpeedEvent,
    SpeedPlan,
)
from readiness.domain.facts import Bound, Measured, Reading, Reason, Unmeasured
from readiness.machine.speed import measure, readings_of
from readiness.machine.speed.net import address, transport
from readiness.machine.speed.transfer import counting, transfer
from tests.rigs.shaped_link import FAR_V6, SECOND, SERVER_URL, Line, ShapedLink, missing, shaped_link
from tests.rigs.tls import Authority

RATES = frozenset({LATENCY, DOWNLOAD, UPLOAD})

# Alone, since what the line carries in a second is counted.
pytestmark = [pytest.mark.alone, pytest.mark.skipif(bool(missing()), reason=missing())]


@pytest.fixture(scope="module")
def line() -> Iterator[ShapedLink]:
    with shaped_link(Line(down=25, up=5, rtt=30)) as link:
        link.serve()
        yield link


def events_on(link: ShapedLink, plan: SpeedPlan) -> list[SpeedEvent]:
    return link.inside(lambda: list(measure(plan, threading.Event())))


def value(reading: Reading) -> float:
    assert isinstance(reading, Measured), reading
    assert isinstance(reading.value, float)
    return reading.value


def assert_true(readings: dict[str, Reading], line: Line) -> None:
    """Hold figures against the line: rates within 5 %, where 10 is asked for, times within 3 ms."""
    assert value(readings[DOWNLOAD]) == pytest.approx(line.down, rel=0.05)
    assert value(readings[UPLOAD]) == pytest.approx(line.up, rel=0.05)
    assert value(readings[LATENCY]) == pytest.approx(line.rtt, abs=3)


def test_a_25_5_line_is_measured_within_its_time(line: ShapedLink) -> None:
    start = time.monotonic()
    events = events_on(line, SpeedPlan(servers=(SERVER_URL,)))
    assert time.monotonic() - start < 20
    readings = readings_of(events)
    assert set(readings) == set(SPEED_FACTS)
    assert_true(readings, line.line)
    # The queue of either direction, full: the bottleneck's buffer on top of the idle round trip.
    for fact in (LATENCY_LOADED_DOWN, LATENCY_LOADED_UP):
        assert value(readings[fact]) - line.line.rtt == pytest.approx(line.line.buffer, rel=0.1)
    assert value(readings[JITTER]) < 1
    lost = readings[LOSS]
    assert isinstance(lost, Measured)
    assert (lost.value, lost.bound, lost.spread) == (0.0, Bound.AT_MOST, 0.994)
    assert value(readings[CALL_QUALITY]) == pytest.approx(4.39, abs=0.01)
    points = [event for event in events if isinstance(event, RatePoint) and event.fact == DOWNLOAD]
    assert len(points) >= 3
    assert points[-1].mbit_per_second == pytest.approx(25, rel=0.2)
    download = readings_of(events)[DOWNLOAD]
    assert isinstance(download, Measured)
    assert download.method is not None
    assert download.method.id == "method.packets_received"
    assert download.spread is not None
    assert 0.1 <= download.spread <= 1.5


@pytest.mark.parametrize(
    "line",
    [Line(down=2, up=0.7, rtt=40), Line(down=25, up=5, rtt=30, loss=0.5, jitter=1)],
    ids=["slow", "lossy"],
)
def test_other_lines_are_measured_too(line: Line) -> None:
    with shaped_link(line) as link:
        link.serve()
        facts = RATES | {JITTER} if line.jitter else RATES
        readings = readings_of(events_on(link, SpeedPlan(facts, (SERVER_URL,), form=Form.QUICK)))
    if line.jitter:
        assert value(readings[DOWNLOAD]) == pytest.approx(line.down, rel=0.1)
        assert value(readings[UPLOAD]) == pytest.approx(line.up, rel=0.1)
        assert value(readings[JITTER]) == pytest.approx(line.jitter, rel=0.4)
    else:
        assert_true(readings, line)


def test_without_the_kernels_packet_counts_bytes_do(line: ShapedLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "tcp_info", lambda _: None)
    readings = readings_of(events_on(line, SpeedPlan(frozenset({DOWNLOAD, UPLOAD}), (SERVER_URL,), seconds=3)))
    assert value(readings[DOWNLOAD]) == pytest.approx(25, rel=0.1)
    assert value(readings[UPLOAD]) == pytest.approx(5, rel=0.1)
    assert isinstance(readings[DOWNLOAD], Measured)
    assert readings[DOWNLOAD].method is not None
    assert readings[DOWNLOAD].method.id == "method.bytes_received"


def test_the_adapter_tells_what_the_line_carries_and_who_else_used_it(line: ShapedLink) -> None:
    """In a program of its own, whose only network is the line: adapters are listed for whole programs."""
    alone = in_a_program(line, "network.download", "no packet counts")
    assert alone["method"] == "method.adapter_received"
    assert alone["rate"] == pytest.approx(25, rel=0.05)
    assert "other_programs" not in alone["evidence"]
    with line.start(line.near, sys.executable, "-c", OTHER_PROGRAM, SERVER_URL, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.read(1)
        shared = in_a_program(line, "network.download")
        other.kill()
    assert shared["method"] == "method.beside_others"
    assert shared["rate"] == pytest.approx(25, rel=0.05)  # what both got together
    assert 5 < float(shared["evidence"]["other_programs"].removesuffix(" %")) < 80


OTHER_PROGRAM = """
import sys, time, urllib.request
with urllib.request.urlopen(sys.argv[1] + "garbage.php?ckSize=500") as answer:
    while answer.read(8_000):
        sys.stdout.write(".")
        sys.stdout.flush()
        time.sleep(0.008)
"""
MEASURING_PROGRAM = """
import json, sys, threading
from readiness.analysis.line.speed_test import RateFound, SpeedPlan
from readiness.machine.speed import measure
from readiness.machine.speed.transfer import counting
if "no packet counts" in sys.argv:
    counting.tcp_info = lambda _: None
plan = SpeedPlan(frozenset({sys.argv[1]}), (sys.argv[2],))
[found] = [event for event in measure(plan, threading.Event()) if isinstance(event, RateFound)]
about = {"rate": found.estimate.mbit_per_second, "method": found.method.id, "evidence": found.source.evidence}
print(json.dumps(about))
"""


def in_a_program(line: ShapedLink, fact: str, *how: str) -> dict[str, Any]:
    command = line.command(line.near, sys.executable, "-c", MEASURING_PROGRAM, fact, SERVER_URL, *how)
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_ipv6_is_measured(line: ShapedLink) -> None:
    readings = readings_of(events_on(line, SpeedPlan(frozenset({DOWNLOAD}), (line.serve(host=FAR_V6),))))
    line.end_latest()
    assert value(readings[DOWNLOAD]) == pytest.approx(25 * 1428 / 1448, rel=0.02)  # its headers are 20 bytes longer


def test_servers_over_tls_and_ipv6_at_different_distances_share_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    transport.tls_context.cache_clear()
    with shaped_link(Line(down=25, up=10, rtt=20, further=40)) as link:
        certificate = map(str, authority.server(SECOND))
        servers = (link.serve(host=FAR_V6), link.serve("--certificate", *certificate, host=SECOND))
        events = events_on(link, SpeedPlan(frozenset({DOWNLOAD, UPLOAD}), servers))
    transport.tls_context.cache_clear()
    for fact, rate in ((DOWNLOAD, 25), (UPLOAD, 10)):
        reading = readings_of(events)[fact]
        assert value(reading) == pytest.approx(rate, rel=0.05)
        assert isinstance(reading, Measured)
        assert reading.bound is Bound.EXACT
        assert all(url.split("/")[2] in reading.evidence["server"] for url in servers)


def test_a_small_allowance_is_kept_and_enough_for_a_slow_line(line: ShapedLink) -> None:
    readings = readings_of(events_on(line, SpeedPlan(RATES, (SERVER_URL,), max_megabytes=6)))
    moved = 0.0
    for fact, rate in ((DOWNLOAD, 25), (UPLOAD, 5)):
        reading = readings[fact]
        assert value(reading) == pytest.approx(rate, rel=0.05)
        assert isinstance(reading, Measured)
        moved += float(reading.evidence["megabytes"])
    assert moved <= 6.3


def test_nothing_keeps_arriving_after_a_stop(line: ShapedLink) -> None:
    def stop_and_watch() -> int:
        cancel = threading.Event()
        for event in measure(SpeedPlan(frozenset({DOWNLOAD}), (SERVER_URL,), form=Form.THOROUGH), cancel):
            if isinstance(event, RatePoint) and event.seconds > 0.2:
                cancel.set()
        time.sleep(0.25)  # what was under way: a round trip and a full buffer
        before = _arrived()
        time.sleep(0.3)
        return _arrived() - before

    assert line.inside(stop_and_watch) < 20_000


def _arrived() -> int:
    rows = Path("/proc/thread-self/net/dev").read_text(encoding="ascii").splitlines()
    return next(int(row.split()[1]) for row in rows if "wan0:" in row)


# ------------------------------------------------------------------ lines that are not there


def failures(link: ShapedLink, url: str) -> set[tuple[Reason, str]]:
    start = time.monotonic()
    readings = readings_of(events_on(link, SpeedPlan(servers=(url,))))
    assert time.monotonic() - start < 5
    found = set()
    for reading in readings.values():
        assert isinstance(reading, Unmeasured), reading
        assert reading.detail is not None
        found.add((reading.reason, reading.detail.id.removeprefix("unmeasured.")))
    assert len(readings) == len(SPEED_FACTS)
    return found


def test_no_way_out_is_offline(line: ShapedLink) -> None:
    assert failures(line, "http://203.0.113.1/") == {(Reason.OFFLINE, "speed_no_way")}
    assert not line.inside(address.has_route)


def test_a_name_without_network_is_offline(line: ShapedLink, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_resolver(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", no_resolver)
    assert failures(line, "http://speed.invalid/") == {(Reason.OFFLINE, "speed_no_network")}


def test_a_server_that_swallows_packets_is_given_up(line: ShapedLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "CONNECT_SECONDS", 1.2)
    subprocess.run(["ip", "-n", line.near, "route", "add", "198.18.0.99/32", "dev", "wan0"], check=True)
    assert failures(line, "http://198.18.0.99/") == {(Reason.TIMED_OUT, "speed_silent")}


def test_a_server_that_dies_half_way_is_no_number() -> None:
    with shaped_link(Line(down=25, up=5, rtt=30)) as link:
        link.serve()
        [server] = link.programs

        def kill_half_way() -> dict[str, Reading]:
            events = []
            for event in measure(
                SpeedPlan(frozenset({DOWNLOAD}), (SERVER_URL,), form=Form.THOROUGH), threading.Event()
            ):
                events.append(event)
                if isinstance(event, RatePoint) and event.seconds > 0.2:
                    server.kill()
            return readings_of(events)

        reading = link.inside(kill_half_way)[DOWNLOAD]
    assert isinstance(reading, Unmeasured)
    assert reading.reason in {Reason.OFFLINE, Reason.ABSENT}


def test_a_line_that_goes_dead_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "_SILENCE_SECONDS", 1.5)
    with shaped_link(Line(down=25, up=5, rtt=30)) as link:
        link.serve()

        def cut_half_way() -> tuple[dict[str, Reading], float]:
            events, start = [], 0.0
            for event in measure(
                SpeedPlan(frozenset({DOWNLOAD}), (SERVER_URL,), form=Form.THOROUGH), threading.Event()
            ):
                events.append(event)
                if isinstance(event, RatePoint) and event.seconds > 0.2 and not start:
                    subprocess.run(["ip", "-n", link.far, "link", "set", "wan0", "down"], check=True)
                    start = time.monotonic()
            return readings_of(events), time.monotonic() - start

        readings, seconds = link.inside(cut_half_way)
    reading = readings[DOWNLOAD]
    assert isinstance(reading, Unmeasured)
    assert reading.reason is Reason.TIMED_OUT
    assert seconds < 5
