"""Opens the window, and runs it until it is closed."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication

from readiness.desktop.application import Desktop
from readiness.desktop.qt_application import Application, application_instance, can_open
from readiness.desktop.state.preferences import Preferences
from readiness.text.system_locale import system_region

if TYPE_CHECKING:
    from readiness.checks.base import Machine
    from readiness.store.single_instance import SingleInstance

_LEAST_DEPTH: Final = 15
"""Bits for the colour of a pixel. On an X screen with eight, Qt 6 has nothing to paint with."""

_SETTLING_MILLISECONDS: Final = 5000
"""Qt makes each program active that macOS has just started, also one that is to wait in the tray."""


def run(
    argv: Sequence[str], machine: Machine, place: SingleInstance, *, language: str | None = None, hidden: bool = False
) -> int | None:
    """Open the window, with the profile files or the link named in ``argv``, and return 0 when it is closed.

    As long as it is open it holds its ``place``. ``hidden``: wait in the tray, where there is one to wait in. None
    where Qt would end the program, or show nothing but black.
    """
    if not can_open():
        return None
    app = application_instance()
    if app.primaryScreen() is not None and app.primaryScreen().depth() < _LEAST_DEPTH:
        return None
    gc.disable()  # what is made until the first frame stays; looking through it takes a twentieth of the start
    desktop = Desktop(app, machine, Preferences(), language=language, region=system_region(QLocale.system().name()))
    if isinstance(app, Application):
        app.file_handed.connect(desktop.show_handed)
    desktop.window.fit(desktop.window.screen().availableGeometry().size())
    desktop.start_hidden() if hidden else desktop.window.show()
    if not hidden:
        desktop.window.painted.connect(lambda: _finish_start(app, desktop, place, argv))
    else:
        QTimer.singleShot(0, desktop, lambda: _finish_start(app, desktop, place, argv))
    code = app.exec()
    desktop.see_out()
    return code


def _finish_start(app: QApplication, desktop: Desktop, place: SingleInstance, named: Sequence[str]) -> None:
    """Do what the first frame need not wait for."""
    from readiness.desktop.exception_hook import ExceptionHook
    from readiness.desktop.garbage_collection import GarbageCollection
    from readiness.desktop.instance_listener import InstanceListener
    from readiness.store.log import keep_log

    desktop.preloader.done.connect(GarbageCollection(app, desktop.window).settle)
    keep_log()
    ExceptionHook(desktop.texts, desktop.window).install()
    desktop.window.show_icon()
    desktop.load(named)
    listener = InstanceListener(place, desktop.window, desktop.hand_overs.give_way)
    listener.again.connect(desktop.hand_overs.show_request)
    desktop.window.closed.connect(listener.leave)
    listener.listen()
    if sys.platform == "darwin":
        show = desktop.hand_overs.show_if_hidden
        QTimer.singleShot(_SETTLING_MILLISECONDS, desktop, lambda: app.applicationStateChanged.connect(show))
