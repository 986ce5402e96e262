"""The program as the system sees it: its name, the files that are handed to it, the language it is to speak."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QPluginLoader, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from readiness import __version__
from readiness.desktop.looks.theme import STYLE, STYLED
from readiness.text.system_locale import LANGUAGES, preferred_language

SWITCH_SECONDS: Final = 0.001 if sys.platform == "win32" else 0.0001
"""How long a check that computes may keep the window's thread waiting, each time that comes back from Qt.

Python's own 5 ms add up to a standstill that can be seen, because painting a page comes back some hundred times; half
a millisecond still doubled the time of a page beside a check of 200 requirements. Windows waits whole milliseconds
(``SleepConditionVariableSRW``, in CPython's Python/condvar.h): with less, a thread that waits would never rest.
"""


class Application(QApplication):
    """Tells of files and links that macOS hands to a program that runs already; other systems start one with them."""

    file_handed = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Take a file or a link; everything else is Qt's."""
        if isinstance(event, QFileOpenEvent):
            self.file_handed.emit(event.file() or event.url().toString())
            return True
        return super().event(event)


def can_open(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether Qt can load its part for X: where it cannot, it would end the whole program."""
    if not sys.platform.startswith("linux") or environ.get("WAYLAND_DISPLAY") or environ.get("QT_QPA_PLATFORM"):
        return True
    plugin = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforms", "libqxcb.so")
    return not plugin.is_file() or QPluginLoader(str(plugin)).load()


def application_instance() -> QApplication:
    """Return the one application, made now if there is none."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = Application([*sys.argv[:1], "-style", STYLE])
        app.setProperty(STYLED, True)  # noqa: FBT003 - the library's signature
    sys.setswitchinterval(SWITCH_SECONDS)
    app.setApplicationName("readiness")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("readiness")
    return app


def system_language() -> str:
    """Return the first of the system's languages that is one of ours, English if none is."""
    for tag in QLocale.system().uiLanguages():
        language = tag.split("-")[0]
        if language in LANGUAGES:
            return language
    return preferred_language()
