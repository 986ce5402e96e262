"""Writes a report into a file of the kind its name says, where the person wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Slot
from PySide6.QtWidgets import QFileDialog

from readiness.desktop.pages.employers import EmployersPage
from readiness.desktop.pages.result import ResultPage
from readiness.desktop.responsive.background import Background
from readiness.desktop.texts import Texts
from readiness.documents.report.file import json_text, report_json
from readiness.domain.message import Message, message
from readiness.render.html.report import render_comparison_html, render_html
from readiness.render.words import describe
from readiness.store.files import save_whole, why

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
    from readiness.engine.sending import signed_form

    text, signed = json_text(report_json(report)), signed_form(report)
    kind = target.suffix.casefold()
    if kind == ".pdf":
        from readiness.desktop.reports.pdf import write_pdf

        write_pdf(target, report, translator, text, signed)
    elif kind == ".html":
        view = describe(report, translator, signed.level if signed else None)
        save_whole(target, render_html(view, text).encode())
    else:
        save_whole(target, text.encode())
    return target


class ReportKeeper(QObject):
    """Asks where to save the report that is shown, saves it, and says how it went. ``report`` gives it."""

    def __init__(self, page: ResultPage, texts: Texts, report: Callable[[], Report]) -> None:
        super().__init__(page)
        self._page = page
        self._texts = texts
        self._report = report
        self._background = Background(self)
        page.save_wanted.connect(self.ask)

    @Slot()
    def ask(self) -> None:
        """Let the person choose a place."""
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        title = self._texts(message("desktop.save.title"))
        kinds = ";;".join(f"{self._texts(text)} (*{kind})" for kind, text in KINDS.items())
        suggestion = str(folder / suggested_name(self._report()))
        name, chosen = QFileDialog.getSaveFileName(self._page, title, suggestion, kinds)
        if name:
            self.save(with_kind(Path(name), chosen, KINDS, USUAL_KIND))

    def save(self, path: Path) -> None:
        """Save the report and say where it is, or why it could not be saved."""
        report, translator = self._report(), self._texts.translator
        self._background.run(lambda: _saved(path, report, translator), self._tell)

    def _tell(self, news: Message) -> None:
        self._page.tell(self._texts(news))


class ComparisonKeeper(QObject):
    """Asks where to save the employers side by side, for the person alone: it names them all."""

    def __init__(self, page: EmployersPage, texts: Texts) -> None:
        super().__init__(page)
        self._page, self._texts = page, texts
        page.save_wanted.connect(self.ask)

    @Slot()
    def ask(self) -> None:
        """Let the person choose a place."""
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        title = self._texts(message("desktop.employers.save_title"))
        kinds = f"{self._texts(KINDS['.html'])} (*.html)"
        suggestion = str(folder / f"{self._texts(message('report.label.comparison'))}.html")
        name, _ = QFileDialog.getSaveFileName(self._page, title, suggestion, kinds)
        if name:
            self.save(with_kind(Path(name), kinds, (".html",)))

    def save(self, path: Path) -> None:
        """Save what the page shows and say where it is, or why it could not be saved."""
        if self._page.view is None:
            return
        try:
            save_whole(path, render_comparison_html(self._page.view).encode())
        except OSError as problem:
            news = message("desktop.save.failed", file=path.name, why=why(problem))
        else:
            news = message("desktop.save.done", file=path.name)
        self._page.tell(self._texts(news))


def _saved(path: Path, report: Report, translator: Translator) -> Message:
    """Save the report; return where it is, or why it is nowhere. Takes its time: call it on another thread."""
    try:
        return message("desktop.save.done", file=save_report(path, report, translator).name)
    except OSError as problem:
        return message("desktop.save.failed", file=path.name, why=why(problem))


def with_kind(path: Path, chosen: str, kinds: Iterable[str], usual: str = "") -> Path:
    """Give a name without one of the suffixes the kind that was chosen in the dialog, else the usual or first one."""
    known = tuple(kinds)
    if path.suffix.casefold() in known:
        return path
    return path.with_name(path.name + next((kind for kind in known if f"*{kind}" in chosen), usual or known[0]))
