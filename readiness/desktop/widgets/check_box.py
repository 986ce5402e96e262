"""A check box that is visible in both colour schemes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from readiness.desktop.looks.theme import UNDERLINES, colours_of
from readiness.desktop.widgets.controls import TARGET

_BOX: Final = 18
_BESIDE: Final = 10
_HOOK: Final = ((0.22, 0.52), (0.43, 0.72), (0.79, 0.30))  # in shares of the box


class CheckBox(QCheckBox):
    """A check box; the style's own has lines too faint for dark backgrounds. A click on its words toggles it too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return the size of box and words, tall enough to be hit."""
        words = QFontMetrics(self.font()).size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        return QSize(_BOX + _BESIDE + words + 2, TARGET)

    def minimumSizeHint(self) -> QSize:
        """Return the same: the words do not wrap."""
        return self.sizeHint()

    def hitButton(self, place: QPoint) -> bool:
        """Return whether a point belongs to it: both box and words do."""
        return self.rect().contains(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the box, its hook and the words."""
        colours = colours_of(self)
        box = QRectF(0.5, (self.height() - _BOX) / 2, _BOX, _BOX)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        filled = colours.accent if self.isEnabled() else colours.muted
        painter.setPen(QPen(QColor(filled if self.isChecked() else colours.muted), 1.5))
        painter.setBrush(QColor(filled if self.isChecked() else colours.page))
        painter.drawRoundedRect(box, 4, 4)
        if self.isChecked():
            painter.setPen(QPen(QColor(colours.page), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPolyline([box.topLeft() + QPointF(x * _BOX, y * _BOX) for x, y in _HOOK])
        painter.setPen(QColor(colours.text if self.isEnabled() else colours.muted))
        words = self.rect().adjusted(_BOX + _BESIDE, 0, 0, 0)
        shown = Qt.TextFlag.TextShowMnemonic if UNDERLINES else Qt.TextFlag.TextHideMnemonic
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter) | int(shown), self.text())
        painter.end()
