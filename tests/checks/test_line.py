"""The kind of internet line: seen, said, or left open."""

from __future__ import annotations

import pytest

from readiness.checks.base import Choice, Guidance, Task
from readiness.checks.line import CHECK, LINES
from readiness.domain.facts import Measured, Reading, Reason, Unmeasured
from readiness.domain.message import message
from readiness.engine.reading_validation import validated
from tests.checks.fake_computer import Computer, FakeLink, measured
from tests.checks.fake_hardware import QuietSession

FACT = CHECK.facts[0]
NOT_SAID = Unmeasured(Reason.SKIPPED, message("unmeasured.line_not_said"), message("remedy.line_answer"))


class Answering(QuietSession):
    """Somebody who gives one answer, and may not be asked twice."""

    def __init__(self, answer: str | None) -> None:
        self.answer = answer
        self.choices: tuple[Choice, ...] = ()

    def ask(self, question: Guidance) -> str | None:
        assert question.task is Task.NETWORK_LINE
        assert not self.choices
        self.choices = question.choices
        return self.answer


def found(answer: str | None, link: str | None = "wifi") -> tuple[dict[str, Reading], Answering]:
    session = Answering(answer)
    return measured(CHECK, Computer(_link=FakeLink(link)), session), session


@pytest.mark.parametrize("line", LINES)
def test_what_the_person_says_is_kept_as_their_word(line: str) -> None:
    readings, session = found(line)

    reading = readings[FACT.id]
    assert isinstance(reading, Measured)
    assert reading.value == line
    assert reading.method == message("method.line_said")
    assert reading.evidence == {"confirmed by": "the person", "link": "wifi"}
    assert validated(reading, FACT) == reading
    assert line in {choice.id for choice in session.choices}


def test_a_modem_of_the_computers_own_needs_no_question() -> None:
    readings, session = found("fibre", link="cellular")

    reading = readings[FACT.id]
    assert isinstance(reading, Measured)
    assert reading.value == "cellular"
    assert not session.choices


def test_a_phone_that_shares_its_connection_is_asked_about() -> None:
    readings, _ = found("fibre", link="tethering")

    reading = readings[FACT.id]
    assert isinstance(reading, Measured)
    assert reading.evidence["link"] == "tethering"


@pytest.mark.parametrize("answer", ["", "not_said"])
def test_no_answer_is_no_line(answer: str) -> None:
    readings, _ = found(answer, link=None)

    assert readings == {FACT.id: NOT_SAID}


def test_a_stop_yields_nothing() -> None:
    assert found(None)[0] == {}


def test_a_quick_check_asks_nobody() -> None:
    session = Answering("fibre")
    session.wishes = type(session.wishes)(frozenset(), quick=True)

    assert measured(CHECK, Computer(), session) == {FACT.id: NOT_SAID}
    assert not session.choices
