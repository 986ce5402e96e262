"""Representative values of a fact, enough to decide whether several conditions can hold at once.

The limits of a fact's conditions divide its possible values into pieces. All values of a piece meet the same
conditions, so that one representative of each piece is enough: every limit, a value between two neighbouring limits,
and one below and one above all of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from readiness.domain.conditions import held_against
from readiness.domain.facts import Bound, Measured, Reading, Value
from readiness.domain.profile import Clause, Condition, FactTest, Operator
from readiness.domain.quantity import Quantity, dimension_of, exact, to_float
from readiness.domain.report import Truth
from readiness.domain.versions import version_numbers, version_series

_ANOTHER_WORD: Final = "another"
_MOST_WORDS_TO_COMBINE: Final = 8
_EDGE: Final = {Bound.AT_LEAST: Operator.MIN, Bound.AT_MOST: Operator.MAX}
_FOR_SETS: Final = frozenset({Operator.HAS_ALL, Operator.HAS_ANY})


def candidates(tests: Sequence[FactTest], now: Reading, choices: Sequence[str] = ()) -> tuple[Measured, ...]:
    """Return values such that, for every set of conditions that can hold at once, one of them meets the set.

    ``tests`` are conditions on one fact, ``now`` is its current reading, ``choices`` its closed list of values, if it
    has one. The result is complete except for facts of kind SET whose tests name more than eight words: of these only
    the likely sets are returned.
    """
    clauses = [clause for test in tests for clause in test.condition.clauses]
    members = now.value if isinstance(now, Measured) and isinstance(now.value, frozenset) else None
    listed = all(isinstance(clause.limit, tuple) for clause in clauses)
    # A set of which nothing was found is a set all the same.
    if (members is not None and listed) or any(clause.operator in _FOR_SETS for clause in clauses):
        return tuple(Measured(some) for some in _sets(clauses, members or frozenset()))
    unit = tests[0].unit
    edge = [_edge(now)] if isinstance(now, Measured) and _is_one_sided(now, tests[0].unit) else []
    limits = [(clause.limit, test.unit) for test in (*tests, *edge) for clause in test.condition.clauses]
    numbers = [_in_unit(limit, given, unit) for limit, given in limits if _is_number(limit)]
    found: list[Value] = [*_words(clauses, choices), *_around(list(_versions(clauses)))]
    if any(isinstance(limit, bool) for limit, _ in limits):
        found += [True, False]
    return (
        *(Measured(value) for value in dict.fromkeys(found)),
        *(Measured(to_float(number), unit) for number in _among(numbers)),
    )


def may_be(reading: Measured, value: Measured) -> bool:
    """Return whether a value may be the true one behind a reading that does not determine it.

    Such readings are numbers with an ``AT_LEAST`` or ``AT_MOST`` bound, and sets for which only some words were
    looked for.
    """
    if reading.looked_for is not None and isinstance(value.value, frozenset):
        looked_for = {word.casefold() for word in reading.looked_for}
        return _folded(value.value) & looked_for == _folded(reading.value) & looked_for
    return _is_one_sided(reading, value.unit) and held_against(_edge(reading), value).truth is Truth.YES


def _folded(words: Value) -> set[str]:
    return {word.casefold() for word in words} if isinstance(words, frozenset) else set()


def _is_one_sided(reading: Measured, unit: str | None) -> bool:
    """Whether a reading has a lower or upper bound only, in a unit that can be converted to this one."""
    if reading.bound is Bound.EXACT or (unit is None) is not (reading.unit is None):
        return False
    return unit is None or reading.unit is None or dimension_of(unit) is dimension_of(reading.unit)


def _edge(reading: Measured) -> FactTest:
    """Return the condition met by every true value that a one-sided reading allows."""
    assert isinstance(reading.known, float | int)  # noqa: S101 - only numbers are known from one side
    return FactTest("", reading.unit, Condition((Clause(_EDGE[reading.bound], reading.known),)))


def _is_number(limit: object) -> bool:
    return isinstance(limit, int | float) and not isinstance(limit, bool)


def _in_unit(limit: object, given: str | None, unit: str | None) -> Fraction:
    number = float(str(limit))
    return Quantity(number, given).exact_in(unit) if given and unit else exact(number)


def _among(numbers: Iterable[Fraction]) -> Iterator[Fraction]:
    """Yield the numbers themselves, the midpoints between neighbours, and one number beyond either end."""
    rising = sorted(set(numbers))
    if not rising:
        return
    yield from rising
    yield from ((low + high) / 2 for low, high in itertools.pairwise(rising))
    yield rising[0] - 1
    yield rising[-1] + 1


def _versions(clauses: Iterable[Clause]) -> Iterator[str]:
    """Yield the versions that are named, of a series the first."""
    for clause in clauses:
        for word in [clause.limit] if isinstance(clause.limit, str) else _listed(clause):
            series = version_series(word)
            version = ".".join(map(str, series)) if series else word
            if version_numbers(version) is not None:
                yield version


def _around(versions: Sequence[str]) -> Iterator[str]:
    """Yield the versions, one just above each, the first beyond all that begin with it, and the lowest of all."""
    longest = max((version.count(".") for version in versions), default=0)
    for version in versions:
        yield version
        # "10.0.0.0.1" is above "10.0" and below whatever else is named.
        yield version + ".0" * (longest + 1) + ".1"
        before, dot, last = version.rpartition(".")
        yield f"{before}{dot}{int(last) + 1}"
    if versions:
        yield "0"


def _words(clauses: Iterable[Clause], choices: Sequence[str]) -> Iterator[str]:
    """Yield the words that are named, and one that is not; of a closed list the whole list."""
    named = [word for clause in clauses if isinstance(clause.limit, tuple) for word in clause.limit]
    if choices:
        yield from choices
    elif named:
        yield from named
        yield next(word for word in _other_words() if word not in named)


def _other_words() -> Iterator[str]:
    yield _ANOTHER_WORD
    yield from (f"{_ANOTHER_WORD} {number}" for number in itertools.count(2))


def _sets(clauses: Iterable[Clause], now: Iterable[str]) -> Iterator[frozenset[str]]:
    """Yield sets of the words that are named, beside the words there are now and nobody names."""
    listed = [clause for clause in clauses if isinstance(clause.limit, tuple)]
    named = dict.fromkeys(word for clause in listed for word in _listed(clause))
    folded = {word.casefold() for word in named}
    others = frozenset(word for word in now if word.casefold() not in folded)
    if len(named) <= _MOST_WORDS_TO_COMBINE:
        for size in range(len(named) + 1):
            yield from (others | set(some) for some in itertools.combinations(named, size))
        return
    there = others | frozenset(word for word in named if word.casefold() in {one.casefold() for one in now})
    wanted = frozenset(word for clause in listed if clause.operator in _FOR_SETS for word in _listed(clause))
    refused = frozenset(word for clause in listed if clause.operator is Operator.NONE_OF for word in _listed(clause))
    yield from dict.fromkeys((there, there - refused, there | wanted, (there | wanted) - refused, others))


def _listed(clause: Clause) -> tuple[str, ...]:
    return clause.limit if isinstance(clause.limit, tuple) else ()
