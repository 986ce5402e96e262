"""The range that a condition leaves, computed on conditions as the document writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from readiness.domain.profile import Operator
from readiness.domain.quantity import exact
from readiness.domain.versions import version_numbers

Written: TypeAlias = Mapping[str, Any]
"""A condition as JSON: operators and their limits."""

_LOWER: Final = {Operator.MIN: True, Operator.ABOVE: False}
_UPPER: Final = {Operator.MAX: True, Operator.BELOW: False}

_WORDS: Final = (Operator.ONE_OF, Operator.NONE_OF, Operator.HAS_ALL, Operator.HAS_ANY)


@dataclass(frozen=True, slots=True)
class _Bound:
    """One end of a range; ``inclusive`` if the end itself belongs to it."""

    at: Any
    inclusive: bool


def _bounds(condition: Written, operators: Mapping[Operator, bool]) -> Iterator[_Bound]:
    for operator, inclusive in operators.items():
        if operator in condition:
            limit = condition[operator]
            yield _Bound(version_numbers(limit) if isinstance(limit, str) else exact(limit), inclusive)


def lowest(condition: Written) -> _Bound | None:
    """Return the tightest lower bound, None if there is none."""
    return max(_bounds(condition, _LOWER), key=lambda bound: (bound.at, not bound.inclusive), default=None)


def highest(condition: Written) -> _Bound | None:
    """Return the tightest upper bound, None if there is none."""
    return min(_bounds(condition, _UPPER), key=lambda bound: (bound.at, bound.inclusive), default=None)


def _is_readable(condition: Written) -> bool:
    """Return whether the limits have types that can be compared; the schema reports the others."""
    ends = [condition[operator] for operator in (*_LOWER, *_UPPER) if operator in condition]
    numbers = [isinstance(end, int | float) and not isinstance(end, bool) for end in ends]
    versions = [isinstance(end, str) and version_numbers(end) is not None for end in ends]
    words = [condition[operator] for operator in _WORDS if operator in condition]
    return (all(numbers) or all(versions)) and all(
        isinstance(some, list) and all(isinstance(word, str) for word in some) for some in words
    )


def holds_never(condition: Written) -> bool:
    """Return whether no value satisfies the condition."""
    if not _is_readable(condition):
        return False
    low, high = lowest(condition), highest(condition)
    if low and high and (low.at > high.at or (low.at == high.at and not (low.inclusive and high.inclusive))):
        return True
    forbidden = _words(condition, Operator.NONE_OF)
    if _words(condition, Operator.HAS_ALL) & forbidden:
        return True
    wanted = [_words(condition, operator) for operator in (Operator.ONE_OF, Operator.HAS_ANY)]
    return any(words and words <= forbidden for words in wanted)


def _words(condition: Written, operator: Operator) -> frozenset[str]:
    return frozenset(word.casefold() for word in condition.get(operator, ()))


def is_laxer(recommended: Written, required: Written) -> bool:
    """Return whether the recommended condition asks for less than the required one."""
    low, needed_low = lowest(recommended), lowest(required)
    if low and needed_low and (low.at, not low.inclusive) < (needed_low.at, not needed_low.inclusive):
        return True
    high, needed_high = highest(recommended), highest(required)
    if high and needed_high and (high.at, high.inclusive) > (needed_high.at, needed_high.inclusive):
        return True
    return dict(recommended) == dict(required) or _adds_no_word(recommended, required)


def _adds_no_word(recommended: Written, required: Written) -> bool:
    """Return whether the recommended condition on words admits everything that is required."""
    words = {key for key in recommended if not key.startswith("x-")}
    if not words <= set(_WORDS):
        return False
    for key in words:
        mine, theirs = _words(recommended, Operator(key)), _words(required, Operator(key))
        tighter = key in {Operator.ONE_OF, Operator.HAS_ANY}
        if not theirs or not (theirs <= mine if tighter else mine <= theirs):
            return False
    return True
