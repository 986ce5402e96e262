"""Merges the requirements of several employers, so that the running page shows one row per set of facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from readiness.domain.facts import SYSTEM_FACT
from readiness.domain.report import Finding, Outcome

_MOST_SEVERE_FIRST: Final = (
    Outcome.FAIL,
    Outcome.NOT_MEASURED,
    Outcome.UNANSWERED,
    Outcome.ADVICE,
    Outcome.WAIVED,
    Outcome.PASS,
    Outcome.NOT_APPLICABLE,
)


@dataclass(frozen=True, slots=True)
class EmployerRequirement:
    """A requirement of one employer (by ``number``) on some facts, with its finding. ``id`` is that of its row."""

    id: str
    number: int
    facts: tuple[str, ...]
    finding: Finding

    @property
    def severity(self) -> int:
        """The rank of its outcome; 0 is the most severe."""
        return _MOST_SEVERE_FIRST.index(self.finding.outcome)


def merged_by_severity(employers: Sequence[Sequence[EmployerRequirement]]) -> tuple[EmployerRequirement, ...]:
    """Return one requirement per set of facts: the one with the most severe outcome.

    It gets the id of the first requirement on these facts, so that a row keeps its place while outcomes change.
    """
    if len(employers) == 1:
        return tuple(employers[0])
    found: dict[tuple[str, ...], EmployerRequirement] = {}
    for number, every in enumerate(employers):
        for one in every:
            # A question belongs to its employer, even if another asks for the same in other words. That a
            # requirement reads differently on some system is forgotten once the system is known.
            key = tuple(fact for fact in one.facts if fact != SYSTEM_FACT) or (str(number), one.id)
            before = found.setdefault(key, replace(one, id=f"{number}#{one.id}"))
            if one.severity < before.severity:
                found[key] = replace(one, id=before.id)
    return tuple(found.values())
