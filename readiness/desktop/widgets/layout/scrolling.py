"""A scroll area with a plain scroll bar that looks the same on every system."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractSlider, QFrame, QScrollArea, QScrollBar, QWidget

from readiness.desktop.looks.theme import colours_of

_WIDTH: Final = 14
_INSET: Final = 4.0
_STEP: Final = 40
_ABOVE: Final = 8


class PlainBar(QScrollBar):
    """A scroll bar of which only the handle is drawn."""

    def sizeHint(self) -> QSize:
        """Return a narrow bar."""
        return QSize(_WIDTH, super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the handle, where there is something to scroll."""
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.page))
        painter.drawRect(self.rect())
        painter.setBrush(QColor(colours.muted if self.isSliderDown() or self.underMouse() else colours.line))
        if self.maximum() > self.minimum():
            painter.drawRoundedRect(self._handle().adjusted(_INSET, 2, -_INSET + 1, -2), 3, 3)
        painter.end()

    def _handle(self) -> QRectF:
        # Naming a part of a style takes time when it is done for the first time, so not before there is one.
        from PySide6.QtWidgets import QStyle, QStyleOptionSlider

        option = QStyleOptionSlider()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ScrollBarSlider
        return QRectF(self.style().subControlRect(QStyle.ComplexControl.CC_ScrollBar, option, part, self))


_STEPS: Final = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}


def scroll_by_key(area: QScrollArea, key: int) -> bool:
    """Scroll for a key that scrolls, else return False. For keys that no control takes."""
    for known, step in _STEPS.items():
        if key == known:
            area.verticalScrollBar().triggerAction(step)
            return True
    return False


class ScrollArea(QScrollArea):
    """Scrolls one widget vertically. ``seen`` is its viewport."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Made here, because to ask for Qt's own takes as long as to make half a page.
        self.seen = QWidget()
        self.seen.setBackgroundRole(QPalette.ColorRole.NoRole)
        self.seen.setAutoFillBackground(True)
        self.setViewport(self.seen)
        self.setVerticalScrollBar(PlainBar(Qt.Orientation.Vertical))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().setSingleStep(_STEP)
        self.setWidget(content)

    def ensureWidgetVisible(self, widget: QWidget, x: int = 50, y: int = 50) -> None:
        """Bring something into sight; of what is taller than the area, its beginning, where Qt shows the middle."""
        super().ensureWidgetVisible(widget, x, y)
        content = self.widget()
        if content is not None and widget.height() + 2 * y > self.seen.height() and content.isAncestorOf(widget):
            self.verticalScrollBar().setValue(widget.mapTo(content, QPoint(0, 0)).y() - y)


def bring_to_top(area: ScrollArea, shown: QWidget) -> None:
    """Scroll until the top of a widget is visible."""
    content = area.widget()
    layout = content.layout() if content else None
    if content is None or layout is None:
        return
    # What was just opened has no room yet; without, there would be nothing to scroll to.
    layout.activate()
    tall = layout.totalHeightForWidth if layout.hasHeightForWidth() else lambda _: layout.totalSizeHint().height()
    content.resize(content.width(), max(tall(content.width()), area.viewport().height()))
    area.verticalScrollBar().setValue(shown.y() - _ABOVE)
