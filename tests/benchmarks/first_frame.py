"""Tells when a program's first window has been painted; loaded by Python itself, as ``sitecustomize``.

Costs next to nothing until QtWidgets is loaded. What it then needs of Qt a bare window does not, and making that takes
a tenth of such a window's start: the time for it is taken off what is told, whatever the program. What it tells goes
into the file that FIRST_FRAME_TOLD names: one line of JSON for the first frame, and one for the first on which this
program's check can be begun.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

_own = [0.0, 0.0]
"""Seconds and processor seconds that getting ready to watch took."""


def _tell(what: str) -> None:
    at, processor = time.monotonic() - _own[0], time.process_time() - _own[1]
    line = f'{{"what": "{what}", "at": {at}, "processor": {processor}}}\n'
    with open(os.environ["FIRST_FRAME_TOLD"], "a", encoding="ascii") as file:  # noqa: PTH123 - pathlib takes time
        file.write(line)


def _watcher() -> Any:  # noqa: ANN401 - QtCore is not loaded in every process
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
    from PySide6.QtWidgets import QWidget

    seen = {QEvent.Type.Expose: QEvent.Type.User, QEvent.Type.Paint: QEvent.Type(QEvent.Type.User + 1)}

    class Watch(QObject):
        """Sees the window get its first frame, and the button that begins a check be painted so that it can be used."""

        def eventFilter(self, thing: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if event.type() in seen and (not isinstance(thing, QWidget) or thing.isEnabled()):
                thing.removeEventFilter(self)
                # Handled before anything else, as soon as the frame is painted.
                after = QEvent(seen[event.type()])
                QCoreApplication.postEvent(self, after, Qt.EventPriority.HighEventPriority.value)
            return False

        def customEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
            _tell("frame" if event.type() == QEvent.Type.User else "usable")
            if event.type() == QEvent.Type.User:
                _follow_start(self)

    return Watch()


def _follow_start(watch: Any) -> None:  # noqa: ANN401
    from PySide6.QtWidgets import QApplication

    for page in QApplication.allWidgets():
        if type(page).__name__ == "ChoosePage" and (start := getattr(page, "start", None)):
            start.installEventFilter(watch)
            start.update()


def _watch(widgets: Any) -> None:  # noqa: ANN401
    run = widgets.QApplication.exec
    watches = []

    def watched(*_: object) -> int:
        begun = time.monotonic(), time.process_time()
        watches.append(_watcher())
        for window in widgets.QApplication.topLevelWidgets():
            if window.isVisible():
                window.windowHandle().installEventFilter(watches[0])
        _own[:] = time.monotonic() - begun[0], time.process_time() - begun[1]
        return int(run())

    widgets.QApplication.exec = watched


class _Finder:
    """Waits for QtWidgets to be looked for, and then steps aside."""

    def find_spec(self, name: str, *_: object) -> None:
        if name != "PySide6.QtWidgets":
            return
        sys.meta_path.remove(self)
        import PySide6.QtWidgets

        _watch(PySide6.QtWidgets)


if "FIRST_FRAME_TOLD" in os.environ:
    sys.meta_path.insert(0, _Finder())
