"""``readiness report``: show stored reports, or judge their facts again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from readiness.checks.registry import catalogue
from readiness.cli.exit_codes import Exit, exit_for
from readiness.cli.files import bytes_of, document
from readiness.cli.profile_files import open_profile
from readiness.cli.reporting import deliver, refuse_files
from readiness.documents.profile_file import ProfileDocument
from readiness.documents.report_file import read_reports
from readiness.engine.checkup import report_on

if TYPE_CHECKING:
    import argparse

    from readiness.cli.console import Console
    from readiness.domain.report import Report


def show(options: argparse.Namespace, console: Console) -> Exit:
    """Show stored reports as they were, in the reader's language."""
    refuse_files(options.report, console)
    reports = _stored(options.file, console)
    if not deliver(reports, console, files=options.report):
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


def _stored(file: str, console: Console) -> tuple[Report, ...]:
    data = bytes_of(Path(file), console)
    with document(file):
        return read_reports(data, catalogue())
