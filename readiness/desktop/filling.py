"""The long part of a page: made anew behind what is shown, put in its place as a whole, and taken away bit by bit."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import delete, isValid

from readiness.desktop.slices import Slices
from readiness.desktop.widgets.held import Sheet


class Filling(QObject):
    """The sheet that is shown at a place of ``rows``, the next one that is being made, and those that were let go."""

    def __init__(self, content: QWidget, rows: QVBoxLayout, spacing: int) -> None:
        super().__init__(content)
        self._content, self._rows, self._spacing = content, rows, spacing
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
        """Whether something is still to be taken away."""
        return self._slices.busy

    def begin(self) -> None:
        """Fill another sheet from now on; what is shown stays until ``turn_over``."""
        if self._next is not None:
            self._let_go(self._next)
        self._next = self._sheet()

    def turn_over(self) -> None:
        """Show the next sheet in the place of the one that is shown, if there is one."""
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
        self.turn_over()

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
