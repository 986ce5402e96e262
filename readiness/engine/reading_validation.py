"""Checks that a reading has the form its fact declares. If it has not, that is a defect of the program."""

from __future__ import annotations

import logging

from readiness.domain.facts import FactDef, Kind, Measured, Reading, Reason, Unmeasured, Value
from readiness.domain.message import message
from readiness.domain.quantity import QuantityError, dimension_of

_log = logging.getLogger(__name__)


def validated(reading: Reading, definition: FactDef) -> Reading:
    """Return the reading, or ``Unmeasured(DEFECT)`` if value or unit are not what the fact declares."""
    if isinstance(reading, Unmeasured):
        return reading
    if _fits(reading.value, definition) and _unit_fits(reading, definition):
        return reading
    _log.error("the reading of %s is not a %s: %r", definition.id, definition.kind, reading)
    return Unmeasured(Reason.DEFECT, message("unmeasured.defect"))


def _fits(value: Value, definition: FactDef) -> bool:
    kind = definition.kind
    if kind is Kind.YES_NO:
        return isinstance(value, bool)
    if kind is Kind.NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is Kind.SET:
        return isinstance(value, frozenset) and (not definition.choices or value <= {*definition.choices})
    if kind is Kind.VERSION:
        return isinstance(value, str) and all(part.isdigit() for part in value.split("."))
    return isinstance(value, str) and (not definition.choices or value in definition.choices)


def _unit_fits(reading: Measured, definition: FactDef) -> bool:
    if definition.unit is None or reading.unit is None:
        return definition.unit is reading.unit
    try:
        return dimension_of(reading.unit) is dimension_of(definition.unit)
    except QuantityError:
        return False
