"""Tracks which facts a check is measuring at the moment, and which still wait."""

from __future__ import annotations

from readiness.checks.base import Check, Guidance, Progress, Rate, Stage
from readiness.engine.events import CheckEnded, CheckProgressed, CheckStarted, Event, PersonNeeded, RunStarted


class FactsInProgress:
    """Follows the events of a run.

    A check that says nothing about its facts counts as measuring all of them from its start, except while it waits
    for the person.
    """

    def __init__(self) -> None:
        self._active: set[str] = set()
        self._told: dict[str, frozenset[str]] = {}
        self._waits_for: dict[str, frozenset[str] | None] = {}

    def begin(self) -> None:
        """Forget the previous run."""
        for known in (self._active, self._told, self._waits_for):
            known.clear()

    def take(self, event: Event) -> None:
        """Process an event of the run."""
        if isinstance(event, RunStarted):
            self.begin()
        elif isinstance(event, CheckStarted):
            self._active.add(event.check)
        elif isinstance(event, PersonNeeded):
            self._waits_for[event.check] = event.guidance.facts
        elif isinstance(event, CheckProgressed):
            self.go_on(event.check)
            self._note(event.check, _facts_of(event.progress))
        elif isinstance(event, CheckEnded):
            self._active.discard(event.check)

    def go_on(self, check: str) -> None:
        """Record that a check no longer waits for the person."""
        if check in self._waits_for:
            self._note(check, self._waits_for.pop(check))

    def _note(self, check: str, facts: frozenset[str] | None) -> None:
        if facts is not None:
            self._told[check] = self._told.get(check, frozenset()) | facts

    def of(self, check: Check) -> frozenset[str]:
        """Return the facts of a check that are being measured, or were."""
        if check.id not in self._active:
            return frozenset()
        if check.id in self._waits_for:
            return self._told.get(check.id, frozenset())
        return self._told.get(check.id, frozenset(fact.id for fact in check.facts))


def _facts_of(progress: Progress) -> frozenset[str] | None:
    if isinstance(progress, Rate):
        return frozenset({progress.fact})
    return progress.facts if isinstance(progress, Stage | Guidance) else None
