"""The way of a person through the window: choose, answer, measure, read, mend, measure again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot

from readiness.desktop.checking import Checking
from readiness.desktop.limits import least_rates, level_limits
from readiness.desktop.questions_page import QuestionsPage
from readiness.desktop.result_page import ResultPage
from readiness.desktop.running_page import Plan, RunningPage
from readiness.desktop.saving import ReportKeeper
from readiness.desktop.texts import Texts
from readiness.desktop.window import Window
from readiness.domain.facts import Facts
from readiness.engine.events import CheckEnded, CheckProgressed, Event, PersonNeeded, RunEnded
from readiness.render.words import describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readiness.documents.profile_file import ProfileDocument
    from readiness.domain.report import Report
    from readiness.render.view import ItemView, ReportView

_REFRESH_MILLISECONDS: Final = 40
_PATIENCE_MILLISECONDS: Final = 700
"""A second look that is over before this stays on its card; a longer one gets the page of a run."""


class Journey(QObject):
    """Leads from page to page, starting runs and showing what comes of them."""

    def __init__(self, window: Window, texts: Texts, checking: Checking) -> None:
        super().__init__(window)
        self._window = window
        self._texts = texts
        self.checking = checking
        self.questions = QuestionsPage(texts)
        self.running = RunningPage(texts)
        self.result = ResultPage(texts)
        window.add(self.questions, self.running, self.result)
        self.keeper = ReportKeeper(self.result, texts, self._report)
        self._again: ItemView | None = None
        self._refresh = _single_shot(self, _REFRESH_MILLISECONDS)
        self._refresh.timeout.connect(self._show_known)
        self._patience = _single_shot(self, _PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._show_run)
        self._connect()

    def _connect(self) -> None:
        checking = self.checking
        self._texts.changed.connect(self._retranslate)
        self.questions.answered.connect(self._answered)
        self.questions.left.connect(self._leave_questions)
        self.running.stop_wanted.connect(checking.stop)
        self.running.ready.connect(checking.confirm)
        self.running.play_back_wanted.connect(checking.wish_play_back)
        self.result.again_wanted.connect(self._begin)
        self.result.recheck_wanted.connect(self._recheck)
        self.result.other_wanted.connect(self._to_start)
        self.result.answers_wanted.connect(self._ask)
        self._window.closed.connect(self._close)
        checking.told.connect(self._take)

    @Slot()
    def _close(self) -> None:
        self._refresh.stop()
        self._patience.stop()
        self.checking.close()

    # -------------------------------------------------------------- before

    def travel(self, documents: Sequence[ProfileDocument], known: Facts | None = None) -> None:
        """Check for these profiles, from the questions on; ``known`` facts are not measured again."""
        self.checking.choose(documents, known)
        if self.checking.questions:
            self._ask()
        else:
            self._begin_with(keep=True)

    @Slot()
    def _ask(self) -> None:
        self.questions.show_questions(self.checking.questions, self.checking.answers)
        self._window.go_to(self.questions)
        self.questions.take_focus()

    @Slot()
    def _answered(self) -> None:
        self.checking.answer({**self.checking.answers, **self.questions.answers})
        if self.checking.judged:
            self._show_result(self._view())
        else:
            self._begin_with(keep=True)

    @Slot()
    def _leave_questions(self) -> None:
        if self.checking.judged:
            self._window.go_to(self.result)
        else:
            self._to_start()

    @Slot()
    def _to_start(self) -> None:
        self._window.go_to(self._window.choose)
        self._window.choose.take_focus()

    # -------------------------------------------------------------- running

    @Slot()
    def _begin(self) -> None:
        self._begin_with(keep=False)

    def _begin_with(self, *, keep: bool) -> None:
        self._again = None
        self.checking.begin(self._texts.language, keep=keep)
        self._show_run()

    @Slot(object)
    def _recheck(self, item: ItemView) -> None:
        self._again = item
        self.result.show_busy(item.id)
        self.checking.begin_again(self._texts.language, item.facts)
        self._patience.start()

    @Slot()
    def _show_run(self) -> None:
        if not self.checking.running:
            return
        self._patience.stop()
        view = self._view()
        self.running.begin(self._plan(view))
        self._show_phases(view)
        self._window.go_to(self.running)
        self.running.take_focus()

    def _plan(self, view: ReportView) -> Plan:
        wanted, requirements = self.checking.wanted, self.checking.report.profile.requirements
        items = [item for item in view.items if self._again is None or {*item.facts} & wanted]
        return Plan(
            view.profile,
            tuple(sorted(items, key=lambda item: self.checking.place(item.facts))),
            self.checking.lanes,
            least_rates(requirements),
            level_limits(requirements),
            self.checking.guided,
        )

    @Slot(object)
    def _take(self, event: Event) -> None:
        if isinstance(event, RunEnded):
            self._finish()
            return
        if isinstance(event, PersonNeeded) and self._patience.isActive():
            self._show_run()
        if self._window.page is not self.running:
            return
        if isinstance(event, CheckProgressed):
            self.running.show_progress(event.check, event.progress)
        elif isinstance(event, PersonNeeded):
            self.running.ask(event.check, event.guidance)
        elif isinstance(event, CheckEnded):
            self.running.end_check(event.check)
        if not isinstance(event, CheckProgressed) and not self._refresh.isActive():
            self._refresh.start()

    @Slot()
    def _show_known(self) -> None:
        """Judge what is known so far and show it; many facts that come at once are shown together."""
        self._show_phases(self._view())

    def _show_phases(self, view: ReportView) -> None:
        items = {item.id: item for item in view.items}
        for row in self.running.rows:
            item = items[row.item.id]
            self.running.show_item(item, self.checking.phase(item.facts))

    def _finish(self) -> None:
        self._refresh.stop()
        self._patience.stop()
        view = self._view()
        if self._window.page is self.running:
            self._show_phases(view)
        again, self._again = self._again, None
        if again is None:
            self._show_result(view)
            return
        self.result.show_rechecked(view, again.id)
        self._window.go_to(self.result)

    # -------------------------------------------------------------- after

    def _show_result(self, view: ReportView) -> None:
        self._window.go_to(self.result)
        self.result.show_report(view, has_questions=bool(self.checking.questions))

    def _report(self) -> Report:
        return self.checking.report

    def _view(self) -> ReportView:
        return describe(self._report(), self._texts.translator)

    @Slot()
    def _retranslate(self) -> None:
        self.questions.retranslate()
        if not self.checking.reports:
            self.running.retranslate({})
            self.result.retranslate()
            return
        view = self._view()
        self.running.rename(view.profile)
        shown = {row.item.id for row in self.running.rows}
        self.running.retranslate({item.id: item for item in view.items if item.id in shown})
        if self.checking.judged:
            self.result.retell(view)


def _single_shot(parent: QObject, milliseconds: int) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    return timer
