"""Cloudflare's endpoints, on a stand-in; and never without consent."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from readiness.analysis.line.speed_test import DOWNLOAD, LATENCY, UPLOAD, ServerChosen, SpeedPlan
from readiness.domain.facts import Measured, Reason, Unmeasured
from readiness.machine.speed import engine, measure, readings_of
from readiness.machine.speed.named_servers import NamedServers
from readiness.machine.speed.net.reactor import Reactor
from readiness.machine.speed.servers import cloudflare
from readiness.machine.speed.servers.cloudflare import CLOUDFLARE
from tests.rigs.cloudflare_server import cloudflare_server
from tests.rigs.librespeed_server import Behaviour, Fault, LibreSpeedServer, librespeed_server

pytestmark = pytest.mark.alone  # what arrives in a second is counted

AGREED = frozenset({CLOUDFLARE})


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[LibreSpeedServer]:
    with cloudflare_server() as server:
        monkeypatch.setattr(cloudflare, "BASE", server.url)
        yield server


@pytest.mark.usefixtures("stand_in")
def test_whoever_agrees_is_measured_against_it() -> None:
    facts = frozenset({LATENCY, DOWNLOAD, UPLOAD})
    events = list(measure(SpeedPlan(facts, seconds=0.5, consented=AGREED), threading.Event()))
    [chosen] = [event for event in events if isinstance(event, ServerChosen)]
    assert chosen.kind == "Cloudflare"
    readings = readings_of(events)
    assert set(readings) == facts
    assert all(isinstance(reading, Measured) for reading in readings.values()), readings


def test_no_more_is_asked_for_than_the_service_sends(stand_in: LibreSpeedServer) -> None:
    with Reactor(threading.Event()) as reactor:
        [server] = cloudflare.Cloudflare().find(reactor)
    sizes = [int(server.download(megabytes).path.split("bytes=")[1].split("&")[0]) for megabytes in (0, 7, 5_000)]
    assert sizes == [1_000_000, 7_000_000, 99_999_999]
    assert server.upload.text == stand_in.url + "__up"


@pytest.mark.parametrize(
    ("fault", "reason"), [(Fault.DENIED, Reason.DENIED), (Fault.LIMITED, Reason.BUSY), (Fault.HTML, Reason.DENIED)]
)
def test_a_refusal_is_no_slow_line(fault: Fault, reason: Reason, monkeypatch: pytest.MonkeyPatch) -> None:
    with cloudflare_server(behaviour=Behaviour(fault)) as server:
        monkeypatch.setattr(cloudflare, "BASE", server.url)
        plan = SpeedPlan(frozenset({DOWNLOAD}), consented=AGREED)
        reading = readings_of(measure(plan, threading.Event()))[DOWNLOAD]
    assert isinstance(reading, Unmeasured)
    assert reading.reason is reason


def test_somebody_else_who_answers_is_not_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    with librespeed_server() as server:
        monkeypatch.setattr(cloudflare, "BASE", server.url)
        plan = SpeedPlan(frozenset({DOWNLOAD}), consented=AGREED)
        reading = readings_of(measure(plan, threading.Event()))[DOWNLOAD]
    assert isinstance(reading, Unmeasured)
    assert reading.detail is not None
    assert reading.detail.id == "unmeasured.speed_other_server"


def test_nobody_is_measured_against_it_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    class NotAsked:
        def find(self, reactor: Reactor) -> list[object]:
            raise AssertionError(reactor)

    monkeypatch.setattr(engine, "Cloudflare", NotAsked)
    monkeypatch.setattr(engine, "Ookla", lambda: NamedServers(("http://127.0.0.1:9/",)))
    named = SpeedPlan(frozenset({LATENCY}), ("http://127.0.0.1:9/",), consented=AGREED)
    for plan in (SpeedPlan(frozenset({LATENCY})), named):
        assert isinstance(readings_of(measure(plan, threading.Event()))[LATENCY], Unmeasured)
