"""Whole measurements against a real server on loopback: what is told."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from pathlib import Path

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
    Decided,
    Form,
    PhaseStarted,
    RatePoint,
    Relation,
    ServerChosen,
    SpeedPlan,
    SpeedQuestion,
    Verdict,
)
from readiness.domain.facts import Bound, Measured, Reason, Unmeasured
from readiness.machine.speed import Speed, measure, readings_of
from readiness.machine.speed.net import transport
from tests.machine.speed.measuring import RATES, measured
from tests.rigs.datagram_server import datagram_server
from tests.rigs.librespeed_server import Behaviour, Fault, LibreSpeedServer, librespeed_server
from tests.rigs.ookla_server import certified, lacks_openssl

pytestmark = [pytest.mark.alone, pytest.mark.usefixtures("soon_given_up")]  # what arrives in a second is counted


def test_a_server_in_its_own_folder_is_measured(server: LibreSpeedServer) -> None:
    server.behaviour.only_backend = True
    assert isinstance(measured(server.url, facts=frozenset({DOWNLOAD}))[DOWNLOAD], Measured)


UNITS = {
    LATENCY: "ms",
    DOWNLOAD: "Mbit/s",
    UPLOAD: "Mbit/s",
    LATENCY_LOADED_DOWN: "ms",
    LATENCY_LOADED_UP: "ms",
    JITTER: "ms",
    LOSS: "%",
    CALL_QUALITY: "MOS",
}


def test_every_figure_says_how_where_and_at_what_cost(server: LibreSpeedServer) -> None:
    with datagram_server() as echo:
        plan = SpeedPlan(servers=(server.url,), echoes=(f"udp://127.0.0.1:{echo.port}",), seconds=0.4, form=Form.QUICK)
        readings = readings_of(measure(plan, threading.Event()))
    assert list(readings) == list(SPEED_FACTS)
    for fact, unit in UNITS.items():
        reading = readings[fact]
        assert isinstance(reading, Measured), reading
        assert reading.unit == unit
        assert reading.method is not None
        assert reading.at is not None
        assert reading.samples > 1
        assert float(reading.evidence["seconds"]) > 0
        assert float(reading.evidence["megabytes"]) > 0
        assert reading.evidence["server"].startswith("127.0.0.1:")
    assert float(readings[DOWNLOAD].evidence["megabytes"]) > 10  # type: ignore[union-attr] # measured, see above


def test_the_curve_and_the_phases_are_told_while_they_happen(server: LibreSpeedServer) -> None:
    plan = SpeedPlan(frozenset({LATENCY, DOWNLOAD, UPLOAD, JITTER}), (server.url,), seconds=0.6, form=Form.QUICK)
    events = list(Speed().run(plan, threading.Event()))
    phases = [event.phase.value for event in events if isinstance(event, PhaseStarted)]
    assert phases == ["server", "latency", "download", "upload", "loss"]
    remaining = [event.seconds for event in events if isinstance(event, PhaseStarted)]
    assert remaining == sorted(remaining, reverse=True)
    assert [event.kind for event in events if isinstance(event, ServerChosen)] == ["LibreSpeed"]
    for fact in (DOWNLOAD, UPLOAD):
        times = [event.seconds for event in events if isinstance(event, RatePoint) and event.fact == fact]
        assert times
        assert times == sorted(times)


def test_only_what_is_wanted_is_measured(server: LibreSpeedServer) -> None:
    start = time.monotonic()
    readings = measured(server.url, facts=frozenset({LATENCY}), seconds=5)
    assert list(readings) == [LATENCY]
    assert time.monotonic() - start < 2.5


def test_chunks_and_closed_connections_are_measured_too() -> None:
    for behaviour in (Behaviour(chunked=True), Behaviour(hang_up=True)):
        with librespeed_server(behaviour=behaviour) as server:
            # On a busy computer a loopback of gigabits can leave too little between two hang-ups: said, not guessed.
            tries = (measured(server.url, facts=frozenset({DOWNLOAD, UPLOAD})) for _ in range(3))
            assert any({type(reading) for reading in found.values()} == {Measured} for found in tries)


def test_the_nearest_of_several_servers_is_taken_and_dead_ones_do_no_harm(server: LibreSpeedServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        dead = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
    events = list(measure(SpeedPlan(frozenset({LATENCY}), (dead, server.url)), threading.Event()))
    [chosen] = [event for event in events if isinstance(event, ServerChosen)]
    assert chosen.server in server.url


def test_a_silent_server_does_not_hold_up_one_that_answers(server: LibreSpeedServer) -> None:
    with librespeed_server(behaviour=Behaviour(Fault.SILENT)) as silent:
        start = time.monotonic()
        readings = measured(silent.url, server.url, facts=frozenset({LATENCY}))
        assert time.monotonic() - start < 3
    assert isinstance(readings[LATENCY], Measured)


def test_a_server_that_fails_gives_way_to_the_next(server: LibreSpeedServer) -> None:
    with librespeed_server(behaviour=Behaviour(Fault.DENIED_TRANSFERS)) as refusing:
        plan = SpeedPlan(RATES, (refusing.url, server.url), seconds=0.4)
        events = list(measure(plan, threading.Event()))
    assert all(isinstance(reading, Measured) for reading in readings_of(events).values())


@pytest.mark.parametrize("fault", [Fault.DENIED, Fault.DENIED_TRANSFERS, Fault.STALLED_TRANSFERS, None])
def test_where_there_are_two_servers_one_alone_calls_no_line_too_slow(fault: Fault | None) -> None:
    question = SpeedQuestion(DOWNLOAD, Relation.AT_LEAST, 200.0)
    with librespeed_server(behaviour=Behaviour(rate=20.0)) as slow, librespeed_server() as other:
        other.behaviour.fault = fault or Fault.NONE
        if not fault:
            other.behaviour.rate = 0.5  # too slow to tell anything
        start = time.monotonic()
        plan = SpeedPlan(frozenset({DOWNLOAD}), (slow.url, other.url), form=Form.QUICK, questions=(question,))
        events = list(measure(plan, threading.Event()))
        assert time.monotonic() - start < 6
    [decided] = [event for event in events if isinstance(event, Decided)]
    assert decided.verdict is Verdict.UNSURE
    assert decided.method.id == "method.not_confirmed"
    reading = readings_of(events)[DOWNLOAD]
    assert isinstance(reading, Measured)
    assert reading.bound is Bound.AT_LEAST
    assert reading.evidence["not_confirmed_by"] in other.url


def test_redirects_to_the_server_are_followed(server: LibreSpeedServer) -> None:
    with librespeed_server(behaviour=Behaviour(redirect_to=server.url)) as first:
        readings = measured(first.url, facts=frozenset({DOWNLOAD}))
    assert isinstance(readings[DOWNLOAD], Measured), readings


@pytest.mark.skipif(not socket.has_ipv6 or not Path("/proc/net/if_inet6").exists(), reason="no IPv6 here")
def test_ipv6_is_measured() -> None:
    with librespeed_server("::1") as server:
        assert isinstance(measured(server.url, facts=frozenset({DOWNLOAD}))[DOWNLOAD], Measured)


@pytest.mark.skipif(bool(lacks_openssl()), reason=lacks_openssl())
def test_tls_is_measured_when_it_can_be_trusted_and_refused_when_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, authority = certified(tmp_path, "localhost")
    transport.tls_context.cache_clear()
    with librespeed_server(context=context) as server:
        readings = measured(server.url)
        refused = readings[DOWNLOAD]
        assert isinstance(refused, Unmeasured)
        assert refused.detail is not None
        assert (refused.reason, refused.detail.id) == (Reason.DENIED, "unmeasured.speed_untrusted")

        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        transport.tls_context.cache_clear()
        readings = measured(server.url, facts=RATES, seconds=0.8)
        assert all(isinstance(reading, Measured) for reading in readings.values()), readings
    transport.tls_context.cache_clear()
    assert isinstance(context, ssl.SSLContext)
