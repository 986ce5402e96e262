"""Leads the person through what headset and microphone need from them."""

from __future__ import annotations

import math
import time
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from readiness.checks.base import Guidance, Level, Stage, Task
from readiness.desktop.screen_reader import announce
from readiness.desktop.state.limits import LevelLimits
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.charts.meter import LevelMeter, MeterKey
from readiness.desktop.widgets.check.panels import ThinBar
from readiness.desktop.widgets.check_box import CheckBox
from readiness.desktop.widgets.choosing.answer_buttons import AnswerButtons
from readiness.desktop.widgets.controls import Button, Card, Weight
from readiness.desktop.widgets.layout.flow import Flow
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import Message, message
from readiness.domain.quantity import Quantity

_TICK_MILLISECONDS: Final = 100
_THOUSAND: Final = 1000
_LARGE: Final = 1.3
_COMPACT: Final = 1.1
_TITLE: Final = 1.25
_SENTENCE: Final = 1.05
_NO_LIMITS: Final = LevelLimits()
_TITLES: Final = {
    Task.BE_SILENT: message("desktop.voice.be_silent"),
    Task.READ_ALOUD: message("desktop.voice.read_aloud"),
}
"""What the recordings are called here; a check's own tasks come with their own words (``guide.<task>``)."""


class VoicePanel(Card):
    """Tells what to do or asks, waits for the button, shows the recording.

    ``ready`` says which check may go on, and the id of the answer, "" where none was asked for or given;
    ``play_back_wanted`` whether the person wants to hear themselves afterwards.

    What is to be pressed stands above what is to be read aloud; while that is read, nothing but what to do does, so
    that all of it is in sight in a small window.
    """

    ready = Signal(str, str)
    play_back_wanted = Signal(bool)

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._texts = texts
        self._check = ""
        self._guidance: Guidance | None = None
        self._asking = False
        self._stage: Message | None = None
        self._objection: Message | None = None
        self._level: Level | None = None
        self._limits = _NO_LIMITS
        self._ends = 0.0
        self._compact = False
        self.heading = Text(bold=True)
        self.task = Text(size=_TITLE, bold=True)
        self.objection = Text(role="advice")
        self.hint = Text(role="muted")
        self.button = Button(Weight.PRIMARY)
        self.button.clicked.connect(self._confirm)
        self.choices = AnswerButtons(texts)
        self.choices.chosen.connect(self._answer)
        self.left = ThinBar()
        self.meter = LevelMeter()
        self.meter_name = Text(role="muted", wrap=False)
        self.meter_name.setBuddy(self.meter)
        self.level = Text(role="muted", wrap=False)
        self.peak = Text(role="muted", wrap=False)
        self.limit = Text(role="muted", wrap=False)
        self._peak_key, self._limit_key = MeterKey(), MeterKey(dashed=True)
        self.sentences = Text(size=_LARGE)
        self.play_back = CheckBox()
        self.play_back.toggled.connect(self.play_back_wanted)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)

    def _lay_out(self) -> None:
        for widget in (self.heading, self.task, self.objection, self.hint, self.button, self.choices, self.left):
            self.rows.addWidget(widget)
        self.rows.addWidget(self.sentences)
        names = QHBoxLayout()
        names.addWidget(self.meter_name)
        names.addStretch(1)
        names.addWidget(self.level)
        self.rows.addLayout(names)
        self.rows.addWidget(self.meter)
        key = Flow()
        for line, words in ((self._peak_key, self.peak), (self._limit_key, self.limit)):
            key.addWidget(_beside(line, words))
        self.rows.addLayout(key)
        self.rows.addWidget(self.play_back)

    def set_compact(self, *, compact: bool) -> None:
        """Write smaller what is to be read aloud, so that all of it is in sight in a low window."""
        self._compact = compact
        small = _COMPACT if self._texts.letters <= 1 else 1.0  # who has chosen large letters can read all of them
        self.sentences.set_size(small if compact else _LARGE)
        self._size_task()

    # -------------------------------------------------------------- what happens

    def begin(self, limits: LevelLimits = _NO_LIMITS) -> None:
        """Start anew; ``limits`` are drawn on the meter while what they hold for is recorded."""
        self._forget()
        self._stage, self._limits = None, limits
        self.play_back.setChecked(False)
        self.retranslate()

    def ask(self, check: str, guidance: Guidance) -> None:
        """Tell the person what comes and wait for the button. What was said just before explains a second try."""
        again = self._guidance is not None and self._guidance.task is guidance.task
        objection = self._stage if again else None
        self._forget()
        self._check, self._guidance, self._asking, self._objection = check, guidance, True, objection
        self.choices.offer(guidance.choices)
        self.retranslate()
        words = (self.task.text(), self._texts(objection) if objection else "", self.hint.text())
        announce(self, " ".join(filter(None, words)))
        first = self.choices.first if guidance.choices else self.button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def record(self, guidance: Guidance) -> None:
        """Show that the recording runs, and for how long."""
        self._guidance, self._asking, self._objection, self._stage = guidance, False, None, None
        self._ends = time.monotonic() + guidance.seconds
        self.meter.clear()
        self._draw_limit(guidance.task)
        self.left.setRange(0, max(round(guidance.seconds * _THOUSAND), 1))
        self.left.setValue(0)
        self._timer.start()
        self.retranslate()

    def _draw_limit(self, task: Task) -> None:
        if task is Task.BE_SILENT:
            self.meter.set_limit(self._limits.most_noise)
        else:
            least = self._limits.least_speech if task is Task.READ_ALOUD else None
            self.meter.set_limit(least, least=True)

    def show_stage(self, stage: Stage) -> None:
        """Say what happens now. The recording is over when the check speaks of something else."""
        self._timer.stop()
        self._asking = False
        self._stage = stage.text
        self.retranslate()
        announce(self, self.hint.text())

    def show_level(self, level: Level) -> None:
        """Show how loud it is."""
        first, self._level = self._level is None, level
        self.meter.show_level(level.dbov, level.peak_dbov)
        self.retranslate() if first else self._say_level()

    def end(self) -> None:
        """Say that the microphone is not needed any more."""
        self._forget()
        self.show_stage(Stage(message("desktop.voice.done")))

    def _forget(self) -> None:
        self._timer.stop()
        self._check, self._guidance, self._asking, self._objection, self._level = "", None, False, None, None

    @property
    def recording(self) -> bool:
        """Whether a recording runs."""
        return self._timer.isActive()

    @Slot()
    def _confirm(self) -> None:
        if self._guidance is not None and self._asking:
            self.record(self._guidance)
            self.ready.emit(self._check, "")

    @Slot(str)
    def _answer(self, answer: str) -> None:
        check = self._check
        self._forget()
        self.retranslate()
        self.ready.emit(check, answer)

    @Slot()
    def _tick(self) -> None:
        left = max(self._ends - time.monotonic(), 0.0)
        self.left.setValue(self.left.maximum() - round(left * _THOUSAND))
        self._say_hint()

    # -------------------------------------------------------------- what it says

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        say, recording = self._texts, self.recording
        guidance = self._guidance if recording or self._asking else None
        self.heading.setText(say(message("desktop.voice.heading")))
        self.heading.setVisible(guidance is None)
        self.task.setText(say(self._task_text()))
        self._size_task()
        self.task.setVisible(guidance is not None)
        self.objection.setText(say(self._objection) if self._objection else "")
        self.objection.setVisible(self._objection is not None)
        self.sentences.setText(guidance.sentences if guidance else "")
        self.sentences.setVisible(bool(guidance and guidance.sentences))
        self._put_hint()
        self.play_back.setText(say(message("desktop.voice.play_back")))
        self.play_back.setVisible(guidance is not None and guidance.task is Task.READ_ALOUD)
        self.button.setText(say(message("desktop.voice.ready")))
        question = bool(guidance and guidance.choices)
        self.button.setVisible(self._asking and not question)
        self.choices.setVisible(self._asking and question)
        self.choices.retranslate()
        self.left.setVisible(recording)
        self.left.setAccessibleName(say(message("desktop.voice.time_left")))
        self.meter_name.setText(say(message("desktop.voice.level")))
        for widget in (self.meter, self.meter_name, self.level):
            widget.setVisible(recording and (self._is_ours or self._level is not None))
        self._say_hint()
        self._say_level()

    def _size_task(self) -> None:
        self.task.set_size(_TITLE if self._is_ours and not self._compact else _SENTENCE)

    def _put_hint(self) -> None:
        """Say what to do above what is to be read aloud; while the person reads, below it."""
        reading = self.recording and self.sentences.text() != ""
        place = self.rows.indexOf(self.sentences if reading else self.button)
        if (self.rows.indexOf(self.hint) > self.rows.indexOf(self.sentences)) is not reading:
            self.rows.removeWidget(self.hint)
            self.rows.insertWidget(place, self.hint)

    @property
    def _is_ours(self) -> bool:
        """Whether the task is one of the recordings, with a title and a meter."""
        return self._guidance is not None and self._guidance.task in _TITLES

    def _task_text(self) -> Message:
        task = self._guidance.task if self._guidance else Task.BE_SILENT
        if task in _TITLES:
            return _TITLES[task]
        return message(f"guide.{task}")

    def _say_hint(self) -> None:
        hint = self._hint()
        self.hint.show_words(self._texts(hint) if hint else "")
        self.hint.setVisible(hint is not None)

    def _hint(self) -> Message | None:
        guidance = self._guidance
        if guidance is None or not (self.recording or self._asking):
            return self._stage or message("desktop.voice.waiting")
        seconds = math.ceil(guidance.seconds)
        if guidance.task is Task.READ_ALOUD:
            if self.recording:
                return message("desktop.voice.keep_reading")
            return message("desktop.voice.before_reading", seconds=seconds)
        if self.recording:
            return message("desktop.voice.seconds_left", count=math.ceil(max(self._ends - time.monotonic(), 0.0)))
        if self._is_ours:
            return message("desktop.voice.before_silence", seconds=seconds)
        return message("desktop.voice.before_step", seconds=seconds) if seconds else None

    def _say_level(self) -> None:
        say, level = self._texts, self._level
        if level is None:
            self.level.setText("")
        else:
            quantity = say.translator.quantity
            self.level.setText(quantity(Quantity(level.dbov, level.unit), 0))
            highest = quantity(Quantity(level.peak_dbov, level.unit), 0)
            self.peak.setText(say(message("desktop.voice.highest", level=highest)))
            if self.meter.limit is not None:
                limit = quantity(Quantity(self.meter.limit, level.unit))
                kind = "at_least" if self.meter.least else "limit"
                self.limit.setText(say(message(f"desktop.voice.{kind}", limit=limit)))
        for words, shown in ((self.peak, level), (self.limit, level and self.meter.limit)):
            around = words.parentWidget()
            assert around is not None  # noqa: S101 - stands beside its key
            around.setVisible(self.recording and shown is not None)


def _beside(key: QWidget, words: QWidget) -> QWidget:
    """Return a line of the meter's key: what it looks like and what it means."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 6, 0)
    row.setSpacing(4)
    row.addWidget(key)
    row.addWidget(words)
    return whole
