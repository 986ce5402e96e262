"""Text that wraps, with room between its lines, and is never cut off silently."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

from readiness.desktop.looks.theme import colours_of
from readiness.desktop.widgets.word_joiners import FIRST_JAPANESE, with_word_joiners

_LINE: Final = 1.4
"""Line height in font sizes. Fonts differ, and those for kanji leave too little room for "g" and "y"."""
_WIDEST: Final = 560
_FIXED: Final = 60
_NARROWEST: Final = 1.0
"""The width used if nothing fits: every line then holds one unbreakable piece."""
_LONGEST_PIECE: Final = 10
"""Unbreakable pieces wider than so many line heights may be torn, which is better than cutting them off."""
_UNLIMITED: Final = 1_000_000.0
_NEW_LINE: Final = "\u2028"


def line_height(font: QFont) -> int:
    """Return the height of a line in logical pixels."""
    return _height_of(font.toString())


@lru_cache(maxsize=64)
def _font_of(font_key: str) -> QFont:
    font = QFont()
    font.fromString(font_key)
    return font


@lru_cache(maxsize=64)
def _height_of(font_key: str) -> int:
    font = _font_of(font_key)
    return max(QFontMetrics(font).height(), round(QFontInfo(font).pixelSize() * _LINE))


def block(text: str, font: QFont, width: float) -> tuple[QTextLayout, int]:
    """Return text laid out in lines of that width, ready to be drawn, and its height."""
    layout, lines, _, _ = _layout(text, font.toString(), width, 0)
    return layout, lines * line_height(font)


@lru_cache(maxsize=2048)
def _layout(text: str, font_key: str, width: float, lines: int) -> tuple[QTextLayout, int, float, bool]:
    """Return the laid out text, its number of lines, its width, and whether something was left out."""
    if width < _UNLIMITED:
        whole = _layout(text, font_key, _UNLIMITED, 0)
        if whole[2] <= width and (whole[1] <= lines or not lines):
            return whole  # what has room is laid out once, however wide the room is
    shown, cut, together = with_word_joiners(text).replace("\n", _NEW_LINE), False, True
    while True:
        layout, count, widest = _broken(shown, font_key, width)
        fits = widest <= width and (count <= lines or not lines)
        if not fits and together:  # better torn than wider than there is room for, or left out
            shown, together = with_word_joiners(text, units_alone=True).replace("\n", _NEW_LINE), False
            continue
        if widest > width:
            layout, count, widest = _broken(shown, font_key, width, anywhere=True)
            fits = count <= lines or not lines
        if not lines or fits or len(shown) <= 1:
            return layout, count, widest, cut
        shown, cut = shown.rstrip("…")[:-1].rstrip() + "…", True


def _broken(shown: str, font_key: str, width: float, *, anywhere: bool = False) -> tuple[QTextLayout, int, float]:
    """Return text broken into lines of that width, their number, and their width."""
    height = _height_of(font_key)
    layout = QTextLayout(shown, _font_of(font_key))  # which wraps between words, as long as nobody tells it otherwise
    if anywhere:
        layout.setTextOption(_anywhere())
    layout.beginLayout()
    widest, count = 0.0, 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, count * height + (height - line.height()) / 2))
        widest, count = max(widest, line.naturalTextWidth()), count + 1
    layout.endLayout()
    return layout, count, widest


@cache
def _anywhere() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _least_width(text: str, font_key: str) -> float:
    """Return the width below which an unbreakable piece would be torn; less for a long one."""
    return min(_longest(text, font_key), float(_LONGEST_PIECE * _height_of(font_key)))


@lru_cache(maxsize=1024)
def _longest(text: str, font_key: str) -> float:
    """Return the width of the longest piece that is not broken at any width."""
    torn = with_word_joiners(text, units_alone=True)
    if text and torn == with_word_joiners(text) and max(text) < FIRST_JAPANESE:
        # Laying out word by word takes three times as long. A word that stands alone is a pixel wider than Qt says.
        return _layout(text, font_key, _UNLIMITED, 0)[0].minimumWidth() + 1
    return _broken(torn.replace("\n", _NEW_LINE), font_key, _NARROWEST)[2]


class Text(QLabel):
    """Text that wraps. ``size`` is a factor of the application's font size; ``role`` names a colour of the scheme.

    ``lines`` fixes the height to so many lines, so that nothing moves when the text changes; what does not fit is
    replaced by "…" and shown as a tool tip.
    """

    def __init__(
        self,
        text: str = "",
        *,
        size: float = 1.0,
        bold: bool = False,
        role: str = "text",
        wrap: bool = True,
        lines: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._size = size
        self._bold = bold
        self._role = role
        self._lines = lines
        self._key = self._roomy = ""
        # Layouts ask for the same sizes again and again.
        self._heights: dict[int, int] = {}
        self._hints: dict[bool, QSize] = {}
        # Employers' words must never be read as markup.
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(wrap and not lines)
        self.setSizePolicy(policy)
        self.dress()

    def setText(self, words: str) -> None:
        """Write other words."""
        if words != self.text():
            self._forget()
            super().setText(words)

    def setWordWrap(self, wrap: bool) -> None:  # noqa: FBT001 - Qt's own
        """Let the words wrap or stand on one line."""
        self._forget()
        super().setWordWrap(wrap)

    def _forget(self) -> None:
        self._heights.clear()
        self._hints.clear()

    @property
    def role(self) -> str:
        """The colour of the scheme it is written in."""
        return self._role

    def set_size(self, size: float) -> None:
        """Write larger or smaller."""
        if size != self._size:
            self._size = size
            self.dress()
            self.updateGeometry()

    def set_role(self, role: str) -> None:
        """Change the colour."""
        if role != self._role:
            self._role = role
            self.update()

    def show_words(self, words: str) -> None:
        """Show other words, if they are others."""
        if words != self.text():
            self.setText(words)
            self.setToolTip(words if self._lines else "")

    @property
    def _font_key(self) -> str:
        if not self._key:
            self._key = self.font().toString()
        return self._key

    def dress(self) -> None:
        """Take size and weight anew from the application's font, whose size differs between languages.

        Whoever changes the font around it says so. Hearing of it from Qt (``changeEvent``) would mean being told of
        every change of colours too, and a long page has thousands of texts: ten times as long as Qt takes for that.
        """
        self._key = ""
        self._forget()
        points = QApplication.font().pointSizeF() * self._size
        if self.font().pointSizeF() == points and self.font().bold() is self._bold:
            return
        # Only size and weight are set, so the family keeps following the application.
        font = QFont()
        font.setPointSizeF(points)
        font.setBold(self._bold)
        self.setFont(font)

    def _laid_out(self, width: float) -> tuple[QTextLayout, int, float, bool]:
        return _layout(self.text(), self._font_key, width, self._lines)

    @property
    def lines(self) -> int:
        """The number of lines its height is fixed at; 0 where it grows with the words."""
        return self._lines

    def lines_at(self, width: int, words: str) -> int:
        """Return how many lines words would take at a width."""
        return _layout(words, self._font_key, max(width, 1), 0)[1]

    def set_lines(self, lines: int) -> None:
        """Fix the height at another number of lines."""
        if lines == self._lines:
            return
        self._lines = lines
        self._forget()
        self.updateGeometry()

    @property
    def cut(self) -> bool:
        """Whether some words are left out at the width it has."""
        return self._laid_out(self.width())[3]

    def keep_room_for(self, words: str) -> None:
        """Where the lines are fixed, be as wide as the longest of these words, whatever stands there."""
        self._roomy = words
        self._forget()
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """Return the height at which nothing is cut."""
        found = self._heights.get(width)
        if found is None:
            lines = self._lines or (self._laid_out(max(width, 1))[1] if self.wordWrap() else 1)
            found = lines * self._line
            self._heights[width] = found
        return found

    @property
    def _line(self) -> int:
        return _height_of(self._font_key)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return self._hint(self._comfortable, least=False)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which a word would be cut."""
        return self._hint(self._least, least=True)

    def _hint(self, measure: Callable[[], QSize], *, least: bool) -> QSize:
        if least not in self._hints:
            self._hints[least] = measure()
        return QSize(self._hints[least])

    def _comfortable(self) -> QSize:
        if self._lines:
            least = (
                int(_broken(with_word_joiners(self._roomy), self._font_key, _NARROWEST)[2]) + 2 if self._roomy else 0
            )
            return QSize(max(least, _FIXED), self._lines * self._line)
        if not self.wordWrap():
            width = QFontMetrics(self.font()).size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
            return QSize(width + 2, self._line)
        _, lines, natural, _ = self._laid_out(_UNLIMITED)
        if natural + 2 <= _WIDEST:
            return QSize(int(natural) + 2, lines * self._line)
        return QSize(_WIDEST, self.heightForWidth(_WIDEST))

    def _least(self) -> QSize:
        if self._lines or not self.wordWrap():
            return self.sizeHint()
        return QSize(int(_least_width(self.text(), self._font_key)) + 2, self._line)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the words in the colour of their role."""
        painter = QPainter(self)
        painter.setPen(QColor(getattr(colours_of(self), self._role)))
        if self.wordWrap():
            layout, count, _, _ = self._laid_out(self.width())
            high = bool(self.alignment() & Qt.AlignmentFlag.AlignTop)
            free = 0 if high else self.height() - count * self._line
            layout.draw(painter, QPointF(0, max(free, 0) / 2))
        else:
            flags = int(self.alignment())
            if self.buddy() is not None:
                flags |= int(Qt.TextFlag.TextShowMnemonic)
            painter.drawText(self.contentsRect(), flags, self.text())
        painter.end()
