"""Whole measurements against a server that fails in every way: each is told apart, and none is a number."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from readiness.analysis.line.speed_test import (
    DOWNLOAD,
    LATENCY,
    LATENCY_LOADED_UP,
    SPEED_FACTS,
    UPLOAD,
    Decided,
    Form,
    Phase,
    PhaseStarted,
    Relation,
    ServerChosen,
    SpeedPlan,
    SpeedQuestion,
    readings_in,
)
from readiness.domain.facts import Measured, Reason, Unmeasured
from readiness.machine.speed import measure, readings_of
from readiness.machine.speed.net import reactor
from readiness.machine.speed.transfer import transfer
from tests.machine.speed.measuring import RATES, failure, measured
from tests.rigs.librespeed_server import Fault, LibreSpeedServer

pytestmark = [pytest.mark.alone, pytest.mark.usefixtures("soon_given_up")]  # what arrives in a second is counted

BUDGET = 60.0  # MB; loopback moves gigabytes a second
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


@pytest.mark.parametrize("fact", [DOWNLOAD, LATENCY_LOADED_UP])
@pytest.mark.parametrize(("sleeps", "chosen"), [(1, 2), (9, 3)])
def test_what_a_computer_slept_through_is_measured_again_and_never_a_rate(
    server: LibreSpeedServer, monkeypatch: pytest.MonkeyPatch, sleeps: int, chosen: int, fact: str
) -> None:
    """The clock that goes on during sleep jumps in the middle of a transfer, once or whenever there is one."""
    slept = [0]
    monkeypatch.setattr(reactor, "suspend_aware", lambda: 60.0 * slept[0])
    begin = transfer.Transfer.start

    def put_to_sleep(which: transfer.Transfer) -> int:
        flows = begin(which)
        slept[0] += slept[0] < sleeps
        return flows

    monkeypatch.setattr(transfer.Transfer, "start", put_to_sleep)
    events = list(measure(SpeedPlan(frozenset({fact}), (server.url,), seconds=1), threading.Event()))
    [reading] = [reading for event in events for _, reading in readings_in(event)]
    assert sum(isinstance(event, ServerChosen) for event in events) == chosen
    if sleeps == 1:
        assert isinstance(reading, Measured)
    else:
        assert failure(reading) == (Reason.BUSY, "speed_slept")


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
