"""What an author types into: each field has its name above it and what is wrong with it below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QFontInfo,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from readiness.desktop.looks.theme import colours_of
from readiness.desktop.widgets.choosing.choice_card import CheckCard
from readiness.desktop.widgets.controls import TARGET
from readiness.desktop.widgets.layout.scrolling import PlainBar
from readiness.desktop.widgets.layout.sizes import Block
from readiness.desktop.widgets.wrapped_text import Text, line_height

_OURS: Final = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_END_OF_LINE: Final = "\u2029"
_SIDE: Final = 10
_EDGE: Final = 2
_INSIDE: Final = (8, 5, 2, 5)
"""Between the edge of several lines and their words: left, top, right, bottom."""


def _is_ours(event: QEvent) -> bool:
    """Whether a key is the page's: it undoes changes of the whole profile, wherever they were made."""
    asks = event.type() == QEvent.Type.ShortcutOverride
    return asks and isinstance(event, QKeyEvent) and any(event.matches(key) for key in _OURS)


def _draw_edge(painter: QPainter, around: QWidget) -> None:
    """Draw an edge that is seen in both schemes."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours_of(around).line), 1))
    painter.drawRoundedRect(QRectF(around.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class Line(QLineEdit):
    """One line of text. ``edited`` comes with what a person changes, by keys, by voice or through a screen reader."""

    edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.textChanged.connect(self._tell)
        self.setFrame(False)
        self.setTextMargins(_SIDE, 0, _SIDE, 0)
        self.setFixedHeight(TARGET)

    def show_words(self, words: str) -> None:
        """Show other words, if they are others; what is typed next goes where it would have gone."""
        self._shown = words
        if words != self.text():
            self.setText(words)

    @Slot(str)
    def _tell(self, words: str) -> None:
        # Qt's own signal for what is edited is silent when it is not typed.
        if words != self._shown:
            self._shown = words
            self.edited.emit(words)

    def event(self, event: QEvent) -> bool:
        """Leave to the page what is the page's."""
        if _is_ours(event):
            event.ignore()
            return False
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint an edge that is seen in both schemes."""
        super().paintEvent(event)
        painter = QPainter(self)
        _draw_edge(painter, self)
        painter.end()


def _words_of(edit: QPlainTextEdit | QTextEdit) -> str:
    """Return what stands in it: Qt's plain text has common spaces for those that keep words together."""
    return edit.document().toRawText().replace(_END_OF_LINE, "\n")


def _put_words(edit: QPlainTextEdit | QTextEdit, words: str) -> None:
    """Show other words at the place the old ones were scrolled to."""
    place, bar = edit.textCursor().position(), edit.verticalScrollBar().value()
    edit.setPlainText(words)
    cursor = edit.textCursor()
    cursor.setPosition(min(place, len(words)))
    edit.setTextCursor(cursor)
    edit.verticalScrollBar().setValue(bar)


def _frame(edit: QPlainTextEdit | QTextEdit) -> None:
    """Give several lines of text the edge and the manners of one line."""
    edit.setTabChangesFocus(True)
    edit.setUndoRedoEnabled(False)
    edit.setVerticalScrollBar(PlainBar(Qt.Orientation.Vertical))
    # The frame, which is drawn by hand, keeps the scroll bar off the edge.
    edit.setFrameShape(QFrame.Shape.Box)
    edit.setLineWidth(_EDGE)
    edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    edit.document().setDocumentMargin(0)
    edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


def _size(edit: QWidget, lines: int) -> QSize:
    return QSize(160, lines * line_height(edit.font()) + _INSIDE[1] + _INSIDE[3] + 2 * _EDGE)


def _paint_edge(edit: QWidget) -> None:
    painter = QPainter(edit)
    painter.setBrush(edit.palette().base())
    _draw_edge(painter, edit)
    painter.end()


