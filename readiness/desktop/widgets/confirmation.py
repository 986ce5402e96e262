"""Asks for confirmation before something is deleted for good."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Weight
from readiness.desktop.widgets.word_joiners import with_word_joiners
from readiness.domain.message import Message, message

EVERY_CHECK: Final = (
    message("desktop.history.sure"),
    message("desktop.history.sure_yes"),
    message("desktop.history.sure_no"),
)
"""Whether all earlier checks are to go: the question, yes and no."""
LETTER: Final = (message("desktop.sent.sure"), message("desktop.sent.sure_yes"), message("desktop.sent.sure_no"))
"""Whether a report that was sent is to go."""


def confirm_deletion(parent: QWidget, texts: Texts, words: tuple[Message, Message, Message] = EVERY_CHECK) -> bool:
    """Ask whether to delete something; Return and Escape choose to keep it."""
    question, delete, keep = (texts(one) for one in words)
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)  # a profile's name must never be read as markup
    box.setText(with_word_joiners(question))
    yes = add_dialog_button(box, delete, QMessageBox.ButtonRole.DestructiveRole)
    no = add_dialog_button(box, keep, QMessageBox.ButtonRole.RejectRole, Weight.PRIMARY)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.exec()
    return box.clickedButton() is yes


def add_dialog_button(
    box: QMessageBox, words: str, role: QMessageBox.ButtonRole, weight: Weight = Weight.NORMAL
) -> QPushButton:
    """Add a button that looks like those of the pages to a message box."""
    button = Button(weight)
    button.setParent(box)  # else it goes with this name
    button.setText(words)
    box.addButton(button, role)
    return button
