"""Work that would make the window wait, done on a daemon thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from readiness.desktop.responsive import turns

T = TypeVar("T")

_LONGEST_TURN_SECONDS: Final = 0.2


class Background(QObject):
    """Runs functions elsewhere and hands their results over in the window's thread.

    A function begins when the turn of the window that asked for it is over, and what it changed is painted: Python does
    one thing at a time, and those turns would take twice as long. After ``close`` no result is handed over; what
    still runs dies with the process.
    """

    _finished = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gate = threading.Lock()
        self._open = True
        self._finished.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Start ``work`` on a thread; call ``then`` with its result in this one.

        ``work`` tells what went wrong in its result; what it raises after all is raised in this one, and ``then`` is
        not called.
        """
        turn_over = threading.Event()
        turns.after_painting(turn_over.set)
        threading.Thread(target=self._work, args=(turn_over, work, then), name="background", daemon=True).start()

    def close(self) -> None:
        """Hand over nothing any more."""
        with self._gate:
            self._open = False

    def _work(self, turn_over: threading.Event, work: Callable[[], T], then: Callable[[T], None]) -> None:
        turn_over.wait(_LONGEST_TURN_SECONDS)  # what is to be kept is kept, even if no turn follows
        try:
            result = work()
        except Exception as problem:  # noqa: BLE001 - it is raised where whoever began this is
            self.tell(_raised, problem)
            return
        self.tell(then, result)

    def tell(self, then: Callable[[T], None], result: T) -> None:
        """Call ``then`` in the window's thread; may be called on any thread, and returns at once."""
        with self._gate:
            if self._open:
                self._finished.emit(then, result)

    @Slot(object, object)
    def _hand_over(self, then: Callable[[object], None], result: object) -> None:
        if self._open:
            then(result)


def _raised(problem: Exception) -> None:
    raise problem
