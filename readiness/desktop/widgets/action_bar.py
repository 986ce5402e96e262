"""The bar at the foot of a page, with what can be done there."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from readiness.desktop.looks.theme import colours_of
from readiness.desktop.widgets.layout.scrolling import ScrollArea

_LOW: Final = 480
"""A page lower than this, in a window that 150 % leaves of a small screen, keeps its height for what it shows."""
_BAR_SIDE: Final = 28
_BAR_EDGE, _LOW_BAR_EDGE = 12, 6
_GAP, _LOW_GAP = 18, 10


def is_low(height: int) -> bool:
    """Whether a page has so little height that edges and headings have to give some of theirs."""
    return height < _LOW


class ActionBar(QWidget):
    """The page's actions: quiet ones left, the one to take right.

    Where there is no room for all beside each other, those before the first gap stand above the others; and
    where the others are still too many, the first of them stand there too.
    """

    def __init__(self, widest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widest = widest
        self._above: list[tuple[int, QWidget]] = []
        inner = QWidget()
        inner.setMaximumWidth(widest)
        column = QVBoxLayout(inner)
        column.setSpacing(8)
        self._column = column
        self.upper = QHBoxLayout()
        self.row = QHBoxLayout()
        for row in (self.upper, self.row):
            column.addLayout(row)
        column.setAlignment(self.upper, Qt.AlignmentFlag.AlignLeft)
        self._outer = QHBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addStretch(1)
        self._outer.addWidget(inner, 1000)
        self._outer.addStretch(1)
        self.set_low(low=False)

    def set_low(self, *, low: bool) -> None:
        """Stand closer together in a low window, so that one row is enough more often."""
        edge = _LOW_BAR_EDGE if low else _BAR_EDGE
        self._column.setContentsMargins(_BAR_SIDE, edge, _BAR_SIDE, edge)
        self._column.setSpacing(4 if low else 8)
        for row in (self.upper, self.row):
            row.setSpacing(_LOW_GAP if low else _GAP)

    def keep_below(self, area: ScrollArea) -> None:
        """Stand in line with what an area scrolls, which is narrower than the window by its bar."""
        area.seen.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is seen of the area: it becomes narrower as the scroll bar comes."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            around = watched.parentWidget()
            self._outer.setContentsMargins(0, 0, around.width() - watched.width() if around else 0, 0)
        return False

    def event(self, event: QEvent) -> bool:
        """See whether all actions have room when one of them, or the bar, has another size."""
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Resize}:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        crowded = self._crowded()
        if crowded == self._above:
            return
        for place, widget in self._above:
            self.upper.removeWidget(widget)
            self.row.insertWidget(place, widget)
        self._above = crowded
        for _, widget in crowded:
            self.row.removeWidget(widget)
            self.upper.addWidget(widget)

    def _crowded(self) -> list[tuple[int, QWidget]]:
        """Return what has no room in the row, with its place there: what stands before the first gap, or some more."""
        widths = {
            item.widget(): item.minimumSize().width()
            for row in (self.upper, self.row)
            for place in range(row.count())
            if (item := row.itemAt(place)) is not None and item.widget() and not item.isEmpty()
        }
        room = min(self.width(), self._widest) - 2 * _BAR_SIDE

        def fits(widgets: Iterable[QWidget]) -> bool:
            needed = [widths[one] for one in widgets if one in widths]
            return sum(needed) + self.row.spacing() * len(needed) <= room

        whole = self._whole_row()
        if fits(one for one, _ in whole if one is not None):
            return []
        above = list(
            enumerate(one for one, _ in takewhile(lambda pair: pair[0] is not None and not pair[1], whole) if one)
        )
        rest = [
            (place, one) for place, (one, stretch) in enumerate(whole) if place >= len(above) and one and not stretch
        ]
        while len(rest) > 1 and not fits(one for _, one in rest) and fits(one for _, one in [*above, rest[0]]):
            above.append(rest.pop(0))
        return above

    def _whole_row(self) -> list[tuple[QWidget | None, int]]:
        """Return everything as it stands where there is room for all, and how much each stretches; None is a gap."""
        whole: list[tuple[QWidget | None, int]] = []
        for place in range(self.row.count()):
            item = self.row.itemAt(place)
            whole.append((item.widget() if item is not None else None, self.row.stretch(place)))
        for place, widget in self._above:
            whole.insert(place, (widget, 0))
        return whole

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line that keeps the bar apart from what scrolls."""
        painter = QPainter(self)
        painter.setPen(QPen(QColor(colours_of(self).hairline), 1))
        painter.drawLine(0, 0, self.width(), 0)
        painter.end()
