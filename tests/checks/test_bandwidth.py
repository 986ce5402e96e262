"""The check: what it asks for, what it passes on, and what it refuses to believe."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from readiness.analysis.speed_test import (
    DOWNLOAD,
    JITTER,
    LATENCY,
    SPEED_FACTS,
    UPLOAD,
    NotFound,
    Phase,
    PhaseStarted,
    RateFound,
    RatePoint,
    RoundTripsFound,
    ServerChosen,
    Source,
    SpeedEvent,
    SpeedPlan,
)
from readiness.analysis.throughput import Estimate
from readiness.checks.bandwidth import CHECK
from readiness.checks.base import Guidance, Lane, Progress, Rate, Stage, Wishes
from readiness.domain.facts import Measured, Reading, Reason, Unmeasured
from readiness.domain.message import message
from readiness.domain.profile import NetworkTest, Server, ServerKind
from readiness.machine.speed import Speed
from tests.fakes import NoMachine
from tests.rigs.librespeed_server import librespeed_server

SOURCE = Source("speed.example", datetime(2026, 11, 1, tzinfo=UTC), 2.5, 7.25)
METHOD = message("method.bytes_received", flows=4)
GOOD = Estimate(25.0, 0.5, 0.2, 30, 0.0)


@dataclass
class FakeSpeed:
    """Tells prepared events, and remembers what it was asked."""

    events: Iterable[SpeedEvent]
    plans: list[SpeedPlan] = field(default_factory=list)

    def run(self, plan: SpeedPlan, _cancel: threading.Event) -> Iterator[SpeedEvent]:
        self.plans.append(plan)
        yield from self.events


class Online(NoMachine):
    """A machine of which only the connection may be looked at."""

    def __init__(self, speed: FakeSpeed | Speed) -> None:
        self._speed = speed

    @property
    def speed(self) -> FakeSpeed | Speed:
        return self._speed


@dataclass
class Watched:
    """A session that keeps what it is shown."""

    wishes: Wishes = field(default_factory=lambda: Wishes(frozenset(SPEED_FACTS)))
    cancel: threading.Event = field(default_factory=threading.Event)
    shown: list[Progress] = field(default_factory=list)

    def show(self, progress: Progress) -> None:
        self.shown.append(progress)

    def ready(self, guidance: Guidance) -> bool:
        raise AssertionError(guidance)

    def ask(self, question: Guidance) -> str | None:
        raise AssertionError(question)


def measured(*events: SpeedEvent, session: Watched | None = None) -> dict[str, Reading]:
    return dict(CHECK.measure(Online(FakeSpeed(events)), session or Watched()))


def planned(wishes: Wishes) -> SpeedPlan:
    speed = FakeSpeed(())
    assert list(CHECK.measure(Online(speed), Watched(wishes))) == []
    return speed.plans[0]


def test_it_declares_what_it_finds() -> None:
    assert {fact.id: fact.unit for fact in CHECK.facts} == {
        DOWNLOAD: "Mbit/s",
        UPLOAD: "Mbit/s",
        LATENCY: "ms",
        JITTER: "ms",
    }
    assert CHECK.lane is Lane.NETWORK
    assert CHECK.deadline <= 60


def test_the_profiles_servers_and_allowance_are_kept_to() -> None:
    network = NetworkTest(
        servers=(
            Server("eu", "https://eu.example/"),
            Server("voice", "udp://voice.example:3478", ServerKind.UDP_ECHO),
            Server("us", "https://us.example/"),
        ),
        max_megabytes=80,
    )
    plan = planned(Wishes(frozenset({DOWNLOAD, "memory.installed"}), network))
    assert plan.servers == ("https://eu.example/", "https://us.example/")
    assert plan.facts == {DOWNLOAD}
    assert plan.max_megabytes == 80


def test_a_quick_check_takes_less_time() -> None:
    wishes = Wishes(frozenset(SPEED_FACTS))
    assert planned(replace(wishes, quick=True)).seconds < planned(wishes).seconds


def test_figures_pass_as_they_come_and_progress_is_shown() -> None:
    session = Watched()
    speed = FakeSpeed(
        [
            PhaseStarted(Phase.LATENCY, 7.0),
            ServerChosen("speed.example", "LibreSpeed"),
            RoundTripsFound((LATENCY, JITTER), (20.0, 21.0, 20.0, 21.0, 20.0), SOURCE),
            PhaseStarted(Phase.DOWNLOAD, 6.0),
            RatePoint(DOWNLOAD, 0.1, 12.0),
            RateFound(DOWNLOAD, GOOD, METHOD, SOURCE),
        ]
    )
    run = CHECK.measure(Online(speed), session)
    assert next(run)[0] == LATENCY
    assert session.shown == [Stage(message("network.measuring_round_trips"), 7.0)]
    rest = dict(run)
    assert set(rest) == {JITTER, DOWNLOAD}
    assert session.shown[1:] == [Stage(message("network.measuring_download"), 6.0), Rate(DOWNLOAD, 0.1, 12.0)]
    download = rest[DOWNLOAD]
    assert isinstance(download, Measured)
    assert (download.value, download.unit, download.spread) == (25.0, "Mbit/s", 0.5)


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_has_its_words(phase: Phase) -> None:
    session = Watched()
    measured(PhaseStarted(phase, 1.0), session=session)
    [stage] = session.shown
    assert isinstance(stage, Stage)
    assert stage.text.id.startswith("network.")


def test_what_was_not_found_stays_not_found() -> None:
    why = Unmeasured(Reason.ABSENT, message("unmeasured.speed_nobody_there", server="a"))
    assert measured(NotFound(UPLOAD, why)) == {UPLOAD: why}


def test_why_it_was_stopped_is_left_to_the_run_to_say() -> None:
    stopped = Unmeasured(Reason.CANCELLED, message("unmeasured.stopped"))
    assert measured(RateFound(DOWNLOAD, GOOD, METHOD, SOURCE), NotFound(UPLOAD, stopped)).keys() == {DOWNLOAD}


@pytest.mark.parametrize("rate", [0.0, -3.0, 1e7])
def test_a_rate_no_line_has_is_not_measured(rate: float) -> None:
    reading = measured(RateFound(DOWNLOAD, replace(GOOD, mbit_per_second=rate), METHOD, SOURCE))[DOWNLOAD]
    assert isinstance(reading, Unmeasured)
    assert reading.reason is Reason.IMPLAUSIBLE


@pytest.mark.parametrize("trip", [0.0, 20_000.0])
def test_a_round_trip_no_line_has_is_not_measured(trip: float) -> None:
    reading = measured(RoundTripsFound((LATENCY,), (trip,) * 5, SOURCE))[LATENCY]
    assert isinstance(reading, Unmeasured)
    assert reading.reason is Reason.IMPLAUSIBLE


def test_the_real_engine_fits_the_port() -> None:
    with librespeed_server() as server:
        network = NetworkTest((Server("own", server.url),))
        session = Watched(Wishes(frozenset({DOWNLOAD, LATENCY}), network, quick=True))
        readings = dict(CHECK.measure(Online(Speed()), session))
    assert set(readings) == {DOWNLOAD, LATENCY}
    assert all(isinstance(reading, Measured) for reading in readings.values()), readings
    assert any(isinstance(progress, Rate) for progress in session.shown)
