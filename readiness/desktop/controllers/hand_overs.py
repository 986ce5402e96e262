"""What the person opens elsewhere while the window is there: the program again, a file or a link with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from readiness.desktop.texts import Texts
from readiness.documents.json_text.finder import shortened_text
from readiness.store.show_request import ShowRequest, is_address
from readiness.text.safe import clean_line
from readiness.text.system_locale import LANGUAGES

if TYPE_CHECKING:
    from readiness.desktop.controllers.before_shift import BeforeShift
    from readiness.desktop.controllers.journey import Journey
    from readiness.desktop.window import Window

_ROOM: Final = 60


class HandOvers(QObject):
    """Brings the window to the front, with what was opened.

    ``due`` carries each file and link when it is to be opened. In the middle of a check that would lead away from it,
    or from its result: then it is told on the page of the check, and opened once the first page is there again.
    """

    due = Signal(str)

    def __init__(
        self,
        window: Window,
        texts: Texts,
        journey: Callable[[], Journey | None],
        before_shift: Callable[[], BeforeShift],
    ) -> None:
        super().__init__(window)
        self._window, self._texts = window, texts
        self._journey, self._before_shift = journey, before_shift
        self._deferred: list[str] = []
        window.pages.currentChanged.connect(self._look_soon)

    @Slot(str)
    def take(self, name: str) -> None:
        """Open a file or a link, now or after the check that is going on."""
        journey = self._journey()
        if journey is not None and journey.checking.running:
            if name not in self._deferred:
                self._deferred.append(name)
            journey.running.tell_deferred([_shown(one) for one in self._deferred])
        else:
            self._window.pages.go_to(self._window.choose)
            self.due.emit(name)

    @Slot(str)
    def show_file(self, name: str) -> None:
        """Come to the front with a file or a link that the system hands over."""
        self._window.come_forward()
        self.take(name)

    @Slot(object)
    def show_request(self, request: ShowRequest) -> None:
        """Come to the front with what somebody who started the program once more would like to see."""
        if request.language in LANGUAGES and request.language != self._texts.language:
            self._texts.speak(request.language)
        self._window.come_forward(request.token)
        for name in request.named:
            self.take(name)

    @Slot(Qt.ApplicationState)
    def show_if_hidden(self, state: Qt.ApplicationState) -> None:
        """Come back when the person turns to the program; so macOS tells of a click in the Dock."""
        if state is Qt.ApplicationState.ApplicationActive and not self._window.isVisible():
            self._window.come_forward()

    def give_way(self) -> bool:
        """End, if nobody would miss this window: it is hidden, and nothing is being measured. Tell whether it ends."""
        journey = self._journey()
        missed = self._window.isVisible() or (journey is not None and journey.checking.running)
        if not missed:
            self._before_shift().leave()
        return not missed

    @Slot()
    def _look_soon(self) -> None:
        if self._deferred:
            QTimer.singleShot(0, self, self._look)

    @Slot()
    def _look(self) -> None:
        journey = self._journey()
        if journey is None or journey.checking.running or self._window.page is not self._window.choose:
            return
        names, self._deferred = self._deferred, []
        journey.running.tell_deferred([])
        for name in names:
            self.due.emit(name)


def _shown(name: str) -> str:
    return shortened_text(clean_line(name if is_address(name) else Path(name).name), _ROOM)
