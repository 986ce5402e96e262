"""What is going on right now: the speed curve, and what the person is asked to do."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from readiness.checks.base import Guidance, Level, Rate, Stage, Task
from readiness.desktop.announcing import announce
from readiness.desktop.controls import Button, Card, Weight
from readiness.desktop.curve import SpeedCurve
from readiness.desktop.meter import LevelMeter
from readiness.desktop.texts import Texts
from readiness.desktop.theme import colours_of
from readiness.desktop.words import Text
from readiness.domain.message import Message, message
from readiness.domain.quantity import Quantity

_TICK_MILLISECONDS: Final = 100
_THOUSAND: Final = 1000


class ThinBar(QProgressBar):
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
        """Say that the connection is measured."""
        self._stage = message("desktop.speed.done")
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
        self.curve.set_axis_text("Mbit/s")
        self.curve.setAccessibleName(self.figure.text() if name else say(message("desktop.speed.curve")))


class VoicePanel(Card):
    """Leads the person through what the microphone needs from them. ``ready`` says they may go on."""

    ready = Signal(str)

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._texts = texts
        self._check = ""
        self._guidance: Guidance | None = None
        self._asking = False
        self._stage: Message | None = None
        self._level: Level | None = None
        self._ends = 0.0
        self.heading = Text(bold=True)
        self.task = Text(size=1.25, bold=True)
        self.sentences = Text(size=1.3)
        self.hint = Text(role="muted")
        self.button = Button(Weight.PRIMARY)
        self.button.clicked.connect(self._confirm)
        self.left = ThinBar()
        self.meter = LevelMeter()
        self.level = Text(role="muted")
        self.meter_name = Text(role="muted", wrap=False)
        self.meter_name.setBuddy(self.meter)
        parts: tuple[QWidget, ...] = (self.heading, self.task, self.sentences, self.hint, self.button, self.left)
        for widget in (*parts, self.meter_name, self.meter, self.level):
            self.rows.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)

    def begin(self, limit_dbov: float | None = None) -> None:
        """Start anew; ``limit_dbov`` is drawn on the meter: a limit of the same weighting as the levels."""
        self._timer.stop()
        self._check, self._guidance, self._asking = "", None, False
        self._stage, self._level = None, None
        self.meter.clear()
        self.meter.set_limit(limit_dbov)
        self.retranslate()

    def ask(self, check: str, guidance: Guidance) -> None:
        """Tell the person what comes and wait for the button."""
        self._timer.stop()
        self._check, self._guidance, self._asking, self._level = check, guidance, True, None
        self.retranslate()
        announce(self, f"{self.task.text()} {self.hint.text()}")
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def record(self, guidance: Guidance) -> None:
        """Show that the recording runs, and for how long."""
        self._guidance, self._asking = guidance, False
        self._ends = time.monotonic() + guidance.seconds
        self.meter.clear()
        self.left.setRange(0, max(round(guidance.seconds * _THOUSAND), 1))
        self._timer.start()
        self.retranslate()
        announce(self, self.task.text())

    def show_stage(self, stage: Stage) -> None:
        """Say what happens now; a recording is over when the check speaks of something else."""
        self._timer.stop()
        self._guidance, self._asking = None, False
        self._stage = stage.text
        self.retranslate()

    def show_level(self, level: Level) -> None:
        """Show how loud it is."""
        self._level = level
        self.meter.show_level(level.dbov, level.peak_dbov)
        self._say_level()

    def end(self) -> None:
        """Say that the microphone is not needed any more."""
        self.show_stage(Stage(message("desktop.voice.done")))

    @property
    def recording(self) -> bool:
        """Whether a recording runs."""
        return self._timer.isActive()

    @Slot()
    def _confirm(self) -> None:
        self._asking = False
        self.button.setEnabled(False)
        self.ready.emit(self._check)

    @Slot()
    def _tick(self) -> None:
        left = max(self._ends - time.monotonic(), 0.0)
        self.left.setValue(self.left.maximum() - round(left * _THOUSAND))
        self._say_hint()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        say = self._texts
        guidance, recording = self._guidance, self.recording
        self.heading.setText(say(message("desktop.voice.heading")))
        self.task.setText(say(self._task_text()))
        self.task.setVisible(guidance is not None)
        self.sentences.setText(guidance.sentences if guidance else "")
        self.sentences.setVisible(bool(guidance and guidance.sentences))
        self.button.setText(say(message("desktop.voice.ready")))
        self.button.setVisible(self._asking)
        self.button.setEnabled(self._asking)
        self.left.setVisible(recording)
        self.left.setAccessibleName(say(message("desktop.voice.time_left")))
        self.meter_name.setText(say(message("desktop.voice.level")))
        for widget in (self.meter, self.meter_name, self.level):
            widget.setVisible(recording)
        self._say_hint()
        self._say_level()

    def _task_text(self) -> Message:
        if self._guidance is not None and self._guidance.task is Task.READ_ALOUD:
            return message("desktop.voice.read_aloud")
        return message("desktop.voice.be_silent")

    def _say_hint(self) -> None:
        say, guidance = self._texts, self._guidance
        if self.recording:
            left = math.ceil(max(self._ends - time.monotonic(), 0.0))
            self.hint.setText(say(message("desktop.voice.seconds_left", count=left)))
        elif guidance is not None and guidance.task is Task.READ_ALOUD:
            self.hint.setText(say(message("desktop.voice.before_reading", seconds=math.ceil(guidance.seconds))))
        elif guidance is not None:
            self.hint.setText(say(message("desktop.voice.before_silence", seconds=math.ceil(guidance.seconds))))
        else:
            self.hint.setText(say(self._stage or message("desktop.voice.waiting")))

    def _say_level(self) -> None:
        if self._level is None:
            self.level.setText("")
            return
        quantity = self._texts.translator.quantity
        parts = [quantity(Quantity(self._level.dbov, "dBov"), 0)]
        if self.meter.limit is not None:
            limit = quantity(Quantity(self.meter.limit, "dBov"), 0)
            parts.append(self._texts(message("desktop.voice.limit", limit=limit)))
        self.level.setText(" · ".join(parts))
