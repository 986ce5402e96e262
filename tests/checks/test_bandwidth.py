"""The check: what it asks for, what it passes on, and what it refuses to believe."""

from __future__ import annotations

from dataclasses import replace

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
    Found,
    NotFound,
    Phase,
    PhaseStarted,
    RateFound,
    RatePoint,
    Relation,
    SeriesLimit,
    ServerChosen,
    SpeedEvent,
    SpeedPlan,
    SpeedQuestion,
)
from readiness.checks.bandwidth import CHECK, questions
from readiness.checks.base import Lane, Rate, Stage, Wishes
from readiness.domain.facts import Measured, Reading, Reason, Unmeasured
from readiness.domain.message import message
from readiness.domain.profile import NetworkTest, Server, ServerKind
from readiness.domain.reference import Statistic
from readiness.machine.speed import Speed
from tests.checks.fake_speed import ASKED_25, AT_25, GOOD, METHOD, SOURCE, FakeSpeed, Online, Watched, limits
from tests.rigs.librespeed_server import librespeed_server


def took(milliseconds: float) -> Measured:
    return Measured(milliseconds, "ms", METHOD, samples=20, spread=0.1, evidence=SOURCE.evidence)


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
        LATENCY_LOADED_DOWN: "ms",
        LATENCY_LOADED_UP: "ms",
        JITTER: "ms",
        LOSS: "%",
        CALL_QUALITY: "MOS",
    }
    assert CHECK.lane is Lane.NETWORK
    assert CHECK.deadline <= 300


def test_the_profiles_servers_and_allowance_are_kept_to() -> None:
    network = NetworkTest(
        servers=(
            Server("eu", "https://eu.example/"),
            Server("voice", "udp://voice.example:3478", ServerKind.UDP_ECHO),
            Server("us", "https://us.example/"),
            Server("calls", "stun:calls.example:3478", ServerKind.STUN),
        ),
        max_megabytes=80,
    )
    plan = planned(Wishes(frozenset({DOWNLOAD, "memory.installed"}), network))
    assert plan.servers == ("https://eu.example/", "https://us.example/")
    assert (plan.echoes, plan.stun) == (("udp://voice.example:3478",), ("stun:calls.example:3478",))
    assert plan.facts == {DOWNLOAD}
    assert plan.max_megabytes == 80


@pytest.mark.parametrize(
    ("wishes", "form"),
    [({}, Form.FULL), ({"quick": True}, Form.QUICK), ({"quick": True, "thorough": True}, Form.THOROUGH)],
)
def test_what_is_wished_for_has_a_form(wishes: dict[str, bool], form: Form) -> None:
    plan = planned(Wishes(frozenset(SPEED_FACTS), quick=wishes.get("quick", False), thorough=wishes.get("thorough")))
    assert plan.form is form
    assert plan.seconds == SpeedPlan().seconds  # a line that swings takes as long to answer about, whatever the form


def test_every_limit_on_the_line_is_asked_once_in_the_units_of_the_facts() -> None:
    tests = (
        AT_25,
        limits(DOWNLOAD, "kbit/s", min=25_000.0),
        limits(DOWNLOAD, "Mbit/s", min=50.0),
        limits(LATENCY, "s", max=0.15, above=0.0),
        limits(UPLOAD, "Mbit/s", below=1.0),
        limits("memory.installed", "GiB", min=8.0),
    )
    assert set(questions(tests)) == {
        ASKED_25,
        SpeedQuestion(DOWNLOAD, Relation.AT_LEAST, 50.0),
        SpeedQuestion(LATENCY, Relation.AT_MOST, 150.0),
        SpeedQuestion(LATENCY, Relation.MORE, 0.0),
        SpeedQuestion(UPLOAD, Relation.LESS, 1.0),
    }
    wanted = Wishes(frozenset({DOWNLOAD}), tests=tests)
    assert {one.fact for one in planned(wanted).questions} == {DOWNLOAD}


