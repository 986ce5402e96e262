"""A ring around whatever has the keyboard, because Fusion's own is nearly invisible."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QScrollArea, QStackedWidget, QWidget
from shiboken6 import isValid

from readiness.desktop.looks.theme import colours_of

GAP: Final = 3
WIDTH: Final = 2
RADIUS: Final = 8
_FOLLOWED: Final = frozenset(
    {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest}
)


class FocusRing(QWidget):
    """Paints a ring outside the focused widget of one window; the mouse goes through it."""

    def __init__(self, window: QWidget, app: QApplication) -> None:
        super().__init__(window)
        self._window = window
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._app: QApplication | None = app
        app.focusChanged.connect(self._focus_changed)

    def let_go(self) -> None:
        """Follow nothing any more: the window is going away."""
        if self._app is not None:
            self._app.focusChanged.disconnect(self._focus_changed)
        self._app = None
        self._forget()

    def _forget(self) -> None:
        for widget in self._watched:
            if isValid(widget):  # a page that was filled anew takes its controls with it
                widget.removeEventFilter(self)
        self._watched = []
        self.hide()

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._forget()
        # A whole page may have the keyboard; a ring around everything would say nothing.
        if new is None or new.window() is not self._window or isinstance(new.parentWidget(), QStackedWidget):
            return
        # Where a page begins is told to a screen reader; a ring would make a heading look like a field.
        ringed = bool(new.focusPolicy() & Qt.FocusPolicy.TabFocus)
        walker: QWidget | None = new
        while walker is not None and walker is not self._window:
            walker.installEventFilter(self)
            self._watched.append(walker)
            walker = walker.parentWidget()
        if new.isVisible() and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._bring_into_sight(new)
        if ringed:
            self._follow()
        else:
            self._forget()

    def _bring_into_sight(self, widget: QWidget) -> None:
        """Scroll to what got the keyboard: Qt does so only within one area, not when Tab comes from outside."""
        for around in self._watched:
            if isinstance(around, QScrollArea) and around is not widget:
                around.ensureWidgetVisible(widget, GAP + WIDTH, GAP + WIDTH)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the focused widget when it, or anything around it, moves."""
        if event.type() in _FOLLOWED and self._watched and isValid(self._watched[0]):
            self._follow()
        return False

    def _follow(self) -> None:
        area = self.outline(self._watched[0])
        shown = not area.isEmpty() and self._watched[0].isVisible()
        if (area, shown) == (self.geometry(), self.isVisible()):
            return
        self.setVisible(shown)
        self.setGeometry(area)
        self.raise_()
        self.update()

    def outline(self, widget: QWidget) -> QRect:
        """Return where the ring goes, in the window; cut off where the widget is scrolled away."""
        window = self._window
        around = GAP + WIDTH
        area = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(-around, -around, around, around)
        parent = widget.parentWidget()
        while parent is not None and parent is not window:
            if isinstance(parent.parentWidget(), QScrollArea):
                area &= QRect(parent.mapTo(window, QPoint(0, 0)), parent.size())
            parent = parent.parentWidget()
        return area & window.rect()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours_of(self).text), WIDTH))
        edge = WIDTH // 2
        painter.drawRoundedRect(self.rect().adjusted(edge, edge, -edge, -edge), RADIUS, RADIUS)
        painter.end()
