"""Earlier checks: what they add up to, how the figures went, and each of them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from readiness.desktop.looks.icons import Sign
from readiness.desktop.pages.side import SidePage
from readiness.desktop.responsive.placing import made_ready, placed_together
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.state.item_words import aside, role_of, sign_of
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.charts.past_chart import PastChart
from readiness.desktop.widgets.confirmation import confirm_deletion
from readiness.desktop.widgets.controls import Button, Card, Weight
from readiness.desktop.widgets.layout.double_buffer import DoubleBuffer
from readiness.desktop.widgets.layout.reading_order import last_control, order_after
from readiness.desktop.widgets.layout.sizes import Block
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import message
from readiness.render.history import ChartView, HistoryView, PastLine
from readiness.store.settings import KEPT_DAYS

FIRST: Final = 30
"""So many checks are listed at first,"""
FURTHER: Final = 60
"""and so many more whenever more are asked for."""
_AT_ONCE: Final = 12
_BETWEEN: Final = 12
_MOST_WIDTH: Final = 240
_SMALL_SIGN = 18
_SIDE_BY_SIDE = 2
_ANYWHERE: Final = Qt.AlignmentFlag(0)


@dataclass(frozen=True, slots=True)
class Past:
    """What the page shows; ``view`` is None where the history cannot be opened. ``notice`` is told on top.

    ``kept_days`` is for how long checks are kept, None for ever. ``total`` is how many checks there are,
    of which the newest are described in ``view``.
    """

    view: HistoryView | None
    charts: tuple[ChartView, ...] = ()
    notice: str = ""
    kept_days: int | None = KEPT_DAYS
    total: int = 0


class HistoryPage(SidePage):
    """Shows the history.

    ``check_wanted`` carries the id of the check to show again, ``more_wanted`` how many checks are
    to be listed; ``delete_wanted`` comes once the person is sure.
    """

    check_wanted = Signal(str)
    more_wanted = Signal(int)
    delete_wanted = Signal()

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(texts, 980, parent)
        self._past = Past(None)
        self._made: list[QWidget] = []
        self._made_lines: list[QWidget] = []
        self._card: Card | None = None
        self._last: QWidget = self.title
        self._is_whole = False
        self._slices = Slices(self, self._put)
        self.lead = Text(role="muted")
        self.rows.addWidget(self.lead)
        self._buffer = DoubleBuffer(self, self.content, self.rows, _BETWEEN)
        self.rows.addStretch(1)
        self.delete = Button(Weight.NORMAL)
        self.delete.clicked.connect(self._ask)
        self.bar.row.addWidget(self.delete)
        self._say()

    def show_past(self, past: Past) -> None:
        """Show a history from its top."""
        self._fill(past)
        self.arrive()

    def show_more(self, past: Past) -> None:
        """Show the same history with more of its checks below."""
        if past.view is None or self._past.view is None or len(past.view.lines) <= len(self._past.view.lines):
            self.show_past(past)
            return
        known, self._past = len(self._past.view.lines), past
        self._is_whole = False
        self._slices.begin(self._lines(past, known), _AT_ONCE)

    @property
    def past(self) -> Past:
        """What is shown."""
        return self._past

    def _fill(self, past: Past) -> None:
        """Make everything anew; what is there stays until enough is made to take its place."""
        self._past = past
        self._made, self._made_lines = [], []
        self._is_whole, self._card = False, None
        self._buffer.begin()
        self.delete.setEnabled(past.view is not None and bool(past.view.lines))
        self._say()
        self._slices.begin(self._parts(past), _AT_ONCE + len(past.charts))

    def clear(self) -> None:
        """Take away what is shown: the page is about to be filled anew."""
        self._slices.stop()
        self._made, self._made_lines = [], []
        self._buffer.clear()

    def _parts(self, past: Past) -> Iterator[None]:
        view = past.view
        if past.notice:
            self._make(Text(past.notice, role="advice", parent=self._buffer.sheet))
        if view is None or view.empty:
            words = view.empty if view else self._texts(message("desktop.history.unavailable"))
            self._make(Text(words, parent=self._buffer.sheet))
        else:
            yield from self._make_overview(view, past.charts)
            yield from self._lines(past, 0)
        self._is_whole = True

    def _make_overview(self, view: HistoryView, charts: Sequence[ChartView]) -> Iterator[None]:
        sheet = self._buffer.sheet
        for sentence in view.tendencies:
            card = Card("advice", tinted=True, parent=sheet)
            card.rows.addWidget(Text(sentence))
            self._make(card)
        if charts:
            self._make_heading("desktop.history.charts")
            drawn = _Charts(sheet)
            for chart in charts:
                drawn.add(chart, self._texts)
                yield
            self._make(drawn)
        self._make_heading("desktop.history.list")
        self._card = card = Card(parent=sheet)
        card.rows.setSpacing(6)
        self._made.append(card)
        self.more = Button(Weight.NORMAL, parent=sheet)
        self.more.setText(self._texts(message("desktop.history.more")))
        self.more.clicked.connect(self._more)
        self.more.hide()
        self._made.append(self.more)

    def _lines(self, past: Past, known: int) -> Iterator[None]:
        """Make the lines of the checks that are not on the list yet, one by one."""
        lines, card = past.view.lines if past.view else (), self._card
        widths = _widths(lines[:_AT_ONCE], self._texts.letters)
        for line in lines[known:]:
            row = self._line(line, widths, card)
            made_ready(row, card.rows.contentsRect().width() if card else 0)
            self._made_lines.append(row)
            yield
        self._is_whole = True

    def _make(self, widget: QWidget) -> None:
        made_ready(widget, self.rows.contentsRect().width())
        self._made.append(widget)

    def _make_heading(self, id_: str) -> None:
        self._make(_Heading(self._texts.say(id_), size=1.15, bold=True, parent=self._buffer.sheet))

    def _put(self) -> None:
        """Put on the page what was made."""
        if self._buffer.is_next:
            self._buffer.put(self._add)
            self._last = (last_control(self._card) if self._card else None) or self.title
        elif self._card is not None:
            with placed_together(self._card):
                added = self._add_lines(self._card)
            self._last = order_after(self._last, added)
        if self._is_whole:
            lines = self._past.view.lines if self._past.view else ()
            if lines:
                self.more.setVisible(len(lines) < self._past.total)

    def _add(self, rows: QVBoxLayout) -> Iterable[QWidget]:
        made, self._made = self._made, []
        for widget in made:
            if isinstance(widget, _Heading):
                rows.addSpacing(4)
            rows.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft if isinstance(widget, Button) else _ANYWHERE)
        if self._card is not None:
            self._add_lines(self._card)
        return made

    def _add_lines(self, card: Card) -> Sequence[QWidget]:
        lines, self._made_lines = self._made_lines, []
        for row in lines:
            card.rows.addWidget(row)
        return lines

    @property
    def settled(self) -> bool:
        """Whether everything is there, down to the end of the page."""
        return not self._slices.busy and not self._buffer.busy

    def _line(self, line: PastLine, widths: tuple[int, int], card: QWidget | None) -> QWidget:
        whole = Block(card)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        sign = Sign(_SMALL_SIGN)
        sign.show_sign(*sign_of(line.mark, self._texts.language))
        show = Button(Weight.QUIET)
        show.setText(self._texts(message("desktop.history.show")))
        show.setAccessibleName(self._texts(message("desktop.history.show_of", when=line.when, name=line.name)))
        show.clicked.connect(partial(self.check_wanted.emit, line.id))
        row.addWidget(sign)
        cells = (Text(line.mark.word, bold=True, role=role_of(line.mark.tone)), Text(line.when))
        for cell, width in zip(cells, widths, strict=True):
            cell.setMinimumWidth(width)
            row.addWidget(cell)
        row.addWidget(Text(line.name, role="muted"), 1)
        row.addWidget(show)
        return whole

    @Slot()
    def _more(self) -> None:
        self.more_wanted.emit(len(self._past.view.lines if self._past.view else ()) + FURTHER)

    @Slot()
    def _ask(self) -> None:
        if confirm_deletion(self, self._texts):
            self.delete_wanted.emit()

    def _say(self) -> None:
        super().retranslate()
        say = self._texts
        self.title.setText(say(message("desktop.history.title")))
        days = self._past.kept_days
        kept = message("desktop.history.lead", count=days) if days else message("desktop.history.lead_for_ever")
        self.lead.setText(say(kept))
        self.delete.setText(say(message("desktop.history.delete")))


def _widths(lines: Sequence[PastLine], letters: float) -> tuple[int, int]:
    """Return how wide verdicts and moments are, so that neither wraps while there is room, and all stand in line."""
    kinds = ({line.mark.word for line in lines}, {line.when for line in lines})
    fonts = (Text(bold=True).font(), Text().font())
    widest = [
        max(map(QFontMetrics(font).horizontalAdvance, words), default=0)
        for font, words in zip(fonts, kinds, strict=True)
    ]
    most = round(_MOST_WIDTH * letters)
    return min(widest[0] + 4, most), min(widest[1] + 8, most)


class _Heading(Text):
    """A heading on the page, with some room above."""


class _Charts(Block):
    """The charts, two side by side, each with its words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)

    def add(self, view: ChartView, texts: Texts) -> None:
        """Add a chart at the end."""
        card = Card()
        card.rows.addWidget(Text(aside(texts, view.name, view.unit), bold=True))
        card.rows.addWidget(PastChart(view, texts.translator))
        card.rows.addWidget(Text(view.words, role="muted", size=0.95))
        self._grid.addWidget(card, *divmod(self._grid.count(), _SIDE_BY_SIDE))
