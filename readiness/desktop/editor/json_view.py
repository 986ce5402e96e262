"""The profile as the text it is, with the number of each line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from readiness.desktop.looks.theme import colours_of
from readiness.desktop.widgets.fields import Code

_MARGIN: Final = 8


class JsonView(Code):
    """An editor for the whole text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(6, parent=parent)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._numbers = _Numbers(self)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._follow)
        self._make_room(1)

    def numbers_width(self) -> int:
        """Return the width of the column of numbers."""
        digits = max(3, len(str(self.blockCount())))
        return self.fontMetrics().horizontalAdvance("9" * digits) + 2 * _MARGIN

    def lines_in_sight(self) -> Iterator[tuple[int, QRect]]:
        """Yield the number and the place of every line that can be seen."""
        block: QTextBlock = self.firstVisibleBlock()
        while block.isValid():
            area = self.blockBoundingGeometry(block).translated(self.contentOffset()).toRect()
            if area.top() > self.viewport().height():
                return
            yield block.blockNumber() + 1, area
            block = block.next()

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor to a place, both counted from 1."""
        block = self.document().findBlockByNumber(line - 1)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + min(column - 1, max(block.length() - 1, 0)))
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the numbers as high as the text."""
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._numbers.setGeometry(QRect(inside.left(), inside.top(), self.numbers_width(), inside.height()))

    @Slot(int)
    def _make_room(self, _lines: int) -> None:
        self.setViewportMargins(self.numbers_width(), 0, 0, 0)
        inside = self.contentsRect()
        self._numbers.setGeometry(QRect(inside.left(), inside.top(), self.numbers_width(), inside.height()))

    @Slot(QRect, int)
    def _follow(self, _area: QRect, _moved: int) -> None:
        self._numbers.update()


class _Numbers(QWidget):
    """The column of numbers; screen readers pass it by."""

    def __init__(self, view: JsonView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        """Return the width the numbers need."""
        return QSize(self._view.numbers_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numbers of the lines in sight."""
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.card))
        painter.drawRect(event.rect())
        painter.setPen(QColor(colours.muted))
        painter.setFont(self._view.font())
        for number, area in self._view.lines_in_sight():
            place = QRect(0, area.top(), self.width() - _MARGIN, area.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), str(number))
        painter.end()
