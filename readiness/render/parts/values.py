"""A value beside its limit, in words: "24.97 Mbit/s", "at least 25 Mbit/s", "0.03 Mbit/s below the limit"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from readiness.domain.facts import Bound, Measured, Reading, Unmeasured, Value
from readiness.domain.message import Message, message
from readiness.domain.profile import Clause, Condition, Limit, Operator, Texts
from readiness.domain.quantity import Dimension, Quantity, QuantityError, dimension_of, exact
from readiness.domain.report import Comparison, Truth
from readiness.text import Translator, clean_line
from readiness.text.numbers import NO_BREAK_SPACE, rounded, telling_digits, usual_digits, written_digits

ChoiceTexts = Mapping[str, Texts]
"""How an employer names the choices of a question."""

_LIMITS: Final = {
    Operator.MIN: "report.limit.min",
    Operator.MAX: "report.limit.max",
    Operator.ABOVE: "report.limit.above",
    Operator.BELOW: "report.limit.below",
    Operator.NONE_OF: "report.limit.none_of",
    Operator.HAS_ALL: "report.limit.has_all",
    Operator.HAS_ANY: "report.limit.has_any",
}
_ONE_SIDED: Final = {Bound.AT_LEAST: "report.value.at_least", Bound.AT_MOST: "report.value.at_most"}
_LOWER: Final = frozenset({Operator.MIN, Operator.ABOVE})
_RANGE: Final = (Operator.MIN, Operator.MAX)


def reading_words(reading: Reading, translator: Translator) -> str:
    """Return a reading on one line: the value with its unit, or why there is none."""
    if isinstance(reading, Unmeasured):
        return translator.say(message("report.not_measured_because", reason=happened(reading)))
    return value_words(reading, translator)


def value_words(reading: Measured, translator: Translator, digits: int | None = None) -> str:
    """Return a value with its unit: "27.4 Mbit/s", or "at least 27 Mbit/s" where no more is known."""
    return one_sided(translator.value(reading.known, reading.unit, digits), reading.bound, translator)


def one_sided(words: str, bound: Bound, translator: Translator) -> str:
    """Return an amount in words, as the least or the most where only that is known."""
    return translator.say(message(_ONE_SIDED[bound], value=words)) if bound in _ONE_SIDED else words


def spread_words(reading: Measured, translator: Translator) -> str:
    """Return a reading's uncertainty in its own unit, "± 0.3 Mbit/s"; "" where there is none.

    What is known from one side has none: it is in the value already.
    """
    spread = number_of(reading.spread)
    if spread is None or reading.bound is not Bound.EXACT:
        return ""
    value = number_of(reading.value)
    digits = max(usual_digits(value) if value is not None else 0, usual_digits(spread) - 2)
    return f"±{NO_BREAK_SPACE}{translator.value(float(spread), _difference_unit(reading.unit), digits)}"


def reason(unmeasured: Unmeasured) -> Message:
    """Return the sentence that says in general why something was not measured."""
    return Message(f"reason.{unmeasured.reason}")


def happened(unmeasured: Unmeasured) -> Message:
    """Return why something was not measured: what was seen, else the sentence that always holds."""
    return unmeasured.detail or reason(unmeasured)


def _difference_unit(unit: str | None) -> str | None:
    """Return the unit in which values of ``unit`` differ: levels lie decibels apart, whatever they are counted from."""
    level = unit is not None and dimension_of(unit) in {Dimension.LEVEL, Dimension.LEVEL_A, Dimension.SIGNAL}
    return "dB" if level else unit


def number_of(limit: Limit | Value | None) -> Fraction | None:
    """Return a limit or value as an exact number, None when it is none."""
    return None if isinstance(limit, bool) or not isinstance(limit, int | float) else exact(limit)


def bounds(conditions: Iterable[Condition]) -> list[Fraction]:
    """Return every number among the conditions' limits."""
    numbers = (number_of(clause.limit) for condition in conditions for clause in condition.clauses)
    return [number for number in numbers if number is not None]


def in_unit(value: Value | None, unit: str | None, wanted: str | None) -> Fraction | None:
    """Return the exact number of ``wanted``; None when it is no number or cannot be converted."""
    number = number_of(value)
    if number is None or unit == wanted:
        return number
    try:
        return Quantity(float(number), unit or "").exact_in(wanted or "")
    except QuantityError:
        return None


