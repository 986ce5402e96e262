"""Whole measurements against a real server on loopback: what is told, what each failure says, what is left."""

from __future__ import annotations

import gc
import itertools
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
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
    NotFound,
    Phase,
    PhaseStarted,
    RatePoint,
    Relation,
    ServerChosen,
    SpeedEvent,
    SpeedPlan,
    SpeedQuestion,
    Verdict,
)
from readiness.domain.facts import Bound, Measured, Reading, Reason, Unmeasured
from readiness.machine.speed import Speed, measure, readings_of
from readiness.machine.speed.net import transport
from readiness.machine.speed.transfer import direction, transfer
from tests.rigs.datagram_server import datagram_server
from tests.rigs.librespeed_server import Behaviour, Fault, LibreSpeedServer, librespeed_server
from tests.rigs.ookla_server import certified, lacks_openssl

pytestmark = pytest.mark.alone  # what arrives in a second is counted

RATES = frozenset({LATENCY, DOWNLOAD, UPLOAD})
BUDGET = 60.0  # MB; loopback moves gigabytes a second


@pytest.fixture
def server() -> Iterator[LibreSpeedServer]:
    with librespeed_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(autouse=True)
def _soon_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait as long as it takes to tell, not as long as a person's line may need."""
    monkeypatch.setattr(transfer, "_SILENCE_SECONDS", 1.2)
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 1.2)


def measured(*servers: str, facts: frozenset[str] = frozenset(SPEED_FACTS), seconds: float = 0.4) -> dict[str, Reading]:
    return readings_of(measure(SpeedPlan(facts, servers, seconds=seconds, form=Form.QUICK), threading.Event()))


def open_sockets() -> int:
    gc.collect()
    return sum(connection.status != psutil.CONN_LISTEN for connection in psutil.Process().net_connections("tcp"))


def closed_down_to(sockets: int) -> bool:
    """Wait for the server's threads, which close their ends a moment after ours."""
    end = time.monotonic() + 3
    while open_sockets() > sockets and time.monotonic() < end:
        time.sleep(0.02)
    return open_sockets() <= sockets


# ------------------------------------------------------------------ what is told


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


# ------------------------------------------------------------------ what each failure says

BEFORE = {
    Fault.SILENT: (Reason.TIMED_OUT, "speed_silent"),
    Fault.RESET: (Reason.OFFLINE, "speed_cut"),
    Fault.DENIED: (Reason.DENIED, "speed_denied"),
    Fault.BUSY: (Reason.BUSY, "speed_busy"),
    Fault.ERROR: (Reason.ABSENT, "speed_broken"),
    Fault.MISSING: (Reason.ABSENT, "speed_other_server"),
    Fault.HTML: (Reason.DENIED, "speed_web_page"),
    Fault.LOOP: (Reason.ABSENT, "speed_circles"),
    Fault.GIBBERISH: (Reason.ABSENT, "speed_other_server"),
}
DURING = {
    Fault.DENIED_TRANSFERS: (Reason.DENIED, "speed_denied"),
    Fault.HTML_TRANSFERS: (Reason.DENIED, "speed_web_page"),
    Fault.LOOP_TRANSFERS: (Reason.ABSENT, "speed_circles"),
    Fault.CUT_TRANSFERS: (Reason.OFFLINE, "speed_cut"),
    Fault.STALLED_TRANSFERS: (Reason.TIMED_OUT, "speed_stalled"),
}


def failure(reading: Reading) -> tuple[Reason, str]:
    assert isinstance(reading, Unmeasured), reading
    assert reading.detail is not None
    assert reading.remedy is not None
    return reading.reason, reading.detail.id.removeprefix("unmeasured.")


@pytest.mark.parametrize("fault", BEFORE)
def test_a_server_that_does_not_do_is_told_apart(fault: Fault, server: LibreSpeedServer) -> None:
    server.behaviour.fault = fault
    start = time.monotonic()
    readings = measured(server.url)
    assert time.monotonic() - start < 5
    assert {failure(reading) for reading in readings.values()} == {BEFORE[fault]}
    assert set(readings) == set(SPEED_FACTS)


@pytest.mark.parametrize("fact", [DOWNLOAD, UPLOAD])
@pytest.mark.parametrize("fault", DURING)
def test_a_transfer_that_fails_is_told_apart(fault: Fault, fact: str, server: LibreSpeedServer) -> None:
    server.behaviour.fault = fault
    start = time.monotonic()
    readings = measured(server.url, facts=frozenset({fact}), seconds=5)
    assert time.monotonic() - start < 5
    assert failure(readings[fact]) == DURING[fault]
    server.behaviour.fault = Fault.NONE
    assert server.wait_until_left()


@pytest.mark.parametrize("fault", [Fault.EMPTY_TRANSFERS, Fault.GZIP_TRANSFERS])
def test_a_download_without_honest_data_is_none(fault: Fault, server: LibreSpeedServer) -> None:
    server.behaviour.fault = fault
    readings = measured(server.url, facts=frozenset({DOWNLOAD}), seconds=5)
    assert failure(readings[DOWNLOAD]) == (Reason.IMPLAUSIBLE, "speed_no_data")


