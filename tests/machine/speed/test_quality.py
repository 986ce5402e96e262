"""Questions and figures on delay and loss: what the engine makes of a probe stream, and when it says it cannot."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from readiness.analysis.line.round_trips import Window
from readiness.analysis.line.speed_test import (
    CALL_QUALITY,
    DOWNLOAD,
    JITTER,
    LATENCY,
    LATENCY_LOADED_DOWN,
    LATENCY_LOADED_UP,
    LOSS,
    Decided,
    Form,
    NotFound,
    Phase,
    PhaseStarted,
    Relation,
    SeriesLimit,
    ServerChosen,
    SpeedEvent,
    SpeedPlan,
    SpeedQuestion,
    Verdict,
)
from readiness.domain.facts import Bound, Measured, Reading, Reason, Unmeasured
from readiness.domain.reference import Statistic
from readiness.machine.speed import measure, quality, readings_of
from readiness.machine.speed.net.reactor import Reactor
from readiness.machine.speed.probes import probe_methods
from readiness.machine.speed.probes.stream import Probes
from readiness.machine.speed.servers.server import Server
from readiness.machine.speed.transfer.transfer import Transfer
from tests.rigs.datagram_server import Answer, datagram_server, echo, losing
from tests.rigs.librespeed_server import Behaviour, Fault, LibreSpeedServer, librespeed_server

pytestmark = pytest.mark.alone  # what arrives in a second is counted


@pytest.fixture
def server() -> Iterator[LibreSpeedServer]:
    # A line that is never full would leave this process no time for the round trips beside it.
    with librespeed_server(behaviour=Behaviour(rate=200.0)) as server:
        yield server


@pytest.fixture(autouse=True)
def _no_longer_than_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    for fact in (JITTER, CALL_QUALITY):
        monkeypatch.setitem(quality._QUICKLY, fact, 20)


def events_of(
    server: LibreSpeedServer, *facts: str, answer: Answer = echo, form: Form = Form.QUICK, **plan: object
) -> list[SpeedEvent]:
    """Measure some facts against a server on this computer, with a UDP echo beside it."""
    with datagram_server(answer) as near:
        echoes = (f"udp://127.0.0.1:{near.port}",)
        wanted = SpeedPlan(frozenset(facts), (server.url,), echoes=echoes, form=form, **plan)  # type: ignore[arg-type]
        return list(measure(wanted, threading.Event()))


def asked(fact: str, relation: str, limit: float) -> tuple[SpeedQuestion, ...]:
    return (SpeedQuestion(fact, Relation(relation), limit),)


def the_answer(events: list[SpeedEvent]) -> Decided:
    [decided] = [event for event in events if isinstance(event, Decided)]
    return decided


def detail(reading: Reading) -> tuple[Reason, str]:
    assert isinstance(reading, Unmeasured), reading
    assert reading.detail is not None
    assert reading.remedy is not None
    return reading.reason, reading.detail.id.removeprefix("unmeasured.")


# ------------------------------------------------------------------ questions

QUESTIONS = [
    (LATENCY, "<=", 50, echo, Verdict.PASS),
    (LATENCY, "<", 0.001, echo, Verdict.FAIL),
    (JITTER, "<=", 30, echo, Verdict.PASS),
    (LOSS, "<=", 5, losing(3), Verdict.FAIL),
    (CALL_QUALITY, ">=", 4.45, echo, Verdict.FAIL),
]


@pytest.mark.parametrize(("fact", "relation", "limit", "answer", "verdict"), QUESTIONS)
def test_a_clear_question_is_answered_after_a_few_probes(
    fact: str, relation: str, limit: float, answer: Answer, verdict: Verdict, server: LibreSpeedServer
) -> None:
    events = events_of(server, fact, answer=answer, questions=asked(fact, relation, limit))
    decided = the_answer(events)
    assert decided.verdict is verdict
    assert decided.confidence > 0.97
    # Nobody is refused for what a moment showed.
    assert decided.seconds < 2.5 if verdict is Verdict.PASS else 1.5 <= decided.seconds < 10.0
    assert 0 <= decided.megabytes < 0.05
    assert decided.server.endswith("(UDP echo)")
    reading = readings_of(events)[fact]
    assert isinstance(reading, Measured)
    assert reading.samples <= (100 if verdict is Verdict.PASS else 200)


def test_a_line_that_is_held_up_for_once_is_not_failed_for_it(server: LibreSpeedServer) -> None:
    def held_up_once(number: int, datagram: bytes) -> list[bytes]:
        time.sleep(0.6 if number == 3 else 0)
        return [datagram]

    events = events_of(server, LATENCY, answer=held_up_once, questions=asked(LATENCY, "<=", 150))
    assert the_answer(events).verdict is Verdict.PASS
    reading = readings_of(events)[LATENCY]
    assert isinstance(reading, Measured)
    assert isinstance(reading.value, float)
    assert reading.value < 150


def test_a_series_is_looked_at_for_longer_than_one_hold_up(server: LibreSpeedServer) -> None:
    def held_up_once(number: int, datagram: bytes) -> list[bytes]:
        time.sleep(0.2 if number == 5 else 0)
        return [datagram]

    limit = SeriesLimit(LATENCY, Statistic.P95, Relation.AT_MOST, 120.0)
    reading = readings_of(events_of(server, LATENCY, answer=held_up_once, series=(limit,)))[LATENCY]
    assert isinstance(reading, Measured)
    assert reading.statistics[Statistic.P95] <= 120 < reading.statistics[Statistic.WORST]
    assert reading.samples > 20


def test_a_computer_that_slept_had_no_broken_connection(
    server: LibreSpeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, slept = Reactor.step, threading.Event()

    def sleeping(reactor: Reactor, seconds: float) -> None:
        step(reactor, seconds)
        probes = quality_seen[0]._probes.probes if quality_seen and quality_seen[0]._probes else ()
        if len(probes) > 12 and not slept.is_set():
            slept.set()
            time.sleep(2.5)  # longer than a connection is waited for

    quality_seen: list[quality.Quality] = []
    begin = quality.Quality.begin

    def seen(which: quality.Quality, where: Server) -> None:
        quality_seen.append(which)
        begin(which, where)

    monkeypatch.setattr(quality.Quality, "begin", seen)
    monkeypatch.setattr(Reactor, "step", sleeping)
    reading = readings_of(events_of(server, LATENCY))[LATENCY]
    assert slept.is_set()
    assert isinstance(reading, Measured)
    assert isinstance(reading.value, float)
    assert reading.value < 500


def test_a_quick_check_claims_no_more_than_its_few_probes_show(server: LibreSpeedServer) -> None:
    reading = readings_of(events_of(server, LOSS))[LOSS]
    assert isinstance(reading, Measured)
    assert (reading.value, reading.bound, reading.samples) == (0.0, Bound.AT_MOST, 50)
    assert reading.spread == pytest.approx(5.8, abs=0.1)


# ------------------------------------------------------------------ loaded


def test_a_line_is_loaded_for_its_own_sake_where_no_rate_is_asked_for(server: LibreSpeedServer) -> None:
    question = asked(LATENCY_LOADED_UP, "<=", 10_000)  # a busy computer is no quick line
    events = events_of(server, LATENCY_LOADED_UP, questions=question)
    assert [event.phase for event in events if isinstance(event, PhaseStarted)] == [Phase.SERVER, Phase.UPLOAD]
    reading = readings_of(events)[LATENCY_LOADED_UP]
    assert isinstance(reading, Measured)
    assert float(reading.evidence["megabytes"]) > 0.1
    decided = the_answer(events)
    assert decided.verdict is Verdict.PASS
    assert decided.megabytes > 0.1


def test_a_load_keeps_to_the_data_allowance_and_needs_some(server: LibreSpeedServer) -> None:
    readings = readings_of(events_of(server, DOWNLOAD, LATENCY_LOADED_UP, max_megabytes=3.0))
    assert detail(readings[LATENCY_LOADED_UP]) == (Reason.SKIPPED, "speed_budget")


# ------------------------------------------------------------------ what goes wrong


def test_a_line_that_will_not_take_a_transfer_is_not_loaded_either(server: LibreSpeedServer) -> None:
    server.behaviour.fault = Fault.DENIED_TRANSFERS
    events = events_of(server, DOWNLOAD, LATENCY_LOADED_DOWN)
    readings = readings_of(events)
    assert detail(readings[DOWNLOAD]) == detail(readings[LATENCY_LOADED_DOWN]) == (Reason.DENIED, "speed_denied")


def test_an_echo_that_falls_silent_is_a_broken_connection_and_no_loss(server: LibreSpeedServer) -> None:
    start = time.monotonic()
    readings = readings_of(events_of(server, LOSS, CALL_QUALITY, answer=lambda i, data: [data] if i < 30 else []))
    assert {detail(reading) for reading in readings.values()} == {(Reason.OFFLINE, "speed_cut")}
    assert time.monotonic() - start < 5


def test_where_loss_does_not_show_the_report_says_so(server: LibreSpeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise PermissionError(1, "not for you")

    monkeypatch.setattr(probe_methods, "open_icmp", refuse)
    facts = frozenset({LATENCY, JITTER, LOSS, CALL_QUALITY})
    plan = SpeedPlan(facts, (server.url,), form=Form.QUICK, questions=asked(LOSS, "<=", 1.0))
    events = list(measure(plan, threading.Event()))
    readings = readings_of(events)
    assert isinstance(readings[LATENCY], Measured)
    assert isinstance(readings[JITTER], Measured)
    assert detail(readings[LOSS]) == detail(readings[CALL_QUALITY]) == (Reason.UNSUPPORTED, "speed_loss_hidden")
    assert not any(isinstance(event, Decided) for event in events)


def test_a_line_on_which_nothing_comes_back_still_has_a_rate(
    server: LibreSpeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Probes, "begin", lambda *_: None)
    facts = frozenset({LATENCY, DOWNLOAD, LATENCY_LOADED_UP})
    question = asked(LATENCY_LOADED_UP, "<=", 400)
    plan = SpeedPlan(facts, (server.url,), seconds=0.4, form=Form.QUICK, questions=question)
    events = list(measure(plan, threading.Event()))
    readings = readings_of(events)
    assert not any(isinstance(event, Decided) for event in events)
    assert isinstance(readings[DOWNLOAD], Measured)
    assert (
        detail(readings[LATENCY]) == detail(readings[LATENCY_LOADED_UP]) == (Reason.TIMED_OUT, "speed_no_round_trips")
    )


def test_with_the_next_server_a_new_stream_begins(server: LibreSpeedServer) -> None:
    events: list[SpeedEvent] = []
    with librespeed_server() as other:
        servers = {one.url.split("/")[2]: one for one in (server, other)}
        plan = SpeedPlan(frozenset({LATENCY, DOWNLOAD, JITTER}), tuple(one.url for one in servers.values()))
        question = SpeedQuestion(DOWNLOAD, Relation.AT_LEAST, 1.0)  # which takes no more than the quicker one
        for event in measure(replace(plan, form=Form.QUICK, questions=(question,)), threading.Event()):
            if isinstance(event, ServerChosen) and not any(isinstance(one, ServerChosen) for one in events):
                servers[event.server].behaviour.fault = Fault.DENIED_TRANSFERS  # whichever is the quicker one
            events.append(event)
    chosen = [event.server for event in events if isinstance(event, ServerChosen)]
    readings = readings_of(events)
    assert len(chosen) == 2
    assert not any(isinstance(event, NotFound) for event in events)
    jitter = readings[JITTER]
    assert isinstance(jitter, Measured)
    assert jitter.evidence["server"].startswith(chosen[1])


@pytest.mark.parametrize(("answers", "loads"), [([False], 1), ([True], 2)])
def test_a_limit_that_is_missed_for_one_hold_up_is_looked_at_under_load_once_more(
    server: LibreSpeedServer, monkeypatch: pytest.MonkeyPatch, answers: list[bool], loads: int
) -> None:
    """Which those are is a matter of the analysis; nothing seen before counts then."""
    started: list[str] = []
    left: list[int] = []
    start, leave_out = Transfer.start, Probes.leave_out

    def noted(transfer: Transfer) -> int:
        started.append(transfer.fact)
        return start(transfer)

    def left_out(probes: Probes, window: Window) -> None:
        leave_out(probes, window)
        left.append(len(probes.of({window})))

    monkeypatch.setattr(quality, "loaded_hangs_on_one_hold_up", lambda *_: bool(answers) and answers.pop())
    monkeypatch.setattr(Transfer, "start", noted)
    monkeypatch.setattr(Probes, "leave_out", left_out)
    question = asked(LATENCY_LOADED_DOWN, "<=", 10_000)
    reading = readings_of(events_of(server, LATENCY_LOADED_DOWN, questions=question))[LATENCY_LOADED_DOWN]
    assert isinstance(reading, Measured)
    assert (len(started), left) == (loads, [0] * (loads - 1))
