"""What a running check looks like in the terminal: one line that tells what is going on now."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from readiness.analysis.line.speed_test import Decided
from readiness.checks.base import Guidance, Level, Rate, Stage, Task
from readiness.domain.quantity import Quantity
from readiness.engine.events import CheckEnded, CheckProgressed, CheckStarted, Event

if TYPE_CHECKING:
    from readiness.cli.terminal.console import Console

_DRAWING_SECONDS: Final = 0.1
"""More often than this nobody can read it."""

_METER_COLUMNS: Final = 16
_QUIETEST_DBOV: Final = -84.0
"""Where the meter begins: below the room noise of a good microphone."""

_RATE_DIGITS: Final = 1
_WHOLE_FROM: Final = 100


@dataclass
class _Recording:
    """A recording that is on: what the person does meanwhile, for how long, and when that ends."""

    guidance: Guidance
    until: float | None = None


class Screen:
    """Turns progress into one line; checks that run side by side stand side by side in it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._doing: dict[str, str] = {}
        self._asked: dict[str, Task] = {}
        self._recordings: dict[str, _Recording] = {}
        self._drawn = 0.0

    def show(self, event: Event) -> None:
        """Take an event in."""
        if isinstance(event, CheckStarted):
            self._doing[event.check] = self._console.text(f"check.{event.check}")
        elif isinstance(event, CheckProgressed):
            if isinstance(event.progress, Stage):
                self._recordings.pop(event.check, None)
            if not isinstance(event.progress, Decided):  # an answer that is final, not what goes on now
                self._doing[event.check] = self._words(event.check, event.progress)
        elif isinstance(event, CheckEnded):
            self._doing.pop(event.check, None)
            self._recordings.pop(event.check, None)

    def guide(self, check: str, guidance: Guidance) -> None:
        """Tell the person what they are asked to do."""
        console = self._console
        console.progress("")
        if self._asked.get(check) is guidance.task:
            # Once more the same: what the check has just said tells why.
            console.progress(self._doing.get(check, ""))
            return
        self._asked[check] = guidance.task
        console.progress(console.text(f"guide.{guidance.task}", seconds=guidance.seconds))
        for sentence in guidance.sentences.strip().splitlines():
            console.progress("")
            console.progress(sentence, "    ")
        if guidance.sentences:
            console.progress("")

    def begin(self, check: str, guidance: Guidance) -> None:
        """The person is ready: from now on this is what happens."""
        self._recordings[check] = _Recording(guidance)
        self._doing[check] = self._now(guidance, guidance.seconds)

    def draw_sometimes(self) -> None:
        """Draw the line, unless it was drawn a moment ago."""
        if time.monotonic() - self._drawn >= _DRAWING_SECONDS:
            self.draw()

    def draw(self) -> None:
        """Draw the line."""
        self._drawn = time.monotonic()
        # What the person has a part in comes first; what does not fit is better left out than cut in a figure.
        first = sorted(self._doing, key=lambda check: check not in self._recordings)
        self._console.status(*(self._doing[check] for check in first))

    def clear(self) -> None:
        """Take the line away."""
        self._doing.clear()
        self._console.status()

    def _words(self, check: str, progress: Stage | Guidance | Level | Rate) -> str:
        if isinstance(progress, Rate):
            return self._rate(progress)
        if isinstance(progress, Level):
            return self._level(check, progress)
        if isinstance(progress, Stage):
            return self._console.say(progress.text)
        return self._now(progress, progress.seconds)

    def _rate(self, rate: Rate) -> str:
        # The same number of decimals all the time, so that the figure does not jump about.
        digits = 0 if rate.mbit_per_second >= _WHOLE_FROM else _RATE_DIGITS
        figure = self._console.translator.quantity(Quantity(rate.mbit_per_second, "Mbit/s"), digits)
        return self._console.pair(self._console.text(f"fact.{rate.fact}"), figure)

    def _level(self, check: str, level: Level) -> str:
        figure = self._console.translator.quantity(Quantity(level.dbov, level.unit), 0)
        line = f"{meter(level.dbov)} {figure:>8}"
        recording = self._recordings.get(check)
        if recording is None:
            return line
        if recording.until is None:
            recording.until = time.monotonic() + recording.guidance.seconds
        return f"{self._now(recording.guidance, recording.until - time.monotonic())} {line}"

    def _now(self, guidance: Guidance, seconds: float) -> str:
        return self._console.text(f"guide.{guidance.task}.now", seconds=max(0, math.ceil(seconds)))


def meter(dbov: float) -> str:
    """Draw a level up to 0 dBov with characters that every terminal has."""
    share = 1.0 - max(0.0, min(1.0, dbov / _QUIETEST_DBOV))
    filled = round(share * _METER_COLUMNS)
    return "[" + "#" * filled + "." * (_METER_COLUMNS - filled) + "]"
