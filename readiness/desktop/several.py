"""A check for several employers at once: what one row of the running page shows of them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from readiness.domain.facts import SYSTEM_FACT
from readiness.domain.report import Outcome
from readiness.render.view import ItemView

_HARDEST_FIRST: Final = (
    Outcome.FAIL,
    Outcome.NOT_MEASURED,
    Outcome.UNANSWERED,
    Outcome.ADVICE,
    Outcome.WAIVED,
    Outcome.PASS,
    Outcome.NOT_APPLICABLE,
)


def hardest(reports: Sequence[Sequence[ItemView]]) -> tuple[ItemView, ...]:
    """Return the items of several reports, one for each set of facts: the one with the gravest outcome.

    Its id is that of the first of them, so that a row stays the same row while outcomes change.
    """
    if len(reports) == 1:
        return tuple(reports[0])
    found: dict[tuple[str, ...], ItemView] = {}
    for number, items in enumerate(reports):
        for item in items:
            # A question belongs to its employer, even if another asks for the same in other words. That a
            # requirement reads differently on some system is forgotten once the system is known.
            key = tuple(fact for fact in item.facts if fact != SYSTEM_FACT) or (str(number), item.id)
            before = found.setdefault(key, replace(item, id=f"{number}#{item.id}"))
            if _HARDEST_FIRST.index(item.outcome) < _HARDEST_FIRST.index(before.outcome):
                found[key] = replace(item, id=before.id)
    return tuple(found.values())
