"""Finds the checks. To add one, add a module to this package.

Scanning a package silently finds nothing in some frozen builds, so that an empty registry is an error.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from types import MappingProxyType, ModuleType

from readiness import checks as package
from readiness.checks.base import Check, Lane
from readiness.domain.facts import Catalogue, FactDef
from readiness.domain.profile import Profile
from readiness.domain.reference import reference

_NO_CHECKS = frozenset({"base", "ports", "registry"})


class RegistryError(Exception):
    """The checks shipped with the program are inconsistent: a defect of the program."""


@cache
def checks() -> tuple[Check, ...]:
    """Return all checks in display order. Raises RegistryError."""
    names = [module.name for module in pkgutil.iter_modules(package.__path__) if module.name not in _NO_CHECKS]
    return collected([importlib.import_module(f"{package.__name__}.{name}") for name in names])


@cache
def catalogue() -> Catalogue:
    """Return every fact that a check provides, by id. Raises RegistryError."""
    return MappingProxyType({fact.id: fact for check in checks() for fact in check.facts})


def collected(modules: Iterable[ModuleType]) -> tuple[Check, ...]:
    """Return the checks of the modules, lane by lane, each after those named in its ``after``.

    Raises:
        RegistryError: there is no check, a module has no ``CHECK``, a check or fact is provided twice, or an ``after``
            cannot be satisfied.
    """
    found = [_check_of(module) for module in modules]
    if not found:
        raise RegistryError("no check was found")
    _refuse_repeats(check.id for check in found)
    _refuse_repeats(fact.id for check in found for fact in check.facts)
    return tuple(_ordered(sorted(found, key=lambda check: (list(Lane).index(check.lane), check.id))))


def providing(facts: frozenset[str], among: Iterable[Check]) -> tuple[Check, ...]:
    """Return the checks that provide any of the facts, which may be qualified."""
    plain = {reference(fact).fact for fact in facts}
    return tuple(check for check in among if plain & {fact.id for fact in check.facts})


def measuring_seconds(profile: Profile) -> float:
    """Return the usual duration, in seconds, of measuring for a profile, the person's part included.

    Every run over the line and every server that is measured to is counted.
    """
    needed = providing(profile.facts, checks())
    places = {reference(fact).server for fact in profile.facts} - {None}
    line = [check.seconds for check in needed if check.lane is Lane.NETWORK]
    return sum(check.seconds for check in needed) + (profile.network_test.runs - 1) * sum(line) + 2 * len(places)


def _check_of(module: ModuleType) -> Check:
    check = getattr(module, "CHECK", None)
    if not isinstance(check, Check):
        raise RegistryError(f"{module.__name__} has no CHECK")
    return check


def _refuse_repeats(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id_ in ids:
        if id_ in seen:
            raise RegistryError(f"{id_} is provided twice")
        seen.add(id_)


def _ordered(waiting: list[Check]) -> Iterable[Check]:
    done: set[str] = set()
    known = {check.id for check in waiting}
    while waiting:
        ready = next((check for check in waiting if {*check.after} & known <= done), None)
        if ready is None:
            raise RegistryError("checks wait for each other: " + ", ".join(check.id for check in waiting))
        waiting.remove(ready)
        done.add(ready.id)
        yield ready


def definition(fact: str) -> FactDef:
    """Return the definition of a fact. Raises KeyError if no check provides it."""
    return catalogue()[fact]
