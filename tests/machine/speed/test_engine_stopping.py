"""However a measurement ends, nothing of it is left: no socket, no task, no thread."""

from __future__ import annotations

import threading
import time

import pytest

from readiness.analysis.line.speed_test import (
    DOWNLOAD,
    JITTER,
    LATENCY,
    LATENCY_LOADED_UP,
    LOSS,
    SPEED_FACTS,
    UPLOAD,
    NotFound,
    PhaseStarted,
    RatePoint,
    SpeedEvent,
    SpeedPlan,
)
from readiness.domain.facts import Reading, Reason, Unmeasured
from readiness.machine.speed import measure, readings_of
from readiness.machine.speed.transfer import direction
from tests.machine.speed.measuring import RATES, closed_down_to, measured, open_sockets
from tests.rigs.librespeed_server import LibreSpeedServer

pytestmark = [pytest.mark.alone, pytest.mark.usefixtures("soon_given_up")]  # what arrives in a second is counted


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
