"""The window: a strip on top, one page at a time below.

Only the first page is made with it, so that it is there at once; the journey brings the others.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from readiness.desktop.page_stack import PageStack
from readiness.desktop.pages.choose import ChoosePage
from readiness.desktop.side_pages import SidePages
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.focus_ring import FocusRing
from readiness.desktop.widgets.header import Header
from readiness.desktop.widgets.layout.deferred_style import refresh_palette
from readiness.domain.message import message

SMALLEST: Final = (860, 420)
"""Fits a screen of 1366 x 768 at 150 %, which leaves 910 x 512 for the window, its frame and the system's bar."""
USUAL: Final = (1120, 720)
_FRAME: Final = 40
_LEAVE: Final = "XDG_ACTIVATION_TOKEN"
_LINKS: Final = frozenset({"readiness", "https"})


class Window(QMainWindow):
    """Holds the pages; ``side`` sees to those beside the way of a check.

    ``dropped`` carries the path of a file or the link let fall on it, ``closed`` its end.

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
        self._seen = False
        self.header = Header(texts)
        self.choose = ChoosePage(texts)
        self.pages = PageStack(self.choose)
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
        self.side = SidePages(self.pages, texts)
        self.pages.follow(self.choose, self.choose.retranslate)
        self._name()

    @property
    def page(self) -> QWidget:
        """The page that is shown."""
        return self.pages.shown

    def retranslate(self) -> None:
        """Say strip and page in the language spoken now."""
        self._name()
        self.header.retranslate()
        self.pages.retell()

    def _name(self) -> None:
        self.setWindowTitle(self._texts(message("desktop.name")))

    def changeEvent(self, event: QEvent) -> None:
        """Give other colours to the page that is shown; the others get them when they are."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            refresh_palette(self.page)

    def fit(self, room: QSize) -> None:
        """Be no larger than a screen has room for; all of it, where that is little."""
        if room.width() <= USUAL[0]:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        else:
            self.resize(USUAL[0], max(SMALLEST[1], min(USUAL[1], room.height() - _FRAME)))

    def come_into_sight(self) -> None:
        """Be seen, above the others where the desktop lets us; the keyboard stays where it is."""
        # Not "showNormal", which would make a window smaller that filled the screen.
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()

    def come_forward(self, token: str = "") -> None:
        """Be seen and have the keyboard; ``token`` is the leave that Wayland's desktops give for it with a click."""
        self.come_into_sight()
        if token and QGuiApplication.platformName().startswith("wayland"):
            os.environ[_LEAVE] = token  # where Qt looks for it; a token is good for once
        self.activateWindow()
        os.environ.pop(_LEAVE, None)

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
        """Take one file, or one link."""
        if _dragged(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Pass the file or the link on."""
        if name := _dragged(event.mimeData()):
            event.acceptProposedAction()
            self.dropped.emit(name)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that it is over, at any moment; or hide, where the person chose that."""
        if self.stays:
            event.ignore()
            self.hide()
            return
        self.closed.emit()
        super().closeEvent(event)


def _dragged(data: QMimeData) -> str:
    """Return the one file or link that is dragged over the window, "" for anything else."""
    from PySide6.QtCore import QUrl  # nothing is dragged before there is a window

    urls = data.urls() or [QUrl(data.text().strip())]
    if len(urls) != 1:
        return ""
    if path := urls[0].toLocalFile():
        return str(Path(path))
    return urls[0].toString(QUrl.ComponentFormattingOption.FullyEncoded) if urls[0].scheme() in _LINKS else ""
