"""Checks before shifts: the tray, the alarm, the settings page, and the quick check they start."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QApplication

from readiness.checks.registry import catalogue
from readiness.desktop.pages.shifts import ShiftsPage
from readiness.desktop.pages.side import SidePage
from readiness.desktop.responsive.background import Background
from readiness.desktop.shifts.alarm import Alarm, moment_now
from readiness.desktop.shifts.tray import Tray
from readiness.desktop.shifts.watch import Watch
from readiness.desktop.state.item_words import pair
from readiness.desktop.state.preferences import Preferences
from readiness.desktop.texts import Texts
from readiness.documents.json_text.finder import shortened_text
from readiness.domain.freshness import Trait
from readiness.domain.report import Verdict, overall
from readiness.domain.shifts import GRACE
from readiness.engine.earlier_checks import last_documents, past
from readiness.engine.quick_plan import QuickPlan, quick_plan
from readiness.render.parts.marks import mark
from readiness.render.words import first_item_to_fix
from readiness.store.history import History, HistoryUnavailableError

if TYPE_CHECKING:
    from readiness.desktop.controllers.journey import Journey
    from readiness.desktop.window import Window
    from readiness.documents.profile.file import ProfileDocument
    from readiness.domain.report import Report

_ROOM: Final = 250
"""Windows shows 255 letters of a notification."""
_MARKS: Final = ("?", "\uff1f", "\u3002")
_SENTENCE: Final = re.compile("[^\n]*?(?:[.!?](?=\\s)|[\u3002\uff01\uff1f])")
PATIENCE_SECONDS: Final = 120.0
"""How long a check that nobody started waits for somebody; what needs them is not measured then, the rest is."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a quick check is for, and what it takes over; no documents where there was no check yet."""

    documents: tuple[ProfileDocument, ...] = ()
    plan: QuickPlan = field(default_factory=QuickPlan)


def prepared(traits: Mapping[Trait, str]) -> Prepared:
    """Look into the history. Takes its time: call it on another thread."""
    try:
        with History() as history:
            found = past(history, traits)
    except HistoryUnavailableError:
        return Prepared()
    documents = last_documents(found.earlier)
    plan = quick_plan(documents, found.earlier, found.traits, datetime.now(UTC), catalogue())
    return Prepared(documents, plan)