class Box(QTextEdit):
    """Several lines of words; Tab goes on to the next control. ``edited`` comes with what a person changes.

    Its lines are as far apart as everywhere on the pages, which plain text fields of Qt's cannot do.
    """

    edited = Signal(str)

    def __init__(self, lines: int = 3, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._shown = ""
        self.setAcceptRichText(False)
        _frame(self)
        self.setViewportMargins(*_INSIDE)
        self._space()
        self.textChanged.connect(self._tell)

    def _space(self) -> None:
        """Keep room between the lines; what is typed there goes on like that."""
        between = max(line_height(self.font()) - QFontMetrics(self.font()).height(), 0)
        block = QTextBlockFormat()
        block.setLineHeight(between, QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(block)

    def sizeHint(self) -> QSize:
        """Return a size with room for its lines."""
        return _size(self, self._lines)

    def minimumSizeHint(self) -> QSize:
        """Return the same height: what is longer scrolls."""
        return self.sizeHint()

    def show_words(self, words: str) -> None:
        """Show other words, if they are others, at the place the old ones were scrolled to."""
        self._shown = words
        if words != self.words:
            _put_words(self, words)
            self._space()

    @property
    def words(self) -> str:
        """What stands in it, letter by letter."""
        return _words_of(self)

    @Slot()
    def _tell(self) -> None:
        words = self.words
        # A change of letters, colours or room between the lines is told as a change too.
        if words != self._shown:
            self._shown = words
            self.edited.emit(words)

    def changeEvent(self, event: QEvent) -> None:
        """Keep as much room between letters of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._space()

    def event(self, event: QEvent) -> bool:
        """Leave to the page what is the page's, and draw the same edge as a line of text has."""
        if _is_ours(event):
            event.ignore()
            return False
        if event.type() == QEvent.Type.Paint:
            _paint_edge(self)
            return True
        return super().event(event)


class Code(QPlainTextEdit):
    """Several lines as for a machine, in letters of one width, and as many as there may be."""

    edited = Signal(str)

    def __init__(self, lines: int = 3, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._shown = ""
        _frame(self)
        self.setViewportMargins(*_INSIDE)
        self.textChanged.connect(self._tell)
        fixed = QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)).family()
        font = self.font()
        # Kanji come from the window's own letters: few fixed fonts have them.
        font.setFamilies([fixed, *font.families()])
        self.setFont(font)

    def sizeHint(self) -> QSize:
        """Return a size with room for its lines."""
        return _size(self, self._lines)

    def minimumSizeHint(self) -> QSize:
        """Return the same height: what is longer scrolls."""
        return self.sizeHint()

    def show_words(self, words: str) -> None:
        """Show other words, if they are others, at the place the old ones were scrolled to."""
        self._shown = words
        if words != self.words:
            _put_words(self, words)

    @property
    def words(self) -> str:
        """What stands in it, letter by letter."""
        return _words_of(self)

    @property
    def line(self) -> int:
        """The line the cursor is on, counted from 1."""
        return self.textCursor().blockNumber() + 1

    @Slot()
    def _tell(self) -> None:
        words = self.words
        # A change of letters or colours is told as a change too.
        if words != self._shown:
            self._shown = words
            self.edited.emit(words)

    def event(self, event: QEvent) -> bool:
        """Leave to the page what is the page's, and draw the same edge as a line of text has."""
        if _is_ours(event):
            event.ignore()
            return False
        if event.type() == QEvent.Type.Paint:
            _paint_edge(self)
            return True
        return super().event(event)


class Ticks(Block):
    """Some of a few words. ``edited`` carries those that are chosen, in their order."""

    edited = Signal(list)

    def __init__(self, choices: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = {one: CheckCard("", flat=True) for one in choices}
        self._others: list[object] = []
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for tick in self.choices.values():
            tick.clicked.connect(self._tell)
            rows.addWidget(tick)

    def show_chosen(self, value: object) -> None:
        """Tick what a list holds; other entries of the list are kept."""
        chosen = value if isinstance(value, list) else []
        self._others = [one for one in chosen if one not in self.choices]
        for one, tick in self.choices.items():
            tick.setChecked(one in chosen)

    def name_choices(self, names: Mapping[str, str]) -> None:
        """Give the choices names in the language spoken now."""
        for one, name in names.items():
            self.choices[one].say(name, "")

    @Slot()
    def _tell(self) -> None:
        self.edited.emit([*(one for one, tick in self.choices.items() if tick.isChecked()), *self._others])


class Field(Block):
    """A control with its name above and its problems below."""

    def __init__(self, control: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = control
        self.label = Text(role="muted", size=0.95)
        self.label.setBuddy(control)
        self.note = Text(role="not_met", size=0.95)
        self.note.hide()
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(4)
        for widget in (self.label, control, self.note):
            self.rows.addWidget(widget)

    def name(self, words: str) -> None:
        """Say what is asked for."""
        self.label.setText(words)
        self.control.setAccessibleName(words)

    def show_problems(self, sentences: Sequence[tuple[str, bool]]) -> None:
        """Show what is wrong with the content: sentences, and whether each is a mistake or a hint."""
        words = "\n".join(sentence for sentence, _ in sentences)
        self.note.set_role("not_met" if any(grave for _, grave in sentences) else "advice")
        self.note.show_words(words)
        self.note.setVisible(bool(words))
        # Whoever does not see the words below hears them with the field.
        self.control.setAccessibleDescription(words)
