"""The long part of a page: made anew behind what is shown, put in its place as a whole, and taken away bit by bit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import delete, isValid

from readiness.desktop.responsive import turns
from readiness.desktop.responsive.placing import placed_together
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.widgets.layout.deferred_style import Sheet
from readiness.desktop.widgets.layout.reading_order import last_inside, order_after, order_by_reading


class DoubleBuffer(QObject):
    """The sheet that is shown in the ``content`` of a page, the next one that is being made, and those let go of."""

    def __init__(self, page: QWidget, content: QWidget, rows: QVBoxLayout, spacing: int) -> None:
        super().__init__(content)
        self._page, self._content, self._rows, self._spacing = page, content, rows, spacing
        self._last: QWidget | None = None
        self._ordered = True
        self._shown = self._sheet()
        self._next: Sheet | None = None
        self._old: list[Sheet] = []
        self._slices = Slices(self)
        rows.addWidget(self._shown)

    def _sheet(self) -> Sheet:
        sheet = Sheet(self._content)
        sheet.rows.setSpacing(self._spacing)
        return sheet

    @property
    def sheet(self) -> Sheet:
        """What is being filled: the next sheet while there is one, else the one that is shown."""
        return self._next or self._shown

    @property
    def is_next(self) -> bool:
        """Whether what is being filled is not shown yet."""
        return self._next is not None

    @property
    def busy(self) -> bool:
        """Whether something is still to be taken away, or to get its place in the order."""
        return self._slices.busy or not self._ordered

    def begin(self) -> None:
        """Fill another sheet from now on; what is shown stays until something is put on the new one."""
        if self._next is not None:
            self._let_go(self._next)
        self._next = self._sheet()

    def put(self, add: Callable[[QVBoxLayout], Iterable[QWidget]]) -> None:
        """Put on the sheet what ``add`` puts into its layout and returns, and let Tab come to it where it stands.

        With the first parts a new sheet comes in the place of the old one.
        """
        is_first, sheet = self.is_next, self.sheet
        with placed_together(self._content if is_first else sheet):
            added = add(sheet.rows)
            self._turn_over()
        if is_first or self._last is None:
            self._last, self._ordered = None, False
            QTimer.singleShot(turns.NEXT_TURN_MILLISECONDS, self, self._order)  # to show the new sheet took a turn
        else:
            self._last = order_after(self._last, added)

    @Slot()
    def _order(self) -> None:
        """Let Tab go through the whole page, unless that was done since."""
        if self._ordered:
            return
        if turns.is_free():
            self._last, self._ordered = last_inside(self._shown, order_by_reading(self._page)), True
            turns.take()
        else:
            QTimer.singleShot(turns.NEXT_TURN_MILLISECONDS, self, self._order)

    def _turn_over(self) -> None:
        if self._next is None:
            return
        old, self._shown, self._next = self._shown, self._next, None
        self._rows.insertWidget(self._rows.indexOf(old), self._shown)
        self._rows.removeWidget(old)
        old.hide()
        self._let_go(old)

    def clear(self) -> None:
        """Show nothing."""
        self.begin()
        self._turn_over()
        self._last = None

    def _let_go(self, sheet: Sheet) -> None:
        self._old.append(sheet)
        self._slices.begin(self._take_away())

    def _take_away(self) -> Iterator[None]:
        """Delete card by card: a long page holds thousands of widgets."""
        while self._old:
            sheet = self._old[0]
            for child in sheet.children() if isValid(sheet) else ():
                if isinstance(child, QWidget):
                    delete(child)
                    yield
            self._old.pop(0)
            if isValid(sheet):
                delete(sheet)
            yield
