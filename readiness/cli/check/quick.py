"""``check --quick``: the profiles of the last check, and what is taken over of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from readiness.checks.registry import catalogue
from readiness.cli.check.history import keep, say_mishap
from readiness.cli.profile.files import choose_profiles, open_profile
from readiness.domain.freshness import Trait
from readiness.engine.earlier_checks import Past, last_documents, past, remember
from readiness.engine.quick_plan import QuickPlan, quick_plan
from readiness.engine.traits import traits_of
from readiness.store.history import History, HistoryUnavailableError

if TYPE_CHECKING:
    import argparse

    from readiness.checks.base import Machine
    from readiness.cli.terminal.console import Console
    from readiness.documents.profile.file import ProfileDocument
    from readiness.domain.report import Report


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a check begins: for which profiles, with what of earlier checks, on which computer.

    ``words`` are what names the profiles in a command. ``quick`` is false for a quick check
    that cannot be one. ``traits`` are what the computer is like, where that was asked already.
    """

    machine: Machine
    documents: tuple[ProfileDocument, ...]
    words: tuple[str, ...]
    quick: bool = False
    takes: QuickPlan = field(default_factory=QuickPlan)
    traits: Mapping[Trait, str] | None = None

    def keep(self, reports: Sequence[Report], console: Console) -> None:
        """Put the finished check with the earlier ones."""
        keep(reports, console)
        # Asking takes a moment on some systems, so nobody waits for it before a full check.
        traits = traits_of(self.machine) if self.traits is None else self.traits
        remember(reports, traits, full=not self.quick)


def beginning(options: argparse.Namespace, machine: Machine, console: Console) -> Beginning:
    """Find out how a check begins, and say why a quick one is not.

    Raises:
        UsageError, UnusableError: a profile that is named cannot be used.
    """
    named = tuple(open_profile(name, console) for name in options.profiles)
    words = tuple(options.profiles)
    if not options.quick:
        return Beginning(machine, *_or_chosen(named, words, console))
    traits = traits_of(machine)
    found = _past(traits, console)
    if not named:
        named, words = last_documents(found.earlier), ("--quick",)
    documents, words = _or_chosen(named, words, console)
    if options.only:
        return Beginning(machine, documents, words, quick=True)
    plan = quick_plan(documents, found.earlier, found.traits, datetime.now(UTC), catalogue())
    _say_why(plan, console)
    return Beginning(machine, documents, words, plan.is_quick, plan, traits)


def _or_chosen(
    documents: tuple[ProfileDocument, ...], words: tuple[str, ...], console: Console
) -> tuple[tuple[ProfileDocument, ...], tuple[str, ...]]:
    if documents:
        return documents, words
    chosen = choose_profiles(console)
    return chosen, tuple(one.profile.id for one in chosen)


def _past(traits: Mapping[Trait, str], console: Console) -> Past:
    try:
        with History() as history:
            found = past(history, traits)
            say_mishap(history, console)
            return found
    except HistoryUnavailableError:
        return Past((), {})


def _say_why(plan: QuickPlan, console: Console) -> None:
    if plan.is_quick:
        console.progress(console.text("cli.quick.begins"))
        return
    for reason in plan.because:
        console.note(console.say(reason))
    console.note(console.text("cli.quick.everything"))
