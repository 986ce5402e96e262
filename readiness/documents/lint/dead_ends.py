"""Conditions that exclude each other, within one requirement or between two.

If nobody could pass, it is an error. If only some could not, on one system or while a ``when`` holds, it may be
intended and is a hint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product
from typing import Any, Final, TypeAlias

from readiness.documents.lint.possibilities import Possibilities
from readiness.domain.facts import Catalogue, System
from readiness.domain.profile import AnyOf, FactTest, OneFact, Profile, Requirement, Tier

Way: TypeAlias = tuple[FactTest, ...]
"""Tests that must hold at once; a requirement is met by one of several such groups."""

_MOST_PAIRS: Final = 500
_MOST_WAYS: Final = 100


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A place where nobody, or not everybody, can pass. ``other`` is the contradicting requirement."""

    code: str
    pointer: str
    is_error: bool = False
    other: int | None = None


def dead_ends(profile: Profile, catalogue: Catalogue, written: Sequence[Mapping[str, Any]]) -> Iterator[DeadEnd]:
    """Yield every dead end of a profile, those within single requirements first.

    ``written`` are the requirements as the document has them, one for each of the profile's.
    """
    look = _Look(profile, Possibilities(catalogue))
    for index, (requirement, text) in enumerate(zip(profile.requirements, written, strict=True)):
        measured = [place for place, way in enumerate(text.get("any_of", ())) if "all" in way]
        yield from look.within(f"/requirements/{index}", requirement, measured)
    yield from look.between()


class _Look:
    """The search in one profile."""

    def __init__(self, profile: Profile, possibilities: Possibilities) -> None:
        self._profile = profile
        self._possible = possibilities

    def within(self, pointer: str, requirement: Requirement, places: Sequence[int]) -> Iterator[DeadEnd]:
        """Yield the contradictions in one requirement; ``places`` are the indices of its measured alternatives."""
        if not self._somewhere(requirement, requirement.when):
            yield DeadEnd("when_never", f"{pointer}/when")
        elif isinstance(requirement.subject, AnyOf):
            pointers = [f"{pointer}/any_of/{place}/all" for place in places]
            yield from self._alternatives(pointer, requirement, requirement.subject, pointers)
        else:
            yield from self._one_fact(pointer, requirement)

    def _somewhere(self, requirement: Requirement, tests: Way) -> bool:
        """Return whether the tests can hold together on one of the requirement's systems."""
        systems = [system for system in System if requirement.on(system)]
        return not systems or any(self._possible.can_hold(tests, system) for system in systems)

    def _one_fact(self, pointer: str, requirement: Requirement) -> Iterator[DeadEnd]:
        ways = [way for system in System for way in _ways(requirement, system)]
        if (
            ways
            and requirement.when
            and not any(self._somewhere(requirement, (*requirement.when, *way)) for way in ways)
        ):
            yield DeadEnd("when_shuts_out", f"{pointer}/when")
        if isinstance(requirement.subject, OneFact) and any(map(self._possible.holds_always, requirement.tests)):
            yield DeadEnd("condition_holds_always", pointer)

    def _alternatives(
        self, pointer: str, requirement: Requirement, subject: AnyOf, places: Sequence[str]
    ) -> Iterator[DeadEnd]:
        dead = [
            place
            for place, way in zip(places, subject.alternatives, strict=True)
            if not self._somewhere(requirement, (*requirement.when, *way))
        ]
        if len(dead) == len(places) and subject.word is None:
            yield DeadEnd("alternatives_never", f"{pointer}/any_of", is_error=_is_asked_of_everybody(requirement))
        else:
            yield from (DeadEnd("alternative_never", place) for place in dead)

    def between(self) -> Iterator[DeadEnd]:
        """Yield each requirement that cannot be met together with an earlier one."""
        requirements = self._profile.requirements
        for first, second in islice(self._pairs(), _MOST_PAIRS):
            one, other = requirements[first], requirements[second]
            common = [system for system in System if _ways(one, system) and _ways(other, system)]
            clashing = [system for system in common if self._clash(one, other, system)]
            if not clashing:
                continue
            everywhere = all(set(clashing) == _systems(requirement) for requirement in (one, other))
            nobody = everywhere and not one.when and not other.when
            code = "contradiction" if nobody else "contradiction_for_some"
            yield DeadEnd(code, f"/requirements/{second}", nobody, first)

    def _pairs(self) -> Iterator[tuple[int, int]]:
        """Yield the indices of every two requirements on a common fact."""
        about: dict[str, list[int]] = defaultdict(list)
        for index, requirement in enumerate(self._profile.requirements):
            for fact in {test.fact for test in requirement.tests}:
                about[fact].append(index)
        pairs = (pair for places in about.values() for pair in combinations(places, 2))
        yield from dict.fromkeys(islice(pairs, _MOST_PAIRS))

    def _clash(self, one: Requirement, other: Requirement, system: System) -> bool:
        when = (*one.when, *other.when)
        ways = list(islice(product(_ways(one, system), _ways(other, system)), _MOST_WAYS))
        alone = all(
            any(self._possible.can_hold((*both.when, *way), system) for way in _ways(both, system))
            for both in (one, other)
        )
        # What cannot be met by itself is told where it stands.
        return (
            alone
            and len(ways) < _MOST_WAYS
            and self._possible.can_hold(when, system)
            and not any(self._possible.can_hold((*when, *mine, *theirs), system) for mine, theirs in ways)
        )


def _is_asked_of_everybody(requirement: Requirement) -> bool:
    """Return whether nobody passes without meeting it."""
    return requirement.tier is Tier.REQUIRED and not requirement.when and _systems(requirement) == {*System}


def _systems(requirement: Requirement) -> set[System]:
    return {system for system in System if requirement.on(system)}


def _ways(requirement: Requirement, system: System) -> tuple[Way, ...]:
    """Return the ways to meet what is required on one system; empty if nothing measured is required."""
    here = requirement.on(system)
    if here is None:
        return ()
    if isinstance(here.subject, OneFact):
        required = here.subject.tiers.required
        return ((FactTest(here.subject.fact, here.subject.unit, required),),) if required else ()
    if isinstance(here.subject, AnyOf) and here.subject.tier is Tier.REQUIRED and here.subject.word is None:
        return here.subject.alternatives
    return ()
