"""Labels and their values in two columns."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from readiness.desktop.widgets.layout.sizes import Block
from readiness.desktop.widgets.wrapped_text import Text

_LABEL, _VALUE = 9, 20
_LONGEST_WORD = 40


class Pairs(Block):
    """One row per label and value; both wrap."""

    def __init__(self, pairs: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, _LABEL)
        grid.setColumnStretch(1, _VALUE)
        for place, (label, value) in enumerate(pairs):
            grid.addWidget(Text(label, role="muted"), place, 0, Qt.AlignmentFlag.AlignTop)
            words = Text(breakable(value))
            words.setAccessibleName(value)
            grid.addWidget(words, place, 1, Qt.AlignmentFlag.AlignTop)


def breakable(words: str) -> str:
    """Return text that can wrap anywhere if it is one long word, such as a hash.

    Japanese wraps without spaces.
    """
    return "\u200b".join(words) if len(words) > _LONGEST_WORD and " " not in words and words.isascii() else words
