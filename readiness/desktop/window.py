"""The window: a strip on top, one page at a time below.

Only the first page is made with it, so that it is there at once; the journey brings the others.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from readiness.desktop.pages.choose import ChoosePage
from readiness.desktop.side_pages import SidePages
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.focus_ring import FocusRing
from readiness.desktop.widgets.header import Header
from readiness.desktop.widgets.held import dress, hold, recolour, renew
from readiness.domain.message import message

SMALLEST: Final = (860, 470)
"""Fits a screen of 1366 x 768 at 150 %, which leaves 910 x 512 for frame and all."""
USUAL: Final = (1120, 720)


class Window(QMainWindow):
    """Holds the pages; ``side`` sees to those beside the way of a check.

    ``dropped`` carries the path of a file let fall on it, ``closed`` its end.

    ``painted`` comes once, when its first frame is on the screen.

    Closing it is its end, unless the person chose that the program ``stays`` in a tray: then it is hidden.
    """

    painted = Signal()
    dropped = Signal(str)
    closed = Signal()

    def __init__(self, texts: Texts, app: QApplication) -> None:
        super().__init__()
        self._texts = texts
        self.stays = False
        self._way_back: list[QWidget] = []
        self._seen = False
        self._retell: dict[QWidget, Callable[[], None]] = {}
        self._stale: set[QWidget] = set()
        self.header = Header(texts)
        self.choose = ChoosePage(texts)
        self.pages = QStackedWidget()
        self.add(self.choose)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(whole)
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self.setAcceptDrops(True)
        self.ring = FocusRing(self, app)
        self.side = SidePages(self, texts)
        self.follow(self.choose, self.choose.retranslate)
        self.retranslate()

    @property
    def page(self) -> QWidget:
        """The page that is shown."""
        return self.pages.currentWidget() or self.choose

    def add(self, *pages: QWidget) -> None:
        """Take pages in, hidden. Each has its own letters and colours: while it is hidden, those do not change."""
        for page in pages:
            hold(page)
            self.pages.addWidget(page)

    def go_to(self, page: QWidget) -> None:
        """Show another page; what was visited on the way here is left for good."""
        self._way_back.clear()
        self._show(page)

    def visit(self, page: QWidget) -> None:
        """Show a page from which ``turn_back`` leads to this one; one that leads here already is gone back to."""
        if page in self._way_back:
            del self._way_back[self._way_back.index(page) :]
        elif page is not self.page:
            self._way_back.append(self.page)
        self._show(page)

    @property
    def way_back(self) -> tuple[QWidget, ...]:
        """The pages that the way back leads through, the nearest last."""
        return tuple(self._way_back)

    def turn_back(self) -> QWidget:
        """Show the page that the person came from, and return it."""
        page = self._way_back.pop() if self._way_back else self.choose
        self._show(page)
        return page

    def _show(self, page: QWidget) -> None:
        """Show a page as it has to look and read now."""
        self._catch_up(page)
        self.pages.setCurrentWidget(page)

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
        self.pages.removeWidget(page)

    def retranslate(self) -> None:
        """Say strip and page in the language spoken now."""
        self.setWindowTitle(self._texts(message("desktop.name")))
        dress(self.header)
        self.header.retranslate()
        self._stale = {*self._retell}
        self._catch_up(self.page)

    def _catch_up(self, page: QWidget) -> None:
        renew(page)
        if page in self._stale:
            self._stale.discard(page)
            self._retell[page]()

    def changeEvent(self, event: QEvent) -> None:
        """Give other colours to the page that is shown; the others get them when they are."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            recolour(self.page)

    def show_icon(self) -> None:
        """Show the program's icon in the frame and the list of windows."""
        from readiness.desktop.looks.icons import app_icon

        self.setWindowIcon(app_icon())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell that the first frame is painted, when everything inside is painted too."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self.painted.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if len(event.mimeData().urls()) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Pass the file on."""
        path = event.mimeData().urls()[0].toLocalFile()
        if path:
            event.acceptProposedAction()
            self.dropped.emit(str(Path(path)))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that it is over, at any moment; or hide, where the person chose that."""
        if self.stays:
            event.ignore()
            self.hide()
            return
        self.closed.emit()
        super().closeEvent(event)