class BeforeShift(QObject):
    """Makes quick checks when the person or the alarm asks for one, with or without a window."""

    def __init__(
        self,
        app: QApplication,
        window: Window,
        texts: Texts,
        preferences: Preferences,
        journey: Journey,
        clock: Callable[[], datetime] = moment_now,
    ) -> None:
        super().__init__(window)
        self._app = app
        self._window, self._texts, self._preferences, self._journey = window, texts, preferences, journey
        self._background = Background(self)
        self._unattended = False
        self._preparing = False
        self._clock = clock
        self._useful_until: datetime | None = None
        self._watch = Watch()
        self.tray = Tray(texts, window)
        self.alarm = Alarm(preferences, self, clock, self._watch.take)
        self._connect()
        self.take_settings()
        self.alarm.catch_up()

    def _connect(self) -> None:
        tray = self.tray
        tray.check_wanted.connect(self.check)
        tray.open_wanted.connect(self.open)
        tray.quit_wanted.connect(self.leave)
        self.alarm.rang.connect(self._ring)
        self.alarm.looked.connect(self._see_to_window)
        self._journey.finished.connect(self._finished)
        self._journey.person_needed.connect(self._call_person)
        self._window.closed.connect(self._close)
        self._texts.changed.connect(self.tray.retranslate)
        self._app.commitDataRequest.connect(self._stay_no_longer)

    @cached_property
    def page(self) -> ShiftsPage:
        """The page of settings, made when it is first asked for."""
        page = self._window.side.add(ShiftsPage(self._texts))
        page.changed.connect(self._set)
        page.check_wanted.connect(self.check)
        return page

    @property
    def has_tray(self) -> bool:
        """Whether the program could go on without its window."""
        return self.tray.is_there

    def could_stay(self) -> bool:
        """Return whether there is a tray to go on in; the icon goes into it for a moment to find out."""
        self.tray.show()
        found = self.has_tray
        self.take_settings()
        return found

    # -------------------------------------------------------------- settings

    @Slot()
    def show_settings(self) -> None:
        """Show the page of settings."""
        self.tray.show()
        stays = self._preferences.stays
        self.page.show_settings(self._preferences.shifts, stays=stays, has_tray=self.has_tray)
        self.page.show_next(self.alarm.next_check)
        self.take_settings()
        self._window.side.visit_soon(self.page)

    @Slot()
    def _set(self) -> None:
        self._preferences.shifts = self.page.shifts
        if self.page.stays.isEnabled():
            self._preferences.stays = self.page.stays.isChecked()
        self.alarm.stop()  # by the new times nothing was due yet
        self._useful_until = None
        self.take_settings()
        self.page.show_next(self.alarm.next_check)

    def take_settings(self) -> None:
        """Be in the tray where the person wants it, and look at the clock where there is something to look for."""
        wanted = self._preferences.stays or bool(self._preferences.shifts.times)
        mine = wanted and self._watch.take()
        self.tray.show() if mine else self.tray.hide()
        self._stay(stays=mine and self._preferences.stays and self.has_tray)
        self.alarm.start() if wanted else self.alarm.stop()

    def _stay(self, *, stays: bool) -> None:
        self._window.stays = stays
        # Every event passes a filter, so there is none as long as there is nothing to filter.
        self._app.removeEventFilter(self)
        if stays:
            self._app.installEventFilter(self)

    @Slot()
    def _stay_no_longer(self) -> None:
        self._stay(stays=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let go of the tray when the program is told to end: what stays would hold up the end of the session."""
        if event.type() == QEvent.Type.Quit:
            self._stay_no_longer()
        return super().eventFilter(watched, event)

    # -------------------------------------------------------------- checks

    @Slot()
    def check(self) -> None:
        """Make a quick check for the last employers."""
        self._begin(unattended=False)

    @Slot()
    def _ring(self) -> None:
        # A check of everything that is going on will do.
        enough = self._journey.checking.running and not self._journey.checking.again
        self._useful_until = None if enough else self._clock() + self._preferences.shifts.lead + GRACE
        self._make_up()

    def _make_up(self) -> None:
        """Begin the check that is due, once the person is not in the middle of something."""
        journey = self._journey
        shown = self._window.page
        free = shown in {self._window.choose, journey.result, journey.employers}
        free = free or (isinstance(shown, SidePage) and shown.interruptible)
        if self._is_due() and (free or not self._window.isVisible()) and not journey.checking.running:
            self._useful_until = None
            self._begin(unattended=True)

    def _is_due(self) -> bool:
        return self._useful_until is not None and self._clock() < self._useful_until

    def _begin(self, *, unattended: bool) -> None:
        if self._preparing or self._journey.checking.running:
            return
        self._preparing, self._unattended = True, unattended
        self.tray.show_busy(busy=True)
        traits = self._journey.checking.traits
        self._background.run(lambda: prepared(traits()), self._prepared)

    def _prepared(self, found: Prepared) -> None:
        self._preparing = False
        if not found.documents or self._journey.checking.running:
            self.tray.show_busy(busy=False)
            self.open()
            return
        patience = PATIENCE_SECONDS if self._unattended else None
        self._journey.check_quickly(found.documents, found.plan, patience)

    @Slot()
    def _call_person(self) -> None:
        """Bring the window where the person sees it, without taking the keyboard from what they do."""
        self._window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, self._unattended)
        self._window.come_into_sight()
        self._window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, on=False)

    @Slot(object)
    def _finished(self, reports: Sequence[Report]) -> None:
        verdict = overall(report.verdict for report in reports)
        word = mark(verdict, self._texts.translator).word
        finished = max(report.finished for report in reports)
        self.tray.show_verdict(verdict, word, self._texts.translator.formats.time(finished))
        if verdict is not Verdict.PASS and (self._unattended or not self._window.isActiveWindow()):
            self.tray.notify(word, first_to_do(reports, self._texts))
            QApplication.alert(self._window)
        self._unattended = False

    # -------------------------------------------------------------- the window

    @Slot()
    def open(self) -> None:
        """Bring the window to the front."""
        self._window.come_forward()

    @Slot()
    def leave(self) -> None:
        """End the program, from the tray too."""
        self._stay_no_longer()
        self._window.close()
        # A window that is hidden already is not the last one to close.
        self._app.quit()

    @Slot()
    def _see_to_window(self) -> None:
        """A window that went into a tray comes back when the tray goes away: it must never be out of reach."""
        self._make_up()
        mine = self._watch.take()
        there = mine and self.has_tray  # asked once: the desktop has to be woken for its answer
        if mine and not there:
            self.tray.show()  # at the start of a session the program may be there before the tray
            there = self.has_tray
        self._stay(stays=self._preferences.stays and there)
        if not self._window.stays and not self._window.isVisible():
            self.open()

    @Slot()
    def _close(self) -> None:
        self._stay_no_longer()
        self._background.close()
        self.alarm.stop()
        self.tray.hide()
        self._watch.let_go()


def first_to_do(reports: Sequence[Report], texts: Texts) -> str:
    """Return the first thing to put right, and how, in so many letters as a notification has room for.

    It is of what is not met, else of what is open. What is too long is told in first sentences, else cut.
    """
    item = first_item_to_fix(reports, texts.translator)
    if item is None:
        return ""
    told = (item.summary, *(item.steps or item.remedy)[:1])
    whole, short = (_notification_text(texts, item.title, words) for words in (told, map(_first_sentence, told)))
    return shortened_text(whole if len(whole) <= _ROOM else short, _ROOM)


def _notification_text(texts: Texts, title: str, words: Iterable[str]) -> str:
    found, *steps = words
    # A question has its answer on the next line: after its mark no colon can stand.
    head = f"{title}\n{found}" if title.endswith(_MARKS) else pair(texts, title, found)
    return "\n".join((head, *steps))


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(text)
    return found[0] if found else text
