"""The speed of a transfer over time, with the employer's limit as a dashed line."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from readiness.desktop.looks.colours import Colours
from readiness.desktop.looks.theme import colours_of, scaled
from readiness.domain.quantity import Quantity
from readiness.text import Translator

_SHORTEST_SECONDS: Final = 8.0
_STEPS: Final = (1.0, 1.5, 2.0, 3.0, 5.0, 7.5)


class SpeedCurve(QWidget):
    """Draws one growing curve in Mbit/s. What it shows is also written beside it as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: list[tuple[float, float]] = []
        self._limit: float | None = None
        self._axis_text = ""
        self._limit_text = ""
        self._translator: Translator | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def start(self, limit: float | None) -> None:
        """Begin a new curve; ``limit`` in Mbit/s, None where the profile has none."""
        self._points = []
        self._limit = limit
        self.update()

    def add(self, seconds: float, mbit_per_second: float) -> None:
        """Add a point at the end."""
        self._points.append((seconds, mbit_per_second))
        self.update()

    def write(self, translator: Translator, unit: str, limit: str) -> None:
        """Write what is drawn: the unit over the scale, a word at the limit, numbers as the reader knows them."""
        self._translator, self._axis_text, self._limit_text = translator, unit, limit
        self.update()

    def _number(self, value: float) -> str:
        return self._translator.number(value) if self._translator else f"{value:g}"

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """What is drawn: seconds and Mbit/s."""
        return tuple(self._points)

    def sizeHint(self) -> QSize:
        """Return a size at which a limit line and a curve can be told apart."""
        return QSize(280, 156)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest useful size."""
        return QSize(160, 100)

    @property
    def top(self) -> float:
        """The highest value of the scale, a round number above curve and limit."""
        highest = max([rate for _, rate in self._points] + [(self._limit or 0.0) * 1.25, 1.0])
        power = 10.0 ** math.floor(math.log10(highest))
        return next((step * power for step in _STEPS if step * power >= highest), 10 * power)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint scale, limit and curve."""
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(scaled(self.font(), 0.85))
        metrics = QFontMetrics(painter.font())
        left = max(metrics.horizontalAdvance(self._number(mark)) for mark in (self.top, self._limit or 0.0)) + 8
        top = metrics.height() * 1.7
        plot = QRectF(left, top, self.width() - left - 2, self.height() - top - metrics.height() * 1.2)
        self._paint_scale(painter, plot, colours, metrics)
        self._paint_curve(painter, plot, colours)
        if self._limit is not None:
            self._paint_limit(painter, plot, colours, metrics)
        painter.end()

    def _paint_limit(self, painter: QPainter, plot: QRectF, colours: Colours, metrics: QFontMetrics) -> None:
        height = self._height(self._limit or 0.0, plot)
        painter.setPen(QPen(QColor(colours.text), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(plot.left(), height), QPointF(plot.right(), height))
        right = plot.right() - metrics.horizontalAdvance(self._limit_text)
        painter.drawText(QPointF(right, height - metrics.descent() - 4), self._limit_text)

    def _paint_scale(self, painter: QPainter, plot: QRectF, colours: Colours, metrics: QFontMetrics) -> None:
        painter.setPen(QColor(colours.muted))
        painter.drawText(QPointF(0, metrics.ascent()), self._axis_text)
        marks = {0.0, self.top} | ({self._limit} if self._limit is not None else set())
        for mark in marks:
            height = self._height(mark, plot)
            if mark in {0.0, self.top} and self._limit is not None and mark != self._limit:
                close = abs(height - self._height(self._limit, plot)) < metrics.height()
                if close:
                    continue
            text = self._number(mark)
            painter.drawText(
                QPointF(plot.left() - 6 - metrics.horizontalAdvance(text), height + metrics.ascent() / 2 - 1), text
            )
        if self._translator is not None:
            end = self._translator.quantity(Quantity(self._seconds, "s"), 0)
            below = plot.bottom() + metrics.ascent() + 2
            painter.drawText(QPointF(plot.right() - metrics.horizontalAdvance(end), below), end)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.drawLine(plot.topLeft(), plot.bottomLeft())

    def _paint_curve(self, painter: QPainter, plot: QRectF, colours: Colours) -> None:
        if not self._points:
            return
        longest = self._seconds
        spots = [
            QPointF(plot.left() + at / longest * plot.width(), self._height(rate, plot)) for at, rate in self._points
        ]
        line = QPainterPath(spots[0])
        for spot in spots[1:]:
            line.lineTo(spot)
        area = QPainterPath(line)
        area.lineTo(spots[-1].x(), plot.bottom())
        area.lineTo(spots[0].x(), plot.bottom())
        area.closeSubpath()
        painter.fillPath(area, QColor(colours.tint(colours.accent, 0.18)))
        painter.setPen(QPen(QColor(colours.accent), 2.5))
        painter.drawPath(line)

    @property
    def _seconds(self) -> float:
        """How long the scale of time is."""
        return max(_SHORTEST_SECONDS, math.ceil(self._points[-1][0]) if self._points else 0.0)

    def _height(self, rate: float, plot: QRectF) -> float:
        return plot.bottom() - min(rate / self.top, 1.0) * plot.height()
