"""Paints a window in another turn than the one in which everything on it changes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

from readiness.desktop.responsive import turns

_MOST_TURNS: Final = 2
"""A page that grows is to be seen growing: it is not kept from the screen for longer by others who have work."""


def paint_later(inside: QWidget) -> None:
    """Leave on the screen what is there until all that changes in this turn has its place, and paint it then.

    To give everything its place takes a turn, and so does painting all of it; between the two the window hears keys
    and mouse.
    """
    window = inside.window()
    if window.isVisible():
        found = window.findChild(_Painting, options=Qt.FindChildOption.FindDirectChildrenOnly)
        (found or _Painting(window)).put_off()


class _Painting(QObject):
    """Keeps a window's request to be painted until the turn is over, however often that is wanted.

    To keep a window from updates as Qt has it would paint each of its parts by itself afterwards.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)  # which is not held beside that: it would end by garbage collection, at any time
        self._is_asked = False
        self._turns = 0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(turns.NEXT_TURN_MILLISECONDS)
        self._later.timeout.connect(self._paint)

    @property
    def _window(self) -> QObject:
        window = self.parent()
        assert window is not None  # noqa: S101 - it has one from the first
        return window

    def put_off(self) -> None:
        """Paint the window soon, but not in this turn."""
        if not self._later.isActive():  # a page that grows bit by bit is to be seen growing
            self._is_asked, self._turns = False, 0
            self._window.installEventFilter(self)
            self._later.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep the request to paint for later."""
        if event.type() != QEvent.Type.UpdateRequest:
            return False
        self._is_asked = True
        return True

    @Slot()
    def _paint(self) -> None:
        self._turns += 1
        if not turns.is_free() and self._turns < _MOST_TURNS:
            self._later.start()
            return
        self._window.removeEventFilter(self)
        if self._is_asked:
            turns.take()
            QCoreApplication.postEvent(self._window, QEvent(QEvent.Type.UpdateRequest))
