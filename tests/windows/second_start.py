"""Waits for calls as the window does, starts a program that calls, and prints what came of both, as JSON."""

from __future__ import annotations

import json
import subprocess
import sys

from PySide6.QtCore import QCoreApplication, QTimer

from readiness.desktop.instance_listener import InstanceListener
from readiness.store.single_instance import SingleInstance

_LIMIT_MILLISECONDS = 120_000
_SECOND = """
import sys
from readiness.store.show_request import ShowRequest
from readiness.store.single_instance import SingleInstance
second = SingleInstance()
print([second.take(), second.call(ShowRequest((sys.argv[1],), "ja"), patience=10_000)])
"""


def main() -> None:
    """Be the first, and have a second."""
    app = QCoreApplication([])
    place = SingleInstance()
    place.take()
    heard: list[object] = []
    listener = InstanceListener(place, app, lambda: False)
    listener.again.connect(heard.append)
    listener.again.connect(app.quit)
    listener.listen()
    pipe = subprocess.PIPE  # other streams are the death of Windows' Python
    second = subprocess.Popen([sys.executable, "-c", _SECOND, sys.argv[1]], stdin=pipe, stdout=pipe, stderr=pipe)
    QTimer.singleShot(_LIMIT_MILLISECONDS, app.quit)
    app.exec()
    out, _ = second.communicate(timeout=60)
    listener.leave()
    print(json.dumps({"heard": heard, "second": out.decode().strip()}))


if __name__ == "__main__":
    main()
