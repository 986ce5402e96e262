"""The way of a person through the window: choose, answer, measure, read, mend, measure again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from readiness import paths
from readiness.checks.base import Level, Rate
from readiness.checks.registry import catalogue
from readiness.desktop.controllers.background_rendering import BackgroundRenderer
from readiness.desktop.controllers.history import HistoryController
from readiness.desktop.controllers.journey_pages import Pages
from readiness.desktop.pages.running import Plan
from readiness.desktop.reports.contesting import Contesting
from readiness.desktop.reports.saving import ComparisonKeeper, ReportKeeper
from readiness.desktop.responsive import turns
from readiness.desktop.state.checking import Checking
from readiness.desktop.state.limits import least_rates, level_limits
from readiness.desktop.state.merged_requirements import EmployerRequirement
from readiness.desktop.state.run_items import RunItems
from readiness.desktop.texts import Texts
from readiness.desktop.window import Window
from readiness.domain.facts import Facts
from readiness.domain.message import Message, message
from readiness.engine.events import CheckEnded, CheckProgressed, Event, PersonNeeded, RunEnded
from readiness.render.compare import compare
from readiness.render.words import describe
from readiness.text.safe import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtWidgets import QWidget

    from readiness.desktop.state.phase import Phase
    from readiness.documents.profile.file import ProfileDocument
    from readiness.domain.report import Report
    from readiness.engine.quick_plan import QuickPlan
    from readiness.render.parts.view import ComparisonView, ItemView, ReportView

_REFRESH_MILLISECONDS: Final = 40
_PATIENCE_MILLISECONDS: Final = 700
"""A second look that is over before this stays on its card; a longer one gets the page of a run."""


class Journey(QObject):
    """Leads from page to page, starting runs and showing what comes of them.

    ``finished`` carries the reports of a run that came to its end; ``person_needed`` comes when one waits;
    ``send_wanted`` carries a report that the person would like to send, and what its check saw itself.
    """

    finished = Signal(object)
    send_wanted = Signal(object, object)
    person_needed = Signal()

    def __init__(self, window: Window, texts: Texts, checking: Checking, pages: Pages) -> None:
        super().__init__(window)
        self._window = window
        self._texts = texts
        self.checking = checking
        self.questions, self.running = pages.questions, pages.running
        self.result, self.employers = pages.result, pages.employers
        window.pages.add(self.questions, self.running, self.result, self.employers)
        self.memory = HistoryController(window, texts, self.result, pages.history)
        self._shown = 0
        self.keeper = ReportKeeper(self.result, texts, self._report)
        self.comparing = ComparisonKeeper(self.employers, texts)
        self.contesting = Contesting(window, texts, self.result, self._report)
        self._wording = BackgroundRenderer(texts, self)
        self._items = RunItems()
        self._again: ItemView | None = None
        self._because: Sequence[Message] = ()
        self._refresh = _single_shot(self)
        self._refresh.timeout.connect(self._refresh_seen)
        self._patience = _single_shot(self)
        self._patience.timeout.connect(self._show_run)
        self._connect()

    def _connect(self) -> None:
        checking = self.checking
        for page, retell in (
            (self.questions, self.questions.retranslate),
            (self.running, self._retell_run),
            (self.result, self._retell_result),
            (self.employers, self._retell_employers),
        ):
            self._window.pages.follow(page, retell)
        self.questions.answered.connect(self._answered)
        self.questions.left.connect(self._leave_questions)
        self.running.stop_wanted.connect(checking.stop)
        self.running.ready.connect(checking.confirm)
        self.running.ready.connect(self._refresh_soon)
        self.running.play_back_wanted.connect(checking.wish_play_back)
        self.result.again_wanted.connect(self._begin)
        self.result.recheck_wanted.connect(self._recheck)
        self.result.other_wanted.connect(self._leave_result)
        self.result.answers_wanted.connect(self._ask)
        self.result.send_wanted.connect(self._send)
        self.employers.employer_wanted.connect(self._show_employer)
        self.employers.again_wanted.connect(self._begin)
        self.employers.other_wanted.connect(self._to_start)
        self.employers.answers_wanted.connect(self._ask)
        self._window.side.returned.connect(self._returned)
        self._window.closed.connect(self._close)
        checking.told.connect(self._take)

    @Slot()
    def _close(self) -> None:
        self._refresh.stop()
        self._patience.stop()
        self._wording.close()
        self.checking.close()

    # -------------------------------------------------------------- before

    def travel(self, documents: Sequence[ProfileDocument], known: Facts | None = None) -> None:
        """Check for these profiles, from the questions on; ``known`` facts are not measured again."""
        self._shown = 0
        self.checking.choose(documents, known)
        if self.checking.questions:
            self._ask()
        else:
            self._begin_with(keep=True)

    @Slot()
    def _ask(self) -> None:
        self.questions.show_questions(self.checking.questions, self.checking.answers)
        self._window.pages.go_to(self.questions)
        self.questions.take_focus()

    @Slot()
    def _answered(self) -> None:
        self.checking.answer({**self.checking.answers, **self.questions.answers})
        if self.checking.judged:
            self._show_result()
        else:
            self._begin_with(keep=True)

    @Slot()
    def _leave_questions(self) -> None:
        if self.checking.judged:
            self._window.pages.go_to(self.employers if self.several else self.result)
        else:
            self._to_start()

    @Slot()
    def _leave_result(self) -> None:
        if self.memory.report:
            self.memory.open()
        elif self.several:
            self._show_result()
        else:
            self._to_start()

    @Slot()
    def _to_start(self) -> None:
        self._window.pages.go_to(self._window.choose)
        self._window.choose.take_focus()

    def check_quickly(self, documents: Sequence[ProfileDocument], plan: QuickPlan, patience: float | None) -> None:
        """Check for these profiles what a plan does not take over, without asking what was answered before."""
        self._shown, self._again, self._because = 0, None, plan.because
        self.checking.choose(documents)
        self.checking.begin_quickly(self._texts.language, plan, patience)
        self._patience.start(turns.NEXT_TURN_MILLISECONDS)

    # -------------------------------------------------------------- running

    @Slot()
    def _begin(self) -> None:
        self._begin_with(keep=False)

    def _begin_with(self, *, keep: bool) -> None:
        self._again, self._because = None, ()
        self.checking.begin(self._texts.language, keep=keep)
        self._patience.start(turns.NEXT_TURN_MILLISECONDS)

    @Slot(object)
    def _recheck(self, item: ItemView) -> None:
        self._again, self._because = item, ()
        self.result.show_busy(item.id)
        self._window.header.show_busy(busy=True)
        self.checking.begin_again(self._texts.language, item.facts)
        self._patience.start(_PATIENCE_MILLISECONDS)

    @Slot()
    def _show_run(self) -> None:
        if not self.checking.running:
            return
        self._window.header.show_busy(busy=True)
        self._patience.stop()
        self._items = RunItems()
        asked = self._asked()
        self.running.begin(self._plan(asked), self._told(asked))
        self._explain()
        self._window.pages.expect(self.running)
        self._window.pages.go_to(self.running)
        self.running.take_focus()

    def _asked(self) -> tuple[EmployerRequirement, ...]:
        """Return the rows of a run: requirements on the same facts are merged, the most severe outcome is shown."""
        asked = self._items.look(self.checking.reports, self._texts.translator)
        if self._again is not None:
            asked = tuple(one for one in asked if {*one.facts} & self.checking.wanted)
        return tuple(sorted(asked, key=lambda one: self.checking.place(one.facts)))

    def _told(self, asked: Sequence[EmployerRequirement]) -> Iterator[tuple[ItemView, Phase]]:
        # How far each is belongs to what is known at this moment; into words it is put when its turn comes.
        phases = [self.checking.phase(one.facts) for one in asked]
        return ((self._items.write(one), phase) for one, phase in zip(asked, phases, strict=True))

    def _plan(self, asked: Sequence[EmployerRequirement]) -> Plan:
        requirements = [one for report in self.checking.reports for one in report.profile.requirements]
        return Plan(
            self._name(),
            tuple(one.id for one in asked),
            self.checking.lanes,
            least_rates(requirements),
            level_limits(requirements),
            self.checking.guided,
        )

    def _explain(self) -> None:
        """Say why a quick check is none."""
        said = [*self._because, message("cli.quick.everything")] if self._because else []
        self.running.explain("\n".join(self._texts(one) for one in said))

    def _name(self) -> str:
        titles = [
            clean_line(report.profile.title.in_language(self._texts.language)) for report in self.checking.reports
        ]
        return self._texts.translator.join(dict.fromkeys(titles))

    @Slot(object)
    def _take(self, event: Event) -> None:
        if isinstance(event, RunEnded):
            self._finish()
            return
        if isinstance(event, PersonNeeded):
            self._call_person()
        if self._window.page is not self.running:
            return
        if isinstance(event, CheckProgressed):
            self.running.show_progress(event.check, event.progress)
        elif isinstance(event, PersonNeeded):
            self.running.ask(event.check, event.guidance)
        elif isinstance(event, CheckEnded):
            self.running.end_check(event.check)
        if not (isinstance(event, CheckProgressed) and isinstance(event.progress, Level | Rate)):
            self._refresh_soon()

    @Slot()
    def _refresh_soon(self) -> None:
        """Show what is known in a moment, with what else comes meanwhile."""
        if not self._refresh.isActive():
            self._refresh.start(_REFRESH_MILLISECONDS)

    def _call_person(self) -> None:
        if self._patience.isActive():
            self._show_run()
        self.person_needed.emit()

    @Slot()
    def _show_known(self) -> None:
        """Judge what is known so far and show it; many facts that come at once are shown together."""
        self.running.show_items(self._told(self._asked()))

    @Slot()
    def _refresh_seen(self) -> None:
        if self._window.page is not self.running:
            return
        if turns.is_free():
            self._show_known()
            turns.take()
        else:
            self._refresh.start(turns.NEXT_TURN_MILLISECONDS)

    def _finish(self) -> None:
        self._window.header.show_busy(busy=False)
        self._patience.stop()
        self._refresh.start(_REFRESH_MILLISECONDS)  # how it ended is seen until the result takes its place
        again, self._again = self._again, None
        checking = self.checking
        self.memory.keep(checking.reports, checking.traits, checking.take_journal(), full=checking.full)
        self.finished.emit(self.checking.reports)
        if again is None:
            self._show_result()
            return
        self._describe(lambda view: self._show_rechecked(view, again.id))

    # -------------------------------------------------------------- after

    def _show_result(self) -> None:
        if self.several:
            self._compare(self._show_comparison)
        else:
            self._show_employer(0)

    def _show_comparison(self, view: ComparisonView) -> None:
        self._window.pages.expect(self.employers)
        self._window.pages.go_to(self.employers)
        self.employers.show_comparison(view, has_questions=bool(self.checking.questions))

    @Slot(int)
    def _show_employer(self, place: int) -> None:
        self._shown, self.memory.report = place, None
        self._describe(self._show_view)

    def _show_view(self, view: ReportView) -> None:
        self._window.pages.expect(self.result)
        self.result.clear()
        self._window.pages.go_to(self.result)
        self.result.show_report(
            view,
            has_questions=bool(self.checking.questions),
            one_of_several=self.several,
            example=paths.is_example(self._report().profile.id),
        )

    def _show_rechecked(self, view: ReportView, item: str) -> None:
        self.result.show_rechecked(view, item)
        self._window.pages.go_to(self.result)

    @property
    def several(self) -> bool:
        """Whether the check is for several employers."""
        return len(self.checking.documents) > 1

    @Slot()
    def show_history(self) -> None:
        """Show earlier checks, unless one is going on."""
        if not self.checking.running:
            self.memory.open()

    @Slot(object)
    def _returned(self, page: QWidget) -> None:
        """Show the newest check again where an earlier one was looked at meanwhile, on the same page."""
        if page is self.result and self.result.shows_past and not self.memory.report:
            self._show_employer(self._shown)

    @Slot()
    def _send(self) -> None:
        report = self._report()
        self.send_wanted.emit(report, self.checking.witnessed(report))

    def _report(self) -> Report:
        return self.memory.report or self.checking.reports[self._shown]

    def _describe(self, then: Callable[[ReportView], None]) -> None:
        """Put the report into words."""
        report = self._report()
        self._wording.write(lambda translator: describe(report, translator), then)

    def _compare(self, then: Callable[[ComparisonView], None]) -> None:
        reports = self.checking.reports
        self._wording.write(lambda translator: compare(reports, translator, catalogue()), then)

    @property
    def settled(self) -> bool:
        """Whether nothing is being put into words that is to be shown soon."""
        return self._wording.settled

    def _retell_run(self) -> None:
        if not self.checking.running:
            return  # the next run says everything itself
        self.running.rename(self._name())
        self._explain()
        self.running.retranslate()
        self._show_known()

    def _retell_result(self) -> None:
        if self.memory.report or self.checking.judged:
            if not self.result.isVisible():
                self.result.clear()  # nobody is to see words of another language meanwhile
            self._describe(self.result.retell)
        else:
            self.result.retranslate()

    def _retell_employers(self) -> None:
        if self.checking.judged and self.several:
            if not self.employers.isVisible():
                self.employers.clear()
            self._compare(self.employers.retell)


def _single_shot(parent: QObject) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    return timer
