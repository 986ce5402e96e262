"""The runner: every wanted fact ends up known, whatever the checks do."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from readiness.checks.base import Check, Choice, Guidance, Lane, Machine, Session, Stage, Task, Wishes
from readiness.domain.facts import Facts, Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.message import message
from readiness.engine import runner
from readiness.engine.events import CheckEnded, CheckProgressed, CheckStarted, Event, PersonNeeded, RunStarted
from readiness.engine.runner import Run
from tests.fakes import Listener, NoMachine, answering, check

Answers = Iterator[tuple[str, Reading]]


def run(
    *checks: Check,
    wanted: frozenset[str] | None = None,
    listener: Listener | None = None,
    patience: float | None = None,
) -> tuple[Run, Listener]:
    listener = listener or Listener()
    facts = wanted or frozenset(fact.id for one in checks for fact in one.facts)
    started = Run(checks, NoMachine(), Wishes(facts, patience=patience), listener)
    started.start()
    return started, listener


def finished(*checks: Check, wanted: frozenset[str] | None = None) -> tuple[Facts, Listener]:
    started, listener = run(*checks, wanted=wanted)
    facts = started.wait(20)
    assert facts is not None
    listener.wait_for(type(listener.events[-1]))
    return facts, listener


def reason(facts: Facts, fact: str) -> Reason:
    reading = facts[fact]
    assert isinstance(reading, Unmeasured)
    return reading.reason


def test_facts_are_told_one_by_one_and_collected() -> None:
    facts, listener = finished(check("one", answering(a_x=1, a_y=2), "a.x", "a.y"))
    assert facts["a.x"] == Measured(1.0)
    kinds = [type(event).__name__ for event in listener.events]
    assert kinds == ["RunStarted", "CheckStarted", "FactKnown", "FactKnown", "CheckEnded", "RunEnded"]
    assert listener.events[0] == RunStarted(("one",))
    assert listener.ended.facts == facts
    assert not listener.ended.stopped


def test_checks_of_one_lane_follow_each_other_and_lanes_run_side_by_side() -> None:
    both = threading.Barrier(2, timeout=10)

    def meets(_machine: Machine, _session: Session) -> Answers:
        both.wait()
        yield from ()

    _, listener = finished(
        check("audio one", meets, lane=Lane.AUDIO),
        check("network one", meets, lane=Lane.NETWORK),
        check("audio two", answering(), lane=Lane.AUDIO),
        wanted=frozenset({"none"}),
    )
    order = [(type(event), event.check) for event in listener.events if isinstance(event, CheckStarted | CheckEnded)]
    assert order.index((CheckEnded, "audio one")) < order.index((CheckStarted, "audio two"))


def test_a_check_that_raises_leaves_its_facts_unmeasured_and_the_rest_goes_on() -> None:
    def raises(_machine: Machine, _session: Session) -> Answers:
        yield "a.x", Measured(1.0)
        raise ValueError("/home/someone")

    facts, _ = finished(check("bad", raises, "a.x", "a.y"), check("good", answering(b_x=3), "b.x"))
    assert facts["a.x"] == Measured(1.0)
    assert reason(facts, "a.y") is Reason.DEFECT
    assert "someone" not in repr(facts["a.y"])
    assert facts["b.x"] == Measured(3.0)


def test_a_refusal_of_the_machine_keeps_its_reason() -> None:
    def refused(_machine: Machine, _session: Session) -> Answers:
        yield from ()
        raise Unavailable(Reason.DENIED, message("unmeasured.denied"))

    facts, _ = finished(check("refused", refused, "a.x"))
    assert facts["a.x"] == Unmeasured(Reason.DENIED, message("unmeasured.denied"))


def test_a_check_that_hangs_is_given_up_and_its_late_answer_dropped() -> None:
    late = threading.Event()
    dropped = threading.Event()

    def hangs(_machine: Machine, session: Session) -> Answers:
        yield "a.x", Measured(1.0)
        late.wait(20)
        session.show(Stage(message("late")))
        yield "a.y", Measured(2.0)
        dropped.set()

    hanging = check("hangs", hangs, "a.x", "a.y", deadline=0.2)
    facts, listener = finished(hanging, check("next", answering(b_x=3), "b.x"))
    assert facts["a.x"] == Measured(1.0)
    assert reason(facts, "a.y") is Reason.TIMED_OUT
    assert facts["b.x"] == Measured(3.0)
    told = len(listener.events)
    late.set()
    assert dropped.wait(10)
    assert len(listener.events) == told


def test_a_check_told_to_stop_at_its_deadline_may_still_say_what_it_has() -> None:
    def tidy(_machine: Machine, session: Session) -> Answers:
        session.cancel.wait(20)
        yield "a.x", Measured(1.0)

    facts, _ = finished(check("tidy", tidy, "a.x", "a.y", deadline=0.2))
    assert facts["a.x"] == Measured(1.0)
    assert reason(facts, "a.y") is Reason.TIMED_OUT


@pytest.mark.parametrize(
    "lie",
    [
        Measured("many"),
        Measured(value=True),
        Measured(1.0, "GiB"),
    ],
)
def test_a_reading_of_the_wrong_shape_is_a_defect_not_a_number(lie: Measured) -> None:
    def lies(_machine: Machine, _session: Session) -> Answers:
        yield "a.x", lie

    facts, _ = finished(check("lies", lies, "a.x"))
    assert reason(facts, "a.x") is Reason.DEFECT


def test_a_check_cannot_answer_for_another_or_change_its_word() -> None:
    def meddles(_machine: Machine, _session: Session) -> Answers:
        yield "b.x", Measured(9.0)
        yield "a.x", Measured(1.0)
        yield "a.x", Measured(2.0)

    facts, _ = finished(check("meddles", meddles, "a.x"), check("good", answering(b_x=3), "b.x"))
    assert facts["a.x"] == Measured(1.0)
    assert facts["b.x"] == Measured(3.0)


def test_a_fact_the_check_forgot_is_a_defect_unless_nobody_wanted_it() -> None:
    facts, _ = finished(check("forgets", answering(a_x=1), "a.x", "a.y", "a.z"), wanted=frozenset({"a.x", "a.y"}))
    assert reason(facts, "a.y") is Reason.DEFECT
    assert "a.z" not in facts.readings


def test_stop_keeps_what_is_known_and_ends_within_two_seconds() -> None:
    release = threading.Event()

    def endless(_machine: Machine, _session: Session) -> Answers:
        yield "a.x", Measured(1.0)
        release.wait(30)
        yield "a.y", Measured(2.0)

    started, listener = run(check("endless", endless, "a.x", "a.y"), check("never", answering(b_x=3), "b.x"))
    while "a.x" not in listener.readings:
        time.sleep(0.01)
    asked = time.monotonic()
    started.stop()
    facts = started.wait(10)
    assert time.monotonic() - asked < 10  # what hangs would take 30
    release.set()
    assert facts is not None
    assert facts["a.x"] == Measured(1.0)
    assert reason(facts, "a.y") is Reason.CANCELLED
    assert reason(facts, "b.x") is Reason.CANCELLED


def test_waiting_for_the_person_does_not_count_against_the_deadline() -> None:
    guidance = Guidance(Task.BE_SILENT, 4.0)

    def guided(_machine: Machine, session: Session) -> Answers:
        if session.ready(guidance):
            yield "a.x", Measured(1.0)

    started, listener = run(check("guided", guided, "a.x", deadline=0.3))
    assert listener.wait_for(PersonNeeded) == PersonNeeded("guided", guidance)
    assert started.wait(1.0) is None
    started.confirm("guided")
    facts = started.wait(10)
    assert facts is not None
    assert facts["a.x"] == Measured(1.0)


def test_a_computer_that_sleeps_meanwhile_loses_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    slept = threading.Event()
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + 3600 * slept.is_set())
    monkeypatch.setattr(runner, "time", clock)

    def sleeps(_machine: Machine, session: Session) -> Answers:
        slept.set()
        if not session.cancel.wait(0.5):
            yield "a.x", Measured(1.0)

    facts, _ = finished(check("sleeps", sleeps, "a.x", deadline=20.0))
    assert facts["a.x"] == Measured(1.0)


def test_where_nobody_comes_the_check_is_given_up_and_the_others_go_on() -> None:
    answers: list[bool] = []

    def guided(_machine: Machine, session: Session) -> Answers:
        yield "a.x", Measured(1.0)
        answers.append(session.ready(Guidance(Task.BE_SILENT, 4.0)))

    started, _ = run(check("guided", guided, "a.x", "a.y"), check("next", answering(b_x=3), "b.x"), patience=0.15)
    facts = started.wait(10)
    assert facts is not None
    assert answers == [False]
    assert (facts["a.x"], facts["b.x"]) == (Measured(1.0), Measured(3.0))
    nobody = Unmeasured(Reason.SKIPPED, message("unmeasured.nobody_there"), message("remedy.nobody_there"))
    assert facts["a.y"] == nobody
    assert not started.stopped


@pytest.mark.parametrize(("given", "taken"), [("cord", "cord"), ("", ""), ("nonsense", "")])
def test_an_answer_reaches_the_check_that_asked(given: str, taken: str) -> None:
    question = Guidance(Task.HEADSET_WAY, 5.0, choices=(Choice("cord", message("choice.cord"), "way-cord"),))
    answers: list[str | None] = []

    def asks(_machine: Machine, session: Session) -> Answers:
        answers.append(session.ask(question))
        yield "a.x", Measured(1.0)

    started, listener = run(check("asks", asks, "a.x"))
    assert listener.wait_for(PersonNeeded) == PersonNeeded("asks", question)
    started.confirm("asks", given)
    assert started.wait(10) is not None
    assert answers == [taken]


def test_a_stop_is_no_answer() -> None:
    answers: list[str | None] = []

    def asks(_machine: Machine, session: Session) -> Answers:
        answers.append(session.ask(Guidance(Task.HEADSET_WAY, 5.0)))
        yield from ()

    started, listener = run(check("asks", asks, "a.x"))
    listener.wait_for(PersonNeeded)
    started.stop()
    assert started.wait(10) is not None
    assert answers == [None]


def test_stop_ends_the_wait_for_the_person() -> None:
    answers: list[bool] = []

    def guided(_machine: Machine, session: Session) -> Answers:
        answers.append(session.ready(Guidance(Task.BE_SILENT, 4.0)))
        yield from ()

    started, listener = run(check("guided", guided, "a.x"))
    listener.wait_for(PersonNeeded)
    started.stop()
    assert started.wait(10) is not None
    assert answers == [False]


def test_progress_is_passed_on_with_its_check() -> None:
    stage = Stage(message("stage.here"), 2.0)

    def talks(_machine: Machine, session: Session) -> Answers:
        session.show(stage)
        assert session.wishes.language == "en"
        yield "a.x", Measured(1.0)

    _, listener = finished(check("talks", talks, "a.x"))
    assert CheckProgressed("talks", stage) in listener.events


def test_a_person_may_wish_to_hear_themselves_while_it_runs() -> None:
    heard: list[bool] = []
    asked = threading.Event()

    def plays(_machine: Machine, session: Session) -> Answers:
        heard.append(session.wishes.play_back)
        assert asked.wait(5)
        heard.append(session.wishes.play_back)
        yield "a.x", Measured(1.0)

    started, _ = run(check("plays", plays, "a.x"))
    started.wish_play_back(wanted=True)
    asked.set()
    assert started.wait(20) is not None
    assert heard[-1] is True


def test_a_listener_that_fails_does_not_harm_the_run() -> None:
    def fails(_event: Event) -> None:
        raise RuntimeError("window is gone")

    started = Run([check("one", answering(a_x=1), "a.x")], NoMachine(), Wishes(frozenset({"a.x"})), fails)
    started.start()
    facts = started.wait(10)
    assert facts is not None
    assert facts["a.x"] == Measured(1.0)


def test_known_facts_are_kept() -> None:
    known = Facts({"b.x": Measured(7.0)}, {"room": True})
    started = Run([check("one", answering(a_x=1), "a.x")], NoMachine(), Wishes(frozenset({"a.x"})), Listener(), known)
    started.start()
    facts = started.wait(10)
    assert facts is not None
    assert facts["b.x"] == Measured(7.0)
    assert facts.answers == {"room": True}


def test_nothing_to_do_ends_at_once() -> None:
    facts, listener = finished()
    assert facts == Facts()
    assert listener.events[0] == RunStarted(())
