"""Holds one reading against one condition: whether it holds, the margin, or why this cannot be told.

Everything is three-valued: what cannot be compared, or was not looked for, is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final, TypeAlias

from readiness.domain.facts import Bound, Measured, Reading, Reason, Unmeasured, Value
from readiness.domain.message import Message, message
from readiness.domain.product_names import MODEL_FACTS, product_key
from readiness.domain.profile import Clause, Condition, FactTest, Limit, Operator, Tier
from readiness.domain.quantity import Quantity, QuantityError, exact, is_finite, to_float
from readiness.domain.report import Comparison, Truth
from readiness.domain.versions import in_series, same_word, version_numbers

_LOWER_BOUNDS = frozenset({Operator.MIN, Operator.ABOVE})
_UPPER_BOUNDS = frozenset({Operator.MAX, Operator.BELOW})
_INCLUSIVE = frozenset({Operator.MIN, Operator.MAX})
_NOT_COMPARABLE: Final = Unmeasured(Reason.IMPLAUSIBLE, Message("unmeasured.not_comparable"))
_ONE_SIDED: Final = {Bound.AT_LEAST: "unmeasured.at_least", Bound.AT_MOST: "unmeasured.at_most"}
_MEASURE_ON: Final = Message("unmeasured.bounded.remedy")

_Same: TypeAlias = Callable[[str], object]
"""Maps a word to a form in which equal words are identical."""

_Ready: TypeAlias = Value | Fraction | None
"""A value that is ready for comparison: numbers exact and in the limit's unit; None if that is impossible."""


def held_against(test: FactTest, reading: Reading, tier: Tier = Tier.REQUIRED) -> Comparison:
    """Hold one reading against one condition."""
    return compared(test.fact, tier, test.condition, test.unit, reading)


def compared(
    fact: str | None, tier: Tier, condition: Condition, unit: str | None, reading: Reading | None
) -> Comparison:
    """Hold a reading, an answer (then ``fact`` is None) or a missing value against a condition."""
    if not isinstance(reading, Measured):
        return Comparison(fact, tier, condition, unit, Truth.UNKNOWN, unknown=reading)
    value = _in_unit(reading.known, reading.unit, unit)
    truth = _holds(value, condition, product_key if fact in MODEL_FACTS else same_word, reading)
    one_sided = reading.bound is not Bound.EXACT
    margins = [_margin(value, clause) for clause in condition.clauses if not one_sided or truth is not Truth.UNKNOWN]
    distances = [margin for margin in margins if margin is not None]
    spread = None if one_sided else _in_unit(reading.spread or 0.0, reading.unit, unit)
    return Comparison(
        fact,
        tier,
        condition,
        unit,
        truth,
        reading.known,
        reading.unit,
        unknown=_why_unknown(reading, value, unit, condition) if truth is Truth.UNKNOWN and fact else None,
        margin=to_float(min(distances)) if distances else None,
        only_just=isinstance(spread, Fraction) and any(abs(distance) <= spread and spread for distance in distances),
        bound=reading.bound,
    )


def _why_unknown(reading: Measured, value: _Ready, unit: str | None, condition: Condition) -> Unmeasured:
    """Return why a reading does not tell whether a condition holds; ``value`` is in the limit's unit."""
    if isinstance(value, Fraction) and reading.bound is not Bound.EXACT:
        edge = Quantity(to_float(value), unit) if unit else to_float(value)
        return Unmeasured(Reason.SKIPPED, message(_ONE_SIDED[reading.bound], value=edge), _MEASURE_ON)
    return _NOT_COMPARABLE if reading.looked_for is None else _not_found_out(condition, reading.looked_for)


def _not_found_out(condition: Condition, looked_for: frozenset[str]) -> Unmeasured:
    """Return the words of a condition that were not looked for, or could not be decided."""
    known = {same_word(word) for word in looked_for}
    lists = (clause.limit for clause in condition.clauses if isinstance(clause.limit, tuple))
    words = dict.fromkeys(word for limit in lists for word in limit if same_word(word) not in known)
    detail = message("unmeasured.not_found_out", words=", ".join(words))
    return Unmeasured(Reason.SKIPPED, detail, Message("remedy.not_found_out"))


def _in_unit(value: Value, given: str | None, unit: str | None) -> _Ready:
    """Return the value ready for comparison; None if its unit cannot be converted to the limit's."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not is_finite(value) or (unit is None) is not (given is None):
        return None
    if given == unit:
        return exact(value)
    try:
        return Quantity(value, given or "").exact_in(unit or "")
    except QuantityError:
        return None


def _holds(value: _Ready, condition: Condition, same: _Same, reading: Measured) -> Truth:
    truths = {
        _decided(reading.bound, clause.operator, at_the_edge=_clause_holds(value, clause, same, reading.looked_for))
        for clause in condition.clauses
    }
    if False in truths:
        return Truth.NO
    return Truth.UNKNOWN if None in truths else Truth.YES


def _decided(bound: Bound, operator: Operator, *, at_the_edge: bool | None) -> bool | None:
    """Return what holds for all values that a one-sided reading allows; None if they disagree."""
    if bound is Bound.EXACT:
        return at_the_edge
    towards_the_limit = operator in (_LOWER_BOUNDS if bound is Bound.AT_LEAST else _UPPER_BOUNDS)
    return at_the_edge if at_the_edge is towards_the_limit else None


def _clause_holds(value: _Ready, clause: Clause, same: _Same, looked_for: frozenset[str] | None) -> bool | None:
    """Return whether the value satisfies the clause; None if the two cannot be compared."""
    operator, limit = clause.operator, clause.limit
    if operator is Operator.EQUALS:
        return value == limit if type(value) is type(limit) else None
    if operator in _LOWER_BOUNDS | _UPPER_BOUNDS:
        order = _order(value, limit)
        if order is None:
            return None
        return (order == 0 and operator in _INCLUSIVE) or ((order > 0) is (operator in _LOWER_BOUNDS) and order != 0)
    if not isinstance(limit, tuple) or not isinstance(value, str | frozenset):
        return None
    words = {value} if isinstance(value, str) else value
    wanted = {same(item) for item in limit}
    found = {same(word) for word in words} | {same(item) for item in limit if in_series(words, item)}
    known = wanted if looked_for is None else found | {same(item) for item in looked_for}
    return _member(operator, wanted, found, known)


def _member(operator: Operator, wanted: set[object], found: set[object], known: set[object]) -> bool | None:
    """Return whether the found words satisfy the clause; None if that depends on words not looked for."""
    if operator is Operator.HAS_ALL:
        missing = wanted - found
        return False if missing & known else None if missing else True
    if wanted & found:
        return operator is not Operator.NONE_OF
    return operator is Operator.NONE_OF if wanted <= known else None


def _order(value: _Ready, limit: Limit) -> int | None:
    """Return -1, 0 or 1 for a value below, at or above the limit; None if they cannot be ordered."""
    if isinstance(value, Fraction) and isinstance(limit, int | float) and not isinstance(limit, bool):
        bound = exact(limit)
        return (value > bound) - (value < bound)
    if isinstance(value, str) and isinstance(limit, str):
        mine, theirs = version_numbers(value), version_numbers(limit)
        if mine is not None and theirs is not None:
            return (mine > theirs) - (mine < theirs)
    return None


def _margin(value: _Ready, clause: Clause) -> Fraction | None:
    limit = clause.limit
    if not isinstance(value, Fraction) or isinstance(limit, bool) or not isinstance(limit, int | float):
        return None
    distance = value - exact(limit)
    return -distance if clause.operator in _UPPER_BOUNDS else distance
