"""Delivers reports: into the files asked for, and to the screen as text or JSON."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.checks.registry import catalogue
from readiness.cli.terminal.exit_codes import UsageError
from readiness.cli.terminal.files import unwritable
from readiness.documents.report.file import json_text, report_json, reports_json
from readiness.store.files import save_whole

if TYPE_CHECKING:
    from readiness.cli.terminal.console import Console
    from readiness.documents.report.statement import SignedText
    from readiness.domain.report import Report


SIGNED: Final = ".signed.json"
"""How a file ends that is to be signed."""


def is_signed(files: Iterable[str]) -> bool:
    """Return whether one of the files is to be signed."""
    return any(file.casefold().endswith(SIGNED) for file in files)


def refuse_files(files: Iterable[str], console: Console) -> None:
    """Find out before anything is measured whether reports can be saved so.

    Raises:
        UsageError: a file's kind is unknown or cannot be made here, or its folder takes no file.
    """
    for file in files:
        path = Path(file)
        kind = _kind_of(path)
        if kind not in _WRITERS:
            raise UsageError(console.text("cli.report_kind", file=file, kinds=", ".join(_WRITERS)))
        try:
            _probe(path)
        except OSError as problem:
            raise UsageError(unwritable(path, problem, console)) from problem
        if kind == ".pdf":
            _pdf_writer(console)


def refuse_comparison(file: str | None, console: Console) -> None:
    """Find out in time whether the comparison can be saved there. Raises UsageError."""
    if file is None:
        return
    if not file.casefold().endswith(".html"):
        raise UsageError(console.text("cli.report_kind", file=file, kinds=".html"))
    refuse_files((file,), console)


def _probe(path: Path) -> None:
    """Raise OSError when a file cannot be written there, as far as that can be seen without writing."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def deliver(
    reports: Sequence[Report],
    console: Console,
    *,
    files: Iterable[str] = (),
    comparison: str | None = None,
    as_json: bool = False,
    sign: Callable[[Report], SignedText] | None = None,
    level: int | None = None,
) -> bool:
    """Write the files first, so that nothing is lost if the screen fails; then show. Tell whether all was saved.

    ``comparison`` is the file for all of them side by side.
    ``sign`` returns a report as it is signed; without it that is done as for a report found in a file.
    ``level`` is the level of trust of the signed file they were read from, if they were.
    """
    targets = [target for file in files for target in _targets(reports, Path(file))]
    if any(_kind_of(path) == SIGNED for _, path in targets):
        # Once for all its files: those that people read say what the signed one proves.
        signed = {report.id: (sign or _signed(console))(report) for report in reports}
    else:
        signed = {}
    saved = [_save(report, path, console, signed.get(report.id)) for report, path in targets]
    saved += [_save_comparison(reports, Path(comparison), console)] if comparison else []
    if as_json:
        console.print_json(reports_json(reports))
    else:
        _show(reports, console, level)
    return all(saved)


def _show(reports: Sequence[Report], console: Console, level: int | None) -> None:
    from readiness.render.compare import compare
    from readiness.render.plain import render_comparison, render_text
    from readiness.render.words import describe

    for number, report in enumerate(reports):
        console.print(
            ("\n" if number else "") + render_text(describe(report, console.translator, level), console.style)
        )
    if len(reports) > 1:
        console.print("\n" + render_comparison(compare(reports, console.translator, catalogue()), console.style))


def _targets(reports: Sequence[Report], path: Path) -> Iterator[tuple[Report, Path]]:
    """Return the file of each report. Several employers get one each: none may see another's."""
    taken: list[Path] = []
    for report in reports:
        ending = path.name[len(path.name) - len(_kind_of(path)) :]
        whole = path.name.removesuffix(ending)
        stem = whole if len(reports) == 1 else f"{whole}-{report.profile.id}"
        names = [stem, *(f"{stem}-{number}" for number in range(2, len(reports) + 1))]
        # Two versions of one profile have the same id.
        target = next(one for one in (path.with_name(name + ending) for name in names) if one not in taken)
        taken.append(target)
        yield report, target


def _signed(console: Console) -> Callable[[Report], SignedText]:
    from readiness.cli.report.signing import ready_here, sealed_here

    return lambda report: sealed_here(ready_here(report, console), console)


def _save(report: Report, path: Path, console: Console, signed: SignedText | None) -> bool:
    try:
        _WRITERS[_kind_of(path)](report, path, console, signed)
    except OSError as problem:
        console.note(unwritable(path, problem, console))
        return False
    console.note(console.text("cli.saved", file=str(path)))
    return True


def _save_comparison(reports: Sequence[Report], path: Path, console: Console) -> bool:
    """Save the employers side by side: the person's own file, which no ``--report`` makes, as it names them all."""
    from readiness.render.compare import compare
    from readiness.render.html.report import render_comparison_html

    try:
        save_whole(path, render_comparison_html(compare(reports, console.translator, catalogue())).encode())
    except OSError as problem:
        console.note(unwritable(path, problem, console))
        return False
    console.note(console.text("cli.saved", file=str(path)))
    return True


def _kind_of(path: Path) -> str:
    """Return the ending that says what a file is to be: the longest that is known."""
    name = path.name.casefold()
    return max((kind for kind in _WRITERS if name.endswith(kind)), key=len, default="")


def _save_json(report: Report, path: Path, _console: Console, _signed: SignedText | None) -> None:
    save_whole(path, json_text(report_json(report)).encode())


def _save_signed(_report: Report, path: Path, _console: Console, signed: SignedText | None) -> None:
    assert signed  # noqa: S101 - where there is such a file, the report is signed first
    save_whole(path, signed.text.encode())


def _save_csv(report: Report, path: Path, console: Console, _signed: SignedText | None) -> None:
    from readiness.render.tables import render_csv

    save_whole(path, render_csv(report, console.translator).encode())


def _save_junit(report: Report, path: Path, console: Console, _signed: SignedText | None) -> None:
    from readiness.render.tables import render_junit

    save_whole(path, render_junit(report, console.translator).encode())


def _save_ctrf(report: Report, path: Path, console: Console, _signed: SignedText | None) -> None:
    from readiness.render.tables import render_ctrf

    save_whole(path, render_ctrf(report, console.translator).encode())


def _save_html(report: Report, path: Path, console: Console, signed: SignedText | None) -> None:
    from readiness.render.html.report import render_html
    from readiness.render.words import describe

    view = describe(report, console.translator, signed.level if signed else None)
    save_whole(path, render_html(view, json_text(report_json(report))).encode())


def _save_pdf(report: Report, path: Path, console: Console, signed: SignedText | None) -> None:
    _pdf_writer(console)(path, report, console.translator, json_text(report_json(report)), signed)


def _pdf_writer(console: Console) -> Callable[..., object]:
    try:
        # The one place where the terminal needs Qt: it prints the PDF.
        from readiness.desktop.reports.pdf import write_pdf
    except ImportError as missing:
        raise UsageError(console.text("cli.no_pdf", library=str(missing))) from missing
    return write_pdf


_WRITERS: Final[dict[str, Callable[[Report, Path, Console, SignedText | None], None]]] = {
    ".json": _save_json,
    ".html": _save_html,
    ".pdf": _save_pdf,
    ".csv": _save_csv,
    SIGNED: _save_signed,
    ".junit.xml": _save_junit,
    ".ctrf.json": _save_ctrf,
}
