"""One choice of several: a radio button, or a check box where several may be chosen, that looks like a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen, QTextLayout
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from readiness.desktop.looks.theme import colours_of
from readiness.desktop.widgets.wrapped_text import block, line_height

# Qt allows one of its own classes among the ancestors; to the type checker the card is a button.
if TYPE_CHECKING:
    _Base = QAbstractButton
else:
    _Base = object

_DOT = 18
_TICK = ((0.26, 0.52), (0.44, 0.7), (0.76, 0.32))
_SIDE = 14
_GAP = 12
_EDGE = 9
_LEAST = 40


class _CardButton(_Base):
    """A heading and a quieter line below, both wrapping, behind a mark that says whether it is chosen."""

    _heading = ""
    _detail = ""
    _flat = False
    _heights: dict[int, int]  # layouts ask for the same again and again

    def _begin(self, heading: str, detail: str) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.say(heading, detail)

    def say(self, heading: str, detail: str) -> None:
        """Show other words."""
        self._heading, self._detail, self._heights = heading, detail, {}
        # The text is what screen readers say; "&" in an employer's words is no shortcut.
        self.setText(heading.replace("&", "&&"))
        self.setAccessibleName(heading)
        self.setAccessibleDescription(detail)
        self.updateGeometry()
        self.update()

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def _blocks(self, width: int) -> tuple[tuple[QTextLayout, int], tuple[QTextLayout, int]]:
        """Return heading and detail laid out for a choice of that width, each with its height."""
        room = max(width - _SIDE - _DOT - _GAP - _SIDE, 40)
        detail = block(self._detail, self.font(), room)
        return block(self._heading, self._bold(), room), detail if self._detail else (detail[0], 0)

    def hasHeightForWidth(self) -> bool:
        """Return that narrow means tall."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at which nothing is cut."""
        if width not in self._heights:
            (_, heading), (_, detail) = self._blocks(width)
            self._heights[width] = max(heading + detail + 2 * _EDGE, _LEAST)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(360, self.heightForWidth(360))

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size at which words still wrap well."""
        return QSize(220, _LEAST)

    def hitButton(self, _position: object) -> bool:
        """Return True: the whole card can be pressed, not only the dot."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Return to the page, which goes on with what is chosen."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font; look other while it cannot be chosen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._heights = {}
            self.updateGeometry()
        elif event.type() == QEvent.Type.EnabledChange:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint card, dot and words."""
        colours = colours_of(self)
        chosen = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = QPen(QColor(self._line(colours.accent if chosen else colours.line)), 2 if chosen else 1)
        painter.setPen(Qt.PenStyle.NoPen if self._flat else edge)
        under_mouse = self.underMouse() and self.isEnabled()
        ground = colours.tint(colours.accent) if chosen else colours.card if under_mouse else colours.page
        painter.setBrush(QColor(colours.page if self._flat and not under_mouse else ground))
        painter.drawRoundedRect(area, 8, 8)
        (heading, height), (detail, below) = self._blocks(self.width())
        top = (self.height() - height - below) / 2
        left = _SIDE + _DOT + _GAP
        painter.setPen(QColor(colours.text if self.isEnabled() else colours.muted))
        heading.draw(painter, QPointF(left, top))
        painter.setPen(QColor(colours.muted))
        detail.draw(painter, QPointF(left, top + height))
        self._paint_mark(painter, QRectF(_SIDE, top + (line_height(self._bold()) - _DOT) / 2, _DOT, _DOT))
        painter.end()

    def _line(self, colour: str) -> str:
        """Return the colour of a line, which is faint where nothing can be chosen."""
        return colour if self.isEnabled() else colours_of(self).hairline

    def _paint_mark(self, painter: QPainter, area: QRectF) -> None:
        """Paint the dot of a radio button."""
        colours, chosen = colours_of(self), self.isChecked()
        painter.setPen(QPen(QColor(self._line(colours.accent if chosen else colours.line)), 2))
        painter.setBrush(QColor(colours.page))
        painter.drawEllipse(area.adjusted(1, 1, -1, -1))
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(area.adjusted(5, 5, -5, -5))


class RadioCard(_CardButton, QRadioButton):
    """One of which exactly one is chosen."""

    def __init__(self, heading: str, detail: str = "", parent: QWidget | None = None) -> None:
        QRadioButton.__init__(self, parent)
        self._begin(heading, detail)


class CheckCard(_CardButton, QCheckBox):
    """One of which several may be chosen. A ``flat`` one is no card: it says how to choose, not what."""

    def __init__(self, heading: str, detail: str = "", parent: QWidget | None = None, *, flat: bool = False) -> None:
        QCheckBox.__init__(self, parent)
        self._flat = flat
        self._begin(heading, detail)

    def _paint_mark(self, painter: QPainter, area: QRectF) -> None:
        """Paint a box, ticked where it is chosen."""
        colours, chosen = colours_of(self), self.isChecked()
        painter.setPen(QPen(QColor(self._line(colours.accent if chosen else colours.line)), 2))
        painter.setBrush(QColor(colours.accent if chosen else colours.page))
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 3, 3)
        if chosen:
            painter.setPen(QPen(QColor(colours.on_accent), 2))
            painter.drawPolyline([area.topLeft() + QPointF(x, y) * _DOT for x, y in _TICK])
