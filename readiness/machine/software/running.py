"""Whether programs of given names run. Nothing else about what runs is kept, told or logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psutil

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message


def read_names() -> Iterator[str]:
    """Yield the names of the programs that run now, as far as this person may see them."""
    for process in psutil.process_iter():
        try:
            yield process.name()
        except psutil.Error:
            continue


def plain_name(name: str) -> str:
    """Return a program's name without regard to case or to Windows' ending."""
    return name.strip().casefold().removesuffix(".exe")


class RunningPrograms:
    """Answers for programs that are asked for by name, on every system."""

    def __init__(self, names: Callable[[], Iterator[str]] = read_names) -> None:
        self._names = names

    def running(self, asked: frozenset[str]) -> Observed[frozenset[str]]:
        """Return those of the names asked for that belong to a program that runs."""
        try:
            running = {plain_name(name) for name in self._names()}
        except (OSError, AttributeError):
            running = set()
        # This program itself runs, so that seeing none at all means not being allowed to.
        if not running:
            raise Unavailable(Reason.DENIED, message("unmeasured.software_running"))
        return Observed(frozenset(name for name in asked if plain_name(name) in running), "names of programs")
