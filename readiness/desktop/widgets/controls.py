"""The few kinds of control the pages are made of, each accessible by construction."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from readiness.desktop.looks.colours import Colours
from readiness.desktop.looks.icons import draw_icon
from readiness.desktop.looks.theme import UNDERLINES, colours_of
from readiness.desktop.widgets.action_bar import ActionBar, is_low
from readiness.desktop.widgets.layout.deferred_style import freeze_style
from readiness.desktop.widgets.layout.scrolling import ScrollArea, scroll_by_key
from readiness.desktop.widgets.layout.sizes import Block, Scrolled, WidthFirst
from readiness.desktop.widgets.wrapped_text import Text

TARGET: Final = 36
"""Height of everything that can be pressed, in logical pixels; WCAG asks for 24."""
_RADIUS: Final = 6.0
_SIDE: Final = 16
_QUIET_SIDE: Final = 2
"""A quiet button stands in line with the text above and below it, as a link does."""
_ICON: Final = 18
_TITLE, _LOW_TITLE = 1.75, 1.35
_PAGE_EDGES: Final = {False: (28, 20, 28, 20), True: (28, 12, 28, 12)}
_PAGE_GAP, _LOW_PAGE_GAP = 14, 10


class Weight(Enum):
    """How much a button calls for attention. A page has at most one PRIMARY."""

    PRIMARY = "primary"
    NORMAL = "normal"
    QUIET = "quiet"


class Button(QPushButton):
    """A push button; Return presses it as Space does, which Qt leaves to dialogs."""

    def __init__(self, weight: Weight = Weight.NORMAL, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weight = weight
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def icon_name(self) -> str:
        """The name of its picture, "" without one."""
        return self._icon

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    @property
    def weight(self) -> Weight:
        """How much it calls for attention."""
        return self._weight

    def set_weight(self, weight: Weight) -> None:
        """Call for more attention, or for less."""
        if weight is not self._weight:
            self._weight = weight
            self.updateGeometry()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Return too."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return the size that shows the whole text and is easy to hit."""
        metrics = QFontMetrics(self.font())
        text = metrics.size(Qt.TextFlag.TextShowMnemonic, self.text())
        icon = _ICON + (8 if self.text() else 0) if self._icon else 0
        side = _SIDE if self._weight is not Weight.QUIET else _QUIET_SIDE
        return QSize(max(TARGET, text.width() + icon + 2 * side), max(TARGET, text.height() + 14))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a cut label is worse than a scroll bar."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, edge, icon and text."""
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = self.paint_ground(painter, colours)
        self._paint_label(painter, text)
        painter.end()

    def paint_ground(self, painter: QPainter, colours: Colours) -> str:
        """Paint what is behind the label and return the label's colour."""
        pressed, hovered = self.isDown() or self.isChecked(), self.underMouse()
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._weight is Weight.QUIET:
            # Neither ground nor edge, not even where it cannot be pressed.
            return colours.accent if self.isEnabled() else colours.muted
        if not self.isEnabled():
            painter.setPen(QPen(QColor(colours.hairline), 1))
            painter.setBrush(QColor(colours.card))
            text = colours.muted
        elif self._weight is Weight.PRIMARY:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent).darker(115 if pressed else 108 if hovered else 100))
            text = colours.on_accent
        else:
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.setBrush(QColor(colours.tint(colours.text, 0.12 if pressed else 0.06 if hovered else 0.0)))
            text = colours.text
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)
        return text

    def _paint_label(self, painter: QPainter, colour: str) -> None:
        metrics = QFontMetrics(self.font())
        width = metrics.size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        icon = _ICON + (8 if self.text() else 0) if self._icon else 0
        left = (self.width() - width - icon) / 2
        if self._weight is Weight.QUIET:
            left = float(_QUIET_SIDE)
        if self._icon:
            box = QRectF(left, (self.height() - _ICON) / 2, _ICON, _ICON)
            draw_icon(painter, self._icon, box, colour)
        painter.setPen(QColor(colour))
        painter.setFont(self.font())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        shown = Qt.TextFlag.TextShowMnemonic if UNDERLINES else Qt.TextFlag.TextHideMnemonic
        painter.drawText(QRectF(left + icon, 0, width + 2, self.height()), int(flags) | int(shown), self.text())
        if self._weight is Weight.QUIET and self.isEnabled() and (self.underMouse() or self.isDown()):
            under = round((self.height() + metrics.height()) / 2)
            painter.drawLine(round(left + icon), under, round(left + icon + width), under)


