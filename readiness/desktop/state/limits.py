"""The profiles' limits that are drawn on curves and on the level meter during a measurement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readiness.domain.profile import Condition, OneFact, Operator, Requirement
from readiness.domain.quantity import Dimension, Quantity, dimension_of

_LOWER = frozenset({Operator.MIN, Operator.ABOVE})
_UPPER = frozenset({Operator.MAX, Operator.BELOW})
_NOISE = frozenset({"microphone.noise_floor", "microphone.noise_leq"})
_SPEECH = frozenset({"microphone.speech_level"})


@dataclass(frozen=True, slots=True)
class LevelLimits:
    """The highest noise in dBov(A) and the lowest speech level in dBov; None without a limit."""

    most_noise: float | None = None
    least_speech: float | None = None


def level_limits(requirements: Sequence[Requirement]) -> LevelLimits:
    """Return the required limits on the microphone's levels; of several limits the strictest."""
    noise = [limit for _, limit in _limits(requirements, Dimension.LEVEL_A, "dBov(A)", _UPPER, _NOISE)]
    speech = [limit for _, limit in _limits(requirements, Dimension.LEVEL, "dBov", _LOWER, _SPEECH)]
    return LevelLimits(min(noise, default=None), max(speech, default=None))


def least_rates(requirements: Sequence[Requirement]) -> dict[str, float]:
    """Return the lowest required rate of each fact in Mbit/s, drawn as a dashed line.

    Of several employers the strictest limit counts.
    """
    found: dict[str, float] = {}
    for fact, rate in _limits(requirements, Dimension.RATE, "Mbit/s", _LOWER):
        found[fact] = max(rate, found.get(fact, 0.0))
    return found


def _limits(
    requirements: Sequence[Requirement],
    dimension: Dimension,
    unit: str,
    bounds: frozenset[Operator],
    facts: frozenset[str] | None = None,
) -> Iterator[tuple[str, float]]:
    """Yield every required limit on a fact of that dimension, converted to that unit; ``facts`` None means any fact."""
    for requirement in requirements:
        subject = requirement.subject
        if not isinstance(subject, OneFact) or subject.unit is None or subject.tiers.required is None:
            continue
        if dimension_of(subject.unit) is dimension and (facts is None or subject.fact in facts):
            yield from ((subject.fact, limit) for limit in _bounds(subject.tiers.required, subject.unit, unit, bounds))


def _bounds(condition: Condition, written: str, unit: str, bounds: frozenset[Operator]) -> Iterator[float]:
    for clause in condition.clauses:
        if clause.operator in bounds and isinstance(clause.limit, int | float):
            yield Quantity(float(clause.limit), written).to(unit).value
