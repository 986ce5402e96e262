"""Long work in the window's own thread, done bit by bit so that the window answers in between."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_SLICE_SECONDS: Final = 0.012


class Slices(QObject):
    """Goes through one iterator at a time; what is done between two of its values is a bit.

    A few bits are done at once, so that what fits the screen is there with the page; the others
    follow while the event loop has nothing else to do.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._bits: Iterator[object] = iter(())
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def begin(self, bits: Iterator[object], at_once: int) -> None:
        """Do so many bits now and the others soon; what is left of earlier work is left undone."""
        self._bits = bits
        self._timer.stop()
        for _ in range(at_once):
            if not self._one():
                return
        self._timer.start()

    def finish(self) -> None:
        """Do everything that is left, now."""
        while self._one():
            pass
        self._timer.stop()

    @property
    def busy(self) -> bool:
        """Whether something is left to do."""
        return self._timer.isActive()

    @Slot()
    def _go_on(self) -> None:
        ends = time.monotonic() + _SLICE_SECONDS
        while self._one():
            if time.monotonic() > ends:
                return
        self._timer.stop()

    def _one(self) -> bool:
        nothing = object()
        return next(self._bits, nothing) is not nothing
