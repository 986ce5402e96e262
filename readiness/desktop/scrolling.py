"""A scrolling area whose bar is plain, and the same on every system."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QStyle, QStyleOptionSlider, QWidget

from readiness.desktop.theme import colours_of

_WIDTH: Final = 14
_INSET: Final = 4.0


class PlainBar(QScrollBar):
    """A scroll bar drawn as its handle alone."""

    def sizeHint(self) -> QSize:
        """Return a narrow bar."""
        return QSize(_WIDTH, super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the handle, where there is something to scroll."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ScrollBarSlider
        handle = QRectF(self.style().subControlRect(QStyle.ComplexControl.CC_ScrollBar, option, part, self))
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours.page))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.muted if self.isSliderDown() or self.underMouse() else colours.line))
        if self.maximum() > self.minimum():
            painter.drawRoundedRect(handle.adjusted(_INSET, 2, -_INSET + 1, -2), 3, 3)
        painter.end()


class ScrollArea(QScrollArea):
    """Scrolls one widget up and down."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setVerticalScrollBar(PlainBar(Qt.Orientation.Vertical))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
