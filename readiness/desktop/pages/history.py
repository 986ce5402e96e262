"""Earlier checks: what they add up to, how the figures went, and each of them again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from readiness.desktop.item_words import role_of, sign_of
from readiness.desktop.looks.icons import Sign
from readiness.desktop.pages.side import SidePage
from readiness.desktop.reading_order import order_by_reading
from readiness.desktop.slices import Slices
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Card, Weight, emptied
from readiness.desktop.widgets.past_chart import PastChart
from readiness.desktop.widgets.sure import is_sure
from readiness.desktop.widgets.words import Text
from readiness.domain.message import message
from readiness.render.history import ChartView, HistoryView, PastLine
from readiness.store.settings import KEPT_DAYS

FIRST: Final = 30
"""So many checks are listed at first,"""
FURTHER: Final = 60
"""and so many more whenever more are asked for."""
_AT_ONCE: Final = 12
_MOST_WIDTH: Final = 240
_SMALL_SIGN = 18
_SIDE_BY_SIDE = 2


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
        self._slices = Slices(self)
        self.lead = Text(role="muted")
        self.rows.addWidget(self.lead)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.rows.addLayout(self.body)
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
        self._slices.begin(self._lines(past, known), 0)

    @property
    def past(self) -> Past:
        """What is shown."""
        return self._past

    def _fill(self, past: Past) -> None:
        self._past = past
        emptied(self.body)
        if past.notice:
            self.body.addWidget(Text(past.notice, role="advice"))
        if past.view is None:
            self.body.addWidget(Text(self._texts(message("desktop.history.unavailable"))))
        else:
            self._add(past)
        self.delete.setEnabled(past.view is not None and bool(past.view.lines))
        order_by_reading(self)
        self._say()

    def _add(self, past: Past) -> None:
        view, charts = past.view, past.charts
        assert view is not None  # noqa: S101 - seen to by the caller, for mypy
        if view.empty:
            self.body.addWidget(Text(view.empty))
            return
        for sentence in view.tendencies:
            card = Card("advice", tinted=True)
            card.rows.addWidget(Text(sentence))
            self.body.addWidget(card)
        if charts:
            self._add_heading("desktop.history.charts")
            self.body.addWidget(_Charts(charts, self._texts))
        self._add_heading("desktop.history.list")
        self._card = Card()
        self._card.rows.setSpacing(6)
        self.body.addWidget(self._card)
        self.more = Button(Weight.NORMAL)
        self.more.setText(self._texts(message("desktop.history.more")))
        self.more.clicked.connect(self._more)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._slices.begin(self._lines(past, 0), _AT_ONCE)

    def _lines(self, past: Past, known: int) -> Iterator[None]:
        """Put the checks on the list that are not there yet, one by one."""
        lines = past.view.lines if past.view else ()
        widths = _widths(lines[:_AT_ONCE])
        for line in lines[known:]:
            self._card.rows.addWidget(self._line(line, widths))
            yield
        self.more.setVisible(len(lines) < past.total)
        order_by_reading(self)

    def _add_heading(self, id_: str) -> None:
        self.body.addSpacing(4)
        self.body.addWidget(Text(self._texts.say(id_), size=1.15, bold=True))

    def _line(self, line: PastLine, widths: tuple[int, int]) -> QWidget:
        whole = QWidget()
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
        if is_sure(self, self._texts):
            self.delete_wanted.emit()

    def _say(self) -> None:
        super().retranslate()
        say = self._texts
        self.title.setText(say(message("desktop.history.title")))
        days = self._past.kept_days
        kept = message("desktop.history.lead", count=days) if days else message("desktop.history.lead_for_ever")
        self.lead.setText(say(kept))
        self.delete.setText(say(message("desktop.history.delete")))


def _widths(lines: Sequence[PastLine]) -> tuple[int, int]:
    """Return how wide verdicts and moments are, so that neither wraps while there is room, and all stand in line."""
    kinds = ({line.mark.word for line in lines}, {line.when for line in lines})
    fonts = (Text(bold=True).font(), Text().font())
    widest = [
        max(map(QFontMetrics(font).horizontalAdvance, words), default=0)
        for font, words in zip(fonts, kinds, strict=True)
    ]
    return min(widest[0] + 4, _MOST_WIDTH), min(widest[1] + 8, _MOST_WIDTH)


class _Charts(QWidget):
    """The charts, two side by side, each with its words."""

    def __init__(self, charts: Sequence[ChartView], texts: Texts) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        for place, view in enumerate(charts):
            card = Card()
            card.rows.addWidget(Text(f"{view.name} ({view.unit})" if view.unit else view.name, bold=True))
            card.rows.addWidget(PastChart(view, texts.translator))
            card.rows.addWidget(Text(view.words, role="muted", size=0.95))
            grid.addWidget(card, *divmod(place, _SIDE_BY_SIDE))
