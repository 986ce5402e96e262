"""What happens during a run, as frozen values. Whoever watches gets them in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from readiness.checks.base import Guidance, Progress
from readiness.domain.facts import Facts, Reading


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run begins; ``checks`` are the ids of the checks that will run, in display order."""

    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckStarted:
    """A check begins."""

    check: str


@dataclass(frozen=True, slots=True)
class CheckProgressed:
    """A check tells what it is doing or sees."""

    check: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class PersonNeeded:
    """A check waits until the person is ready: call ``Run.confirm(check)`` to go on.

    Where the guidance has choices, ``Run.confirm(check, answer)`` names one of them.
    """

    check: str
    guidance: Guidance


@dataclass(frozen=True, slots=True)
class FactKnown:
    """A fact has its reading. It is final."""

    check: str
    fact: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class CheckEnded:
    """A check ended, after ``seconds``; every fact of it is known now."""

    check: str
    seconds: float


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The run is over. ``facts`` holds a reading for every wanted fact."""

    facts: Facts
    stopped: bool


Event: TypeAlias = RunStarted | CheckStarted | CheckProgressed | PersonNeeded | FactKnown | CheckEnded | RunEnded
