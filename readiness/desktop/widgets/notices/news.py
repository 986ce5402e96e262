"""Quiet lines on the first page: what is new since the program was used last. None of them stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from readiness.desktop.screen_reader import announce
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Card, Weight, emptied
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import Message


class Line(NamedTuple):  # no dataclass, which takes ten times as long to make: the first window waits for it
    """What there is to tell, and what can be done about it, if anything."""

    words: Message
    does: Message | None = None
    act: Callable[[], object] = lambda: None


class News(Card):
    """Shows such lines, none as long as nothing is told."""

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__("accent", parent=parent)
        self._texts = texts
        self._lines: tuple[Line, ...] = ()
        self.rows.setSpacing(4)
        self.buttons: list[Button] = []
        self.hide()

    def tell(self, *lines: Line) -> None:
        """Tell more."""
        self._lines += lines
        self.retranslate()
        for line in lines:
            announce(self, self._texts(line.words))

    def drop(self, does: Message) -> None:
        """Take back what was to be done in some way: it is being done."""
        self._lines = tuple(line for line in self._lines if line.does != does)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        emptied(self.rows)
        self.buttons = []
        for line in self._lines:
            self.rows.addWidget(Text(self._texts(line.words)))
            if line.does is not None:
                button = Button(Weight.QUIET)
                button.setText(self._texts(line.does))
                button.setAccessibleDescription(self._texts(line.words))
                button.clicked.connect(line.act)
                self.buttons.append(button)
                self.rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(bool(self._lines))
