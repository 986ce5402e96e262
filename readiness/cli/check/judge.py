"""``readiness judge``: hold recorded or made-up facts against profiles, measuring nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.checks.registry import catalogue
from readiness.cli.profile.files import open_profile
from readiness.cli.report.delivery import deliver
from readiness.cli.terminal.exit_codes import Exit, exit_for
from readiness.cli.terminal.files import bytes_of, document
from readiness.documents.report.facts import read_facts
from readiness.engine.checkup import report_on

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console


def judge_file(options: argparse.Namespace, console: Console) -> Exit:
    """Judge a facts file, or the facts of a report, against each profile."""
    data = bytes_of(Path(options.facts), console)
    with document(options.facts):
        facts = read_facts(data, catalogue())
    documents = [open_profile(name, console) for name in options.profiles]
    now = datetime.now(UTC)
    reports = tuple(report_on(one, facts, now, now) for one in documents)
    deliver(reports, console, as_json=options.json)
    return exit_for(report.verdict for report in reports)
