"""Whether any computer could meet several conditions at once.

Conditions on different facts are independent. For one fact, a few values represent all: every limit, a value between
each two, one beyond the outermost; every listed word, and one that is not listed. The judge itself decides each of
them, so that lint and judge cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from readiness.domain.conditions import held_against
from readiness.domain.facts import SYSTEM_FACT, Catalogue, FactDef, Kind, Measured, System, Value
from readiness.domain.profile import Clause, FactTest, Operator
from readiness.domain.quantity import Quantity, dimension_of, exact, to_float, units_of
from readiness.domain.reference import reference
from readiness.domain.report import Truth
from readiness.domain.versions import version_numbers, version_series

_ANOTHER_WORD: Final = "\N{REPLACEMENT CHARACTER}"
_FAR: Final = 999_999_999


class Possibilities:
    """Answers for one catalogue of facts, cached."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._known: dict[tuple[frozenset[FactTest], System], bool] = {}

    def can_hold(self, tests: Iterable[FactTest], system: System) -> bool:
        """Return whether some computer with this system meets all tests."""
        key = frozenset(tests), system
        if key not in self._known:
            names = {test.fact for test in key[0]}
            self._known[key] = all(
                self._has_value([one for one in key[0] if one.fact == name], system) for name in names
            )
        return self._known[key]

    def holds_always(self, test: FactTest) -> bool:
        """Return whether every possible value meets the test; False unless the fact's values are listed."""
        fact = self._definition(test.fact)
        choices = [Measured(choice) for choice in fact.choices if fact.kind is Kind.CHOICE]
        return bool(choices) and all(_meets(choice, [test]) for choice in choices)

    def _has_value(self, tests: Sequence[FactTest], system: System) -> bool:
        if tests[0].fact == SYSTEM_FACT:
            return _meets(Measured(system.value), tests)
        return any(_meets(value, tests) for value in _values(self._definition(tests[0].fact), tests))

    def _definition(self, name: str) -> FactDef:
        # The worse of two directions is a number like each of them, and has no definition of its own.
        return self._catalogue.get(reference(name).fact, FactDef(name, Kind.NUMBER))


def _meets(value: Measured, tests: Iterable[FactTest]) -> bool:
    return all(held_against(test, value).truth is Truth.YES for test in tests)


def _values(fact: FactDef, tests: Sequence[FactTest]) -> Iterator[Measured]:
    """Yield values that represent everything the fact can be."""
    if fact.kind is Kind.NUMBER:
        yield from _numbers(tests)
        return
    clauses = [clause for test in tests for clause in test.condition.clauses]
    found: Iterable[Value] = (True, False)
    if fact.kind is Kind.SET:
        found = [_largest_set(fact, clauses)]
    elif fact.kind is not Kind.YES_NO:
        words = _words(clauses)
        found = fact.choices or [*(_versions(clauses) if fact.kind is Kind.VERSION else words), _ANOTHER_WORD]
    yield from map(Measured, found)


def _numbers(tests: Sequence[FactTest]) -> Iterator[Measured]:
    limits = [
        (clause.limit, test.unit)
        for test in tests
        for clause in test.condition.clauses
        if isinstance(clause.limit, int | float)
    ]
    yield from (Measured(limit, unit) for limit, unit in limits)
    sizes = sorted({_size(limit, unit) for limit, unit in limits})
    between = [(low + high) / 2 for low, high in pairwise(sizes)]
    smallest = _smallest(limits[0][1])
    yield from (Measured(to_float(size), smallest) for size in (sizes[0] - 1, *between, sizes[-1] + 1))


def _smallest(unit: str | None) -> str | None:
    return units_of(dimension_of(unit))[0] if unit else None


def _size(limit: float, unit: str | None) -> Fraction:
    """Return a limit as an exact number in the smallest unit of its dimension."""
    return Quantity(limit, unit).exact_in(_smallest(unit) or unit) if unit else exact(limit)


def _words(clauses: Iterable[Clause]) -> list[str]:
    lists = [clause.limit for clause in clauses if isinstance(clause.limit, tuple)]
    return [word for words in lists for word in words]


def _largest_set(fact: FactDef, clauses: Sequence[Clause]) -> frozenset[str]:
    """Return every word that is not forbidden: having more never hurts otherwise."""
    forbidden = {word.casefold() for word in _words(one for one in clauses if one.operator is Operator.NONE_OF)}
    return frozenset(word for word in fact.choices or _words(clauses) if word.casefold() not in forbidden)


def _versions(clauses: Iterable[Clause]) -> Iterator[str]:
    """Yield every version named, those just above and below it, the end of its series and the next."""
    for clause in clauses:
        for text in clause.limit if isinstance(clause.limit, tuple) else (clause.limit,):
            numbers = (version_series(text) or version_numbers(text) or (0,)) if isinstance(text, str) else (0,)
            yield _dotted(numbers)
            yield _dotted((*numbers, *[0] * len(numbers), 1))
            yield _dotted((*numbers, _FAR))
            yield _dotted((*numbers[:-1], numbers[-1] + 1))
            if numbers[-1]:
                yield _dotted((*numbers[:-1], numbers[-1] - 1, _FAR))


def _dotted(numbers: Iterable[int]) -> str:
    return ".".join(map(str, numbers))
