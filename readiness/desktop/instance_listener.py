"""Hears when the person starts the program again, and hands on what they would like to see."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal, Slot

from readiness.store.single_instance import SingleInstance


class InstanceListener(QObject):
    """``again`` carries the request of each further start, as long as the place is ours.

    ``give_way`` is asked to end this program when another version of it calls, and tells whether it does: what is
    loaded only when it is wanted would come from a program that is not there any more.
    """

    again = Signal(object)

    def __init__(self, place: SingleInstance, parent: QObject, give_way: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._give_way = give_way
        self._place = place
        self._watcher = QFileSystemWatcher(self)

    def listen(self) -> None:
        """Take requests from now on, also those that wait; a folder that cannot be watched is left to others."""
        if not self._place.is_ours:
            return
        if not self._watcher.addPath(str(self._place.folder)):
            self._place.leave()
            return
        self._watcher.directoryChanged.connect(self._look)
        self._place.listen()
        self._look()

    @Slot()
    def _look(self) -> None:
        if self._place.is_ours:
            for request in self._place.requests(self._give_way):
                self.again.emit(request)

    @Slot()
    def leave(self) -> None:
        """Hear nothing more: the window closes, and whoever starts the program now gets one of their own."""
        self._place.leave()
