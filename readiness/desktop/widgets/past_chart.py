"""One figure over earlier checks: a dot each, the limit as a dashed line."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from readiness.desktop.looks.colours import Colours
from readiness.desktop.looks.theme import colours_of, scaled
from readiness.render.history import ChartView
from readiness.text import Translator

_DOT: Final = 3.5
_ROOM: Final = 0.12


class PastChart(QWidget):
    """Draws one chart. What it shows is its accessible name, and stands beside it as text."""

    def __init__(self, view: ChartView, translator: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._translator = translator
        self.setAccessibleName(view.words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a size at which a limit line and dots can be told apart."""
        return QSize(280, 110)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest useful size."""
        return QSize(180, 110)

    @property
    def span(self) -> tuple[float, float]:
        """The lowest and highest value of the scale: all dots and the limit, with some room."""
        values = [*(value for _, value in self._view.points), self._view.limit]
        low, high = min(values), max(values)
        room = (high - low or abs(high) or 1.0) * _ROOM
        return low - room, high + room

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint scale, limit and dots."""
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(scaled(self.font(), 0.85))
        metrics = QFontMetrics(painter.font())
        marks = [self._number(value) for value in (self.span[0], self.span[1], self._view.limit)]
        left = max(map(metrics.horizontalAdvance, marks)) + 8
        plot = QRectF(left, metrics.ascent() / 2 + 2, self.width() - left - 8, self.height() - metrics.height())
        self._paint_scale(painter, plot, colours, metrics)
        self._paint_dots(painter, plot, colours)
        painter.end()

    def _number(self, value: float) -> str:
        return self._translator.number(value)

    def _paint_scale(self, painter: QPainter, plot: QRectF, colours: Colours, metrics: QFontMetrics) -> None:
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(plot.topLeft(), plot.bottomLeft())
        height = self._height(self._view.limit, plot)
        painter.setPen(QColor(colours.text))
        text = self._number(self._view.limit)
        where = QPointF(plot.left() - 6 - metrics.horizontalAdvance(text), height + metrics.ascent() / 2 - 1)
        painter.drawText(where, text)
        painter.setPen(QPen(QColor(colours.text), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(plot.left(), height), QPointF(plot.right(), height))

    def _paint_dots(self, painter: QPainter, plot: QRectF, colours: Colours) -> None:
        first, last = (self._view.points[place][0].timestamp() for place in (0, -1))
        spots = [
            QPointF(
                plot.left() + 6 + (at.timestamp() - first) / ((last - first) or 1.0) * (plot.width() - 12),
                self._height(value, plot),
            )
            for at, value in self._view.points
        ]
        painter.setPen(QPen(QColor(colours.tint(colours.accent, 0.5)), 1))
        painter.drawPolyline(spots)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        for spot in spots:
            painter.drawEllipse(spot, _DOT, _DOT)

    def _height(self, value: float, plot: QRectF) -> float:
        low, high = self.span
        return plot.bottom() - (value - low) / (high - low) * plot.height()
