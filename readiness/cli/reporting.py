"""Delivers reports: into the files asked for, and to the screen as text or JSON."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.checks.registry import catalogue
from readiness.cli import UsageError
from readiness.cli.files import unwritable, write_text
from readiness.documents.report_file import json_text, report_json, reports_json

if TYPE_CHECKING:
    from readiness.cli.console import Console
    from readiness.domain.report import Report


def refuse_files(files: Iterable[str], console: Console) -> None:
    """Find out before anything is measured whether reports can be saved so.

    Raises:
        UsageError: a file's kind is unknown or cannot be made here, or its folder takes no file.
    """
    for file in files:
        path = Path(file)
        kind = path.suffix.casefold()
        if kind not in _WRITERS:
            raise UsageError(console.text("cli.report_kind", file=file, kinds=", ".join(_WRITERS)))
        try:
            _probe(path)
        except OSError as problem:
            raise UsageError(unwritable(path, problem, console)) from problem
        if kind == ".pdf":
            _pdf_writer(console)


def _probe(path: Path) -> None:
    """Raise OSError when a file cannot be written there, as far as that can be seen without writing."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def deliver(reports: Sequence[Report], console: Console, *, files: Iterable[str] = (), as_json: bool = False) -> bool:
    """Write the files first, so that nothing is lost if the screen fails; then show. Tell whether all was saved."""
    saved = [_save(report, path, console) for file in files for report, path in _targets(reports, Path(file))]
    if as_json:
        console.print_json(reports_json(reports))
    else:
        _show(reports, console)
    return all(saved)


def _show(reports: Sequence[Report], console: Console) -> None:
    from readiness.render.compare import compare
    from readiness.render.plain import render_comparison, render_text
    from readiness.render.words import describe

    for number, report in enumerate(reports):
        console.print(("\n" if number else "") + render_text(describe(report, console.translator), console.style))
    if len(reports) > 1:
        console.print("\n" + render_comparison(compare(reports, console.translator, catalogue()), console.style))


def _targets(reports: Sequence[Report], path: Path) -> Iterator[tuple[Report, Path]]:
    """Return the file of each report. Several employers get one each: none may see another's."""
    taken: list[Path] = []
    for report in reports:
        stem = path.stem if len(reports) == 1 else f"{path.stem}-{report.profile.id}"
        names = [stem, *(f"{stem}-{number}" for number in range(2, len(reports) + 1))]
        # Two versions of one profile have the same id.
        target = next(one for one in (path.with_name(name + path.suffix) for name in names) if one not in taken)
        taken.append(target)
        yield report, target


def _save(report: Report, path: Path, console: Console) -> bool:
    try:
        _WRITERS[path.suffix.casefold()](report, path, console)
    except OSError as problem:
        console.note(unwritable(path, problem, console))
        return False
    console.note(console.text("cli.saved", file=str(path)))
    return True


def _save_json(report: Report, path: Path, _console: Console) -> None:
    write_text(path, json_text(report_json(report)))


def _save_html(report: Report, path: Path, console: Console) -> None:
    from readiness.render.html import render_html
    from readiness.render.words import describe

    page = render_html(describe(report, console.translator), json_text(report_json(report)))
    write_text(path, page)


def _save_pdf(report: Report, path: Path, console: Console) -> None:
    _pdf_writer(console)(path, report, console.translator, json_text(report_json(report)))


def _pdf_writer(console: Console) -> Callable[..., object]:
    try:
        # The one place where the terminal needs Qt: it prints the PDF.
        from readiness.desktop.reports.pdf import write_pdf
    except ImportError as missing:
        raise UsageError(console.text("cli.no_pdf", library=str(missing))) from missing
    return write_pdf


_WRITERS: Final[dict[str, Callable[[Report, Path, Console], None]]] = {
    ".json": _save_json,
    ".html": _save_html,
    ".pdf": _save_pdf,
}
