"""Long work in the window's own thread, done bit by bit so that the window answers in between."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from readiness.desktop.responsive import turns
from readiness.desktop.responsive.placing import placed_together

_SLICE_SECONDS: Final = 0.008
_PUT_SECONDS: Final = 0.008
_MOST_TOGETHER: Final = 30


class Slices(QObject):
    """Goes through one iterator at a time; what is done between two of its values is a bit.

    ``put`` shows what was made: the first time when so many bits are done as fit the screen, then
    whenever there are twice as many again, or as many as can be shown in about the time of a slice, each
    time in a turn of its own. Showing a few more lays out the whole page, so it is not done for every
    slice. Where bits change what is shown ``inside`` a widget, everything in it finds its place once a slice.
    """

    def __init__(self, parent: QObject, put: Callable[[], None] = lambda: None, inside: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bits: Iterator[object] = iter(())
        self._put = put
        self._inside = inside
        self._until_put = self._made = 0
        self._is_new = self._is_done = False
        self._timer = QTimer(self)
        self._timer.setInterval(turns.NEXT_TURN_MILLISECONDS)
        self._timer.timeout.connect(self._go_on)

    def begin(self, bits: Iterator[object], first: int = 1) -> None:
        """Do these bits soon, of which ``first`` fit the screen; what is left of earlier work is left undone."""
        self._bits, self._until_put, self._made = bits, first, 0
        self._is_new, self._is_done = True, False
        self._timer.start()

    def stop(self) -> None:
        """Leave undone what is left."""
        self._bits = iter(())
        self._timer.stop()

    def finish(self) -> None:
        """Do everything that is left, now."""
        if not self.busy:
            return
        self._timer.stop()
        for _ in self._bits:
            pass
        self._put()

    @property
    def busy(self) -> bool:
        """Whether something is left to do."""
        return self._timer.isActive()

    @Slot()
    def _go_on(self) -> None:
        if turns.is_free():
            self._take_turn()
            turns.take()

    def _take_turn(self) -> None:
        if self._is_new:
            self._is_new = False  # this turn is left to what was changed just now
        elif self._is_done:
            self._timer.stop()
            self._put()
        elif self._made >= self._until_put:
            self._put_some()
        else:
            self._is_done = not self._slice()

    def _put_some(self) -> None:
        made, self._made, begun = self._made, 0, time.perf_counter()
        self._put()
        bearable = int(made * _PUT_SECONDS / max(time.perf_counter() - begun, 1e-6))
        self._until_put = max(1, min(2 * made, bearable, _MOST_TOGETHER))

    def _slice(self) -> bool:
        """Do some bits; False when there are no more."""
        with placed_together(self._inside) if self._inside else nullcontext():
            return self._some()

    def _some(self) -> bool:
        ends, nothing = time.monotonic() + _SLICE_SECONDS, object()
        while next(self._bits, nothing) is not nothing:
            self._made += 1
            if self._made >= self._until_put or time.monotonic() > ends:
                return True
        return False