def test_figures_pass_as_they_come_and_progress_is_shown() -> None:
    session = Watched()
    speed = FakeSpeed(
        [
            PhaseStarted(Phase.LATENCY, 7.0),
            ServerChosen("speed.example", "LibreSpeed"),
            Found(LATENCY, took(20.0)),
            Found(JITTER, took(1.0)),
            PhaseStarted(Phase.DOWNLOAD, 6.0),
            RatePoint(DOWNLOAD, 0.1, 12.0),
            RateFound(DOWNLOAD, GOOD, METHOD, SOURCE),
        ]
    )
    run = CHECK.measure(Online(speed), session)
    assert next(run)[0] == LATENCY
    assert session.shown == [Stage(message("network.measuring_round_trips"), 7.0, frozenset({LATENCY, JITTER}))]
    rest = dict(run)
    assert set(rest) == {JITTER, DOWNLOAD}
    downloading = Stage(message("network.measuring_download"), 6.0, frozenset({DOWNLOAD, LATENCY_LOADED_DOWN}))
    assert session.shown[1:] == [downloading, Rate(DOWNLOAD, 0.1, 12.0)]
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
    reading = measured(Found(LATENCY, took(trip)))[LATENCY]
    assert isinstance(reading, Unmeasured)
    assert reading.reason is Reason.IMPLAUSIBLE


TOKYO, MAKATI = "https://tokyo.example/", "https://makati.example/"


def test_round_trips_to_named_places_come_after_the_rest() -> None:
    speed = FakeSpeed([Found(LATENCY, took(20.0))])
    wanted = frozenset({LATENCY, DOWNLOAD, f"{LATENCY}@{TOKYO}", f"{JITTER}@{TOKYO}", f"{LATENCY}@{MAKATI}"})
    found = [fact for fact, _ in CHECK.measure(Online(speed), Watched(Wishes(wanted)))]
    assert found == [LATENCY, f"{LATENCY}@{TOKYO}", f"{LATENCY}@{MAKATI}"]
    assert [(plan.servers, set(plan.facts)) for plan in speed.plans] == [
        ((), {LATENCY, DOWNLOAD}),
        ((TOKYO,), {LATENCY, JITTER}),
        ((MAKATI,), {LATENCY}),
    ]


def test_places_alone_cost_no_speed_test_and_a_stop_asks_no_further_place() -> None:
    wishes = Wishes(frozenset({f"{LATENCY}@{TOKYO}", f"{LATENCY}@{MAKATI}"}))
    speed, session = FakeSpeed([Found(LATENCY, took(20.0))]), Watched(wishes)
    for _ in CHECK.measure(Online(speed), session):
        session.cancel.set()
    assert len(speed.plans) == 1


def test_limits_on_a_series_are_passed_on_and_are_no_questions() -> None:
    there = "https://speed.example.com/"
    tests = tuple(limits(f"{LATENCY}{which}", "s", max=0.2) for which in ("[p95]", f"[worst]@{there}"))
    speed = FakeSpeed(())
    wanted = frozenset({LATENCY, f"{LATENCY}@{there}"})
    assert list(CHECK.measure(Online(speed), Watched(Wishes(wanted, tests=tests)))) == []
    assert [plan.questions for plan in speed.plans] == [(), ()]
    assert [plan.series for plan in speed.plans] == [
        (SeriesLimit(LATENCY, Statistic.P95, Relation.AT_MOST, 200.0),),
        (SeriesLimit(LATENCY, Statistic.WORST, Relation.AT_MOST, 200.0),),
    ]


def test_a_real_place_is_measured_and_one_that_is_gone_is_not() -> None:
    with librespeed_server() as here, librespeed_server() as there:
        gone = "http://127.0.0.1:9/"
        network = NetworkTest((Server("own", here.url),))
        wanted = frozenset({LATENCY, f"{LATENCY}@{there.url}", f"{LATENCY}@{gone}"})
        readings = dict(CHECK.measure(Online(Speed()), Watched(Wishes(wanted, network, quick=True))))
    assert set(readings) == wanted
    assert isinstance(readings[f"{LATENCY}@{gone}"], Unmeasured)
    away = readings[f"{LATENCY}@{there.url}"]
    assert isinstance(away, Measured)
    assert isinstance(away.value, float)
    assert away.value == away.statistics[Statistic.MEDIAN] <= away.statistics[Statistic.WORST]


def test_the_real_engine_fits_the_port() -> None:
    with librespeed_server() as server:
        network = NetworkTest((Server("own", server.url),))
        session = Watched(Wishes(frozenset({DOWNLOAD, LATENCY}), network, quick=True))
        readings = dict(CHECK.measure(Online(Speed()), session))
    assert set(readings) == {DOWNLOAD, LATENCY}
    assert all(isinstance(reading, Measured) for reading in readings.values()), readings
    assert any(isinstance(progress, Rate) for progress in session.shown)
