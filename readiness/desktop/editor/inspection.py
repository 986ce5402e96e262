"""Inspects a profile while it is edited: problems, the candidate's view, and who would pass. Needs no window."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from readiness import paths
from readiness.checks.registry import catalogue, measuring_seconds
from readiness.documents.json_text.edit import read_text
from readiness.documents.json_text.problems import DocumentError, Problem, ProfileError
from readiness.documents.profile.file import ProfileDocument, lint_profile, read_profile
from readiness.documents.report.facts import Machine, read_machine
from readiness.domain.message import message
from readiness.domain.report import Verdict
from readiness.domain.trial import trial
from readiness.render.profile import AskedView, describe_asked
from readiness.render.trial import TrialView, describe_trial
from readiness.store.history import History, HistoryUnavailableError

if TYPE_CHECKING:
    from readiness.domain.profile import Profile
    from readiness.domain.trial import Trial
    from readiness.text import Translator

_MOST_CHECKS: Final = 40


@dataclass(frozen=True, slots=True)
class TrialOutcome:
    """The result of trying a profile on machines, in words; ``passing`` of ``total`` would be ready."""

    view: TrialView
    passing: int
    total: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything found out about one text. ``document`` is None if the text is no usable profile."""

    document: ProfileDocument | None
    problems: tuple[Problem, ...]
    asked: tuple[AskedView, ...] = ()
    samples: TrialOutcome | None = None
    checks: TrialOutcome | None = None


@dataclass(frozen=True, slots=True)
class TrialMachines:
    """The machines a profile is tried on: samples shipped with the program, and checks of the history."""

    samples: tuple[Machine, ...]
    checks: tuple[Machine, ...]


def inspect(text: str, translator: Translator, reader: Translator, machines: TrialMachines | None = None) -> Inspection:
    """Inspect a text. ``translator`` speaks the author's language, ``reader`` the candidate's.

    With ``machines`` the profile is tried on them as well, which takes a while.
    """
    data = text.encode("utf-8", "replace")
    with suppress(DocumentError, UnicodeEncodeError):
        read_text(text)  # for the next change, which looks for its place in it and is waited for
    now = datetime.now(UTC)
    try:
        document = read_profile(data, catalogue(), now)
    except ProfileError as error:
        return Inspection(None, error.problems)
    problems = lint_profile(data, catalogue(), now, measuring_seconds)
    asked = describe_asked(document.profile, reader)
    if machines is None:
        return Inspection(document, problems, asked)
    samples, checks = (_tried(document.profile, one, translator) for one in (machines.samples, machines.checks))
    return Inspection(document, problems, asked, samples, checks)


def _tried(profile: Profile, machines: Sequence[Machine], translator: Translator) -> TrialOutcome | None:
    if not machines:
        return None
    result: Trial = trial(profile, [machine.facts for machine in machines])
    view = describe_trial(profile, [machine.name for machine in machines], result, translator)
    return TrialOutcome(view, result.count(Verdict.PASS), len(machines))


def all_machines(translator: Translator) -> TrialMachines:
    """Read all machines that a profile can be tried on."""
    return TrialMachines(sample_machines(translator.language), saved_checks(translator))


@cache
def sample_machines(language: str) -> tuple[Machine, ...]:
    """Return the machines shipped with the program, with their names in a language."""
    files = sorted(paths.resource("machines").glob("*.json"))
    return tuple(read_machine(file.read_bytes(), catalogue(), language, file.stem) for file in files)


def saved_checks(translator: Translator) -> tuple[Machine, ...]:
    """Return the newest checks of the history, one per moment: a check for several employers is one machine."""
    try:
        with History() as kept:
            moments = {check.finished: check for check in reversed(kept.checks())}
            newest = [moments[at] for at in sorted(moments, reverse=True)[:_MOST_CHECKS]]
            reports = [(check, report) for check in newest if (report := kept.report(check.id))]
    except HistoryUnavailableError:
        return ()
    return tuple(
        Machine(
            translator.say(message("report.pair", label=translator.moment(check.finished), value=check.title)),
            report.facts,
        )
        for check, report in reports
    )
