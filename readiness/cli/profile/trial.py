"""``readiness profile try``: a profile on sample machines, before five hundred candidates get it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.cli.profile.files import open_profile
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.files import bytes_of, document
from readiness.documents.report.facts import Machine, read_machine
from readiness.domain.trial import trial

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console
    from readiness.domain.profile import Profile
    from readiness.domain.trial import Trial


def try_profile(options: argparse.Namespace, console: Console) -> Exit:
    """Judge a profile on machines and say who would pass, what fails most, and what each limit costs."""
    from readiness.render.trial import describe_trial, render_trial

    profile = open_profile(options.profile, console).profile
    machines = list(_machines(options.on, console))
    tried = trial(profile, [machine.facts for machine in machines])
    names = [machine.name for machine in machines]
    if options.json:
        console.print_json(_as_json(profile, names, tried))
    else:
        console.print(render_trial(describe_trial(profile, names, tried, console.translator), console.style))
    return Exit.PASS


def _machines(names: Sequence[str], console: Console) -> Iterator[Machine]:
    """Yield the machines of files and folders; the samples that come with the program where none is named."""
    places = [Path(name) for name in names] or [paths.resource("machines")]
    files = [file for place in places for file in (sorted(place.glob("*.json")) if place.is_dir() else [place])]
    if not files:
        raise UsageError(console.text("cli.no_machines", place=", ".join(map(str, places))))
    for file in files:
        data = bytes_of(file, console)
        with document(str(file)):
            yield read_machine(data, catalogue(), console.translator.language, file.stem)


def _as_json(profile: Profile, names: Sequence[str], tried: Trial) -> dict[str, object]:
    """Return a trial for programs."""
    machines = [
        {
            "machine": name,
            "verdict": judgement.verdict,
            "outcomes": {finding.requirement: finding.outcome for finding in judgement.findings},
        }
        for name, judgement in zip(names, tried.judgements, strict=True)
    ]
    costs = [
        {
            "requirement": cost.requirement,
            "fails": cost.fails,
            "unknown": cost.unknown,
            "alone": cost.alone,
            "steps": [{"limit": step.limit, "not_failing": step.passing} for step in cost.steps],
        }
        for cost in tried.costs
    ]
    return {"format": 1, "profile": profile.id, "machines": machines, "costs": costs}
