"""Icons: SVG drawings in one colour, drawn in whatever colour stands around them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from readiness import paths
from readiness.desktop.looks.theme import colours_of

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

APP_ICON: Final = "icons/readiness.svg"
RING: Final = "sign-met-ring"


@cache
def _drawing(name: str) -> bytes:
    return (_folder() / f"{name}.svg").read_bytes()


@cache
def _folder() -> Path:
    return paths.resource("icons")  # found once: to look for each of ten drawings takes as long as to read it


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(_drawing(name).replace(b"currentColor", colour.encode()))


def draw_icon(painter: QPainter, name: str, box: QRectF, colour: str) -> None:
    """Draw an icon into a square, in one colour."""
    _renderer(name, colour).render(painter, box)


def app_icon() -> QIcon:
    """Return the program's own icon."""
    from PySide6.QtGui import QIcon  # brings the names of 150 icons of Qt's, which the first frame need not wait for

    return QIcon(str(paths.resource(APP_ICON)))


class Icon(QWidget):
    """An icon beside words that say the same; screen readers pass it by."""

    def __init__(self, name: str, *, side: int = 22, role: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._role = role
        self._side = side
        self.setFixedSize(side, side)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the icon."""
        painter = QPainter(self)
        draw_icon(painter, self._name, QRectF(0, 0, self._side, self._side), getattr(colours_of(self), self._role))
        painter.end()


class Sign(QWidget):
    """The sign of an outcome on a round ground: told apart by shape first, colour second."""

    def __init__(self, side: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._icon = "sign-waiting"
        self._role = "muted"
        self._filled = False
        self.setFixedSize(side, side)

    def stand_beside(self, line: int) -> None:
        """Stand in the middle of a line of that height."""
        self.setFixedSize(self._side, max(self._side, line))

    def show_sign(self, icon: str, role: str, *, filled: bool = True) -> None:
        """Show a sign in a colour of the scheme; ``filled`` draws it on a disc of that colour."""
        # A ring says it all; on a disc it would look like a target.
        self._icon, self._role, self._filled = icon, role, filled and icon != RING
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint disc and sign."""
        colours = colours_of(self)
        colour = getattr(colours, self._role)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, (self.height() - self._side) / 2, self._side, self._side)
        if self._filled:
            painter.setPen(QColor(colour))
            painter.setBrush(QColor(colour))
            painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
            colour = colours.page
        inset = 0.02 if self._icon == RING else 0.21
        inner = box.adjusted(*(edge * self._side * inset for edge in (1, 1, -1, -1)))
        draw_icon(painter, self._icon, inner, colour)
        painter.end()
