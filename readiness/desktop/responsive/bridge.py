"""The one way from worker threads into the window's thread."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from readiness.desktop.responsive import turns
from readiness.engine.events import Event

_SECONDS_IN_A_TURN: Final = 0.006


class Bridge(QObject):
    """Carries events to ``deliver`` in the window's thread, in order.

    ``listen`` may be called from any thread. Where many events come at once, some are delivered in each turn of the
    event loop, so that the window answers in between. After ``close`` nothing is delivered any more, not even what
    was already on its way: a worker that is still busy while the window goes away talks to nobody.
    """

    _arrived = Signal()

    def __init__(self, deliver: Callable[[Event], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._deliver = deliver
        self._gate = threading.Lock()
        self._open = True
        self._waiting: deque[Event] = deque()
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(turns.NEXT_TURN_MILLISECONDS)
        self._next.timeout.connect(self._hand_over)
        self._arrived.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    def listen(self, event: Event) -> None:
        """Take an event, on any thread. Returns at once."""
        # The gate keeps the emit and the close apart: emitting on a QObject that is
        # being deleted was unclean in 8 of 40 exits.
        with self._gate:
            if self._open:
                self._waiting.append(event)
                if len(self._waiting) == 1:
                    self._arrived.emit()

    @property
    def is_open(self) -> bool:
        """Whether events are still delivered."""
        return self._open

    def close(self) -> None:
        """Deliver nothing any more."""
        with self._gate:
            self._open = False
            self._waiting.clear()

    @Slot()
    def _hand_over(self) -> None:
        ends = time.monotonic() + _SECONDS_IN_A_TURN
        try:
            while self._waiting and time.monotonic() < ends:
                self._deliver_next()
        finally:
            if self._waiting:
                self._next.start()

    def _deliver_next(self) -> None:
        try:
            self._deliver(self._waiting[0])
        finally:
            # Taken away only now: what arrives meanwhile finds somebody before it and calls nobody.
            with self._gate:
                if self._waiting:
                    self._waiting.popleft()
