"""Who makes which page beside a check, and the way there and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from readiness.desktop.page_stack import PageStack
from readiness.desktop.pages.choose import ChoosePage
from readiness.desktop.pages.side import SidePage
from readiness.desktop.texts import Texts

P = TypeVar("P", bound=SidePage)

_TURN_MILLISECONDS: Final = 2  # with none, it would follow in the same turn


class SidePages(QObject):
    """Makes each page when it is first asked for, shows it, and leads back from it.

    A new page needs a line that offers it and a button that opens it; nothing else has to know of
    it. ``returned`` carries the page that somebody came back to.
    """

    returned = Signal(object)

    def __init__(self, pages: PageStack, texts: Texts) -> None:
        super().__init__(pages)
        self._pages = pages
        self._texts = texts
        self._makers: dict[str, Callable[[], SidePage]] = {}
        self._made: dict[str, SidePage] = {}
        self._coming: SidePage | None = None

    def add(self, page: P) -> P:
        """Take a page in, hidden, and return it: it follows the language, and its way back works."""
        self._pages.add(page)
        page.left.connect(self.leave)
        self._pages.follow(page, page.retranslate)
        return page

    def offer(self, name: str, make: Callable[[], SidePage]) -> None:
        """Say how the page of that name is made."""
        self._makers[name] = make

    def page(self, name: str) -> SidePage:
        """Return the page of that name, made now if it was not yet. Raises KeyError."""
        if name not in self._made:
            self._made[name] = self.add(self._makers[name]())
        return self._made[name]

    def open(self, name: str) -> None:
        """Show the page of that name; its way back leads to where the person is now."""
        self.visit(self.page(name))

    def visit(self, page: SidePage) -> None:
        """Show a page that was taken in, from its top."""
        self._pages.visit(page)
        page.arrive()

    def visit_soon(self, page: SidePage) -> None:
        """Show a page once the window had a turn: to make it, or to fill it, took one.

        Of two that are asked for in one turn the second is shown.
        """
        self._coming = page
        QTimer.singleShot(_TURN_MILLISECONDS, self, self._arrive)

    @property
    def settled(self) -> bool:
        """Whether no page is about to be shown."""
        return self._coming is None

    @Slot()
    def _arrive(self) -> None:
        page, self._coming = self._coming, None
        if page is not None:
            self.visit(page)

    def let_go(self, page: SidePage | None, shown: object) -> bool:
        """Delete a page that nobody is on and no way back leads to, and return whether that was done."""
        if page is None or shown is page or page in self._pages.way_back:
            return False
        self._pages.forget(page)
        page.deleteLater()
        return True

    @Slot()
    def leave(self) -> None:
        """Go back to where the person came from."""
        page = self._pages.turn_back()
        if isinstance(page, SidePage | ChoosePage):
            page.take_focus()
        self.returned.emit(page)
