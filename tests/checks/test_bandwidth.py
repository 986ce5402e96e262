"""The check: what it asks for, what it passes on, and what it refuses to believe."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

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
    Found,
    NotFound,
    Phase,
    PhaseStarted,
    RateFound,
    RatePoint,
    Relation,
    ServerChosen,
    Source,
    SpeedEvent,
    SpeedPlan,
    SpeedQuestion,
    Verdict,
)
from readiness.analysis.line.throughput import Estimate
from readiness.checks.bandwidth import CHECK, questions
from readiness.checks.base import Guidance, Lane, Progress, Rate, Stage, Wishes
from readiness.domain.facts import Bound, Measured, Reading, Reason, Unmeasured
from readiness.domain.message import message
from readiness.domain.profile import Clause, Condition, FactTest, NetworkTest, Operator, Server, ServerKind
from readiness.domain.quantity import Quantity
from readiness.domain.reference import Statistic
from readiness.machine.speed import Speed
from tests.checks.fake_computer import FakeLink
from tests.fakes import NoMachine
from tests.rigs.librespeed_server import librespeed_server

SOURCE = Source("speed.example", datetime(2026, 11, 1, tzinfo=UTC), 2.5, 7.25)
METHOD = message("method.bytes_received", flows=4)
GOOD = Estimate(25.0, 0.5, 0.2, 30, 0.0)


def took(milliseconds: float) -> Measured:
    return Measured(milliseconds, "ms", METHOD, samples=20, spread=0.1, evidence=SOURCE.evidence)


@dataclass
class FakeSpeed:
    """Tells prepared events, and remembers what it was asked."""

    events: Iterable[SpeedEvent]
    plans: list[SpeedPlan] = field(default_factory=list)
    next_events: Callable[[], Iterable[SpeedEvent]] | None = None

    def run(self, plan: SpeedPlan, _cancel: threading.Event) -> Iterator[SpeedEvent]:
        self.plans.append(plan)
        yield from self.next_events() if self.next_events else self.events


class Online(NoMachine):
    """A machine of which only the connection may be looked at."""

    def __init__(self, speed: FakeSpeed | Speed, *, paid: bool | None = None) -> None:
        self._speed = speed
        self._link = FakeLink(paid=paid)

    @property
    def link(self) -> FakeLink:
        return self._link

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


def limits(fact: str, unit: str, **clauses: float) -> FactTest:
    return FactTest(fact, unit, Condition(tuple(Clause(Operator(name), limit) for name, limit in clauses.items())))


AT_25 = limits(DOWNLOAD, "Mbit/s", min=25.0)
ASKED_25 = SpeedQuestion(DOWNLOAD, Relation.AT_LEAST, 25.0)


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


# ------------------------------------------------------------------ how often, and how long


def download(rate: float, half_width: float = 0.1, megabytes: float = 5.0) -> RateFound:
    return RateFound(
        DOWNLOAD,
        replace(GOOD, mbit_per_second=rate, half_width=half_width),
        METHOD,
        replace(SOURCE, megabytes=megabytes),
    )


def decided(verdict: Verdict = Verdict.PASS, megabytes: float = 1.0) -> Decided:
    return Decided(ASKED_25, verdict, 0.99, 0.7, megabytes, "speed.example", METHOD)


PASSED = Found(DOWNLOAD, Measured(27.4, "Mbit/s", METHOD, spread=0.3, bound=Bound.AT_LEAST))


def checked(
    *runs: Sequence[SpeedEvent],
    allowed: float | None = None,
    repeat: int = 1,
    tests: tuple[FactTest, ...] = (AT_25,),
    quick: bool = False,
    thorough: bool | None = None,
) -> tuple[Reading, list[SpeedPlan], Watched]:
    """Check the download only: ``runs`` are what one run after the other tells."""
    speed = FakeSpeed(())
    left = iter(runs)
    speed.next_events = lambda: next(left)
    network = NetworkTest(runs=repeat, max_megabytes=allowed)
    session = Watched(Wishes(frozenset({DOWNLOAD}), network, quick=quick, tests=tests, thorough=thorough))
    readings = list(CHECK.measure(Online(speed), session))
    assert len(readings) == 1, "a fact is told once"
    assert next(left, None) is None, "not every run was made"
    return readings[0][1], speed.plans, session


def test_a_clear_answer_is_enough_for_a_quick_check() -> None:
    reading, [plan], session = checked([decided(), PASSED], quick=True)
    assert reading == PASSED.reading
    assert plan.questions == (ASKED_25,)
    assert session.shown == [decided()]


def test_a_full_check_tells_the_figure_that_follows_the_answer() -> None:
    reading, [_], _ = checked([decided(), PASSED, download(48.0)])
    assert isinstance(reading, Measured)
    assert (reading.value, reading.bound) == (48.0, Bound.EXACT)


def test_without_a_figure_the_answer_is_what_is_known() -> None:
    assert checked([decided(), PASSED])[0] == PASSED.reading


@pytest.mark.parametrize(
    ("first", "quick"),
    [
        ([download(25.05)], False),
        ([download(24.95)], False),
        ([decided(), PASSED], True),
        ([decided(Verdict.UNSURE), download(26.0)], False),
    ],
    ids=["only just", "only just not", "another limit", "unsure"],
)
def test_close_to_a_limit_it_is_measured_once_more_and_thoroughly(first: list[SpeedEvent], *, quick: bool) -> None:
    tests = (AT_25, limits(DOWNLOAD, "Mbit/s", min=30.0)) if PASSED in first else (AT_25,)
    reading, plans, session = checked(first, [download(25.4)], tests=tests, quick=quick)
    assert isinstance(reading, Measured)
    assert reading.value == 25.4
    assert [plan.form for plan in plans] == [Form.QUICK if quick else Form.FULL, Form.THOROUGH]
    assert plans[1].facts == {DOWNLOAD}
    assert plans[1].questions == plans[0].questions
    assert Stage(message("network.making_sure")) in session.shown


@pytest.mark.parametrize("first", [[download(24.95)], [decided(Verdict.UNSURE), download(25.2)]])
def test_before_a_shift_only_just_is_answer_enough(first: list[SpeedEvent]) -> None:
    reading, plans, _ = checked(first, quick=True)
    assert isinstance(reading, Measured)
    assert reading.bound is Bound.EXACT
    assert [plan.form for plan in plans] == [Form.QUICK]


def test_what_fails_the_second_time_was_measured_the_first_time() -> None:
    broken = NotFound(DOWNLOAD, Unmeasured(Reason.TIMED_OUT))
    for second in ([broken], []):
        reading, _, _ = checked([download(25.05)], second)
        assert isinstance(reading, Measured)
        assert reading.value == 25.05


@pytest.mark.parametrize("thorough", [False, True])
def test_nobody_measures_longer_than_was_wished(*, thorough: bool) -> None:
    reading, plans, _ = checked([download(25.05)], thorough=thorough)
    assert isinstance(reading, Measured)
    assert len(plans) == 1


def test_the_allowance_holds_for_all_runs_together() -> None:
    _, plans, _ = checked([download(25.05, megabytes=30)], [download(25.4)], allowed=80)
    assert [plan.max_megabytes for plan in plans] == [80, 50]
    _, plans, _ = checked([decided(Verdict.UNSURE, megabytes=80), download(25.05, megabytes=70)], allowed=80)
    assert len(plans) == 1


def test_runs_that_a_profile_asks_for_are_made_and_the_middle_one_counts() -> None:
    reading, plans, _ = checked([download(48.0)], [download(46.0)], [download(49.0)], repeat=3)
    assert isinstance(reading, Measured)
    assert (reading.value, reading.spread, reading.evidence["runs"]) == (48.0, 1.5, "46, 48, 49")
    assert len(plans) == 3
    assert len(checked([download(48.0)], repeat=3, quick=True)[1]) == 1


@pytest.mark.parametrize(
    ("allowed", "thorough", "budget", "form"),
    [(None, None, 25, Form.QUICK), (8, None, 8, Form.QUICK), (80, True, 25, Form.THOROUGH)],
)
def test_where_data_is_paid_for_little_of_it_is_used(
    allowed: float | None,
    thorough: bool | None,  # noqa: FBT001 - a table's column
    budget: float,
    form: Form,
) -> None:
    speed = FakeSpeed([decided(), PASSED])
    network = NetworkTest(runs=3, max_megabytes=allowed)
    session = Watched(Wishes(frozenset({DOWNLOAD}), network, tests=(AT_25,), thorough=thorough))
    [(_, reading)] = CHECK.measure(Online(speed, paid=True), session)
    [plan] = speed.plans
    assert (plan.form, plan.max_megabytes) == (form, budget)
    assert session.shown[0] == Stage(message("network.paid_for", data=Quantity(budget, "MB")))
    assert isinstance(reading, Measured)
    assert reading.evidence["paid_for"] == "yes"


def test_figures_that_nobody_asked_a_question_about_are_measured_on_paid_lines_too() -> None:
    speed = FakeSpeed([download(48.0), NotFound(UPLOAD, Unmeasured(Reason.ABSENT))])
    session = Watched(Wishes(frozenset({DOWNLOAD, UPLOAD}), tests=(AT_25,)))
    assert len(dict(CHECK.measure(Online(speed, paid=True), session))) == 2
    assert (speed.plans[0].form, speed.plans[0].max_megabytes) == (Form.FULL, 25)


def test_a_run_that_fails_among_several_is_left_out() -> None:
    lost = NotFound(DOWNLOAD, Unmeasured(Reason.TIMED_OUT))
    reading, _, _ = checked([lost], [download(46.0)], [lost], repeat=3)
    assert isinstance(reading, Measured)
    assert reading.value == 46.0
    assert checked([lost], [lost], repeat=2)[0] == lost.why


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
