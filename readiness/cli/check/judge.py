"""``readiness judge``: hold recorded or made-up facts against profiles, measuring nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.checks.registry import catalogue
from readiness.cli.profile.files import open_profile
from readiness.cli.report.delivery import deliver, refuse_comparison
from readiness.cli.terminal.exit_codes import Exit, exit_for
from readiness.cli.terminal.files import UnusableError, bytes_of
from readiness.documents.json_text.document_kinds import FACTS, PROFILE, REPORT, SIGNED, SIGNED_PROFILE, kind_of_text
from readiness.documents.json_text.problems import DocumentError
from readiness.documents.report.facts import read_facts
from readiness.engine.checkup import report_on

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console


def judge_file(options: argparse.Namespace, console: Console) -> Exit:
    """Judge a facts file, or the facts of a report, against each profile."""
    refuse_comparison(options.comparison, console)
    data = bytes_of(Path(options.facts), console)
    try:
        facts = read_facts(data, catalogue())
    except DocumentError as error:
        raise UnusableError(options.facts, error, _turned(options, error)) from error
    documents = [open_profile(name, console) for name in options.profiles]
    now = datetime.now(UTC)
    reports = tuple(report_on(one, facts, now, now) for one in documents)
    if not deliver(reports, console, comparison=options.comparison, as_json=options.json):
        return Exit.USAGE
    return exit_for(report.verdict for report in reports)


def _turned(options: argparse.Namespace, error: DocumentError) -> tuple[str, ...]:
    """Return the command with the two files the other way round, where the first is a profile and a second none."""
    is_profile = error.problems[0].offending in {PROFILE, SIGNED_PROFILE}
    others = [name for name in options.profiles if is_profile and _kind(name) in {FACTS, REPORT, SIGNED}]
    kept = [name for name in options.profiles if name not in others[:1]]
    return ("judge", others[0], options.facts, *kept) if others else ()


def _kind(name: str) -> str:
    try:
        return kind_of_text(Path(name).read_bytes())
    except OSError:
        return ""
