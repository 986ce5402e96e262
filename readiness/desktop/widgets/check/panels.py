"""The internet connection while it is measured: stage, figure, curve; and the bar that all pages share."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from readiness.checks.base import Rate, Stage
from readiness.desktop.looks.theme import colours_of
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.charts.bar import Bar
from readiness.desktop.widgets.charts.curve import SpeedCurve
from readiness.desktop.widgets.controls import Card
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import Message, message
from readiness.domain.quantity import Quantity


class ThinBar(Bar):
    """A quiet progress bar; the words beside it say the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextVisible(False)

    def sizeHint(self) -> QSize:
        """Return a thin line."""
        return QSize(120, 8)

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint track and progress."""
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(colours.line))
        painter.setBrush(QColor(colours.card))
        painter.drawRoundedRect(track, 4, 4)
        share = (self.value() - self.minimum()) / max(self.maximum() - self.minimum(), 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        track.setWidth(max(track.width() * share, track.height() if share else 0))
        painter.drawRoundedRect(track, 4, 4)
        painter.end()


class SpeedPanel(Card):
    """The connection's speed while it is measured: stage, figure, curve."""

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._texts = texts
        self._stage: Message | None = None
        self._rate: Rate | None = None
        self._limits: Mapping[str, float] = {}
        self.heading = Text(bold=True)
        self.stage = Text(role="muted")
        self.figure = Text(size=1.5, bold=True)
        self.curve = SpeedCurve()
        for widget in (self.heading, self.stage, self.figure, self.curve):
            self.rows.addWidget(widget)
        self.rows.setSpacing(4)

    def begin(self, limits: Mapping[str, float]) -> None:
        """Start anew; ``limits`` are the least rates that are needed, in Mbit/s, by fact."""
        self._stage, self._rate, self._limits = None, None, limits
        self.curve.start(None)
        self.retranslate()

    def show_stage(self, stage: Stage) -> None:
        """Say what is being measured."""
        self._stage = stage.text
        self.retranslate()

    def show_rate(self, rate: Rate) -> None:
        """Add a point; another fact begins another curve."""
        if self._rate is None or self._rate.fact != rate.fact:
            self.curve.start(self._limits.get(rate.fact))
        self.curve.add(rate.seconds, rate.mbit_per_second)
        self._rate = rate
        self.retranslate()

    def end(self) -> None:
        """Say that it is over. The newest rate is no result: the results stand in the rows."""
        self._stage, self._rate = message("desktop.speed.done"), None
        self.retranslate()

    def rate_words(self) -> str:
        """Return the newest rate with its unit; empty before the first."""
        if self._rate is None:
            return ""
        return self._texts.translator.quantity(Quantity(self._rate.mbit_per_second, "Mbit/s"))

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        say = self._texts
        self.heading.setText(say(message("desktop.speed.heading")))
        self.stage.setText(say(self._stage or message("desktop.speed.waiting")))
        name = say.say(f"fact.{self._rate.fact}") if self._rate else ""
        self.figure.setText(f"{name}  {self.rate_words()}" if name else "")
        self.curve.write(say.translator, "Mbit/s", say(message("desktop.chart.limit")))
        self.curve.setAccessibleName(self.figure.text() if name else say(message("desktop.speed.curve")))
