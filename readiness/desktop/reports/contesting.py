"""Leads somebody who thinks that a result is wrong to the file for the help desk, and writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Slot
from PySide6.QtWidgets import QFileDialog

from readiness.desktop.pages.evidence import EvidencePage
from readiness.desktop.pages.result import ResultPage
from readiness.desktop.reports.saving import with_kind
from readiness.desktop.texts import Texts
from readiness.domain.message import message
from readiness.store.files import save_whole, why

if TYPE_CHECKING:
    from readiness.desktop.window import Window
    from readiness.domain.report import Report
    from readiness.render.parts.view import ItemView

KINDS: Final = {".html": message("desktop.evidence.page"), ".json": message("desktop.save.json")}
"""The kinds of file evidence can be saved as, the one for people first."""


class Contesting(QObject):
    """Opens the page for a result of the report that is shown, and saves. ``report`` gives it."""

    def __init__(self, window: Window, texts: Texts, result: ResultPage, report: Callable[[], Report]) -> None:
        super().__init__(result)
        self._window, self._texts, self._report = window, texts, report
        self.page: EvidencePage | None = None
        result.doubted.connect(self.open)
        window.side.returned.connect(self._drop)

    @Slot(object)
    def open(self, item: ItemView) -> None:
        """Show what a result rests on."""
        page = self._window.side.add(EvidencePage(self._texts, self._report(), item.id))
        page.save_wanted.connect(self.ask)
        self.page = page
        self._window.side.visit_soon(page)

    @Slot()
    def ask(self) -> None:
        """Let the person choose a place."""
        page = self.page
        if page is None:
            return
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        title = self._texts(message("desktop.evidence.save_title"))
        kinds = ";;".join(f"{self._texts(text)} (*{kind})" for kind, text in KINDS.items())
        name, chosen = QFileDialog.getSaveFileName(page, title, str(folder / suggested_name(page)), kinds)
        if name:
            self.save(with_kind(Path(name), chosen, KINDS))

    def save(self, path: Path) -> None:
        """Write the file and say where it is, or why it could not be written."""
        page = self.page
        if page is None:
            return
        try:
            save_whole(path, page.file_of(path.suffix.casefold()).encode())
        except OSError as problem:
            page.tell(self._texts(message("desktop.save.failed", file=path.name, why=why(problem))))
            return
        page.tell(self._texts(message("desktop.evidence.done", file=path.name)))

    @Slot(object)
    def _drop(self, shown: object) -> None:
        """Let go of a page that was left: the next result gets one of its own."""
        if self._window.side.let_go(self.page, shown):
            self.page = None


def suggested_name(page: EvidencePage) -> str:
    """Return a file name that says what it is about."""
    report = page.evidence.report
    return f"{report.profile.id}-{page.requirement}-{report.finished.astimezone():%Y-%m-%d}.html"
