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

_DOT: Final = 4.0
_TALL: Final = 140
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
        return QSize(280, _TALL)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest useful size."""
        return QSize(180, _TALL)

    @property
    def span(self) -> tuple[float, float]:
        """The lowest and highest value of the scale: all dots and the limit, with some room."""
        values = [*(value for _, value in self._view.points), self._view.limit]
        low, high = min(values), max(values)
        room = (high - low or abs(high) or 1.0) * _ROOM
        return low - room, high + room

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint scale, days, limit and dots."""
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(scaled(self.font(), 0.85))
        metrics = QFontMetrics(painter.font())
        left = max(metrics.horizontalAdvance(self._number(value)) for value in self.marks) + 10
        top = metrics.height() * 0.75
        plot = QRectF(left, top, self.width() - left - 8, self.height() - top - metrics.height() * 1.35)
        self._paint_scale(painter, plot, colours, metrics)
        self._paint_days(painter, plot, metrics)
        self._paint_dots(painter, plot, colours)
        painter.end()

    @property
    def marks(self) -> tuple[float, ...]:
        """The values that stand at the scale: the limit, the highest and the lowest."""
        values = [value for _, value in self._view.points]
        return tuple(dict.fromkeys((self._view.limit, max(values), min(values))))

    @property
    def days(self) -> tuple[str, str]:
        """What stands at the two ends below the dots: the days, or the times where all are of one day."""
        first, last = self._view.points[0][0], self._view.points[-1][0]
        say = self._translator
        days = say.date(first), say.date(last)
        return days if days[0] != days[1] else (say.time(first), say.time(last))

    def _number(self, value: float) -> str:
        return self._translator.number(value)

    def _paint_scale(self, painter: QPainter, plot: QRectF, colours: Colours, metrics: QFontMetrics) -> None:
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(plot.topLeft(), plot.bottomLeft())
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        written: list[float] = []
        for value in self.marks:
            height = self._height(value, plot)
            # Of two that would lie on each other only the first is written: the limit.
            if all(abs(height - other) >= metrics.height() for other in written):
                written.append(height)
                text = self._number(value)
                painter.setPen(QColor(colours.muted if value != self._view.limit else colours.text))
                where = QPointF(plot.left() - 7 - metrics.horizontalAdvance(text), height + metrics.ascent() / 2 - 1)
                painter.drawText(where, text)
        height = self._height(self._view.limit, plot)
        painter.setPen(QPen(QColor(colours.text), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(plot.left(), height), QPointF(plot.right(), height))

    def _paint_days(self, painter: QPainter, plot: QRectF, metrics: QFontMetrics) -> None:
        painter.setPen(QColor(colours_of(self).muted))
        first, last = self.days
        below = plot.bottom() + metrics.height() * 1.1
        painter.drawText(QPointF(plot.left(), below), first)
        painter.drawText(QPointF(plot.right() - metrics.horizontalAdvance(last), below), last)

    def _paint_dots(self, painter: QPainter, plot: QRectF, colours: Colours) -> None:
        first, last = (self._view.points[place][0].timestamp() for place in (0, -1))
        spots = [
            QPointF(
                plot.left() + 8 + (at.timestamp() - first) / ((last - first) or 1.0) * (plot.width() - 16),
                self._height(value, plot),
            )
            for at, value in self._view.points
        ]
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.drawPolyline(spots)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        for spot in spots:
            painter.drawEllipse(spot, _DOT, _DOT)

    def _height(self, value: float, plot: QRectF) -> float:
        low, high = self.span
        return plot.bottom() - (value - low) / (high - low) * plot.height()
