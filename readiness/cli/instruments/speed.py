"""``readiness speed``: measure the internet connection, or put questions to it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from readiness.analysis.line.speed_test import CALL_QUALITY, LOSS, Decided, SpeedQuestion, Verdict
from readiness.checks.bandwidth import CHECK, questions
from readiness.checks.base import Wishes
from readiness.cli.instruments.instrument import follow, method_words, reading_json, show_unmeasured, unmeasured_json
from readiness.cli.instruments.speed_question import QuestionError, parse_question
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.watch import told
from readiness.domain.conditions import held_against
from readiness.domain.facts import Measured, Reading, Reason, Unmeasured
from readiness.domain.message import Message
from readiness.domain.profile import FactTest, NetworkTest, Server
from readiness.domain.quantity import Quantity
from readiness.domain.report import Truth
from readiness.engine.events import CheckProgressed, Event
from readiness.render.parts.rows import fact_name
from readiness.render.parts.values import LimitWords

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console

Json: TypeAlias = dict[str, Any]

_FACTS: Final = {fact.id: fact for fact in CHECK.facts}
_SPREAD_HOLDS: Final = 0.95  # of all measurements lie within their spread of the truth
_SUREST: Final = 99.9  # per cent: nothing that is measured is certain beyond doubt
_WORDS: Final = {
    Verdict.PASS: "cli.decided.pass",
    Verdict.FAIL: "cli.decided.fail",
    Verdict.UNSURE: "cli.decided.unsure",
}
_LEARNS: Final = {"cloudflare": "cli.consent.cloudflare", "ndt7": "cli.consent.ndt7"}


@dataclass
class _Asked:
    """The questions as they were typed and what they mean, and the answers as they come."""

    tests: Mapping[str, FactTest]
    readings: Mapping[str, Reading] = field(default_factory=dict)
    answers: dict[SpeedQuestion, Decided] = field(default_factory=dict)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts asked about, all of them where nothing was asked."""
        asked = {test.fact for test in self.tests.values()}
        return tuple(fact for fact in _FACTS if fact in asked or not asked)

    def hear(self, event: Event) -> None:
        """Keep what is decided; a later answer to a question counts more than an earlier one."""
        if isinstance(event, CheckProgressed) and isinstance(event.progress, Decided):
            self.answers[event.progress.question] = event.progress

    def answer(self, question: str) -> Decided | None:
        """Return the answer to a question as it was typed; without one, what the figure tells, if there is any."""
        test = self.tests[question]
        meant = questions([test])[0]
        reading = self.readings[test.fact]
        told = _told_by(reading, test, meant) if isinstance(reading, Measured) else None
        return self.answers.get(meant, told)

    @property
    def exit(self) -> Exit:
        """FAIL when the line fails a question, else INCOMPLETE unless every one is answered."""
        verdicts = {answer.verdict if (answer := self.answer(one)) else Verdict.UNSURE for one in self.tests}
        if Verdict.FAIL in verdicts:
            return Exit.FAIL
        return Exit.INCOMPLETE if Verdict.UNSURE in verdicts else Exit.PASS


def _told_by(reading: Measured, test: FactTest, question: SpeedQuestion) -> Decided:
    """Return what a figure says about a question; one within its spread of the limit says nothing."""
    held = held_against(test, reading)
    certain = reading.spread is not None and not held.only_just and held.truth is not Truth.UNKNOWN
    met = Verdict.PASS if held.truth is Truth.YES else Verdict.FAIL
    return Decided(
        question,
        met if certain else Verdict.UNSURE,
        _SPREAD_HOLDS if certain else 0.0,
        _number(reading, "seconds") or 0.0,
        _number(reading, "megabytes") or 0.0,
        reading.evidence.get("server", ""),
        reading.method or Message(""),
    )


def speed(options: argparse.Namespace, console: Console) -> Exit:
    """Print the connection's figures or the answers to questions, against named servers or a public one."""
    asked = _Asked(_tests(options.decide, console))
    if options.consent and options.server:
        raise UsageError(console.text("cli.consent_or_server"))
    if options.consent:
        console.note(console.text(_LEARNS[options.consent]))
    wishes = Wishes(
        facts=frozenset(asked.facts),
        network=NetworkTest(_servers(options.server, console)),
        language=console.translator.language,
        quick=bool(asked.tests),
        tests=tuple(asked.tests.values()),
        thorough=options.thorough,
        consented=frozenset(filter(None, [options.consent])),
    )
    readings, stopped = follow(asked.facts, wishes, console, live=not options.json, hear=asked.hear)
    asked.readings = readings
    classic = _classic(console) if options.classic and not stopped else {}
    if options.json:
        console.print_json(_json(asked, classic, console))
    else:
        show_unmeasured(readings, console)
        _show_answers(asked, console)
        if asked.exit is Exit.INCOMPLETE and not options.thorough:
            console.print_wrapped(_hint(readings, console))
        _show_servers(readings, console)
        _show_classic(classic, console)
    if stopped:
        return Exit.STOPPED
    if asked.tests:
        return asked.exit
    # Half a line is not a measured line: a missing direction must not end like a success. What no
    # way to this server shows, such as loss over TCP alone, is no failure of this run.
    return Exit.PASS if all(_is_settled(fact, reading) for fact, reading in readings.items()) else Exit.INCOMPLETE


