"""How long a person waits: the whole check, and the quick one before a shift, in a terminal and from the tray.

    python -m tests.benchmarks.waiting [--times 3] [--server own|librespeed]

A line of 25/5 Mbit/s and 30 ms, a wired headset that hears a quiet room or somebody reading, an example profile.
The person does what they are asked at once. They are needed from the first thing they are asked for to the end; the
first check from the tray follows a start of the program. Ends with 1 where a quick check took 8 s or longer, or a
person was needed for 30 s. Needs what ``tests.desktop.office`` needs, and trayer.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from readiness.store.history import History
from tests.benchmarks.hidden import choose
from tests.desktop import office as offices
from tests.desktop.office import Office, profile
from tests.rigs.processes import wait_until
from tests.rigs.screen import Screen, missing_tray
from tests.rigs.screen_reader import ScreenReader
from tests.rigs.terminal import Terminal

QUICK_SECONDS: Final = 8.0
PERSON_SECONDS: Final = 30.0
_PROMPT: Final = "Press Enter"
_READING: Final = "read this aloud"  # a prompt is said again below what was measured meanwhile
_READY: Final = "I’m ready"  # noqa: RUF001 - as it is written
_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Waited:
    """One check: how it was begun, what came out, its length, and for how much of that the person was needed."""

    way: str
    verdict: str
    seconds: float
    person: float

    def __str__(self) -> str:
        """Return a line of the table."""
        return f"{self.way:24} {self.verdict:10} {self.seconds:5.2f} s, the person needed for {self.person:5.2f} s"

    @property
    def is_good(self) -> bool:
        """Whether nobody waited for longer than is promised."""
        return self.person < PERSON_SECONDS and ("quick" not in self.way or self.seconds < QUICK_SECONDS)


def in_terminal(office: Office, folder: Path, way: str, *arguments: str) -> Waited:
    """Check in a terminal, and do what is asked for: a silence, then, where it is a whole check, a reading."""
    _be_quiet(office)
    command = office.link.command(office.link.near, sys.executable, "-m", "readiness", "check", "--json", *arguments)
    begun = time.monotonic()
    with Terminal(command, env=os.environ | {"READINESS_DATA": str(folder)}) as terminal:
        terminal.expect(_PROMPT)
        asked = time.monotonic()
        terminal.type()
        if "--quick" not in arguments:
            terminal.expect(_READING)
            terminal.expect(_PROMPT)
            office.read_aloud()
            terminal.type()
        _, out = terminal.finish()
    ended = time.monotonic()
    return Waited(f"{way}, terminal", json.loads(out)["verdict"], ended - begun, ended - asked)


def from_tray(office: Office, screen: Screen, reader: ScreenReader) -> Waited:
    """Check from the menu in the tray until the history has what came out."""
    _be_quiet(office)
    data = Path(screen.environment["READINESS_DATA"])
    before = _checks(data)
    place = screen.tray_icon("readiness")
    assert place
    screen.click(*place, button=3)
    begun = time.monotonic()
    screen.press("Down", "Return")
    reader.press(_READY)
    asked = time.monotonic()
    wait_until(lambda: len(_checks(data)) > len(before), _PATIENCE, "no check came to its end")
    ended = time.monotonic()
    return Waited("quick check, tray", _checks(data)[0], ended - begun, ended - asked)


def _be_quiet(office: Office) -> None:
    """Let the microphone hear the room, from before the check on: a source that begins late is silent at first."""
    office.be_quiet()
    time.sleep(1.0)


def _checks(folder: Path) -> list[str]:
    """Return the verdicts that a history has, the newest first."""
    with History(folder) as history:
        return [check.verdict.value for check in history.checks()]


def waits(office: Office, url: str, times: int) -> Iterator[Waited]:
    """Check again and again, each way."""
    with Screen() as screen, ScreenReader(screen) as reader:
        data = Path(screen.environment["READINESS_DATA"])
        path = screen.folder / "profile.json"
        path.write_bytes(profile(url, asks=False))
        for _ in range(times):
            yield in_terminal(office, data, "whole check", str(path))
            yield in_terminal(office, data, "quick check", "--quick")
        choose(Path(screen.environment["XDG_CONFIG_HOME"], "readiness", "window.ini"))
        screen.add_tray()
        program = office.start(screen)
        window = screen.wait_for_window("readiness")
        wait_until(lambda: screen.tray_icon("readiness") is not None)
        screen.close(window)
        wait_until(lambda: not screen.windows("Home-office"))
        for _ in range(times):
            yield from_tray(office, screen, reader)
        program.process.terminate()
    office.hush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, and print how long that took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--server", choices=("own", "librespeed"), default="own")
    given = parser.parse_args(arguments)
    reason = offices.missing() or missing_tray()
    if reason:
        print(reason, file=sys.stderr)
        return 2
    with Office() as office:
        url = office.url if given.server == "own" else office.link.serve()
        seen = []
        for waited in waits(office, url, given.times):
            print(waited, flush=True)
            seen.append(waited)
    return 0 if all(waited.is_good for waited in seen) else 1


if __name__ == "__main__":
    sys.exit(main())
