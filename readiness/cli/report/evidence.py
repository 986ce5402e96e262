"""``readiness report evidence``: what one result rests on, shown before it is written to a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.checks.registry import catalogue
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.files import bytes_of, document, unwritable
from readiness.documents.report.evidence import evidence_json
from readiness.documents.report.file import json_text, read_reports
from readiness.domain.evidence import evidence_for, is_contestable
from readiness.render.evidence import describe_evidence, render_evidence, render_evidence_html
from readiness.render.parts.rows import title
from readiness.store.files import save_whole
from readiness.store.history import History, HistoryUnavailableError

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console
    from readiness.domain.evidence import Evidence
    from readiness.domain.report import Report

_KINDS: Final = (".html", ".json")


def evidence(options: argparse.Namespace, console: Console) -> Exit:
    """Show what one result rests on, then write it where it is wanted."""
    output = Path(options.output) if options.output else None
    if output and output.suffix.casefold() not in _KINDS:
        raise UsageError(console.text("cli.evidence.kind", file=options.output))
    report = _report(options.report, console)
    if not options.requirement or not is_contestable(report, options.requirement):
        return _list(report, console, asked=options.requirement)
    now, named = datetime.now(UTC), not options.no_device_names
    found = evidence_for(report, options.requirement, now, remark=options.remark, device_names=named)
    if options.json:
        console.print_json(evidence_json(found))
    else:
        console.print(render_evidence(describe_evidence(found, console.translator), console.style))
    return _write(found, output, console) if output else Exit.PASS


def _list(report: Report, console: Console, *, asked: str | None) -> Exit:
    """Say which results can be looked into; asking for another one is wrong usage."""
    named = [one.requirement for one in report.findings if is_contestable(report, one.requirement)]
    lines = [f"  {id_}   {title(report.requirement_here(id_), console.translator)}" for id_ in named]
    words = "\n".join([console.text("cli.evidence.choose"), *lines]) if named else console.text("cli.evidence.nothing")
    if asked:
        raise UsageError(words)
    console.print(words)
    return Exit.PASS


def _write(found: Evidence, path: Path, console: Console) -> Exit:
    text = json_text(evidence_json(found))
    if path.suffix.casefold() == ".html":
        text = render_evidence_html(describe_evidence(found, console.translator), text)
    try:
        save_whole(path, text.encode())
    except OSError as problem:
        raise UsageError(unwritable(path, problem, console)) from problem
    console.note(console.text("cli.saved", file=str(path)))
    return Exit.PASS


def _report(name: str, console: Console) -> Report:
    """Return the report of a file, or of the history, that is meant. Raises UsageError."""
    if not Path(name).exists() and (kept := _report_from_history(name)) is not None:
        return kept
    data = bytes_of(Path(name), console)
    with document(name):
        reports = read_reports(data, catalogue())
    if len(reports) > 1:
        raise UsageError(console.text("cli.evidence.several", file=name))
    return reports[0]


def _report_from_history(which: str) -> Report | None:
    """Return the check of the history that a place on its list, or an id, means."""
    try:
        with History() as history:
            ids = [check.id for check in history.checks()]
            if which.isdecimal() and 1 <= int(which) <= len(ids):
                return history.report(ids[int(which) - 1])
            return history.report(which)
    except HistoryUnavailableError:
        return None
