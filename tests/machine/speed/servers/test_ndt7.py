"""M-Lab's ndt7, on a stand-in whose WebSocket is a library's; and never without consent."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from readiness.analysis.line.sequential import Fullness
from readiness.analysis.line.speed_test import DOWNLOAD, LATENCY, UPLOAD, RateFound, ServerChosen, SpeedPlan
from readiness.domain.facts import Measured, Reason, Unmeasured
from readiness.machine.speed import engine, measure, readings_of
from readiness.machine.speed.named_servers import NamedServers
from readiness.machine.speed.net.reactor import Reactor
from readiness.machine.speed.servers import ndt7
from readiness.machine.speed.servers.ndt7 import NDT7
from readiness.machine.speed.transfer import flows
from readiness.machine.speed.transfer.transfer import Transfer
from tests.rigs.ndt7_server import Mlab, ndt7_server
from tests.rigs.shaped_link import FAR, Line, missing, shaped_link

pytestmark = pytest.mark.alone  # what arrives in a second is counted

AGREED = frozenset({NDT7})


@pytest.fixture
def mlab(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mlab]:
    with ndt7_server() as server:
        monkeypatch.setattr(ndt7, "LOCATE", server.url)
        yield server


def reading(fact: str) -> object:
    plan = SpeedPlan(frozenset({fact}), seconds=0.5, consented=AGREED)
    return readings_of(measure(plan, threading.Event()))[fact]


def test_whoever_agrees_is_measured_against_it_over_one_connection(mlab: Mlab) -> None:
    facts = frozenset({LATENCY, DOWNLOAD, UPLOAD})
    events = list(measure(SpeedPlan(facts, seconds=0.5, consented=AGREED), threading.Event()))
    [chosen] = [event for event in events if isinstance(event, ServerChosen)]
    assert chosen.kind == "M-Lab ndt7"
    readings = readings_of(events)
    assert set(readings) == facts
    assert all(isinstance(found, Measured) for found in readings.values()), readings
    assert mlab.most_at_once == 1
    assert mlab.taken > 1_000_000  # whole messages, which the library could read


def test_what_the_server_took_is_what_was_counted(mlab: Mlab) -> None:
    with Reactor(threading.Event()) as reactor:
        [server, *_] = ndt7.Ndt7().find(reactor)
        transfer = Transfer(reactor, [server], UPLOAD, 1e6)
        transfer.start()
        transfer.run(0.5)
        counted = transfer.counted().samples[-1][1]
        transfer.close()
    # A message is known to the server once it is whole; what is under way beside it is in buffers.
    assert mlab.taken <= counted * 1.01
    assert mlab.taken > 0.5 * counted


def test_a_server_that_ends_a_direction_early_is_gone_on_with(mlab: Mlab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "_READS_A_TURN", 1)  # so that the end comes when a turn ends, and is not waited for
    mlab.longest = 0.2
    assert isinstance(reading(DOWNLOAD), Measured)
    assert isinstance(reading(UPLOAD), Measured)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_service_is_no_slow_line(mlab: Mlab, status: int) -> None:
    mlab.status = status
    found = reading(DOWNLOAD)
    assert isinstance(found, Unmeasured)
    assert found.reason is Reason.BUSY


@pytest.mark.parametrize(
    "listed", [b"{", b"[]", b"{}", b'{"results": []}', b'{"results": [{"urls": {}}]}', b'{"results": [{"urls": []}]}']
)
def test_a_list_that_is_none_is_another_server(mlab: Mlab, listed: bytes) -> None:
    mlab.listed = listed
    found = reading(DOWNLOAD)
    assert isinstance(found, Unmeasured)
    assert found.detail is not None
    assert found.detail.id == "unmeasured.speed_other_server"


@pytest.mark.parametrize("fact", [DOWNLOAD, UPLOAD])
def test_a_server_that_refuses_the_token_or_speaks_otherwise_is_no_number(
    mlab: Mlab, fact: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = mlab.url.partition("://")[2]
    urls = {f"ws:///ndt/v7/{way}": f"ws://{address}ndt/v7/{way}" for way in ("download", "upload")}
    mlab.listed = json.dumps({"results": [{"urls": urls}]}).encode()
    found = reading(fact)
    assert isinstance(found, Unmeasured)
    assert found.reason is Reason.DENIED
    mlab.listed = b""
    monkeypatch.setattr(ndt7, "PROTOCOL", "net.measurementlab.ndt.v8")
    assert isinstance(reading(fact), Unmeasured)


def test_one_connection_never_shows_that_more_would_bring_nothing(mlab: Mlab) -> None:
    del mlab
    plan = SpeedPlan(frozenset({DOWNLOAD}), seconds=0.5, consented=AGREED)
    [found] = [event for event in measure(plan, threading.Event()) if isinstance(event, RateFound)]
    assert found.source.evidence["flows"] == "1"
    assert found.source.evidence["full"] != Fullness.FLOWS.value


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_one_connection_tells_the_rate_of_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = SpeedPlan(frozenset({DOWNLOAD, UPLOAD}), consented=AGREED)
    with shaped_link(Line(down=25, up=5, rtt=30)) as link:
        command = (sys.executable, "-m", "tests.rigs.ndt7_server", FAR)
        with link.start(link.far, *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout
            monkeypatch.setattr(ndt7, "LOCATE", server.stdout.readline().strip())
            readings = link.inside(lambda: readings_of(measure(plan, threading.Event())))
            server.kill()
    for fact, rate in ((DOWNLOAD, 25), (UPLOAD, 5)):
        found = readings[fact]
        assert isinstance(found, Measured), found
        assert found.value == pytest.approx(rate, rel=0.05)


def test_nobody_is_measured_against_it_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    class NotAsked:
        def find(self, reactor: Reactor) -> list[object]:
            raise AssertionError(reactor)

    monkeypatch.setattr(engine, "Ndt7", NotAsked)
    monkeypatch.setattr(engine, "Ookla", lambda: NamedServers(("http://127.0.0.1:9/",)))
    named = SpeedPlan(frozenset({LATENCY}), ("http://127.0.0.1:9/",), consented=AGREED)
    for plan in (SpeedPlan(frozenset({LATENCY})), named):
        assert isinstance(readings_of(measure(plan, threading.Event()))[LATENCY], Unmeasured)
