"""Shows a run in the terminal and answers for the person where nobody can be asked."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING

from readiness.checks.base import Guidance, Level, Rate, Stage, Task
from readiness.domain.facts import Facts, Measured, Unmeasured
from readiness.domain.quantity import Quantity
from readiness.engine.events import CheckEnded, CheckProgressed, CheckStarted, Event, FactKnown, PersonNeeded, RunEnded

if TYPE_CHECKING:
    from collections.abc import Callable

    from readiness.cli.console import Console
    from readiness.engine.runner import Run

_POLL_SECONDS = 0.2  # Windows delivers Ctrl+C to the main thread only between waits


def watch(start: Callable[[Callable[[Event], None]], Run], console: Console) -> tuple[Facts, bool]:
    """Start a run, follow it to its end, and return what is known and whether it was stopped.

    Ctrl+C stops the run; what is measured by then is kept.
    """
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    run = start(events.put)
    screen = _Screen(console, run)
    while True:
        try:
            event = events.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            continue
        except KeyboardInterrupt:
            console.progress(console.text("cli.stopping"))
            run.stop()
            continue
        if isinstance(event, RunEnded):
            return event.facts, event.stopped
        screen.show(event)


class _Screen:
    """Turns events into lines."""

    def __init__(self, console: Console, run: Run) -> None:
        self._console = console
        self._run = run
        self._wanted = run.wishes.facts

    def show(self, event: Event) -> None:
        if isinstance(event, CheckStarted):
            self._console.status(self._console.text(f"check.{event.check}") + " …")
        elif isinstance(event, CheckProgressed):
            self._progress(event)
        elif isinstance(event, PersonNeeded):
            self._guide(event)
        elif isinstance(event, FactKnown) and event.fact in self._wanted:
            self._console.progress(self._fact_line(event))
        elif isinstance(event, CheckEnded):
            self._console.status("")

    def _progress(self, event: CheckProgressed) -> None:
        console, progress = self._console, event.progress
        if isinstance(progress, Stage):
            console.status(console.translator.say(progress.text))
        elif isinstance(progress, Rate):
            rate = Quantity(progress.mbit_per_second, "Mbit/s")
            console.status(f"{console.text(f'fact.{progress.fact}')}  {console.translator.quantity(rate)}")
        elif isinstance(progress, Level):
            console.status(f"{_meter(progress.dbov)}  {console.translator.quantity(Quantity(progress.dbov, 'dBov'))}")
        elif isinstance(progress, Guidance):
            console.status(console.text(f"guide.{progress.task}.now"))

    def _guide(self, event: PersonNeeded) -> None:
        console, guidance = self._console, event.guidance
        if console.watched:
            console.note("\n" + console.text(f"guide.{guidance.task}", seconds=guidance.seconds))
            if guidance.task is Task.READ_ALOUD:
                console.note("\n    " + guidance.sentences.strip().replace("\n", "\n    ") + "\n")
        if console.answered:
            try:
                console.ask(console.text("guide.press_enter"))
            except KeyboardInterrupt:
                self._run.stop()
                return
        self._run.confirm(event.check)

    def _fact_line(self, event: FactKnown) -> str:
        return f"  {self._console.text(f'fact.{event.fact}')}: {reading_words(event.reading, self._console)}"


def _meter(dbov: float, width: int = 30) -> str:
    """Draw a level between -90 and 0 dBov with characters every terminal has."""
    filled = round(max(0.0, min(1.0, (dbov + 90) / 90)) * width)
    return "[" + "#" * filled + "." * (width - filled) + "]"


def reading_words(reading: Measured | Unmeasured, console: Console) -> str:
    """Return a reading in the reader's words: the value with its unit, or why there is none."""
    translator = console.translator
    if isinstance(reading, Unmeasured):
        detail = f" - {translator.say(reading.detail)}" if reading.detail else ""
        return console.text(f"reason.{reading.reason}") + detail
    return translator.value(reading.value, reading.unit)
