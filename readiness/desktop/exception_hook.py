"""Handles exceptions that nobody caught in the window: logged, and shown once, instead of a dead button."""

from __future__ import annotations

import logging
import sys
from types import TracebackType

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from readiness.desktop.texts import Texts
from readiness.desktop.widgets.confirmation import add_dialog_button
from readiness.desktop.widgets.word_joiners import with_word_joiners
from readiness.domain.message import message
from readiness.store.log import log_file


class ExceptionHook(QObject):
    """Shows one message per kind of exception, in a box that blocks nothing."""

    def __init__(self, texts: Texts, window: QWidget) -> None:
        super().__init__(window)
        self._texts, self._window = texts, window
        self._told: set[str] = set()

    def install(self) -> None:
        """Handle uncaught exceptions from now on."""
        sys.excepthook = self._caught

    def _caught(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, problem, trace)
            return
        logging.getLogger(__name__).error("the window failed", exc_info=(kind, problem, trace))
        if kind.__name__ not in self._told:
            self._told.add(kind.__name__)
            self._tell(kind.__name__)

    def _tell(self, kind: str) -> None:
        file = log_file()
        known = message("cli.defect", kind=kind, file=str(file))
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(
            with_word_joiners(self._texts(known if file.is_file() else message("cli.defect_without_file", kind=kind)))
        )
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        add_dialog_button(box, self._texts(message("desktop.refused.close")), QMessageBox.ButtonRole.AcceptRole)
        box.setModal(False)
        box.show()
