"""Earlier checks of this computer: what is kept of each, and the tendencies they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from readiness.domain.conditions import held_against
from readiness.domain.daytime import Daytime, daytime_of_misses
from readiness.domain.facts import Measured
from readiness.domain.profile import FactTest, OneFact, Profile
from readiness.domain.report import Truth, Verdict

_LAST: Final = 10


@dataclass(frozen=True, slots=True)
class PastCheck:
    """A finished check for one employer, as the history lists it."""

    id: str
    finished: datetime
    profile: str
    version: str
    title: str
    issuer: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PastFigure:
    """A figure of one check: its time, value and unit."""

    at: datetime
    value: float
    unit: str | None


@dataclass(frozen=True, slots=True)
class Tendency:
    """A limit missed in ``misses`` of the last ``checks``; ``daytime`` if it was at a certain time of day."""

    test: FactTest
    misses: int
    checks: int
    daytime: Daytime | None = None


def tendencies(
    profile: Profile, figures_of: Callable[[str], Sequence[PastFigure]], zone: tzinfo | None = None
) -> tuple[Tendency, ...]:
    """Return the required limits of a profile that were missed in the last ten checks, however long ago.

    ``figures_of`` returns the figures of a fact, the oldest first; ``zone`` is the person's time zone, None for that
    of the computer.
    """
    return tuple(_tendencies(profile, figures_of, zone))


def _tendencies(
    profile: Profile, figures_of: Callable[[str], Sequence[PastFigure]], zone: tzinfo | None
) -> Iterator[Tendency]:
    seen: Mapping[FactTest, None] = dict.fromkeys(required_tests(profile))
    for test in seen:
        figures = figures_of(test.fact)
        last = figures[-_LAST:]
        misses = sum(_misses(test, one) for one in last)
        if misses and len(last) > 1:  # one check by itself adds up to nothing: its result says the same
            # A time of day shows only over more checks than these.
            held = [(one.at.astimezone(zone), _misses(test, one)) for one in figures]
            yield Tendency(test, misses, len(last), daytime_of_misses(held))


def required_tests(profile: Profile) -> Iterator[FactTest]:
    """Yield the required condition of every requirement that is on a single fact."""
    for requirement in profile.requirements:
        subject = requirement.subject
        if isinstance(subject, OneFact) and subject.tiers.required:
            yield FactTest(subject.fact, subject.unit, subject.tiers.required)


def _misses(test: FactTest, figure: PastFigure) -> bool:
    return held_against(test, Measured(figure.value, figure.unit)).truth is Truth.NO
