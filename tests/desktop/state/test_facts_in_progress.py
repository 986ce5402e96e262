"""A row says that it is measured when it is, not when its check begins."""

from __future__ import annotations

import pytest

from readiness.checks.base import Check, Guidance, Lane, Level, Rate, Stage, Task
from readiness.desktop.state.facts_in_progress import FactsInProgress
from readiness.domain.facts import FactDef, Kind
from readiness.domain.message import Message
from readiness.engine.events import CheckEnded, CheckProgressed, CheckStarted, Event, PersonNeeded, RunStarted

LINE = Check(
    "line",
    (FactDef("a", Kind.NUMBER, "ms"), FactDef("b", Kind.NUMBER, "ms"), FactDef("c", Kind.NUMBER, "ms")),
    Lane.NETWORK,
    1.0,
    lambda _machine, _session: iter(()),
)
STARTED = (RunStarted(("line",)), CheckStarted("line"))
LOOK = Message("network.looking_for_server")


def told(*facts: str) -> CheckProgressed:
    return CheckProgressed("line", Stage(LOOK, facts=frozenset(facts)))


def needed(*facts: str) -> PersonNeeded:
    return PersonNeeded("line", Guidance(Task.BE_SILENT, 4.0, facts=frozenset(facts) if facts else None))


LEVEL = CheckProgressed("line", Level(-50.0, -40.0))


@pytest.mark.parametrize(
    ("events", "begun"),
    [
        ((), ""),
        (STARTED, "abc"),
        ((*STARTED, CheckProgressed("line", Stage(LOOK))), "abc"),
        ((*STARTED, told()), ""),
        ((*STARTED, told(), told("b")), "b"),
        ((*STARTED, told("b"), CheckProgressed("line", Rate("a", 0.5, 3.0))), "ab"),
        ((*STARTED, needed("a")), ""),
        ((*STARTED, needed("a"), LEVEL), "a"),
        ((*STARTED, needed()), ""),
        ((*STARTED, needed(), LEVEL), "abc"),
        ((*STARTED, told("a"), CheckEnded("line", 1.0)), ""),
        ((*STARTED, told("a"), *STARTED), "abc"),
    ],
)
def test_what_is_measured_is_what_the_check_says_it_began(events: tuple[Event, ...], begun: str) -> None:
    follower = FactsInProgress()
    for event in events:
        follower.take(event)
    assert follower.of(LINE) == frozenset(begun)


def test_a_check_goes_on_when_the_person_is_ready() -> None:
    follower = FactsInProgress()
    for event in (*STARTED, needed("a")):
        follower.take(event)
    follower.go_on("line")
    follower.go_on("line")
    assert follower.of(LINE) == {"a"}
