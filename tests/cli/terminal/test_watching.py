"""A run in the terminal: what is shown while it goes on, and how it is stopped."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator

import pytest

from readiness.checks.base import (
    Check,
    Choice,
    Guidance,
    Lane,
    Level,
    Machine,
    Measure,
    Progress,
    Rate,
    Session,
    Stage,
    Task,
    Wishes,
)
from readiness.checks.registry import definition
from readiness.cli.terminal.console import Console
from readiness.cli.terminal.screen import Screen, meter
from readiness.cli.terminal.watch import watch
from readiness.domain.facts import Measured, Reading, Reason, Unmeasured
from readiness.domain.message import message
from readiness.engine.events import CheckEnded, CheckProgressed, CheckStarted, Event, RunEnded
from readiness.engine.runner import Run
from readiness.render.parts.columns import width
from readiness.text import LANGUAGES, Translator
from tests.cli.conftest import Person, Seen
from tests.fakes import NoMachine

SILENCE = Guidance(Task.BE_SILENT, 4.0)
READING = Guidance(Task.READ_ALOUD, 10.0, "First sentence.\nSecond sentence.")
DISTURBED = Stage(message("microphone.disturbed_by_talk"))


def check(id_: str, measure: Measure, *facts: str) -> Check:
    """A check of facts that the program knows."""
    return Check(id_, tuple(definition(fact) for fact in facts), Lane.HARDWARE, 5.0, measure)


def begin(checks: tuple[Check, ...], wanted: frozenset[str] | None = None) -> Callable[[Callable[[Event], None]], Run]:
    """What starts a run over some checks."""
    facts = frozenset(fact.id for one in checks for fact in one.facts)

    def start(listen: Callable[[Event], None]) -> Run:
        run = Run(checks, NoMachine(), Wishes(facts if wanted is None else wanted), listen)
        run.start()
        return run

    return start


def telling(*progress: Progress, fact: str = "memory.installed") -> Measure:
    """A check that shows this, asks for this, and then knows its fact."""

    def measure(_machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
        for one in progress:
            if isinstance(one, Guidance):
                if not session.ready(one):
                    return
            else:
                session.show(one)
        yield fact, Measured(8.0, "GiB")

    return measure


# ------------------------------------------------------------------ facts


def test_what_becomes_known_is_told_at_once_and_returned(person: Person, console: Console) -> None:
    found, stopped = watch(begin((check("memory", telling(), "memory.installed"),)), console)
    assert not stopped
    assert isinstance(found["memory.installed"], Measured)
    assert person.err.screen == ["  Memory fitted: 8 GiB", ""]


def test_what_nobody_asked_for_is_not_told(person: Person, console: Console) -> None:
    both = check("memory", telling(), "memory.installed", "memory.usable")
    watch(begin((both,), frozenset({"memory.usable"})), console)
    assert "Memory fitted" not in person.err.text
    assert "  Memory the system can use: Not measured: This program made a mistake" in person.err.text


def test_whoever_wants_to_tell_it_otherwise_can(person: Person, console: Console) -> None:
    told: list[tuple[str, Reading]] = []
    run = begin((check("memory", telling(), "memory.installed"),))
    watch(run, console, lambda fact, reading: told.append((fact, reading)))
    assert [fact for fact, _ in told] == ["memory.installed"]
    assert "Memory fitted" not in person.err.text


# ------------------------------------------------------------------ the person's part


def test_the_person_is_told_what_to_do_and_waited_for(person: Person, console: Console) -> None:
    person.types("", "")
    run = begin((check("microphone", telling(SILENCE, READING), "memory.installed"),))
    watch(run, console)
    assert person.err.screen == [
        "",
        "Microphone, part 1 of 2: please be still for 4 seconds. Do not speak, do not",
        "type.",
        "Press Enter when you are ready.",
        "",
        "Microphone, part 2 of 2: please read this aloud, in the voice you use on calls.",
        "The recording ends by itself.",
        "",
        "    First sentence.",
        "",
        "    Second sentence.",
        "",
        "Press Enter when you are ready.",
        "  Memory fitted: 8 GiB",
        "",
    ]


def test_when_asked_again_only_the_reason_is_told(person: Person, console: Console) -> None:
    person.types("", "")
    watch(begin((check("microphone", telling(SILENCE, DISTURBED, SILENCE), "memory.installed"),)), console)
    assert person.err.text.count("part 1 of 2") == 1
    assert " ".join(person.err.text.split()).count("Let\u2019s try the silence once more.") == 1
    assert person.err.text.count("Press Enter when you are ready.") == 2


def test_where_nobody_can_be_asked_it_goes_on_by_itself(person: Person, console: Console) -> None:
    person.monkeypatch.setattr("sys.stdin", None)
    found, _ = watch(begin((check("microphone", telling(SILENCE, READING), "memory.installed"),)), console)
    assert isinstance(found["memory.installed"], Measured)
    assert "Press Enter" not in person.err.text
    assert "part 1 of 2" in person.err.text


def test_a_checks_own_question_is_answered_by_number(person: Person, console: Console) -> None:
    answers: list[str | None] = []

    def measure(_machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
        choices = (Choice("yes", message("cli.yes")), Choice("no", message("cli.no")))
        for _ in range(3):
            answer = session.ask(Guidance(Task.HEADSET_SWITCH, 0.0, choices=choices))
            answers.append(answer)
        yield "memory.installed", Measured(8.0, "GiB")

    person.types("2", "both", "")
    watch(begin((check("headset", measure, "memory.installed"),)), console)
    assert answers == ["no", "", ""]
    assert "  1  yes\n  2  no\n" in person.err.text


# ------------------------------------------------------------------ stopping


def test_ctrl_c_stops_and_keeps_what_is_measured(person: Person, console: Console) -> None:
    def endless(_machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
        yield "memory.installed", Measured(8.0, "GiB")
        session.cancel.wait(30)

    def tell(fact: str, _reading: Reading) -> None:
        if fact == "memory.installed":  # the other one is settled by stopping
            signal.raise_signal(signal.SIGINT)

    found, stopped = watch(begin((check("memory", endless, "memory.installed", "memory.usable"),)), console, tell)
    assert stopped
    assert isinstance(found["memory.installed"], Measured)
    assert found["memory.usable"] == Unmeasured(Reason.CANCELLED, message("unmeasured.stopped"))
    assert "Stopping. What has been measured is kept." in person.err.screen


def test_ctrl_c_at_a_question_stops_too(person: Person, console: Console) -> None:
    class Interrupted(Seen):
        def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # the same as that of StringIO
            del size
            raise KeyboardInterrupt

    person.monkeypatch.setattr("sys.stdin", Interrupted())
    found, stopped = watch(begin((check("microphone", telling(SILENCE), "memory.installed"),)), console)
    assert stopped
    assert isinstance(found["memory.installed"], Unmeasured)


class Losing(Run):
    """A run whose end was told while Ctrl+C was in our hands, so that nobody heard it."""

    def tell(self, event: Event) -> None:
        if not isinstance(event, RunEnded):
            super().tell(event)


def test_an_end_that_was_missed_is_found(console: Console) -> None:
    def start(listen: Callable[[Event], None]) -> Run:
        run = Losing(
            (check("memory", telling(), "memory.installed"),),
            NoMachine(),
            Wishes(frozenset({"memory.installed"})),
            listen,
        )
        run.start()
        return run

    found, stopped = watch(start, console)
    assert (found.readings["memory.installed"], stopped) == (Measured(8.0, "GiB"), False)


# ------------------------------------------------------------------ the line


@pytest.fixture
def screen(console: Console) -> Screen:
    return Screen(console)


def shown(screen: Screen, person: Person) -> str:
    """The line as it stands."""
    screen.draw()
    return person.err.screen[-1]


def going_on(check_id: str, *progress: Progress) -> list[Event]:
    return [CheckStarted(check_id), *(CheckProgressed(check_id, one) for one in progress)]


def test_the_line_says_which_check_and_what_it_does(screen: Screen, person: Person) -> None:
    screen.show(CheckStarted("bandwidth"))
    assert shown(screen, person) == "Internet speed"
    screen.show(CheckProgressed("bandwidth", Stage(message("network.measuring_download"))))
    assert shown(screen, person) == "Measuring the download speed."
    screen.show(CheckProgressed("bandwidth", Rate("network.download", 0.5, 93.44)))
    assert shown(screen, person) == "Download speed: 93.4 Mbit/s"
    screen.show(CheckProgressed("bandwidth", Rate("network.download", 0.6, 1234.4)))
    assert shown(screen, person) == "Download speed: 1,234 Mbit/s"
    screen.show(CheckEnded("bandwidth", 1.0))
    assert shown(screen, person) == ""


def test_what_the_person_takes_part_in_comes_first(screen: Screen, person: Person) -> None:
    for event in going_on("bandwidth", Rate("network.upload", 0.5, 18.23)):
        screen.show(event)
    screen.begin("microphone", SILENCE)
    screen.show(CheckProgressed("microphone", Level(-68.2, -60.0)))
    assert shown(screen, person) == "Quiet, please: 4 s [###.............] \u221268 dBov   Upload speed: 18.2 Mbit/s"


def test_the_seconds_run_down_from_the_first_sound(
    screen: Screen, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    screen.begin("microphone", SILENCE)
    counted = []
    for seconds in (10.0, 10.5, 11.5, 13.9, 20.0):
        now[0] = 100.0 + seconds
        screen.show(CheckProgressed("microphone", Level(-70.0, -60.0)))
        counted += re.findall(r"(\d+) s ", shown(screen, person))
    assert counted == ["4", "4", "3", "1", "0"]


def test_a_level_without_a_recording_is_a_level(screen: Screen, person: Person) -> None:
    screen.show(CheckProgressed("microphone", Level(-20.0, -10.0)))
    assert shown(screen, person) == "[############....] \u221220 dBov"


def test_after_the_recording_the_level_is_gone(screen: Screen, person: Person) -> None:
    screen.begin("microphone", READING)
    screen.show(CheckProgressed("microphone", Level(-20.0, -10.0)))
    assert shown(screen, person).startswith("Listening to you [####")
    screen.show(CheckProgressed("microphone", Stage(message("microphone.analysing"))))
    assert shown(screen, person) == "Working out the results"


def test_guidance_as_progress_is_what_happens_now(screen: Screen, person: Person) -> None:
    screen.show(CheckProgressed("microphone", READING))
    assert shown(screen, person) == "Listening to you"


@pytest.mark.parametrize(
    ("dbov", "drawn"),
    [(0.0, "#" * 16), (5.0, "#" * 16), (-84.0, "." * 16), (-200.0, "." * 16), (-42.0, "#" * 8 + "." * 8)],
)
def test_the_meter_is_as_long_as_it_is_loud(dbov: float, drawn: str) -> None:
    assert meter(dbov) == f"[{drawn}]"


@pytest.mark.parametrize("language", LANGUAGES)
def test_meter_and_speed_fit_beside_each_other_on_a_common_terminal(language: str, person: Person) -> None:
    console = Console(Translator(language, strict=True), person.out, person.err)
    screen = Screen(console)
    screen.begin("microphone", SILENCE)
    for event in going_on("bandwidth", Rate("network.download", 0.5, 93.44)):
        screen.show(event)
    screen.show(CheckProgressed("microphone", Level(-68.2, -60.0)))
    line = shown(screen, person)
    assert "Mbit/s" in line
    assert "dBov" in line
    assert width(line) < 80


def test_the_line_is_drawn_at_most_ten_times_a_second(
    screen: Screen, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    for step in range(1000):  # a second of levels
        now[0] += 0.001
        screen.show(CheckProgressed("microphone", Level(-70.0 + step % 40, -30.0)))
        screen.draw_sometimes()
    assert 8 <= person.err.text.count("\r") <= 11


# ------------------------------------------------------------------ in another process


@pytest.mark.skipif(os.name == "nt", reason="there Ctrl+C reaches a whole group of processes")
def test_ctrl_c_before_anything_is_measured_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from readiness.cli import main

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("readiness.cli.profile.files.shipped_profiles", stop)
    assert main(["check", "com.example.voice-agent"]) == 130
