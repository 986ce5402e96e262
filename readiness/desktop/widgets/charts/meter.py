"""The microphone's level, live: a bar with the limit and the highest value as lines."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from readiness.desktop.looks.theme import colours_of
from readiness.desktop.widgets.charts.bar import Bar

LOWEST_DBOV: Final = -90.0
HIGHEST_DBOV: Final = 0.0
_HEIGHT: Final = 28
_RADIUS: Final = 6.0
_KEY_WIDTH: Final = 8
_KEY_HEIGHT: Final = 18


class MeterKey(QWidget):
    """Shows what a line on the meter looks like, beside the words that say what it means."""

    def __init__(self, *, dashed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        self.setFixedSize(_KEY_WIDTH, _KEY_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        painter.setPen(QPen(QColor(colours_of(self).text), 2, self._style))
        painter.drawLine(_KEY_WIDTH // 2, 0, _KEY_WIDTH // 2, _KEY_HEIGHT)
        painter.end()


class LevelMeter(Bar):
    """Shows a level between -90 and 0 dBov or dBov(A).

    A progress bar by kind, so that screen readers get a role and a value for nothing.
    ``limit`` is drawn as a dashed line; None where the profile has none. It is the most that
    may be, or with ``least`` the least that should.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(round(LOWEST_DBOV), round(HIGHEST_DBOV))
        self.setValue(round(LOWEST_DBOV))
        self.setTextVisible(False)
        self._level = LOWEST_DBOV
        self._peak = LOWEST_DBOV
        self._limit: float | None = None
        self._least = False

    @property
    def limit(self) -> float | None:
        """The limit, in the unit of the levels."""
        return self._limit

    @property
    def least(self) -> bool:
        """Whether it is to be reached, not kept under."""
        return self._least

    def set_limit(self, dbov: float | None, *, least: bool = False) -> None:
        """Draw the limit here."""
        self._limit, self._least = dbov, least
        self.update()

    def show_level(self, dbov: float, peak_dbov: float) -> None:
        """Show the level now and the highest so far."""
        self._level, self._peak = dbov, peak_dbov
        self.show_value(round(min(max(dbov, LOWEST_DBOV), HIGHEST_DBOV)))
        self.update()

    def clear(self) -> None:
        """Show silence and forget the highest value."""
        self.show_level(LOWEST_DBOV, LOWEST_DBOV)

    def sizeHint(self) -> QSize:
        """Return a size that can be read from arm's length."""
        return QSize(240, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size that still shows a difference of 1 dB."""
        return QSize(120, _HEIGHT)

    def position(self, dbov: float) -> float:
        """Return where a level is drawn, in pixels from the left edge."""
        share = (dbov - LOWEST_DBOV) / (HIGHEST_DBOV - LOWEST_DBOV)
        return min(max(share, 0.0), 1.0) * self.width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint track, level, highest value and limit."""
        colours = colours_of(self)
        too_loud = self._limit is not None and self._level > self._limit and not self._least
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.card))
        painter.drawRoundedRect(track, _RADIUS, _RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.advice if too_loud else colours.accent))
        bar = track.adjusted(3, 3, -3, -3)
        bar.setRight(max(bar.left(), min(self.position(self._level), bar.right())))
        painter.drawRoundedRect(bar, _RADIUS / 2, _RADIUS / 2)
        if self._peak > LOWEST_DBOV:
            self._line(painter, self._peak, QPen(QColor(colours.text), 2))
        if self._limit is not None:
            self._line(painter, self._limit, QPen(QColor(colours.text), 2, Qt.PenStyle.DashLine))
        painter.end()

    def _line(self, painter: QPainter, dbov: float, pen: QPen) -> None:
        across = self.position(dbov)
        painter.setPen(pen)
        painter.drawLine(round(across), 1, round(across), self.height() - 2)
