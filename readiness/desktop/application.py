"""The window and everything behind it, brought together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from readiness import paths
from readiness.desktop.looks import theme
from readiness.desktop.looks.theme import Scheme
from readiness.desktop.preloading import Preloader
from readiness.desktop.qt_application import system_language
from readiness.desktop.responsive.background import Background
from readiness.desktop.startup_tasks import has_waiting_reports, import_next_pages, load_known_profiles, read_file
from readiness.desktop.state.preferences import Preferences
from readiness.desktop.texts import Texts
from readiness.desktop.window import Window
from readiness.domain.message import message

if TYPE_CHECKING:
    from readiness.checks.base import Check, Machine
    from readiness.desktop.controllers.before_shift import BeforeShift
    from readiness.desktop.controllers.daily_updates import DailyUpdates
    from readiness.desktop.controllers.hand_overs import HandOvers
    from readiness.desktop.controllers.journey import Journey
    from readiness.desktop.controllers.profile_editor import ProfileEditorController
    from readiness.desktop.controllers.sending import SendingController
    from readiness.desktop.controllers.settings import SettingsController
    from readiness.desktop.controllers.subscriptions import SubscriptionsController
    from readiness.desktop.pages.about import AboutPage
    from readiness.desktop.state.checking import Checking, Traits
    from readiness.desktop.state.library import Offered, Refused, Usable
    from readiness.domain.report import Report
    from readiness.employers.subscriptions import Offer
    from readiness.engine.signing import Witnessed
    from readiness.store.drafts import KeptDraft
    from readiness.store.journal import Unfinished


_MOST_USUAL = "voice-agent"
_PAINTED_MILLISECONDS = 30
"""The example that stands first, and is chosen as long as nothing else is."""


class Desktop(QObject):
    """The window with its files, its preferences and the machine behind it."""

    def __init__(
        self,
        app: QApplication,
        machine: Machine,
        preferences: Preferences,
        *,
        language: str | None = None,
        region: str | None = None,
        among: Sequence[Check] | None = None,
        traits: Traits | None = None,
    ) -> None:
        super().__init__(app)
        self._app = app
        self.preferences = preferences
        self._unfinished: Unfinished | None = None
        theme.apply_scheme(app, preferences.scheme)
        spoken = language or preferences.language or system_language()
        self.texts = Texts(spoken, region, self, preferences.letters)
        self.texts.settle()
        self._machine = machine
        self._among = among
        self._traits = traits
        self._profile_editor: ProfileEditorController | None = None
        self._subscriptions: SubscriptionsController | None = None
        self._sending: SendingController | None = None
        self.window = Window(self.texts, app)
        self.background = Background(self)
        self.preloader = Preloader(app, self.window, self.texts, preferences, self._make_checking)
        self.preloader.done.connect(self._prepared)
        self.window.side.offer("about", self._about)
        self._connect()

    def _connect(self) -> None:
        window, choose = self.window, self.window.choose
        window.header.language_chosen.connect(self._speak)
        window.header.history_wanted.connect(self._show_history)
        window.header.about_wanted.connect(self._show_about)
        window.header.settings_wanted.connect(self._show_settings)
        window.dropped.connect(self._dropped)
        window.closed.connect(self._close)
        choose.shifts_wanted.connect(self._show_shifts)
        choose.file_wanted.connect(self._ask_for_file)
        choose.link_wanted.connect(self._show_subscriptions)
        choose.start_wanted.connect(self._start)
        choose.resume_wanted.connect(self._resume)
        choose.forget_wanted.connect(self._forget)
        choose.write_wanted.connect(self._write)
        choose.about_wanted.connect(self._show_about)
        self.texts.changed.connect(window.retranslate)
        self._app.styleHints().colorSchemeChanged.connect(self._system_scheme_changed)

    def _make_checking(self) -> Checking:
        from readiness.desktop.state.checking import Checking
        from readiness.engine.traits import traits_of

        return Checking(self._machine, self._among, self, self._traits or traits_of)

    @Slot(object)
    def _prepared(self, journey: Journey) -> None:
        journey.send_wanted.connect(self._send)

    @property
    def journey(self) -> Journey:
        """What follows the first page, made now if it was not yet."""
        return self.preloader.journey

    def _prepare(self, _: None) -> None:
        if self.preloader.made is not None:
            self._look_around()
        else:
            self.preloader.done.connect(lambda _: self._look_around())
            self.preloader.begin()

    def _look_around(self) -> None:
        """Look for reports that wait to be sent, and for newer profiles and releases."""
        self.background.run(has_waiting_reports, self._send_on)
        self.daily_updates.begin()

    @cached_property
    def daily_updates(self) -> DailyUpdates:
        """What looks for newer profiles and releases."""
        from readiness.desktop.controllers.daily_updates import DailyUpdates

        updates = DailyUpdates(self.window, self.background)
        updates.considered.connect(self._consider)
        return updates

    @Slot(object)
    def _consider(self, offers: Sequence[Offer]) -> None:
        self.subscriptions.consider(offers)

    @property
    def before_shift(self) -> BeforeShift:
        """Checks before shifts, and the tray, made now if they were not yet."""
        return self.preloader.before_shift

    def start_hidden(self) -> None:
        """Be there without a window; where the person could not find the program then, with a small one."""
        before_shift = self.before_shift
        wanted = self.preferences.stays or bool(self.preferences.shifts.times)
        if not (wanted and before_shift.has_tray):
            self.window.showMinimized()

    @Slot()
    def _show_shifts(self) -> None:
        self.before_shift.show_settings()

    @property
    def profile_editor(self) -> ProfileEditorController:
        """What employers use to write profiles, made when it is first wanted."""
        if self._profile_editor is None:
            from readiness.desktop.controllers.profile_editor import ProfileEditorController

            self._profile_editor = ProfileEditorController(self.window, self.texts)
            self._profile_editor.usable.connect(self.open_file)
        return self._profile_editor

    @property
    def subscriptions(self) -> SubscriptionsController:
        """Where employers' profiles are added, made when it is first wanted."""
        if self._subscriptions is None:
            from readiness.desktop.controllers.subscriptions import SubscriptionsController

            self._subscriptions = SubscriptionsController(self.window, self.texts, self.background)
            self._subscriptions.added.connect(self.window.choose.add_entry)
            self._subscriptions.removed.connect(self.window.choose.drop_added)
        return self._subscriptions

    @property
    def sending(self) -> SendingController:
        """What sends reports, made when it is first wanted."""
        if self._sending is None:
            from readiness.desktop.controllers.sending import SendingController

            self._sending = SendingController(self.window, self.texts, self._machine, self.background)
        return self._sending

    @Slot(object, object)
    def _send(self, report: Report, witnessed: Witnessed) -> None:
        self.sending.open(report, witnessed)

    @Slot()
    def _show_sent(self) -> None:
        self.sending.show_list()

    def _send_on(self, waiting: bool) -> None:  # noqa: FBT001 - what came of a look
        if waiting:
            self.sending.go_on()

    @Slot()
    def _show_subscriptions(self) -> None:
        self.subscriptions.open()

    @Slot()
    def _write(self) -> None:
        self.window.choose.draft.hide()
        self.profile_editor.open()

    @Slot()
    def _show_history(self) -> None:
        self.journey.show_history()

    @Slot()
    def _show_about(self) -> None:
        self.window.side.open("about")

    @cached_property
    def settings(self) -> SettingsController:
        """The page of settings, made when it is first wanted."""
        from readiness.desktop.controllers.settings import SettingsController

        settings = SettingsController(self.window, self.texts, self.preferences, self.before_shift)
        settings.language_chosen.connect(self._speak)
        settings.scheme_chosen.connect(self._colour)
        settings.shifts_wanted.connect(self._show_shifts)
        settings.sent_wanted.connect(self._show_sent)
        return settings

    @Slot()
    def _show_settings(self) -> None:
        self.settings.open()

    @Slot()
    def _close(self) -> None:
        self.background.close()
        self.window.ring.let_go()

    def _about(self) -> AboutPage:
        from readiness.checks.registry import checks
        from readiness.desktop.pages.about import AboutPage
        from readiness.desktop.state.storage_overview import storage_overview

        page = AboutPage(self.texts, checks(), lambda: storage_overview(self.preferences))
        page.sent_wanted.connect(self._show_sent)
        return page

    def see_out(self) -> None:
        """When the window is closed, let the check that was going on put its things away."""
        if self.preloader.made is not None:
            self.preloader.made.checking.see_out(_LEAVING_SECONDS)
        if self._sending is not None:
            self._sending.see_out(_SENDING_SECONDS)

    # -------------------------------------------------------------- preferences

    @Slot(str)
    def _speak(self, language: str) -> None:
        self.preferences.language = language
        self.texts.speak(language)

    @Slot(object)
    def _colour(self, scheme: Scheme) -> None:
        self.preferences.scheme = scheme
        self.window.pages.paint_later()
        theme.apply_scheme(self._app, scheme)

    @Slot()
    def _system_scheme_changed(self) -> None:
        if self.preferences.scheme is Scheme.SYSTEM:
            theme.apply_scheme(self._app, Scheme.SYSTEM)

    # -------------------------------------------------------------- profiles

    def load(self, named: Sequence[str] = ()) -> None:
        """Fill the list with what was added, recent files and examples, and open what is named: files, or a link."""
        examples = sorted(paths.spec_files(), key=lambda path: path.stem != _MOST_USUAL)
        files_to_list = [*self.preferences.recent, *examples]
        self.background.run(lambda: load_known_profiles(files_to_list, self.texts), self._loaded)
        for name in named:
            self.open_handed(name)

    def _loaded(self, found: tuple[tuple[Usable, ...], Unfinished | None, KeptDraft | None]) -> None:
        entries, self._unfinished, draft = found
        choose = self.window.choose
        self.window.pages.paint_later()
        choose.append_entries(entries)
        if self._unfinished is not None:
            choose.interrupted.offer(self._unfinished.started, len(self._unfinished.facts.readings))
        if draft is not None:
            choose.draft.offer(draft.name, draft.kept)
        if self.window.page is choose:
            choose.take_focus()
        # The other pages are made while the person reads the first one, which is painted before.
        QTimer.singleShot(_PAINTED_MILLISECONDS, self, self._import_next_pages)

    @Slot()
    def _import_next_pages(self) -> None:
        self.background.run(lambda: import_next_pages(self.texts), self._prepare)

    def open_file(self, path: Path) -> None:
        """Read a profile file and put it on the list, or say what is wrong with it."""
        self.background.run(lambda: read_file(path), self._opened)

    @Slot(str)
    def open_handed(self, name: str) -> None:
        """Look at a link, or open the file of that name."""
        from readiness.store.show_request import is_address

        if is_address(name):
            self.subscriptions.look(name)
        else:
            self.open_file(Path(name))

    def _opened(self, entry: Usable | Refused | Offered) -> None:
        from readiness.desktop.state.library import Offered, Usable

        if isinstance(entry, Offered):
            self.subscriptions.look(str(entry.path))
        elif isinstance(entry, Usable):
            self.preferences.remember(entry.path)
            self.window.choose.add_entry(entry)
        else:
            self.window.choose.show_refused(entry)

    @Slot()
    def _ask_for_file(self) -> None:
        from PySide6.QtCore import QStandardPaths
        from PySide6.QtWidgets import QFileDialog

        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        title = self.texts(message("desktop.choose.open_title"))
        kinds = f"{self.texts(message('desktop.choose.kinds'))} (*.readiness *.json)"
        name, _ = QFileDialog.getOpenFileName(self.window, title, folder, kinds)
        if name:
            self.open_file(Path(name))

    @cached_property
    def hand_overs(self) -> HandOvers:
        """What brings the window to the front with what is opened elsewhere."""
        from readiness.desktop.controllers.hand_overs import HandOvers

        made = HandOvers(self.window, self.texts, lambda: self.preloader.made, lambda: self.before_shift)
        made.due.connect(self.open_handed)
        return made

    @Slot(str)
    def _dropped(self, name: str) -> None:
        self.hand_overs.take(name)

    @Slot(str)
    def show_handed(self, name: str) -> None:
        """Come to the front with a file or a link that the system hands over."""
        self.hand_overs.show_file(name)

    # -------------------------------------------------------------- checks

    @Slot(object)
    def _start(self, entries: Sequence[Usable]) -> None:
        self.window.choose.interrupted.hide()
        self.journey.travel([entry.document for entry in entries])

    @Slot()
    def _resume(self) -> None:
        self.window.choose.interrupted.hide()
        if self._unfinished is not None:
            self.journey.travel(self._unfinished.documents, self._unfinished.facts)

    @Slot()
    def _forget(self) -> None:
        self.window.choose.interrupted.hide()
        if self._unfinished is not None:
            self.journey.travel(self._unfinished.documents)


_LEAVING_SECONDS = 2.0
"""How long a check that was told to stop may put its things away once the window is gone.

Python that ends under a thread which is in a driver of sound crashed, or hung, in one of thirty closings.
"""

_SENDING_SECONDS = 0.5
"""How long a report that is on its way just then is waited for: whatever becomes of it, it is not lost."""
