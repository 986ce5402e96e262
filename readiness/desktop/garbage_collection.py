"""Looks for garbage in the window's thread only, and shortly while somebody looks at the window.

What nobody holds goes at once; only what holds itself, in a circle, is found by looking through everything that was
made. Left to itself, Python does so on whichever thread makes something just then, and an object of Qt that is
deleted on another thread than its own brings the program down. With a long result on its page a look through
everything takes up to a tenth of a second, and no other thread gets on meanwhile. Little is ever found: a whole
check leaves some hundred small things.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from readiness.desktop.controllers.journey import Journey

_NEW: Final = 700
_ROUNDS: Final = 3
"""New things are looked through when there are so many, and those that stay once more after so many rounds."""
_WORTH_IT: Final = 10
"""After so many second rounds there may be something to find in everything."""
_SEEN_MILLISECONDS: Final = 100
_UNSEEN_MILLISECONDS: Final = 5000
"""How often there is a look at how much is new: a page of 200 requirements takes some 50,000 things a second."""


class GarbageCollection(QObject):
    """Collects new objects often, and everything only when the person turns to another program."""

    def __init__(self, app: QApplication, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._journey: Journey | None = None
        gc.disable()
        gc.freeze()  # what the first frame took stays to the end
        self._timer = QTimer(self)
        self._timer.setInterval(_SEEN_MILLISECONDS)
        self._timer.timeout.connect(self._collect_new)
        self._timer.start()
        app.applicationStateChanged.connect(self._turned)

    @Slot(object)
    def settle(self, journey: Journey) -> None:
        """Exclude what exists now from collection: the pages are built and stay until the end."""
        gc.freeze()
        self._journey = journey
        journey.finished.connect(self._checked)

    @Slot()
    def _collect_new(self) -> None:
        young, rounds, _ = gc.get_count()
        if young >= _NEW:
            gc.collect(1 if rounds >= _ROUNDS else 0)
        self._timer.setInterval(_SEEN_MILLISECONDS if self._is_seen or self._at_work else _UNSEEN_MILLISECONDS)

    @property
    def _is_seen(self) -> bool:
        return self._window.isVisible() and not self._window.isMinimized()

    @property
    def _at_work(self) -> bool:
        return self._journey is None or self._journey.checking.running

    @Slot(Qt.ApplicationState)
    def _turned(self, state: Qt.ApplicationState) -> None:
        if state is not Qt.ApplicationState.ApplicationActive:
            self._look()

    @Slot()
    def _checked(self) -> None:
        if not self._is_seen:
            self._look()

    def _look(self) -> None:
        """Collect everything, unless there is little to find or a check would be held up."""
        if not self._at_work and gc.get_count()[2] >= _WORTH_IT:
            gc.collect()
