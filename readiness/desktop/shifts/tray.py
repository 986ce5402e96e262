"""The icon in the tray: how ready this computer is, by shape and word, and the way back to the window."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from readiness.desktop.looks.colours import LIGHT
from readiness.desktop.looks.icons import RING, app_icon, draw_icon
from readiness.desktop.texts import Texts
from readiness.domain.message import message
from readiness.domain.report import Verdict

_SIDES: Final = (16, 22, 32, 64)
_SHAPES: Final = {
    # Told apart by their outlines: a disc, a triangle, a square.
    Verdict.PASS: ("sign-met", "met"),
    Verdict.FAIL: ("sign-not-met", "not_met"),
    Verdict.INCOMPLETE: ("sign-open", "not_measured"),
}
_TRIANGLE: Final = ((0.5, 0.03), (0.98, 0.95), (0.02, 0.95))


def verdict_icon(verdict: Verdict | None, language: str = "en") -> QIcon:
    """Return the icon of a verdict, the program's own as long as there is none; in Japan a ring is good, not a tick."""
    if verdict is None:
        return app_icon()
    icon = QIcon()
    for side in _SIDES:
        icon.addPixmap(_drawn(verdict, side, ring=verdict is Verdict.PASS and language == "ja"))
    return icon


def _drawn(verdict: Verdict, side: int, *, ring: bool) -> QPixmap:
    sign, role = _SHAPES[verdict]
    picture = QPixmap(QSize(side, side))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # A light edge keeps it apart from dark panels.
    painter.setPen(QPen(QColor(LIGHT.page), max(side / 22, 1)))
    painter.setBrush(QColor(getattr(LIGHT, role)))
    area = QRectF(0.5, 0.5, side - 1, side - 1)
    inner, lower = area.adjusted(*(edge * side * 0.16 for edge in (1, 1, -1, -1))), 0.0
    if verdict is Verdict.PASS:
        painter.drawEllipse(area)
    elif verdict is Verdict.FAIL:
        painter.drawPolygon(QPolygonF([QPointF(x * side, y * side) for x, y in _TRIANGLE]))
        inner, lower = area.adjusted(*(edge * side * 0.26 for edge in (1, 1, -1, -1))), side * 0.15
    else:
        painter.drawRect(area)
    draw_icon(painter, RING if ring else sign, inner.translated(0, lower), LIGHT.page)
    painter.end()
    return picture


class Tray(QObject):
    """The icon and its menu. Where the desktop has no tray it is never shown, and nothing depends on it."""

    check_wanted = Signal()
    open_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, texts: Texts, window: QWidget) -> None:
        super().__init__(window)
        self._texts = texts
        self._verdict: Verdict | None = None
        self._told = message("desktop.tray.never")
        self._busy = False
        self._shown_in = texts.language
        self._icons: dict[tuple[Verdict | None, str], QIcon] = {}  # each is drawn in several sizes
        self.menu = QMenu(window)
        self.status = self.menu.addAction("")
        self.status.setEnabled(False)
        self.menu.addSeparator()
        self.check = self.menu.addAction("")
        self.open = self.menu.addAction("")
        self.menu.addSeparator()
        self.quit = self.menu.addAction("")
        self.check.triggered.connect(self.check_wanted)
        self.open.triggered.connect(self.open_wanted)
        self.quit.triggered.connect(self.quit_wanted)
        self.icon = QSystemTrayIcon(verdict_icon(None), self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.open_wanted)
        self.retranslate()

    @property
    def is_there(self) -> bool:
        """Whether the desktop has a tray and the icon is in it."""
        return self.icon.isVisible() and QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Go into the tray, if there is one."""
        self.icon.setVisible(QSystemTrayIcon.isSystemTrayAvailable())

    def hide(self) -> None:
        """Leave the tray."""
        self.icon.hide()

    def show_verdict(self, verdict: Verdict, words: str, when: str) -> None:
        """Show what the last check came to; ``words`` are the verdict's."""
        self._verdict = verdict
        self._told = message("desktop.tray.verdict", verdict=words, when=when)
        self.show_busy(busy=False)
        self._show_icon()

    def show_busy(self, *, busy: bool) -> None:
        """Show that a check is going on, or not any more."""
        self._busy = busy
        self.check.setEnabled(not busy)
        self.retranslate()

    def notify(self, title: str, text: str) -> None:
        """Tell the person one thing, where there is a tray to tell it from."""
        if self.is_there:
            self.icon.showMessage(title, text, self._verdict_icon())

    def _verdict_icon(self) -> QIcon:
        wanted = self._verdict, self._texts.language
        if wanted not in self._icons:
            self._icons[wanted] = verdict_icon(*wanted)
        return self._icons[wanted]

    def _show_icon(self) -> None:
        self._shown_in = self._texts.language
        self.icon.setIcon(self._verdict_icon())

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        say = self._texts
        told = say(message("desktop.tray.checking") if self._busy else self._told)
        if self._verdict is not None and say.language != self._shown_in:
            self._show_icon()
        self.status.setText(told)
        self.icon.setToolTip(f"{say(message('desktop.name'))}\n{told}")
        self.check.setText(say(message("desktop.tray.check")))
        self.open.setText(say(message("desktop.tray.open")))
        self.quit.setText(say(message("desktop.tray.quit")))

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.open_wanted.emit()