def _hint(readings: Mapping[str, Reading], console: Console) -> str:
    """Return how to become certain; where a second server is missing, asking for longer does not help."""
    found = (reading.evidence.get("not_confirmed_by") for reading in readings.values() if isinstance(reading, Measured))
    missing = next(filter(None, found), None)
    return console.text("cli.decided.not_confirmed", server=missing) if missing else console.text("cli.decided.hint")


def _is_settled(fact: str, reading: Reading) -> bool:
    if isinstance(reading, Unmeasured):
        return fact in {LOSS, CALL_QUALITY} and reading.reason is Reason.UNSUPPORTED
    return True


def _servers(urls: Sequence[str], console: Console) -> tuple[Server, ...]:
    for url in urls:
        if not url.startswith(("http://", "https://")):
            raise UsageError(console.text("cli.server_form", server=url))
    return tuple(Server(f"named-{number}", url) for number, url in enumerate(urls, start=1))


def _tests(texts: Sequence[str], console: Console) -> dict[str, FactTest]:
    try:
        return {text: parse_question(text, _FACTS) for text in texts}
    except QuestionError as error:
        raise UsageError(console.say(error.sentence)) from None


def _classic(console: Console) -> Mapping[str, Reading]:
    """Let speedtest-cli measure too, in its own way. Ctrl+C ends it; our own figures stay."""
    from readiness.machine.speed.servers.classic import classic

    console.progress(console.text("cli.classic.begins"))
    try:
        return classic(threading.Event())
    except KeyboardInterrupt:
        return {}


# ------------------------------------------------------------------ for people


def _show_answers(asked: _Asked, console: Console) -> None:
    for text, test in asked.tests.items():
        limits = LimitWords(test.unit, console.translator).condition(test.condition)
        question = console.pair(fact_name(test.fact, console.translator), limits)
        answer = asked.answer(text)
        if answer:
            console.print_wrapped(_answer_words(question, answer, console), rest="    ")


def _answer_words(question: str, answer: Decided, console: Console) -> str:
    amounts = console.translator.quantity
    return console.text(
        _WORDS[answer.verdict],
        question=question,
        seconds=amounts(Quantity(answer.seconds, "s"), 1),
        data=amounts(Quantity(answer.megabytes, "MB"), 1),
        confidence=amounts(Quantity(min(100 * answer.confidence, _SUREST), "%"), 1),
    )


def _show_servers(readings: Mapping[str, Reading], console: Console) -> None:
    servers = {one.evidence.get("server", "") for one in readings.values() if isinstance(one, Measured)} - {""}
    if servers:
        console.print(console.pair(console.text("cli.measured_against"), ", ".join(sorted(servers))))


def _show_classic(classic: Mapping[str, Reading], console: Console) -> None:
    """Show what speedtest-cli found, for comparison and as what it is."""
    measured = {fact: one for fact, one in classic.items() if isinstance(one, Measured)}
    if classic:
        console.print("")
        console.print_wrapped(console.text("cli.classic.told"))
    for fact, reading in measured.items():
        console.print_wrapped(told(fact, reading, console), "    ")
    show_unmeasured({fact: one for fact, one in classic.items() if fact not in measured}, console)


# ------------------------------------------------------------------ for programs


def _json(asked: _Asked, classic: Mapping[str, Reading], console: Console) -> Json:
    result: Json = {fact: reading_json(reading, console, _as_json) for fact, reading in asked.readings.items()}
    if asked.tests:
        result["decisions"] = [_decision_json(text, asked, console) for text in asked.tests]
    if classic:
        result["classic"] = {fact: reading_json(reading, console, _as_json) for fact, reading in classic.items()}
    return result


def _as_json(reading: Measured, console: Console) -> Json:
    return {
        "seconds": _number(reading, "seconds"),
        "megabytes": _number(reading, "megabytes"),
        "server": reading.evidence.get("server"),
        "method": method_words(reading, console),
    }


def _number(reading: Measured, name: str) -> float | None:
    text = reading.evidence.get(name)
    return float(text) if text else None


def _decision_json(text: str, asked: _Asked, console: Console) -> Json:
    answer = asked.answer(text)
    if answer:
        return {
            "question": text,
            "verdict": answer.verdict.value,
            "confidence": min(round(answer.confidence, 4), 0.9999),
            "seconds": round(answer.seconds, 3),
            "megabytes": round(answer.megabytes, 3),
        }
    reading = asked.readings[asked.tests[text].fact]
    why = unmeasured_json(reading, console) if isinstance(reading, Unmeasured) else {}
    return {"question": text, "verdict": "unsure", "confidence": 0.0, "seconds": 0.0, "megabytes": 0.0, **why}
