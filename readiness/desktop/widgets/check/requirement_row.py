"""One requirement while the check runs: it is there from the start and never moves."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from readiness.desktop.looks.icons import Sign
from readiness.desktop.looks.theme import colours_of
from readiness.desktop.state.item_words import every_limit, limit_words, sign_of
from readiness.desktop.state.phase import Phase
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import message
from readiness.render.parts.view import ItemView
from readiness.render.short import short_value

_LINES: Final = 2
_BROAD_WIDTH: Final = 620
"""What a window of usual size leaves for a row, a scroll bar beside it: narrow rows, which are taller, must not keep
one there that broad ones do not need. Larger letters take so much more of it."""
_BROAD_SHARES: Final = (11, 10, 11, 8)
# Row, column, rows, columns of sign, title, value, limit and word.
_BROAD: Final = ((0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1), (0, 3, 1, 1), (0, 4, 1, 1))
_NARROW: Final = ((0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1), (0, 2, 1, 1))
_SHARES: Final = (13, 12)
"""How title and word, and value and limit below them, share the width of a narrow row."""
_SIGN: Final = 22
_BETWEEN: Final = 12
_EDGE: Final = 2


class RequirementRow(QWidget):
    """Sign, title, value, limit and outcome of one requirement, side by side."""

    def __init__(self, texts: Texts, item: ItemView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._live = ""
        self.item = item
        self.phase = Phase.WAITING
        self.sign = Sign(_SIGN)
        self.title = Text(lines=_LINES, bold=True)
        self.value = Text(lines=_LINES)
        self.limit = Text(lines=_LINES, role="muted", size=0.95)
        self.word = Text(lines=_LINES, role="muted", bold=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(_EDGE, 3, _EDGE, 4)
        self._grid.setHorizontalSpacing(_BETWEEN)
        self._grid.setVerticalSpacing(0)
        self._broad: bool | None = None
        self._fitted: tuple[int, str] = (0, "")
        self._had = (1, 1)
        self._arrange(broad=True)
        self.show_item(item, Phase.WAITING)

    def _arrange(self, *, broad: bool) -> None:
        """Put everything on one line where there is room, else value and limit below the title."""
        if broad is self._broad:
            return
        self._broad = broad
        for widget, place in zip(self._cells, _BROAD if broad else _NARROW, strict=True):
            self._grid.addWidget(widget, *place)
            # A value stands right below its title, however many lines the limit beside it takes.
            if isinstance(widget, Text):
                widget.setAlignment(Qt.AlignmentFlag.AlignVCenter if broad else Qt.AlignmentFlag.AlignTop)
        for column, stretch in enumerate((0, *_BROAD_SHARES) if broad else (0, *_SHARES, 0, 0)):
            self._grid.setColumnStretch(column, stretch)

    @property
    def _cells(self) -> tuple[Sign, Text, Text, Text, Text]:
        return (self.sign, self.title, self.value, self.limit, self.word)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement that fits the width."""
        super().resizeEvent(event)
        self.fit(event.size().width())

    def fit(self, width: int) -> None:
        """Choose the arrangement that fits a width, with as many lines as that takes.

        A narrow row learns that from what is known from the start, so that it does not grow later.
        """
        broad = width >= _BROAD_WIDTH * self._texts.letters
        self._arrange(broad=broad)
        title, below = self._broad_lines(width) if broad else self._lines_of(width)
        for text in (self.title, self.word):
            text.set_lines(title)
        for text in (self.value, self.limit):
            text.set_lines(below)

    def _broad_lines(self, width: int) -> tuple[int, int]:
        """Return two lines for everything, three where the title or a limit takes them."""
        share = (width - 2 * _EDGE - _SIGN - 4 * _BETWEEN) / sum(_BROAD_SHARES)
        room = int(share * _BROAD_SHARES[0])
        words = [
            self.title.lines_at(room, self.title.text()),
            self.limit.lines_at(room, limit_words(self._texts, self.item)),
        ]
        lines = min(max(_LINES, *words), _LINES + 1)
        return lines, lines

    def _lines_of(self, width: int) -> tuple[int, int]:
        """Return how many lines the title takes, and how many value and limit below it; never fewer than before."""
        share = (width - 2 * _EDGE - _SIGN - 2 * _BETWEEN) / sum(_SHARES)
        left, right = (int(share * part) for part in _SHARES)
        # What is found of one of several ways is longer than a figure.
        below = [self.limit.lines_at(right, words) for words in every_limit(self._texts, self.item)]
        below.append(_LINES if self.item.alternatives else 1)
        fitted = (width, self.title.text())
        had = self._had if fitted == self._fitted else (1, 1)
        self._fitted = fitted
        now = (self.title.lines_at(left, self.title.text()), max(below))
        self._had = (min(max(had[0], now[0]), _LINES), min(max(had[1], now[1]), _LINES))
        return self._had

    def show_item(self, item: ItemView, phase: Phase) -> None:
        """Show what is known now."""
        self.item, self.phase = item, phase
        if phase is Phase.KNOWN:
            self._live = ""
        self.retranslate(item)

    def show_live(self, words: str) -> None:
        """Show a value that is still changing."""
        if self.phase is Phase.ACTIVE:
            self._live = words
            self.value.show_words(words)
            self.value.set_role("text")

    def retranslate(self, item: ItemView) -> None:
        """Show the item, in the language it now comes in."""
        say = self._texts
        self.item = item
        self.title.show_words(item.title)
        self.limit.show_words(limit_words(say, item))
        if self.phase is Phase.KNOWN:
            icon, role = sign_of(item.mark, say.language)
            self.sign.show_sign(icon, role)
            self.value.show_words(short_value(item))
            self.setToolTip(item.reason)
            self.word.show_words(item.mark.word)
            self.word.set_role(role)
        else:
            active = self.phase is Phase.ACTIVE
            self.sign.show_sign("sign-waiting", "accent" if active else "muted", filled=False)
            self.value.show_words(self._live)
            text = message("desktop.row.measuring") if active else message("desktop.row.waiting")
            self.word.show_words(say(text))
            self.word.set_role("accent" if active else "muted")
        self.value.set_role("text" if short_value(item) or self._live else "muted")
        parts = (self.title.text(), self.value.text(), self.limit.text(), self.word.text())
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.fit(self.width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line under the row."""
        painter = QPainter(self)
        painter.setPen(QPen(QColor(colours_of(self).hairline), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
