"""The real window closed at random moments of a real check: no process, no hang, no traceback, nothing lost.

    python -m tests.benchmarks.closings [--times 100] [--seed 1] [--latest 22]

Each time the program is started on a screen, with a headset that hears a room or somebody reading, on a line of
25/5 Mbit/s and 30 ms; a check is begun by keyboard, and at a moment that the seed decides the window's cross is
pressed (with a window manager and without one) or the program is told to end. Prints how long that took and what
was kept; ends with 1 when anything was left, lost or said. Needs what ``tests.desktop.office`` needs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from readiness.desktop.state.preferences import Preferences
from readiness.store.history import FILE, History
from readiness.store.journal import unfinished
from tests.desktop.office import Office, keep_picture, missing, profile
from tests.rigs.processes import end_group
from tests.rigs.screen import DOOR, Screen

LONGEST_SECONDS: Final = 3.0
_START: Final = "alt+c"
_PACE: Final = 1.0
_PATIENCE: Final = 90.0
_TITLE: Final = "Home-office"


class Way(StrEnum):
    """How a program is ended."""

    CROSS = "cross"
    BARE_CROSS = "cross, no manager"
    TERMINATE = "SIGTERM"


@dataclass(frozen=True)
class Closing:
    """One time: how and when it was closed, how long that took, how it ended, what was wrong afterwards."""

    way: Way
    moment: float
    seconds: float
    code: int | None
    kept: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        """Return a line of the table."""
        wrong = "; ".join(self.faults) or "-"
        kept = f"{self.kept:2} facts kept"
        return f"{self.way:17} at {self.moment:5.2f} s  took {self.seconds:4.2f} s  ended {self.code}  {kept}  {wrong}"


def closings(times: int, seed: int, latest: float, office: Office) -> Iterator[Closing]:
    """Close the window so many times, each way in turn."""
    chance = random.Random(seed)  # noqa: S311 - repeatable by design
    with ExitStack() as held:
        managed, bare = held.enter_context(Screen()), held.enter_context(Screen(manager=False))
        for number in range(times):
            way = list(Way)[number % len(Way)]
            reads = chance.random() < 0.5
            office.read_aloud() if reads else office.be_quiet()
            shown = bare if way is Way.BARE_CROSS else managed
            yield _Once(office, shown, shown.folder / str(number)).close(way, chance.uniform(0.0, latest))
        office.hush()


class _Once:
    """One start of the program, with folders that are nobody else's."""

    def __init__(self, office: Office, screen: Screen, folder: Path) -> None:
        self._screen = screen
        self._data = folder / "data"
        self._data.mkdir(parents=True)
        asked = folder / "asked.json"
        asked.write_bytes(profile(office.url, asks=False))
        Preferences(folder / "readiness" / "window.ini").remember(asked)
        own = {"READINESS_DATA": str(self._data), "XDG_CONFIG_HOME": str(folder), "PYTHONFAULTHANDLER": "1"}
        self._program = screen.start(*office.link.command(office.link.near, *DOOR), **own)

    def close(self, way: Way, moment: float) -> Closing:
        """Begin a check, close in the middle of it, and look at what is left."""
        window = self._screen.wait_for_window(_TITLE, _PATIENCE)
        self._screen.run("xdotool", "windowfocus", window, check=False)
        begins = self._begins()
        if begins:
            self._go_on(moment)
        else:
            keep_picture(self._screen, f"idle-{time.time():.0f}")
        known = self._journalled()
        begun = time.monotonic()
        if way is Way.TERMINATE:
            os.killpg(self._program.process.pid, signal.SIGTERM)
        else:
            self._screen.close(window)
        hangs = self._hangs()
        seconds = time.monotonic() - begun
        end_group(self._program.process)
        kept, faults = self._look(known)
        code, expected = self._program.process.returncode, -signal.SIGTERM if way is Way.TERMINATE else 0
        if not begins:
            faults.append("no check began")
        if hangs:
            faults.append("it went on")
        elif code != expected:
            faults.append(f"exit code {code}")
        return Closing(way, moment, seconds, code, kept, tuple(faults))

    def _hangs(self) -> bool:
        """Wait for the end; where it does not come, let the program say what it is doing."""
        try:
            self._program.wait(LONGEST_SECONDS * 5)
        except AssertionError:
            keep_picture(self._screen, f"hangs-{time.time():.0f}")
            os.killpg(self._program.process.pid, signal.SIGABRT)
            with suppress(AssertionError):
                self._program.wait(LONGEST_SECONDS)
            print(self._program.said, file=sys.stderr)
            return True
        return False

    def _begins(self) -> bool:
        """Start a check as soon as one can be started."""
        until = time.monotonic() + _PATIENCE
        while not self._journals() and time.monotonic() < until:
            self._screen.press(_START)
        return bool(self._journals())

    def _go_on(self, moment: float) -> None:
        """Until the moment comes, press Return whenever somebody might be waited for."""
        until = time.monotonic() + moment
        while (left := until - time.monotonic()) > 0:
            self._screen.press("Return")
            time.sleep(min(_PACE, left))

    def _journals(self) -> list[Path]:
        return list(self._data.glob("unfinished-*.jsonl"))

    def _journalled(self) -> set[str]:
        """Return the facts that are on the disk."""
        found = set()
        for path in self._journals():
            with suppress(OSError):
                for line in path.read_text(encoding="utf-8").splitlines()[1:]:
                    with suppress(ValueError):
                        found.add(json.loads(line)["fact"])
        return found

    def _look(self, known: set[str]) -> tuple[int, list[str]]:
        """Read everything as the next start does; return how many facts are there, and what is wrong."""
        faults = [f"it said: {line}" for line in self._program.said.splitlines()[:1]]
        faults += [f"in the log: {path.read_text().splitlines()[-1]}" for path in self._data.glob("log/*.log")]
        before = os.environ.get("READINESS_DATA")
        os.environ["READINESS_DATA"] = str(self._data)
        left = unfinished()
        if before is None:
            del os.environ["READINESS_DATA"]
        else:
            os.environ["READINESS_DATA"] = before
        kept = set(left.facts.readings) if left else set()
        finished = 0
        if (self._data / FILE).exists():
            with History(self._data) as history:
                finished = len(history.checks())
                faults += ["the history was damaged"] if history.mishap else []
                kept |= {fact for run in history.checks() for fact in _facts_of(history, run.id)}
        if not known <= kept:
            faults.append(f"lost: {', '.join(sorted(known - kept))}")
        return len(kept), faults + (["more than one check"] if finished > 1 else [])


def _facts_of(history: History, run: str) -> set[str]:
    report = history.report(run)
    return set(report.facts.readings) if report else set()


def summary(done: Sequence[Closing]) -> str:
    """Say how long it took, by way."""
    lines = []
    for way in Way:
        taken = [one.seconds for one in done if one.way is way]
        if taken:
            middle, most = statistics.median(taken), max(taken)
            lines.append(f"{way:17} {len(taken):3} times, median {middle:.2f} s, longest {most:.2f} s")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Close windows and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--latest", type=float, default=22.0, help="seconds into a check")
    given = parser.parse_args(arguments)
    if missing():
        print(missing(), file=sys.stderr)
        return 2
    done = []
    with Office() as office:
        for closing in closings(given.times, given.seed, given.latest, office):
            done.append(closing)
            print(closing, flush=True)
    print(summary(done))
    wrong = [one for one in done if one.faults or one.seconds > LONGEST_SECONDS]
    print(f"{len(done)} closings, {len(wrong)} of them not clean")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
