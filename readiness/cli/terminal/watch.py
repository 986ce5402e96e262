"""Follows a run in the terminal, and answers for the person where nobody can be asked."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from readiness.checks.base import Task
from readiness.cli.terminal.choices import chosen
from readiness.cli.terminal.screen import Screen
from readiness.domain.facts import Facts, Reading
from readiness.domain.reference import fact_title
from readiness.engine.events import Event, FactKnown, PersonNeeded, RunEnded
from readiness.render.parts.values import reading_words

_OWN_WORDS: Final = frozenset({Task.BE_SILENT, Task.READ_ALOUD})
"""What says itself for how long it is."""

if TYPE_CHECKING:
    from readiness.cli.terminal.console import Console
    from readiness.engine.runner import Run

Tell = Callable[[str, Reading], None]
"""Told each wanted fact and its reading as soon as it is known."""

_POLL_SECONDS: Final = 0.1
"""Windows delivers Ctrl+C to the main thread only between waits; and the screen is drawn so often."""


def watch(
    start: Callable[[Callable[[Event], None]], Run],
    console: Console,
    tell: Tell | None = None,
    hear: Callable[[Event], None] | None = None,
) -> tuple[Facts, bool]:
    """Start a run, follow it to its end, and return what is known and whether it was stopped.

    Without ``tell``, each fact is told as progress. ``hear`` is told every event. Ctrl+C
    stops the run; what is measured by then is kept.
    """
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    run = start(events.put)
    follower = _Follower(run, events, console, tell or _as_progress(console), hear or (lambda _: None))
    while True:
        try:
            return follower.follow()
        except KeyboardInterrupt:
            console.progress(console.text("cli.stopping"))
            run.stop()


def _as_progress(console: Console) -> Tell:
    return lambda fact, reading: console.progress(told(fact, reading, console), "  ")


def told(fact: str, reading: Reading, console: Console) -> str:
    """Return a fact and its reading on one line: the value with its unit, or why there is none."""
    return console.pair(console.say(fact_title(fact)), reading_words(reading, console.translator))


class _Follower:
    """Takes one event after another."""

    def __init__(
        self,
        run: Run,
        events: queue.SimpleQueue[Event],
        console: Console,
        tell: Tell,
        hear: Callable[[Event], None],
    ) -> None:
        self._run = run
        self._events = events
        self._console = console
        self._screen = Screen(console)
        self._tell = tell
        self._hear = hear

    def follow(self) -> tuple[Facts, bool]:
        """Deal with every event to the end. KeyboardInterrupt may be raised anywhere; then call it again."""
        while (ended := self._step()) is None:
            pass
        return ended

    def _step(self) -> tuple[Facts, bool] | None:
        """Wait a moment for the next event and deal with it; at the end return the facts and whether it was stopped."""
        try:
            event = self._events.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            self._screen.draw()
            # Ctrl+C may have come while the last event was in our hands.
            facts = self._run.wait(0)
            return None if facts is None or not self._events.empty() else (facts, self._run.stopped)
        self._hear(event)
        if isinstance(event, RunEnded):
            self._screen.clear()
            return event.facts, event.stopped
        if isinstance(event, FactKnown):
            if event.fact in self._run.wishes.facts:
                self._tell(event.fact, event.reading)
                self._screen.draw()
        elif isinstance(event, PersonNeeded):
            self._guide(event)
        else:
            self._screen.show(event)
        self._screen.draw_sometimes()
        return None

    def _guide(self, event: PersonNeeded) -> None:
        """Tell the person what to do and wait until they are ready. Ctrl+C meanwhile stops the run."""
        self._screen.guide(event.check, event.guidance)
        if event.guidance.choices:
            self._run.confirm(event.check, chosen(event.guidance, self._console))
            return
        if self._console.answered:
            first = "guide.press_enter" if event.guidance.task in _OWN_WORDS else "guide.enter_first"
            self._console.ask(self._console.text(first, seconds=round(event.guidance.seconds)))
        self._screen.begin(event.check, event.guidance)
        self._run.confirm(event.check)
