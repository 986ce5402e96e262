"""One profile on the list: a radio button that looks like a card."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen, QTextLayout
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from readiness.desktop.theme import colours_of
from readiness.desktop.words import block, line_height

_DOT = 18
_SIDE = 14
_GAP = 12
_EDGE = 9
_LEAST = 40


class Choice(QRadioButton):
    """A radio button with a heading and a quieter line below, both wrapping."""

    def __init__(self, heading: str, detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = heading
        self._detail = detail
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.say(heading, detail)

    def say(self, heading: str, detail: str) -> None:
        """Show other words."""
        self._heading, self._detail = heading, detail
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
        (_, heading), (_, detail) = self._blocks(width)
        return max(heading + detail + 2 * _EDGE, _LEAST)

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
        """Measure anew in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint card, dot and words."""
        colours = colours_of(self)
        chosen = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(colours.accent if chosen else colours.line), 2 if chosen else 1))
        ground = colours.tint(colours.accent) if chosen else colours.card if self.underMouse() else colours.page
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(area, 8, 8)
        (heading, height), (detail, below) = self._blocks(self.width())
        top = (self.height() - height - below) / 2
        left = _SIDE + _DOT + _GAP
        painter.setPen(QColor(colours.text))
        heading.draw(painter, QPointF(left, top))
        painter.setPen(QColor(colours.muted))
        detail.draw(painter, QPointF(left, top + height))
        dot = QRectF(_SIDE, top + (line_height(self._bold()) - _DOT) / 2, _DOT, _DOT)
        painter.setPen(QPen(QColor(colours.accent if chosen else colours.line), 2))
        painter.setBrush(QColor(colours.page))
        painter.drawEllipse(dot.adjusted(1, 1, -1, -1))
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(dot.adjusted(5, 5, -5, -5))
        painter.end()