def test_a_computer_that_slept_meanwhile_has_no_rate(server: LibreSpeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock that goes on during sleep jumps between two counts."""
    before = transfer.awake()
    time.sleep(0.01)
    assert 0.009 < transfer.awake() - before < 1.0
    looks = itertools.count()
    monkeypatch.setattr(transfer, "awake", lambda: 60.0 * (next(looks) >= 20))
    readings = measured(server.url, facts=frozenset({DOWNLOAD}), seconds=5)
    assert failure(readings[DOWNLOAD]) == (Reason.BUSY, "speed_slept")


def test_a_port_nobody_listens_on_is_told_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
    start = time.monotonic()
    readings = measured(address)
    assert time.monotonic() - start < 1
    assert {failure(reading) for reading in readings.values()} == {(Reason.ABSENT, "speed_nobody_there")}


def test_what_is_no_address_is_told() -> None:
    assert {failure(reading) for reading in measured("speed.example").values()} == {
        (Reason.ABSENT, "speed_bad_address")
    }


def test_a_proxy_in_the_way_is_told_and_one_that_was_passed_by_is_shown(
    server: LibreSpeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.test:3128")
    reading = measured(server.url, facts=frozenset({LATENCY}))[LATENCY]
    assert isinstance(reading, Measured)
    assert reading.evidence["proxy_not_used"] == "proxy.test:3128"
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
    assert failure(measured(address)[LATENCY]) == (Reason.UNSUPPORTED, "speed_proxy")


def test_the_data_allowance_is_kept(server: LibreSpeedServer) -> None:
    facts = RATES | {LATENCY_LOADED_UP}
    readings = readings_of(measure(SpeedPlan(facts, (server.url,), max_megabytes=BUDGET), threading.Event()))
    # On loopback it is gone before a rate could be told; it must not become one.
    assert failure(readings[DOWNLOAD]) == (Reason.SKIPPED, "speed_budget")
    assert isinstance(readings[LATENCY], Measured)


# ------------------------------------------------------------------ stopping


@pytest.mark.parametrize("phase", ["server", "latency", "download", "upload", "loss"])
def test_stopping_ends_at_once_and_leaves_nothing(phase: str, server: LibreSpeedServer) -> None:
    sockets, cancel = open_sockets(), threading.Event()
    events: list[SpeedEvent] = []
    wanted = {"loss": {JITTER, LOSS}, "upload": {UPLOAD, LATENCY_LOADED_UP, LOSS}}
    facts = frozenset(wanted.get(phase, SPEED_FACTS))
    stopped = 0.0
    for event in measure(SpeedPlan(facts, (server.url,), seconds=30), cancel):
        events.append(event)
        if isinstance(event, PhaseStarted) and event.phase == phase:
            threading.Timer(0.1, cancel.set).start() if phase == "download" else cancel.set()
            stopped = time.monotonic()
    assert time.monotonic() - stopped < 0.4
    settled = [event.fact for event in events if isinstance(event, NotFound)]
    known = readings_of(events)
    assert set(known) == facts
    assert {failure_reason(known[fact]) for fact in settled} == {Reason.CANCELLED}
    assert server.wait_until_left()
    assert closed_down_to(sockets)


def failure_reason(reading: Reading) -> Reason:
    assert isinstance(reading, Unmeasured)
    return reading.reason


def test_whoever_stops_asking_leaves_nothing_open(server: LibreSpeedServer) -> None:
    sockets = open_sockets()
    events = measure(SpeedPlan(RATES - {LATENCY}, (server.url,), seconds=30), threading.Event())
    assert any(isinstance(event, RatePoint) for event in events)
    events.close()  # type: ignore[attr-defined] # it is a generator
    assert server.wait_until_left()
    assert closed_down_to(sockets)


def test_a_mistake_of_ours_closes_everything_and_is_not_hidden(
    server: LibreSpeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(direction, "steady_rate", mistaken)
    sockets = open_sockets()
    with pytest.raises(ZeroDivisionError):
        measured(server.url, facts=frozenset({DOWNLOAD, LOSS}))
    assert server.wait_until_left()
    assert closed_down_to(sockets)


@pytest.mark.parametrize(("fact", "form"), [(UPLOAD, Form.QUICK), (DOWNLOAD, Form.FULL)])
def test_a_server_that_stops_half_way_is_no_slow_line(fact: str, form: Form, server: LibreSpeedServer) -> None:
    """Not even where the kernel takes on what nobody reads: neither a rate nor an answer comes of it."""
    server.behaviour.rate = 40
    question = SpeedQuestion(fact, Relation.AT_LEAST, 30.0)
    plan = SpeedPlan(frozenset({fact}), (server.url,), seconds=2.5, form=form, questions=(question,))
    events = []
    for event in measure(plan, threading.Event()):
        events.append(event)
        if isinstance(event, PhaseStarted) and event.phase is not Phase.SERVER:
            server.behaviour.fault = Fault.SILENT
    assert not any(isinstance(event, Decided) for event in events)
    reading = readings_of(events)[fact]
    assert isinstance(reading, Unmeasured), reading
    assert reading.reason is Reason.TIMED_OUT
