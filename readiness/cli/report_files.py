"""``readiness report``: show a stored report, or judge its facts again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from readiness.checks.registry import catalogue
from readiness.cli.exit_codes import Exit, exit_for
from readiness.cli.profile_files import bytes_of, open_profile
from readiness.cli.reporting import deliver
from readiness.documents.profile_file import ProfileDocument
from readiness.documents.report_file import read_report
from readiness.engine.checkup import report_on

if TYPE_CHECKING:
    import argparse

    from readiness.cli.console import Console
    from readiness.domain.report import Report


def show(options: argparse.Namespace, console: Console) -> Exit:
    """Show a stored report as it was, in the reader's language."""
    report = _stored(options.file, console)
    deliver((report,), console, files=options.report)
    return exit_for([report.verdict])


def judge_again(options: argparse.Namespace, console: Console) -> Exit:
    """Judge a report's facts again, against its own profile or others."""
    stored = _stored(options.file, console)
    own = ProfileDocument(stored.profile, stored.source)
    documents = [open_profile(name, console) for name in options.profiles] or [own]
    reports = tuple(report_on(document, stored.facts, stored.started, stored.finished) for document in documents)
    deliver(reports, console, as_json=options.json)
    return exit_for(report.verdict for report in reports)


def _stored(file: str, console: Console) -> Report:
    return read_report(bytes_of(Path(file), console), catalogue())
