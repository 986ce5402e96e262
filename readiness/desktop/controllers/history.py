"""The history of checks in the window, read and written on a background thread."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from readiness.desktop.pages.history import FIRST, HistoryPage, Past
from readiness.desktop.responsive.background import Background
from readiness.desktop.texts import Texts
from readiness.domain.freshness import Trait
from readiness.domain.message import message
from readiness.domain.past import tendencies
from readiness.engine.earlier_checks import remember
from readiness.render.history import charts, describe_history, in_readers_language
from readiness.render.words import describe
from readiness.store.history import History, HistoryUnavailableError
from readiness.store.settings import settings

if TYPE_CHECKING:
    from readiness.desktop.pages.result import ResultPage
    from readiness.desktop.window import Window
    from readiness.domain.report import Report
    from readiness.render.parts.view import ReportView
    from readiness.store.journal import Journal
    from readiness.text import Translator

_log = logging.getLogger(__name__)


class HistoryController(QObject):
    """Stores finished checks, and shows their list and single ones of them."""

    def __init__(self, window: Window, texts: Texts, result: ResultPage, page: HistoryPage) -> None:
        super().__init__(window)
        self._window, self._texts, self._result = window, texts, result
        self.report: Report | None = None
        self.page = window.side.add(page)
        window.pages.follow(self.page, self._retell_list)
        self._background = Background(self)
        self.page.check_wanted.connect(self._show_check)
        self.page.more_wanted.connect(self._show_more)
        self.page.delete_wanted.connect(self._delete)
        window.closed.connect(self._background.close)

    def keep(
        self,
        reports: Sequence[Report],
        traits: Callable[[], Mapping[Trait, str]],
        journal: Journal | None,
        *,
        full: bool,
    ) -> None:
        """Store finished reports and the traits of the computer; ``full``: everything was measured.

        The journal is kept until then, because the window may be closed before.
        """
        self._background.run(lambda: _keep(reports, traits, journal, full=full), lambda _: None)

    @Slot()
    def open(self) -> None:
        """Show the list; its way back leads to the page it was opened from."""
        translator = self._texts.translator
        self._background.run(lambda: _past(translator, FIRST), self._show)

    @Slot(int)
    def _show_more(self, most: int) -> None:
        translator = self._texts.translator
        self._background.run(lambda: _past(translator, most), self.page.show_more)

    def _show(self, past: Past) -> None:
        self.report = None
        self._window.pages.visit(self.page)
        self.page.show_past(past)

    @Slot(str)
    def _show_check(self, id_: str) -> None:
        translator = self._texts.translator
        self._background.run(lambda: _report(id_, translator), self._show_report)

    def _show_report(self, found: tuple[Report, ReportView] | None) -> None:
        if found is None:
            self.open()
            return
        self.report, view = found
        self._window.pages.expect(self._result)
        self._result.clear()
        self._window.pages.visit(self._result)
        self._result.show_report(view, has_questions=False, past=True)

    @Slot()
    def _delete(self) -> None:
        translator = self._texts.translator
        self._background.run(lambda: _emptied(translator), self._show)

    def _retell_list(self) -> None:
        self.page.retranslate()
        if not self.page.isVisible():
            self.page.clear()  # nobody is to see words of another language meanwhile
        translator = self._texts.translator
        self._background.run(lambda: _past(translator, FIRST), self._show_again)

    def _show_again(self, past: Past) -> None:
        # The person may have gone on meanwhile.
        if self._window.page is self.page:
            self.page.show_past(past)


def _keep(
    reports: Sequence[Report], traits: Callable[[], Mapping[Trait, str]], journal: Journal | None, *, full: bool
) -> None:
    try:
        # The mark first: a quick check may follow at once, and must not find a report without one.
        remember(reports, traits(), full=full)
        with History() as kept:
            kept.add(reports)
    except HistoryUnavailableError:
        _log.exception("a check could not be put into the history")
        if journal is not None:
            journal.leave()
    else:
        if journal is not None:
            journal.finish()


def _past(translator: Translator, most: int) -> Past:
    try:
        with History() as kept:
            checks = kept.checks()
            newest = kept.report(checks[0].id) if checks else None
            found = tendencies(newest.profile, kept.figures) if newest else ()
            drawn = charts(newest.profile, kept.figures, translator) if newest else ()
            named = in_readers_language(checks[:most], kept.report, translator)
            view, days = describe_history(named, found, translator), settings().kept_days
            return Past(view, drawn, _notice(kept, translator), days, len(checks))
    except HistoryUnavailableError:
        return Past(None)


def _notice(kept: History, translator: Translator) -> str:
    if kept.mishap is None:
        return ""
    told = message("cli.history.damaged", file=kept.mishap.path.name, count=kept.mishap.saved)
    return translator.say(told)


def _report(id_: str, translator: Translator) -> tuple[Report, ReportView] | None:
    try:
        with History() as kept:
            report = kept.report(id_)
    except HistoryUnavailableError:
        return None
    return (report, describe(report, translator)) if report else None


def _emptied(translator: Translator) -> Past:
    try:
        with History() as kept:
            kept.forget_all()
    except HistoryUnavailableError:
        return Past(None)
    return _past(translator, FIRST)
