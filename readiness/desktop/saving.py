"""Writes a report into a file of the kind its name says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.documents.report_file import json_text, report_json
from readiness.domain.message import message
from readiness.render.html import render_html
from readiness.render.words import describe

if TYPE_CHECKING:
    from readiness.domain.report import Report
    from readiness.text import Translator

KINDS: Final = {
    ".pdf": message("desktop.save.pdf"),
    ".html": message("desktop.save.html"),
    ".json": message("desktop.save.json"),
}
"""The kinds of file a report can be saved as, the one for people first."""
USUAL_KIND: Final = ".pdf"


def suggested_name(report: Report) -> str:
    """Return a file name that says which profile and which day: the person will look for it later."""
    return f"{report.profile.id}-{report.finished.astimezone():%Y-%m-%d}{USUAL_KIND}"


def save_report(path: Path, report: Report, translator: Translator) -> Path:
    """Write the report and return where; a name of no known kind becomes a PDF. Raises OSError."""
    target = path if path.suffix.casefold() in KINDS else path.with_name(path.name + USUAL_KIND)
    text = json_text(report_json(report))
    kind = target.suffix.casefold()
    if kind == ".pdf":
        from readiness.desktop.pdf import write_pdf

        write_pdf(target, report, translator, text)
    elif kind == ".html":
        target.write_text(render_html(describe(report, translator), text), encoding="utf-8")
    else:
        target.write_text(text, encoding="utf-8")
    return target
