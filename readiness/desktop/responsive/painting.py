"""Paints a window in another turn than the one in which everything on it changes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

_TURN_MILLISECONDS: Final = 2  # with none, painting would follow in the same turn


class Painting(QObject):
    """Leaves what is on the screen until what changes behind it has its place.

    To give everything its place takes a turn, and so does painting all of it; between the two the window hears keys
    and mouse. To keep a window from updates as Qt has it would paint each of its parts by itself afterwards.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._window: QWidget | None = None
        self._is_asked = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_TURN_MILLISECONDS)
        self._later.timeout.connect(self._paint)

    def put_off(self, window: QWidget) -> None:
        """Paint the window soon, but not in this turn."""
        if self._window is None and window.isVisible():
            self._window, self._is_asked = window, False
            window.installEventFilter(self)
        self._later.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep the request to paint for later."""
        if event.type() != QEvent.Type.UpdateRequest:
            return False
        self._is_asked = True
        return True

    @Slot()
    def _paint(self) -> None:
        window, self._window = self._window, None
        if window is None:
            return
        window.removeEventFilter(self)
        if self._is_asked:
            QCoreApplication.postEvent(window, QEvent(QEvent.Type.UpdateRequest))
