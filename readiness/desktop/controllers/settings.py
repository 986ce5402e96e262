"""Carries out what the person decides on the settings page, and shows the present settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from readiness.desktop.pages.settings import Decided, SettingsPage
from readiness.desktop.responsive.background import Background
from readiness.desktop.state.preferences import Preferences
from readiness.desktop.state.storage_overview import storage_overview
from readiness.desktop.texts import Texts
from readiness.domain.message import message
from readiness.engine.autostart import this_autostart
from readiness.engine.updates import shipped
from readiness.store.folders import data_folder
from readiness.store.history import History, HistoryUnavailableError
from readiness.store.settings import keep_settings

if TYPE_CHECKING:
    from readiness.desktop.controllers.before_shift import BeforeShift
    from readiness.desktop.looks.theme import Scheme
    from readiness.desktop.window import Window
    from readiness.store.settings import Settings


class SettingsController(QObject):
    """The settings page and what is behind it. Signals carry decisions that concern others."""

    language_chosen = Signal(str)
    scheme_chosen = Signal(object)
    shifts_wanted = Signal()
    sent_wanted = Signal()

    def __init__(self, window: Window, texts: Texts, preferences: Preferences, before_shift: BeforeShift) -> None:
        super().__init__(window)
        self._before_shift = before_shift
        self._autostart = this_autostart()
        self._window, self._texts, self._preferences = window, texts, preferences
        self._background = Background(self)
        self.page = window.side.add(SettingsPage(texts))
        page = self.page
        page.language_chosen.connect(self.language_chosen)
        page.scheme_chosen.connect(self._colour)
        page.letters_chosen.connect(self._enlarge)
        page.settings_chosen.connect(self._keep)
        page.autostart_chosen.connect(self._start_with_session)
        page.delete_wanted.connect(self._delete)
        page.shifts_wanted.connect(self.shifts_wanted)
        page.sent_wanted.connect(self.sent_wanted)
        page.folder_wanted.connect(self._open_folder)
        window.closed.connect(self._background.close)

    def open(self) -> None:
        """Show the page."""
        self.page.tell("")
        self._show()
        self._window.side.visit_soon(self.page)

    def _show(self) -> None:
        chosen, kept = self._preferences, storage_overview(self._preferences)
        files = (
            (message("desktop.settings.data"), kept.data),
            (message("desktop.settings.preferences"), kept.preferences),
            (message("desktop.settings.log"), kept.log),
        )
        starts = self._starts() if self._before_shift.could_stay() else None
        self.page.show_decided(Decided(chosen.scheme, chosen.letters, kept.settings, starts, files, _releases()))

    def _starts(self) -> bool:
        try:
            return self._autostart.is_on()
        except OSError:
            return False

    @Slot(bool)
    def _start_with_session(self, on: bool) -> None:  # noqa: FBT001 - what a signal hands on
        """Start with the session, or not; a program that starts hidden has to stay when its window is closed."""
        news = ""
        try:
            self._autostart.turn(on=on)
        except OSError:
            news = "desktop.settings.not_kept"
        if on and not news:
            self._preferences.stays = True
            self._before_shift.take_settings()
        self._show_result(news)

    @Slot(object)
    def _colour(self, scheme: Scheme) -> None:
        self.scheme_chosen.emit(scheme)
        self._show()

    @Slot(float)
    def _enlarge(self, letters: float) -> None:
        self._preferences.letters = letters
        self._show()
        self._texts.enlarge(letters)

    @Slot(object)
    def _keep(self, decided: Settings) -> None:
        self._background.run(lambda: _store_settings(decided), self._show_result)

    @Slot()
    def _delete(self) -> None:
        self._background.run(_delete_history, self._show_result)

    def _show_result(self, what: str) -> None:
        self.page.tell(self._texts.say(what) if what else "")
        self._show()

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(data_folder())))


def _releases() -> str:
    """Return the host of the list of releases, "" if there is no list that could be trusted."""
    source = shipped()
    return QUrl(source.place).host() or source.place if source.is_there else ""


def _store_settings(decided: Settings) -> str:
    """Store the settings, delete what is too old now, and return the id of the message to show."""
    try:
        keep_settings(decided)
        if decided.kept_days is not None:
            with History() as history:
                history.forget_older(decided.kept_days)
    except (OSError, HistoryUnavailableError):
        return "desktop.settings.not_kept"
    return ""


def _delete_history() -> str:
    try:
        with History() as history:
            history.forget_all()
    except HistoryUnavailableError:
        return "desktop.settings.not_deleted"
    return "desktop.settings.deleted"
