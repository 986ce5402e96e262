"""What was found of one requirement, in a few words."""

from __future__ import annotations

from readiness.domain.report import Truth
from readiness.render.parts.view import ItemView, RowView


def telling_rows(item: ItemView) -> tuple[RowView, ...]:
    """Return the values that decided: those of the alternative that is met, of all of them where none is."""
    return item.rows + tuple(row for alternative in item.telling_alternatives for row in alternative.rows)


def short_value(item: ItemView) -> str:
    """Return what was found, in short; empty when nothing is known.

    Beside other values a bare number ("12") would say nothing: the report names it.
    """
    values: dict[str, None] = {}
    for row in telling_rows(item):
        # What is not known has words too ("Not measured"), but they are no value.
        if row.value and any(limit.truth is not Truth.UNKNOWN for limit in row.limits):
            values.setdefault(row.value)
    named = [value for value in values if not value.isdecimal()] if len(values) > 1 else []
    return " \u00b7 ".join(named or values)
