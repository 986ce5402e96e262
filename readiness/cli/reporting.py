"""Delivers reports: to the screen as text or JSON, and into the files asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.cli import UsageError
from readiness.documents.report_file import json_text, report_json, reports_json

if TYPE_CHECKING:
    from readiness.cli.console import Console
    from readiness.domain.report import Report


def deliver(reports: Sequence[Report], console: Console, *, files: Iterable[str] = (), as_json: bool = False) -> None:
    """Write the files first, so that nothing is lost if the screen fails; then show.

    Raises:
        UsageError: a file's kind is unknown, or it cannot be written.
    """
    refuse_unknown_kinds(files, console)
    for file in files:
        _save_all(reports, Path(file), console)
    if as_json:
        console.print_json(reports_json(reports))
    else:
        _show(reports, console)


def _show(reports: Sequence[Report], console: Console) -> None:
    from readiness.render.compare import compare
    from readiness.render.plain import render_comparison, render_text
    from readiness.render.words import describe

    for report in reports:
        console.print(render_text(describe(report, console.translator), console.style))
    if len(reports) > 1:
        console.print(render_comparison(compare(reports, console.translator), console.style))


def refuse_unknown_kinds(files: Iterable[str], console: Console) -> None:
    """Raise UsageError for a file whose kind cannot be written, before anything is measured."""
    for file in files:
        if Path(file).suffix.casefold() not in _WRITERS:
            raise UsageError(console.text("cli.report_kind", file=file, kinds=", ".join(_WRITERS)))


def _save_all(reports: Sequence[Report], path: Path, console: Console) -> None:
    writer = _WRITERS[path.suffix.casefold()]
    for report in reports:
        # Several employers: a file each, none may see another's.
        target = path if len(reports) == 1 else path.with_stem(f"{path.stem}-{report.profile.id}")
        try:
            writer(report, target, console)
        except OSError as problem:
            raise UsageError(console.text("cli.unwritable", file=str(target), why=problem.strerror or "")) from problem
        console.note(console.text("cli.saved", file=str(target)))


def _save_json(report: Report, path: Path, _console: Console) -> None:
    path.write_text(json_text(report_json(report)), encoding="utf-8")


def _save_html(report: Report, path: Path, console: Console) -> None:
    from readiness.render.html import render_html
    from readiness.render.words import describe

    page = render_html(describe(report, console.translator), json_text(report_json(report)))
    path.write_text(page, encoding="utf-8")


def _save_pdf(report: Report, path: Path, console: Console) -> None:
    try:
        # The one place where the terminal needs Qt: it prints the PDF.
        from readiness.desktop.pdf import write_pdf
    except ImportError as missing:
        raise UsageError(console.text("cli.no_pdf", library=str(missing))) from missing
    write_pdf(path, report, console.translator, json_text(report_json(report)))


_WRITERS: Final[dict[str, Callable[[Report, Path, Console], None]]] = {
    ".json": _save_json,
    ".html": _save_html,
    ".pdf": _save_pdf,
}
