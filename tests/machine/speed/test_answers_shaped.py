"""Questions to lines of known rate: the right answer, at a small part of what a figure costs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from readiness.analysis.line.speed_test import (
    DOWNLOAD,
    LOSS,
    UPLOAD,
    Decided,
    Form,
    Relation,
    SpeedPlan,
    SpeedQuestion,
    Verdict,
    readings_of,
)
from readiness.domain.facts import Bound, Measured
from readiness.machine.speed import measure
from tests.rigs.responder import serve_own
from tests.rigs.shaped_link import SECOND, SECOND_URL, SERVER_URL, Line, ShapedLink, missing, shaped_link

# Alone, since what the line carries in a second is counted.
pytestmark = [pytest.mark.alone, pytest.mark.skipif(bool(missing()), reason=missing())]

BOTH = (SERVER_URL, SECOND_URL)


@pytest.fixture(scope="module")
def line() -> Iterator[ShapedLink]:
    with shaped_link(Line(down=25, up=5, rtt=30)) as link:
        link.serve()
        link.serve(host=SECOND)
        yield link


def asked(link: ShapedLink, question: SpeedQuestion, servers: tuple[str, ...]) -> tuple[Decided, Measured, float]:
    """Return the answer, the reading that came with it, and how long it all took."""
    plan = SpeedPlan(frozenset({question.fact}), servers, form=Form.QUICK, questions=(question,))
    start = time.monotonic()
    events = link.inside(lambda: list(measure(plan, threading.Event())))
    seconds = time.monotonic() - start
    [decided] = [event for event in events if isinstance(event, Decided)]
    reading = readings_of(events)[question.fact]
    assert isinstance(reading, Measured), reading
    return decided, reading, seconds


@pytest.mark.parametrize(
    ("fact", "relation", "limit", "verdict"),
    [
        (DOWNLOAD, Relation.AT_LEAST, 20.0, Verdict.PASS),
        (DOWNLOAD, Relation.AT_LEAST, 30.0, Verdict.FAIL),
        (UPLOAD, Relation.MORE, 4.0, Verdict.PASS),
        (UPLOAD, Relation.LESS, 6.0, Verdict.PASS),
    ],
)
def test_the_line_is_asked_no_more_than_it_takes(
    fact: str, relation: Relation, limit: float, verdict: Verdict, line: ShapedLink
) -> None:
    decided, _, seconds = asked(line, SpeedQuestion(fact, relation, limit), BOTH)
    assert decided.verdict is verdict
    assert decided.confidence > 0.95
    # That a line carries no more is said only where two servers agree, which are asked side by side.
    rate = line.line.down if fact == DOWNLOAD else line.line.up
    assert decided.megabytes < rate / 8 * 1.5
    assert seconds < 3


def test_a_line_that_was_busy_is_asked_about_loss_again_and_again(line: ShapedLink) -> None:
    rate, lost = SpeedQuestion(DOWNLOAD, Relation.AT_LEAST, 20.0), SpeedQuestion(LOSS, Relation.LESS, 5.0)
    plan = SpeedPlan(frozenset({DOWNLOAD, LOSS}), (SERVER_URL,), form=Form.QUICK, questions=(rate, lost))
    events = line.inside(lambda: list(measure(plan, threading.Event())))
    answers = {event.question: event.verdict for event in events if isinstance(event, Decided)}
    assert answers == {rate: Verdict.PASS, lost: Verdict.PASS}
    loss = readings_of(events)[LOSS]
    assert isinstance(loss, Measured)
    assert loss.bound is Bound.AT_MOST


@pytest.mark.parametrize(("fact", "rate", "limit"), [(DOWNLOAD, "8", 20.0), (UPLOAD, "1.5", 4.0)])
def test_a_slow_server_does_not_fail_a_line(fact: str, rate: str, limit: float, line: ShapedLink) -> None:
    slow = line.serve("--rate", rate, "--port", "8090", host=SECOND)
    decided, reading, seconds = asked(line, SpeedQuestion(fact, Relation.AT_LEAST, limit), (slow, SERVER_URL))
    line.end_latest()
    assert decided.verdict is Verdict.PASS
    assert isinstance(reading.value, float)
    assert reading.value > limit
    assert seconds < 5


def test_two_servers_of_our_own_kind_agree_by_a_train_of_each(line: ShapedLink) -> None:
    both = serve_own(line), serve_own(line, host=SECOND)
    decided, reading, _ = asked(line, SpeedQuestion(UPLOAD, Relation.AT_LEAST, 6.0), both)
    line.end_latest()
    line.end_latest()
    assert decided.verdict is Verdict.FAIL
    assert decided.method.id == "method.train"
    assert all(url.split("/")[2] in decided.server for url in both)
    assert reading.bound is Bound.EXACT


def test_a_limit_far_below_the_line_takes_little_data_and_leaves_the_rest_open() -> None:
    with shaped_link(Line(down=100, up=100, rtt=25)) as link:
        link.serve()
        for fact in (DOWNLOAD, UPLOAD):
            decided, reading, _ = asked(link, SpeedQuestion(fact, Relation.AT_LEAST, 10.0), (SERVER_URL,))
            assert decided.verdict is Verdict.PASS
            assert decided.megabytes < 2.5  # a flood moves that in a fifth of a second
            assert reading.bound is Bound.AT_LEAST
            assert isinstance(reading.known, float)
            assert 10 <= reading.known < 20
