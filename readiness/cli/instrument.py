"""One instrument by itself: measure some facts without a profile, and print the readings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from readiness.checks.base import Wishes
from readiness.checks.registry import checks, providing
from readiness.cli.exit_codes import Exit
from readiness.cli.watch import reading_words, watch
from readiness.domain.facts import Facts, Measured, Reading
from readiness.domain.profile import NetworkTest
from readiness.engine.runner import Run
from readiness.machine.select import ThisMachine

if TYPE_CHECKING:
    from readiness.cli.console import Console
    from readiness.engine.events import Event


def facts_of(check: str) -> frozenset[str]:
    """Return the ids of the facts a check provides."""
    return frozenset(fact.id for one in checks() if one.id == check for fact in one.facts)


def measure(facts: frozenset[str], console: Console, network: NetworkTest | None = None) -> tuple[Facts, bool]:
    """Measure these facts on this machine; also say whether the person stopped it."""
    wishes = Wishes(facts, network or NetworkTest(), console.translator.language)

    def start(listen: Callable[[Event], None]) -> Run:
        run = Run(providing(facts, checks()), ThisMachine(), wishes, listen)
        run.start()
        return run

    return watch(start, console)


def show(
    readings: Mapping[str, Reading], console: Console, as_json: Callable[[Measured, Console], dict[str, object]] | None
) -> Exit:
    """Print readings, as JSON when ``as_json`` says how, and return PASS if anything was measured."""
    if as_json:
        console.print_json({fact: _json(reading, console, as_json) for fact, reading in readings.items()})
    else:
        for fact, reading in readings.items():
            console.print(f"{console.text(f'fact.{fact}')}: {reading_words(reading, console)}")
    return Exit.PASS if any(isinstance(reading, Measured) for reading in readings.values()) else Exit.INCOMPLETE


def _json(
    reading: Reading, console: Console, as_json: Callable[[Measured, Console], dict[str, object]]
) -> dict[str, object]:
    if isinstance(reading, Measured):
        value = sorted(reading.value) if isinstance(reading.value, frozenset) else reading.value
        return {"value": value, "unit": reading.unit, "spread": reading.spread, **as_json(reading, console)}
    why = {"detail": console.translator.say(reading.detail)} if reading.detail else {}
    return {"unmeasured": reading.reason.value, **why}


def method_words(reading: Measured, console: Console) -> str:
    """Return how a value was found, in the reader's words."""
    return console.translator.say(reading.method) if reading.method else ""
