"""Double buffering for the long part of a page: built behind what is shown, swapped in at once, deleted in slices."""

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
    """The sheet shown in the ``content`` of a page, the next one being built, and the old ones being deleted."""

    def __init__(self, page: QWidget, content: QWidget, rows: QVBoxLayout, spacing: int) -> None:
        super().__init__(content)
        self._page, self._content, self._rows, self._spacing = page, content, rows, spacing
        self._last: QWidget | None = None
        self._ordered = True
        self._shown = self._sheet()
        self._next: Sheet | None = None
        self._old: list[Sheet] = []
        self._slices = Slices(self)
        self._next_turn = QTimer(self)
        self._next_turn.setSingleShot(True)
        self._next_turn.setInterval(turns.NEXT_TURN_MILLISECONDS)
        self._next_turn.timeout.connect(self._order)
        rows.addWidget(self._shown)

    def _sheet(self) -> Sheet:
        sheet = Sheet(self._content)
        sheet.rows.setSpacing(self._spacing)
        return sheet

    @property
    def sheet(self) -> Sheet:
        """The sheet that is being filled: the next one if there is one, else the one that is shown."""
        return self._next or self._shown

    @property
    def is_next(self) -> bool:
        """Whether the sheet that is being filled is not shown yet."""
        return self._next is not None

    @property
    def busy(self) -> bool:
        """Whether old sheets are still to be deleted, or the tab order is to be set."""
        return self._slices.busy or not self._ordered

    def begin(self) -> None:
        """Start a new sheet; the old one stays visible until something is put on the new one."""
        if self._next is not None:
            self._discard(self._next)
        self._next = self._sheet()

    def put(self, add: Callable[[QVBoxLayout], Iterable[QWidget]]) -> None:
        """Let ``add`` put widgets into the layout of the sheet, and add those it returns to the tab order.

        With the first widgets, the new sheet replaces the old one.
        """
        is_first, sheet = self.is_next, self.sheet
        with placed_together(self._content if is_first else sheet):
            added = add(sheet.rows)
            self._turn_over()
        if is_first or self._last is None:
            self._last, self._ordered = None, False
            self._next_turn.start()  # to show the new sheet took a turn
        else:
            self._last = order_after(self._last, added)

    @Slot()
    def _order(self) -> None:
        """Set the tab order of the whole page, unless that was done since."""
        if self._ordered:
            return
        if turns.is_free():
            self._last, self._ordered = last_inside(self._shown, order_by_reading(self._page)), True
            turns.take()
        else:
            self._next_turn.start()

    def _turn_over(self) -> None:
        if self._next is None:
            return
        old, self._shown, self._next = self._shown, self._next, None
        self._rows.insertWidget(self._rows.indexOf(old), self._shown)
        self._rows.removeWidget(old)
        focused = old.window().focusWidget()
        if focused is not None and old.isAncestorOf(focused):
            old.hide()  # the keyboard goes to what follows
        else:
            old.move(0, -old.height() - 1)  # to hide thousands of parts would take as long as to show the new ones
        self._discard(old)

    def clear(self) -> None:
        """Show an empty sheet."""
        self.begin()
        self._turn_over()
        self._last = None

    def _discard(self, sheet: Sheet) -> None:
        self._old.append(sheet)
        self._slices.begin(self._take_away())

    def _take_away(self) -> Iterator[None]:
        """Delete the old sheets widget by widget: a long page has thousands of them."""
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
