"""Asks before something is deleted for good."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from readiness.desktop.texts import Texts
from readiness.domain.message import message


def is_sure(parent: QWidget, texts: Texts) -> bool:
    """Ask whether every earlier check is to be deleted; to keep them is what Return and Escape do."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(texts(message("desktop.history.sure")))
    yes = box.addButton(texts(message("desktop.history.sure_yes")), QMessageBox.ButtonRole.DestructiveRole)
    no = box.addButton(texts(message("desktop.history.sure_no")), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.exec()
    return box.clickedButton() is yes