class LimitWords:
    """Limits in words, in one unit (None for what has no dimension)."""

    def __init__(self, unit: str | None, translator: Translator, choices: ChoiceTexts | None = None) -> None:
        self.unit = unit
        self._translator = translator
        self._choices = choices or {}

    def condition(self, condition: Condition) -> str:
        """Return a condition's limits: "at least 25 Mbit/s", "10 ms to 20 ms", "USB or analogue"."""
        clauses = list(condition.clauses)
        parts = []
        span = [clause for operator in _RANGE for clause in clauses if clause.operator is operator]
        if [clause.operator for clause in span] == list(_RANGE):
            low, high = (self._limit(clause) for clause in span)
            exact = span[0].limit == span[1].limit
            said = (
                message("report.limit.exactly", limit=low)
                if exact
                else message("report.limit.range", low=low, high=high)
            )
            parts.append(self._translator.say(said))
            clauses = [clause for clause in clauses if clause not in span]
        return self._translator.join([*parts, *map(self._clause, clauses)])

    def choice(self, value: str) -> str:
        """Return the name of a choice: the employer's for a question's own choices, else ours."""
        texts = self._choices.get(value)
        return clean_line(texts.in_language(self._translator.language)) if texts else self._translator.value(value)

    def amount(self, number: Fraction, digits: int) -> str:
        """Return a number with its unit."""
        formats = self._translator.formats
        return formats.with_unit(number, self.unit, digits) if self.unit else formats.number(number, digits)

    def difference(self, number: Fraction, digits: int) -> str:
        """Return how far two values lie apart, with its unit."""
        return LimitWords(_difference_unit(self.unit), self._translator).amount(number, digits)

    def _clause(self, clause: Clause) -> str:
        limit = self._limit(clause)
        if clause.operator not in _LIMITS:  # "yes", "USB or analogue": the limit says it all
            return limit
        return self._translator.say(message(_LIMITS[clause.operator], limit=limit))

    def _limit(self, clause: Clause) -> str:
        if isinstance(clause.limit, tuple):
            names = [self.choice(one) for one in clause.limit]
            return self._translator.join(names, alternatives=clause.operator is not Operator.HAS_ALL)
        number = number_of(clause.limit)
        if number is not None:
            return self.amount(number, written_digits(number))
        return self.choice(clause.limit) if isinstance(clause.limit, str) else self._translator.value(clause.limit)


class Shown:
    """One value as it is shown beside all its limits, in the limits' unit.

    The number carries as many digits as it takes to see on which side of every limit it
    lies, and the margins are counted from the digits shown, so that they add up on paper.
    """

    def __init__(
        self, first: Comparison, conditions: Iterable[Condition], translator: Translator, choices: ChoiceTexts
    ) -> None:
        self.limits = LimitWords(first.unit, translator, choices)
        self._translator = translator
        self._value = first.value
        self._value_unit = first.value_unit
        self._bound = first.bound
        self._number = in_unit(first.value, first.value_unit, first.unit)
        self._digits = telling_digits(self._number, bounds(conditions)) if self._number is not None else 0

    @property
    def words(self) -> str:
        """The value; "" when nothing is known."""
        if self._value is None:
            return ""
        if self._number is not None:
            return one_sided(self.limits.amount(self._number, self._digits), self._bound, self._translator)
        if isinstance(self._value, str):
            return self.limits.choice(self._value)
        return self._translator.value(self._value, self._value_unit)

    def spread(self, spread: float | None, unit: str | None) -> str:
        """Return the uncertainty, "± 0.3 Mbit/s"; "" where there is none or the value holds it already."""
        told = spread is not None and self._bound is Bound.EXACT
        number = in_unit(spread, unit, self.limits.unit) if told else None
        if number is None:
            return ""
        # Never "± 0" for a spread that is not zero.
        digits = max(self._digits, usual_digits(number) - 2)
        return f"±{NO_BREAK_SPACE}{self.limits.difference(number, digits)}"

    def margin(self, comparison: Comparison) -> str:
        """Return how far the value lies from the nearest limit, "" where a distance makes no sense."""
        if comparison.margin is None or self._number is None:
            return ""
        words = self._translator.say(self._distance(self._number, comparison.condition))
        if not comparison.only_just:
            return words
        if comparison.truth is Truth.YES:
            return self._translator.say(message("report.margin.only_just", margin=words))
        return self._translator.say(message("report.margin.very_close", margin=words))

    def _distance(self, number: Fraction, condition: Condition) -> Message:
        """Return the distance from the limit that leaves the least to spare, counted on the digits shown."""
        limits = [(clause.operator, number_of(clause.limit)) for clause in condition.clauses]
        known = [(operator, limit) for operator, limit in limits if limit is not None]
        operator, limit = min(known, key=lambda one: _spare(number, *one))
        spare = _spare(rounded(number, self._digits), operator, limit)
        amount = self.limits.difference(abs(spare), written_digits(spare))
        if spare == 0:
            return message("report.margin.exact")
        if spare > 0:
            return message("report.margin.spare", amount=amount)
        if operator in _LOWER:
            return message("report.margin.short", amount=amount)
        return message("report.margin.over", amount=amount)


def _spare(number: Fraction, operator: Operator, limit: Fraction) -> Fraction:
    return number - limit if operator in _LOWER else limit - number
