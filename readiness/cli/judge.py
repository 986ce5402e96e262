"""``readiness judge``: hold recorded or made-up facts against profiles, measuring nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.checks.registry import catalogue
from readiness.cli.exit_codes import Exit, exit_for
from readiness.cli.profile_files import bytes_of, open_profile
from readiness.cli.reporting import deliver
from readiness.documents.facts_file import read_facts
from readiness.engine.checkup import report_on

if TYPE_CHECKING:
    import argparse

    from readiness.cli.console import Console


def judge_file(options: argparse.Namespace, console: Console) -> Exit:
    """Judge a facts file, or the facts of a report, against each profile."""
    facts = read_facts(bytes_of(Path(options.facts), console), catalogue())
    documents = [open_profile(name, console) for name in options.profiles]
    now = datetime.now(UTC)
    reports = tuple(report_on(document, facts, now, now) for document in documents)
    deliver(reports, console, as_json=options.json)
    return exit_for(report.verdict for report in reports)