class Card(WidthFirst, QFrame):
    """A rounded ground that keeps things together. ``role`` colours a bar at its leading edge."""

    def __init__(self, role: str = "", *, tinted: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self._tinted = tinted
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(20 if role else 16, 14, 16, 14)
        self.rows.setSpacing(8)

    def set_role(self, role: str) -> None:
        """Change the colour of the bar."""
        self._role = role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, edge and bar."""
        colours = colours_of(self)
        colour = getattr(colours, self._role) if self._role else colours.hairline
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(colours.tint(colour, 0.45) if self._tinted else colours.hairline), 1))
        painter.setBrush(QColor(colours.tint(colour) if self._tinted else colours.card))
        painter.drawRoundedRect(area, 8, 8)
        if self._role:
            bar = QPainterPath()
            bar.addRoundedRect(area, 8, 8)
            painter.setClipPath(bar)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRect(QRectF(area.left(), area.top(), 5, area.height()))
        painter.end()


class Picker(QComboBox):
    """A drop-down list that looks like the buttons and is as easy to hit."""

    def name_choices(self, names: Iterable[str]) -> None:
        """Give the choices other names, and itself the room for them."""
        for place, name in enumerate(names):
            self.setItemText(place, name)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return a size with room for the longest choice."""
        metrics = QFontMetrics(self.font())
        widest = max((metrics.horizontalAdvance(self.itemText(place)) for place in range(self.count())), default=0)
        return QSize(widest + _SIDE + 36, TARGET)

    def minimumSizeHint(self) -> QSize:
        """Return the same: a cut language name helps nobody."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, edge, choice and arrow."""
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.tint(colours.text, 0.06 if self.underMouse() else 0.0)))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)
        painter.setPen(QColor(colours.text))
        words = area.adjusted(_SIDE - 2, 0, -30, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.currentText())
        arrow = QRectF(area.right() - 26, area.center().y() - 7, 14, 14)
        draw_icon(painter, "chevron-down", arrow, colours.muted)
        painter.end()


class Page(QWidget):
    """A scrolling column of readable width over a bar of actions that is always in sight."""

    def __init__(self, widest: int = 980, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        freeze_style(self)  # before there is anything on it that would be told
        self.content = Block()
        self.rows = QVBoxLayout(self.content)
        self.rows.setContentsMargins(*_PAGE_EDGES[False])
        self.rows.setSpacing(_PAGE_GAP)
        self._title: Text | None = None
        self._low = False
        self.content.setMaximumWidth(widest)
        middle = Scrolled()
        centred = QHBoxLayout(middle)
        centred.setContentsMargins(0, 0, 0, 0)
        centred.addStretch(1)
        centred.addWidget(self.content, 1000)
        centred.addStretch(1)
        self.area = ScrollArea(middle)
        self.bar = ActionBar(widest)
        self.bar.keep_below(self.area)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.area, 1)
        column.addWidget(self.bar)

    def make_title(self) -> Text:
        """Return a label for the page's title, which is smaller in a low window."""
        self._title = Text(size=_LOW_TITLE if self._low else _TITLE, bold=True)
        return self._title

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave more of a low window to what the page shows."""
        super().resizeEvent(event)
        low = is_low(event.size().height())
        if low is self._low:
            return
        self._low = low
        self.rows.setContentsMargins(*_PAGE_EDGES[low])
        self.rows.setSpacing(_LOW_PAGE_GAP if low else _PAGE_GAP)
        self.bar.set_low(low=low)
        if self._title is not None:
            self._title.set_size(_LOW_TITLE if low else _TITLE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll with the keys that no control took."""
        if not scroll_by_key(self.area, event.key()):
            super().keyPressEvent(event)


def emptied(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        inner = item.layout()
        if inner is not None:
            emptied(inner)
