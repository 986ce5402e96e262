"""The answers to a question that a check asks while it runs: a button each, with its picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from readiness import paths
from readiness.checks.base import Choice
from readiness.desktop.controls import Button, Weight, emptied
from readiness.desktop.texts import Texts
from readiness.domain.message import message


class Choices(QWidget):
    """Offers answers; ``chosen`` carries the id of one, "" for the person who would rather not say."""

    chosen = Signal(str)

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._offered: tuple[Choice, ...] = ()
        self.buttons: list[Button] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Show these answers, and one for who does not know."""
        emptied(self._rows)
        self._offered = tuple(choices)
        self.buttons = [Button(Weight.NORMAL, picture_of(choice)) for choice in choices]
        if choices:
            self.buttons.append(Button(Weight.QUIET))
        for button, id_ in zip(self.buttons, [*(choice.id for choice in choices), ""], strict=False):
            button.clicked.connect(partial(self.chosen.emit, id_))
            self._rows.addWidget(button)
        self.retranslate()

    @property
    def first(self) -> Button:
        """Where the keyboard goes."""
        return self.buttons[0]

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for button, choice in zip(self.buttons, self._offered, strict=False):
            button.setText(self._texts(choice.text).replace("&", "&&"))
        if self.buttons:
            self.buttons[-1].setText(self._texts(message("desktop.voice.not_sure")))


def picture_of(choice: Choice) -> str:
    """Return the name of the answer's picture, "" where none is shipped."""
    try:
        paths.resource(f"icons/{choice.picture}.svg")
    except (FileNotFoundError, ValueError):
        return ""
    return choice.picture
