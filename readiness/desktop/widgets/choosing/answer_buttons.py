"""The answers to a question that a check asks while it runs: a button each, with its picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from readiness import paths
from readiness.checks.base import Choice
from readiness.desktop.looks.icons import draw_icon
from readiness.desktop.looks.theme import colours_of
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import TARGET, Button, Weight, emptied
from readiness.desktop.widgets.wrapped_text import block
from readiness.domain.message import message

_EDGE: Final = 12
_PICTURE: Final = 30
_NARROWEST: Final = 150
_USUAL: Final = 300

NOT_SAID: Final = "not_said"
"""The id of an answer that says nothing; where a check offers it, none is added."""


class AnswerButton(Button):
    """A button whose words wrap, with a picture before them."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(Weight.NORMAL, icon, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _left(self) -> int:
        return _EDGE + (_PICTURE + _EDGE if self.icon_name else 0)

    def _block(self, width: int) -> tuple[QTextLayout, int]:
        return block(self.text().replace("&&", "&"), self.font(), max(width - self._left() - _EDGE, _NARROWEST))

    def hasHeightForWidth(self) -> bool:
        """Return that narrow means tall."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at which nothing is cut."""
        return max(self._block(width)[1] + _EDGE, TARGET + 4)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(_USUAL, self.heightForWidth(_USUAL))

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size at which words still wrap well."""
        return QSize(self._left() + _NARROWEST + _EDGE, TARGET)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, picture and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.paint_ground(painter, colours_of(self))
        if self.icon_name:
            box = QRectF(_EDGE, (self.height() - _PICTURE) / 2, _PICTURE, _PICTURE)
            draw_icon(painter, self.icon_name, box, colour)
        painter.setPen(QColor(colour))
        layout, height = self._block(self.width())
        layout.draw(painter, QPointF(self._left(), (self.height() - height) / 2))
        painter.end()


class AnswerButtons(QWidget):
    """Offers answers; ``chosen`` carries the id of one, "" for the person who would rather not say."""

    chosen = Signal(str)

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._offered: tuple[Choice, ...] = ()
        self.buttons: list[AnswerButton] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Show these answers, and one for who does not know."""
        emptied(self._rows)
        self._offered = tuple(choices)
        self.buttons = [AnswerButton(picture_of(choice)) for choice in choices]
        if choices and not any(choice.id == NOT_SAID for choice in choices):
            self.buttons.append(AnswerButton(""))
        for button, id_ in zip(self.buttons, [*(choice.id for choice in choices), ""], strict=False):
            button.clicked.connect(partial(self.chosen.emit, id_))
            self._rows.addWidget(button)
        self.retranslate()

    @property
    def first(self) -> AnswerButton:
        """Where the keyboard goes."""
        return self.buttons[0]

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        if self.buttons:
            self.buttons[-1].setText(self._texts(message("desktop.voice.not_sure")))
        for button, choice in zip(self.buttons, self._offered, strict=False):
            button.setText(self._texts(choice.text).replace("&", "&&"))
            button.updateGeometry()


def picture_of(choice: Choice) -> str:
    """Return the name of the answer's picture, "" where none is shipped."""
    try:
        paths.resource(f"icons/{choice.picture}.svg")
    except (FileNotFoundError, ValueError):
        return ""
    return choice.picture
