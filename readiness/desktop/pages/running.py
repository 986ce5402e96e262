"""The page while a check runs: every requirement in its place, and what happens right now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from readiness.analysis.line.speed_test import Decided
from readiness.checks.base import Guidance, Lane, Level, Progress, Rate
from readiness.desktop.responsive.placing import made_ready, placed_together
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.screen_reader import announce
from readiness.desktop.state.limits import LevelLimits
from readiness.desktop.state.phase import Phase
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.action_bar import ActionBar
from readiness.desktop.widgets.check.panels import SpeedPanel, ThinBar
from readiness.desktop.widgets.check.requirement_row import RequirementRow
from readiness.desktop.widgets.check.spoken_results import SpokenResults
from readiness.desktop.widgets.check.voice_panel import VoicePanel
from readiness.desktop.widgets.controls import Button, Weight
from readiness.desktop.widgets.layout.reading_order import order_by_reading
from readiness.desktop.widgets.layout.scrolling import ScrollArea, scroll_by_key
from readiness.desktop.widgets.layout.sizes import Scrolled
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import message
from readiness.render.parts.view import ItemView

_WIDEST = 1240
_LOW = 560
_TITLE, _LOW_TITLE = 1.4, 1.2
_HEAD, _LOW_HEAD = (28, 14, 28, 8), (28, 6, 28, 2)
_SHARES, _LOW_SHARES = (5, 4), (1, 1)
"""Of the width, for the rows and for what to do; where letters are large and the window is low, that needs more."""
_FIRST = 12
"""So many rows come together; about as many as a screen holds."""

Told = Iterable[tuple[ItemView, Phase]]
"""Requirements and how far each is; put into words one by one, as they are taken."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will show: the profile's name, the ids of its requirements in display order, what measures them.

    ``lanes`` are the run's checks, ``rates`` the least rates needed in Mbit/s by fact, ``levels``
    what is required of the microphone's, ``voice`` whether the person will be led through a recording.
    """

    name: str
    items: tuple[str, ...]
    lanes: Mapping[str, Lane]
    rates: Mapping[str, float]
    levels: LevelLimits
    voice: bool


class RunningPage(QWidget):
    """Shows a run.

    ``stop_wanted``, ``ready`` (the waiting check, the person's answer) and ``play_back_wanted`` go back to it.
    """

    stop_wanted = Signal()
    ready = Signal(str, str)
    play_back_wanted = Signal(bool)

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._rows: dict[str, RequirementRow] = {}
        self._made: list[RequirementRow] = []
        self._making: Iterator[None] = iter(())
        self._telling: Iterator[None] = iter(())
        self._total = 0
        self._slices = Slices(self, self._put)
        self._lanes: dict[str, Lane] = {}
        self._name = ""
        self._stopping = False
        self.title = Text(size=_TITLE, bold=True)
        self.count = Text(role="muted", wrap=False)
        self.why = Text(role="advice")
        self.why.hide()
        self.deferred = Text(role="advice")
        self.deferred.hide()
        self._deferred: tuple[str, ...] = ()
        self.progress = ThinBar()
        self.list = QVBoxLayout()
        self.list.setSpacing(0)
        self.speed = SpeedPanel(texts)
        self.voice = VoicePanel(texts)
        self.voice.ready.connect(self._person_is_ready)
        self.voice.play_back_wanted.connect(self.play_back_wanted)
        self.spoken = SpokenResults(self, texts, lambda: self.voice.recording, self.count.text)
        self.stop = Button(Weight.NORMAL, "stop")
        self.stop.clicked.connect(self._stop)
        self.kept = Text(role="muted")
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        names = QHBoxLayout()
        names.addWidget(self.title, 1)
        names.addWidget(self.count, 0, Qt.AlignmentFlag.AlignBottom)
        self._head = head = QVBoxLayout()
        head.setContentsMargins(*_HEAD)
        head.setSpacing(6)
        head.addLayout(names)
        head.addWidget(self.why)
        head.addWidget(self.deferred)
        head.addWidget(self.progress)
        self._left, right = Scrolled(), Scrolled()
        rows = QVBoxLayout(self._left)
        rows.setContentsMargins(28, 4, 14, 16)
        rows.addLayout(self.list)
        rows.addStretch(1)
        now = QVBoxLayout(right)
        now.setContentsMargins(14, 10, 14, 16)  # and as much again for the scroll bar
        now.setSpacing(14)
        now.addWidget(self.voice)
        now.addWidget(self.speed)
        now.addStretch(1)
        self._middle = middle = QHBoxLayout()
        middle.setSpacing(0)
        self.rows_area = ScrollArea(self._left)
        self.side = ScrollArea(right)
        for area, share in zip((self.rows_area, self.side), _SHARES, strict=True):
            middle.addWidget(area, share)
        inside = QWidget()
        inside.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addLayout(middle, 1)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addWidget(inside, 1000)
        centred.addStretch(1)
        self.bar = ActionBar(_WIDEST)
        self.bar.row.addWidget(self.kept, 1)
        self.bar.row.addWidget(self.stop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(centred, 1)
        whole.addWidget(self.bar)

    # -------------------------------------------------------------- the whole run

    def begin(self, plan: Plan, told: Told) -> None:
        """Start anew; the rows are there a moment later, the first of them first."""
        self._name, self._stopping, self._lanes = plan.name, False, dict(plan.lanes)
        self._slices.stop()
        self.spoken.forget()
        for row in self._rows.values():
            self.list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows, self._made, self._total = {}, [], len(plan.items)
        self._making, self._telling = self._make(told), iter(())
        self._slices.begin(self._bits(), _FIRST)
        self.voice.setVisible(plan.voice)
        self.speed.setVisible(Lane.NETWORK in self._lanes.values())
        self.voice.begin(plan.levels)
        self.speed.begin(plan.rates)
        self.stop.setEnabled(True)
        self.retranslate()

    def _bits(self) -> Iterator[None]:
        """Go on with the rows that are not made yet, then tell what is new on those that are."""
        for _ in self._making:  # not "yield from": what is begun anew must not end it
            yield
        for _ in self._telling:
            yield

    def _make(self, told: Told) -> Iterator[None]:
        for item, phase in told:
            row = RequirementRow(self._texts, item, self._left)
            row.show_item(item, phase)
            row.fit(self.list.geometry().width())
            made_ready(row, self.list.geometry().width())
            self._rows[item.id] = row
            self._made.append(row)
            yield

    def _put(self) -> None:
        if self._made:
            with placed_together(self._left):
                for row in self._made:
                    self.list.addWidget(row)
            self._made = []
        self._say_count()

    def explain(self, text: str) -> None:
        """Say why this run measures more than was to be expected; "" says nothing."""
        self.why.setText(text)
        self.why.setVisible(bool(text))

    def tell_deferred(self, names: Sequence[str]) -> None:
        """Say what is opened after this check; nothing where there is nothing."""
        self._deferred = tuple(names)
        self._say_deferred()
        if names:
            announce(self, self.deferred.text())

    def _say_deferred(self) -> None:
        names = self._texts.translator.join(self._deferred) if self._deferred else ""
        self.deferred.setText(self._texts(message("desktop.running.deferred", names=names)) if names else "")
        self.deferred.setVisible(bool(names))

    def take_focus(self) -> None:
        """Put the keyboard on the page, not on its button: one Return too many must not stop the check."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll the rows with the keys that no control took."""
        if not scroll_by_key(self.rows_area, event.key()):
            super().keyPressEvent(event)

    def show_items(self, told: Told) -> None:
        """Show how far the requirements are, soon; those that are as they were cost nothing."""
        self._telling = self._update_rows(told)
        # Rows that are still being made come first, in one go.
        if len(self._rows) == self._total or not self._slices.busy:
            self._slices.begin(self._bits())

    def _update_rows(self, told: Told) -> Iterator[None]:
        for item, phase in told:
            row = self._rows.get(item.id)  # a second look has rows for a few of all
            if row and (row.item, row.phase) != (item, phase):
                if phase is Phase.KNOWN and row.phase is not Phase.KNOWN:
                    self.spoken.take(item)
                row.show_item(item, phase)
                yield

    @property
    def settled(self) -> bool:
        """Whether everything that is known is shown."""
        return not self._slices.busy

    @property
    def rows(self) -> tuple[RequirementRow, ...]:
        """The rows, from top to bottom."""
        self._slices.finish()
        return tuple(self._rows.values())

    def retranslate(self) -> None:
        """Say everything but the rows in the language spoken now."""
        say = self._texts
        self.title.setText(say(message("desktop.running.title", profile=self._name)))
        self.setAccessibleName(self.title.text())
        self.stop.setText(say(message("desktop.running.stop")))
        kept = message("desktop.running.stopping") if self._stopping else message("desktop.running.kept")
        self.kept.setText(say(kept))
        self._say_deferred()
        self.speed.retranslate()
        self.voice.retranslate()
        self._say_count()

    def rename(self, name: str) -> None:
        """Call the profile by its name in another language."""
        self._name = name

    def _say_count(self) -> None:
        known = sum(row.phase is Phase.KNOWN for row in self._rows.values())
        self.progress.setRange(0, max(self._total, 1))
        self.progress.show_value(known)
        text = self._texts(message("desktop.running.count", known=known, total=self._total))
        self.count.setText(text)
        self.progress.setAccessibleName(text)

    @Slot(str, str)
    def _person_is_ready(self, check: str, answer: str) -> None:
        self.take_focus()
        self._reveal_voice()
        self.ready.emit(check, answer)

    def _stop(self) -> None:
        self._stopping = True
        self.stop.setEnabled(False)
        self.kept.setText(self._texts(message("desktop.running.stopping")))
        self.stop_wanted.emit()

    # -------------------------------------------------------------- what a check tells

    def show_progress(self, check: str, progress: Progress) -> None:
        """Show what a check is doing or sees."""
        if isinstance(progress, Rate):
            self.speed.show_rate(progress)
            self._show_live(progress.fact, self.speed.rate_words())
        elif isinstance(progress, Level):
            self.voice.show_level(progress)
        elif isinstance(progress, Guidance):
            self.voice.record(progress)
            self._reveal_voice()
        elif isinstance(progress, Decided):
            pass  # one of several answers about a fact; its row tells what comes of all of them
        elif self._lanes.get(check) is Lane.AUDIO:
            self.voice.show_stage(progress)
        elif self._lanes.get(check) is Lane.NETWORK:
            self.speed.show_stage(progress)

    def ask(self, check: str, guidance: Guidance) -> None:
        """Ask the person to get ready, or a question."""
        self.voice.show()
        self.voice.ask(check, guidance)
        order_by_reading(self)
        self._reveal_voice()

    def end_check(self, check: str) -> None:
        """Take note that a check is over; the panel of its lane says so when it was the last."""
        lane = self._lanes.pop(check, None)
        if lane in self._lanes.values():
            return
        if lane is Lane.AUDIO:
            self.voice.end()
        elif lane is Lane.NETWORK:
            self.speed.end()

    def _reveal_voice(self) -> None:
        self.side.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write smaller in a low window."""
        super().resizeEvent(event)
        low = event.size().height() < _LOW
        self.voice.set_compact(compact=low)
        self.title.set_size(_LOW_TITLE if low else _TITLE)
        self._head.setContentsMargins(*(_LOW_HEAD if low else _HEAD))
        self.bar.set_low(low=low)
        for place, share in enumerate(_LOW_SHARES if low and self._texts.letters > 1 else _SHARES):
            self._middle.setStretch(place, share)

    def _show_live(self, fact: str, words: str) -> None:
        for row in self._rows.values():
            if fact in row.item.facts:
                row.show_live(self._texts(message("desktop.row.so_far", value=words)))
