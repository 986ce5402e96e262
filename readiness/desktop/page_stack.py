"""One page at a time, the way back from it, and what a page that is not shown has to catch up on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from readiness.desktop.responsive import turns
from readiness.desktop.responsive.painting import paint_later
from readiness.desktop.widgets.layout.deferred_style import freeze_style, refresh_style


class PageStack(QStackedWidget):
    """The window's pages; ``home`` is the first, and where every way back ends."""

    def __init__(self, home: QWidget) -> None:
        super().__init__()
        self._home = home
        self._way_back: list[QWidget] = []
        self._retell: dict[QWidget, Callable[[], None]] = {}
        self._stale: set[QWidget] = set()
        self._shown = home
        self._cover = QTimer(self)
        self._cover.setSingleShot(True)
        self._cover.setInterval(turns.NEXT_TURN_MILLISECONDS)
        self._cover.timeout.connect(self._hide_others)
        self.add(home)

    @property
    def shown(self) -> QWidget:
        """The page that is shown."""
        return self._shown

    def add(self, *pages: QWidget) -> None:
        """Take pages in, hidden. Each has its own letters and colours: while it is hidden, those do not change."""
        for page in pages:
            freeze_style(page)
            self.addWidget(page)

    def go_to(self, page: QWidget) -> None:
        """Show another page; what was visited on the way here is left for good."""
        self._way_back.clear()
        self._show(page)

    def visit(self, page: QWidget) -> None:
        """Show a page from which ``turn_back`` leads to this one; one that leads here already is gone back to."""
        if page in self._way_back:
            del self._way_back[self._way_back.index(page) :]
        elif page is not self.shown:
            self._way_back.append(self.shown)
        self._show(page)

    @property
    def way_back(self) -> tuple[QWidget, ...]:
        """The pages that the way back leads through, the nearest last."""
        return tuple(self._way_back)

    def turn_back(self) -> QWidget:
        """Show the page that the person came from, and return it."""
        page = self._way_back.pop() if self._way_back else self._home
        self._show(page)
        return page

    def _show(self, page: QWidget) -> None:
        """Show a page as it has to look and read now."""
        if page is not self.shown:
            self.paint_later()
        self._catch_up(page)
        self._shown = page
        # On top of the one before, which is hidden in the next turn: a long page has thousands of parts to tell of it.
        page.setGeometry(self.contentsRect())
        page.raise_()
        page.show()
        self._cover.start()

    @property
    def settled(self) -> bool:
        """Whether the page before the one that is shown is hidden."""
        return not self._cover.isActive()

    @Slot()
    def _hide_others(self) -> None:
        self.setCurrentWidget(self._shown)

    def paint_later(self) -> None:
        """Leave on the screen what is there until all that changes now has its place; that takes a turn of its own."""
        paint_later(self)

    def follow(self, page: QWidget, retell: Callable[[], None]) -> None:
        """Have a page say everything anew when the language changes: at once if it is shown, else when it will be."""
        self._retell[page] = retell

    def expect(self, page: QWidget) -> None:
        """Retell nothing on a page that is about to be filled anew."""
        self._stale.discard(page)

    def forget(self, page: QWidget) -> None:
        """Let go of a page."""
        self._retell.pop(page, None)
        self._stale.discard(page)
        self.removeWidget(page)

    def retell(self) -> None:
        """Have the page that is shown say everything in the language spoken now, and the others when they will be."""
        self.paint_later()
        self._stale = {*self._retell}
        self._catch_up(self.shown)

    def _catch_up(self, page: QWidget) -> None:
        refresh_style(page)
        if page in self._stale:
            self._stale.discard(page)
            self._retell[page]()
