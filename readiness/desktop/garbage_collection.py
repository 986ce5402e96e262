"""Keeps Python's looks for garbage short while somebody looks at the window.

What nobody holds goes at once; only what holds itself, in a circle, is found by looking through everything that was
made. With a long result on its page that takes up to a tenth of a second, whichever thread it happens on, and no
other thread gets on meanwhile. Little is ever found: a whole check leaves some hundred small things.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from readiness.desktop.controllers.journey import Journey

_NEW: Final = 700
_ROUNDS: Final = 3
"""New things are looked through when there are so many, and those that stay once more after so many rounds."""
_NEVER: Final = 2**31 - 1
_WORTH_IT: Final = 30
"""After so many second rounds there may be something to find in everything: about a hundred thousand things more."""


class GarbageCollection(QObject):
    """Collects new objects often, and everything only when the person turns to another program."""

    def __init__(self, app: QApplication, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._journey: Journey | None = None
        gc.freeze()  # what the first frame took stays to the end
        gc.set_threshold(_NEW, _ROUNDS, _NEVER)
        gc.enable()
        app.applicationStateChanged.connect(self._turned)

    @Slot(object)
    def settle(self, journey: Journey) -> None:
        """Exclude what exists now from collection: the pages are built and stay until the end."""
        gc.freeze()
        self._journey = journey
        journey.finished.connect(self._checked)

    @Slot(Qt.ApplicationState)
    def _turned(self, state: Qt.ApplicationState) -> None:
        if state is not Qt.ApplicationState.ApplicationActive:
            self._look()

    @Slot()
    def _checked(self) -> None:
        if not self._window.isVisible() or self._window.isMinimized():
            self._look()

    def _look(self) -> None:
        """Collect everything, unless there is little to find or a check would be held up."""
        at_work = self._journey is None or self._journey.checking.running
        if not at_work and gc.get_count()[2] >= _WORTH_IT:
            gc.collect()
