"""``readiness report``: show stored reports, judge their facts again, tell two apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.checks.registry import catalogue
from readiness.cli.profile.files import open_profile
from readiness.cli.report.delivery import deliver, refuse_files
from readiness.cli.terminal.exit_codes import Exit, UsageError, exit_for
from readiness.cli.terminal.files import bytes_of, document
from readiness.documents.profile.file import ProfileDocument
from readiness.documents.report.file import read_reports
from readiness.documents.report.statement_file import envelope_of, read_statement, unsealed
from readiness.engine.checkup import report_on

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console
    from readiness.domain.report import Report


def show(options: argparse.Namespace, console: Console) -> Exit:
    """Show stored reports as they were, in the reader's language."""
    refuse_files(options.report, console)
    reports = _stored(options.file, console)
    if not deliver(reports, console, files=options.report, level=_level_of(options.file, console)):
        return Exit.USAGE
    return exit_for(report.verdict for report in reports)


def judge_again(options: argparse.Namespace, console: Console) -> Exit:
    """Judge the facts of stored reports again, each against its own profile, or all against others."""
    stored = _stored(options.file, console)
    documents = [open_profile(name, console) for name in options.profiles]
    reports = [
        report_on(one, report.facts, report.started, report.finished)
        for report in stored
        for one in documents or [ProfileDocument(report.profile, report.source)]
    ]
    deliver(reports, console, as_json=options.json)
    return exit_for(report.verdict for report in reports)


def diff(options: argparse.Namespace, console: Console) -> Exit:
    """Say in words what changed between two files of reports, for every profile that is in both; or the only two."""
    from readiness.render.difference import describe_difference, render_difference

    before, after = (_stored(file, console) for file in (options.before, options.after))
    pairs = _pairs(before, after)
    if not pairs:
        raise UsageError(console.text("cli.report_diff_other", before=options.before, after=options.after))
    for number, (old, new) in enumerate(pairs):
        view = describe_difference(old, new, console.translator)
        console.print(("\n" if number else "") + render_difference(view, console.style))
    return exit_for(new.verdict for _, new in pairs)


def _pairs(before: Sequence[Report], after: Sequence[Report]) -> list[tuple[Report, Report]]:
    """Return the reports of the same profile; a report by itself is compared with whatever the other is."""
    if len(before) == len(after) == 1:
        return [(before[0], after[0])]
    old = {report.profile.id: report for report in before}
    return [(old[report.profile.id], report) for report in after if report.profile.id in old]


def _level_of(file: str, console: Console) -> int | None:
    """Return the level of trust that a signed file names; None where it is not signed, or not as it was signed."""
    with document(file):
        envelope = envelope_of(bytes_of(Path(file), console))
        found = read_statement(envelope, catalogue()) if envelope else None
    return found.level if found else None


def _stored(file: str, console: Console) -> tuple[Report, ...]:
    """Return the reports of a file, also of a signed one: what its signature proves is another question."""
    data = bytes_of(Path(file), console)
    with document(file):
        return read_reports(unsealed(data), catalogue())
