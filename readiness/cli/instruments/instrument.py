"""One instrument by itself: measure some facts without a profile, and print the readings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from readiness.checks.base import Wishes
from readiness.checks.registry import checks, providing
from readiness.cli.terminal.exit_codes import Exit
from readiness.cli.terminal.watch import told, watch
from readiness.domain.facts import Bound, Measured, Reading, Unmeasured
from readiness.domain.message import Message
from readiness.domain.reference import fact_title
from readiness.engine.runner import Run
from readiness.machine.this_machine import ThisMachine
from readiness.render.parts.values import happened, spread_words

if TYPE_CHECKING:
    from readiness.cli.terminal.console import Console
    from readiness.engine.events import Event

AsJson = Callable[[Measured, "Console"], dict[str, object]]
"""What a command's JSON says of a measured value besides value, unit and spread."""


def facts_of(check: str) -> tuple[str, ...]:
    """Return the ids of the facts a check provides, in its own order."""
    return tuple(fact.id for one in checks() if one.id == check for fact in one.facts)


def measure(
    facts: Iterable[str],
    console: Console,
    as_json: AsJson | None,
    *,
    play_back: bool = False,
) -> tuple[dict[str, Reading], Exit]:
    """Measure these facts on this machine and print them: as they become known, or at the end as JSON.

    Returns the readings in the order of ``facts``, and how the program ends.
    """
    names = tuple(facts)
    wishes = Wishes(frozenset(names), language=console.translator.language, play_back=play_back)
    readings, stopped = follow(names, wishes, console, live=as_json is None)
    code = _show_rest(readings, console, as_json)
    return readings, Exit.STOPPED if stopped else code


def follow(
    facts: Sequence[str],
    wishes: Wishes,
    console: Console,
    *,
    live: bool,
    hear: Callable[[Event], None] | None = None,
) -> tuple[dict[str, Reading], bool]:
    """Measure facts on this machine; ``live`` prints each that was measured as soon as it is known.

    ``hear`` is told every event. Returns the readings in the order of ``facts``, and
    whether the person stopped it.
    """

    def start(listen: Callable[[Event], None]) -> Run:
        run = Run(providing(wishes.facts, checks()), ThisMachine(), wishes, listen)
        run.start()
        return run

    tell = (lambda fact, one: _show_measured(fact, one, console)) if live else None
    found, stopped = watch(start, console, tell, hear)
    return {name: found[name] for name in facts}, stopped


def show(readings: Mapping[str, Reading], console: Console, as_json: AsJson | None) -> Exit:
    """Print readings, as JSON when ``as_json`` says how, and return PASS if anything was measured."""
    if not as_json:
        for fact, reading in readings.items():
            _show_measured(fact, reading, console)
    return _show_rest(readings, console, as_json)


def _show_rest(readings: Mapping[str, Reading], console: Console, as_json: AsJson | None) -> Exit:
    """Print what was not measured, or everything as JSON."""
    if as_json:
        console.print_json({fact: reading_json(reading, console, as_json) for fact, reading in readings.items()})
    else:
        show_unmeasured(readings, console)
    return Exit.PASS if any(isinstance(reading, Measured) for reading in readings.values()) else Exit.INCOMPLETE


def _show_measured(fact: str, reading: Reading, console: Console) -> None:
    if isinstance(reading, Measured):
        spread = spread_words(reading, console.translator)
        console.print_wrapped(" ".join(filter(None, (told(fact, reading, console), spread))), rest="    ")


def show_unmeasured(readings: Mapping[str, Reading], console: Console) -> None:
    """Print what has no value; what has the same cause is told once."""
    causes: dict[Unmeasured, list[str]] = {}
    for fact, reading in readings.items():
        if isinstance(reading, Unmeasured):
            causes.setdefault(reading, []).append(console.say(fact_title(fact)))
    for cause, names in causes.items():
        listed = console.translator.join(names)
        console.print_wrapped(console.pair(console.text("report.outcome.not_measured"), listed), rest="    ")
        console.print_wrapped(console.say(happened(cause)), "    ")
        for step in console.say(remedy(cause)).splitlines():
            console.print_wrapped(step, "    - ")


def remedy(cause: Unmeasured) -> Message:
    """Return what the person can do about something that was not measured."""
    return cause.remedy or Message(f"reason.{cause.reason}.remedy")


def reading_json(reading: Reading, console: Console, as_json: AsJson) -> dict[str, object]:
    """Return a reading for programs: value, unit, spread and what ``as_json`` adds, or why there is none."""
    if isinstance(reading, Measured):
        value = sorted(reading.value) if isinstance(reading.value, frozenset) else reading.value
        told = {"value": value, "unit": reading.unit, "spread": reading.spread}
        bound = {} if reading.bound is Bound.EXACT else {"bound": reading.bound.value}
        return {**told, **bound, **as_json(reading, console)}
    return unmeasured_json(reading, console)


def unmeasured_json(cause: Unmeasured, console: Console) -> dict[str, object]:
    """Return why there is no value: the reason as programs know it, what happened and what to do in words."""
    return {
        "unmeasured": cause.reason.value,
        "detail": console.say(happened(cause)),
        "remedy": console.say(remedy(cause)),
    }


def method_words(reading: Measured, console: Console) -> str:
    """Return how a value was found, in the reader's words."""
    return console.say(reading.method) if reading.method else ""
