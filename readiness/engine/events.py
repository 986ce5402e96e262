"""The events of a run, as frozen values. Listeners get them in order."""

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
    """A check reports what it is doing or sees."""

    check: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class PersonNeeded:
    """A check waits for the person: call ``Run.confirm(check)`` to continue it.

    If the guidance has choices, ``Run.confirm(check, answer)`` names one of them.
    """

    check: str
    guidance: Guidance


@dataclass(frozen=True, slots=True)
class FactKnown:
    """A fact has got its reading, which is final."""

    check: str
    fact: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class CheckEnded:
    """A check ended after ``seconds``; all of its facts are known now."""

    check: str
    seconds: float


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The run is over. ``facts`` holds a reading for every wanted fact."""

    facts: Facts
    stopped: bool


Event: TypeAlias = RunStarted | CheckStarted | CheckProgressed | PersonNeeded | FactKnown | CheckEnded | RunEnded
