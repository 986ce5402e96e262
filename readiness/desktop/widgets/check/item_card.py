"""One requirement on the result page: what was seen, why it matters, how to fix it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from readiness.desktop.looks.icons import Sign
from readiness.desktop.state.item_words import aside, limit_words, pair, role_of, sign_of
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Card, Weight
from readiness.desktop.widgets.layout.flow import Flow
from readiness.desktop.widgets.layout.sizes import Block
from readiness.desktop.widgets.wrapped_text import Text, line_height
from readiness.domain.evidence import CONTESTABLE
from readiness.domain.message import message
from readiness.domain.report import Outcome
from readiness.render.parts.view import AlternativeView, ItemView, Labels, Mark, RowView
from readiness.render.short import short_value


class ItemCard(Card):
    """A requirement that needs attention.

    ``again_wanted`` carries the item, ``doubted`` too when somebody thinks that what came of it is wrong;
    ``answer_wanted`` asks for the questions.
    """

    again_wanted = Signal(object)
    answer_wanted = Signal()
    doubted = Signal(object)

    def __init__(self, texts: Texts, item: ItemView, labels: Labels, parent: QWidget | None = None) -> None:
        super().__init__(role_of(item.mark.tone), parent=parent)
        self.rows.setSpacing(4)
        self._texts = texts
        self._labels = labels
        self.item = item
        self.again: Button | None = None
        self._add_heading()
        self._add_values()
        self._add_reason()
        self._add_paragraph(labels.why, item.why)
        self._add_steps(labels.fix, item.steps)
        self._add_actions()
        self.setAccessibleName(f"{item.mark.word}: {item.title}")

    def _add_heading(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        title = Text(self.item.title, size=1.15, bold=True)
        row.addWidget(_sign(self.item.mark, self._texts.language, title), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(title, 1)
        row.addWidget(Text(self.item.mark.word, bold=True, role=role_of(self.item.mark.tone), wrap=False))
        self.rows.addLayout(row)

    def _add_values(self) -> None:
        for row in self.item.rows:
            self.rows.addWidget(_Figures(self._labels, row))
        if self.item.alternatives:
            self.rows.addWidget(Text(self._labels.alternatives, role="muted"))
        for alternative in self.item.alternatives:
            self.rows.addWidget(_Alternative(self._texts, alternative))
        if self.item.origin:
            self.rows.addWidget(Text(self.item.origin, role="muted"))

    def _add_reason(self) -> None:
        item = self.item
        self._add_paragraph(self._labels.reason, item.reason)
        self._add_steps(self._labels.remedy, item.remedy)

    def _add_paragraph(self, label: str, text: str) -> None:
        if text:
            self._add_label(label)
            self.rows.addWidget(Text(text))

    def _add_label(self, label: str) -> None:
        self.rows.addSpacing(6)
        self.rows.addWidget(Text(label, bold=True, size=0.95, role="muted"))

    def _add_steps(self, label: str, steps: Sequence[str]) -> None:
        if not steps:
            return
        self._add_label(label)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for place, step in enumerate(steps):
            if len(steps) > 1:
                grid.addWidget(Text(f"{place + 1}."), place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(step), place, 1)
        self.rows.addLayout(grid)

    def _add_actions(self) -> None:
        row = Flow()
        if self.item.facts:
            self.again = Button(Weight.NORMAL, "again")
            self.again.setText(self._texts(message("desktop.result.check_this_again")))
            # Several cards have this button: the name tells them apart for who does not see the card.
            self.again.setAccessibleName(f"{self._plain(self.again)}: {self.item.title}")
            self.again.clicked.connect(self._again)
            row.addWidget(self.again)
        if self.item.outcome is Outcome.UNANSWERED:
            answer = Button(Weight.NORMAL)
            answer.setText(self._texts(message("desktop.result.answer")))
            answer.setAccessibleName(f"{self._plain(answer)}: {self.item.title}")
            answer.clicked.connect(self.answer_wanted)
            row.addWidget(answer)
        if self.item.link:
            link = Button(Weight.QUIET)
            link.setText(self._labels.link)
            link.setToolTip(self.item.link)
            link.setAccessibleName(f"{self._labels.link}: {self.item.title}")
            link.clicked.connect(self._open_link)
            row.addWidget(link)
        if self.item.facts and self.item.outcome in CONTESTABLE:
            doubt = Button(Weight.QUIET)
            doubt.setText(self._texts(message("desktop.evidence.open")))
            doubt.setAccessibleName(f"{self._plain(doubt)}: {self.item.title}")
            doubt.clicked.connect(self._doubt)
            row.addWidget(doubt)
        if row.count():
            self.rows.addSpacing(2)
            self.rows.addLayout(row)

    @staticmethod
    def _plain(button: Button) -> str:
        return button.text().replace("&", "")

    def show_busy(self) -> None:
        """Show that this item is being checked again."""
        if self.again is not None:
            self.again.setText(self._texts(message("desktop.result.checking_again")))
            self.again.setEnabled(False)

    def _again(self) -> None:
        self.again_wanted.emit(self.item)

    def _doubt(self) -> None:
        self.doubted.emit(self.item)

    def _open_link(self) -> None:
        QDesktopServices.openUrl(QUrl(self.item.link))


class ItemLine(Block):
    """A requirement that needs no attention, on one line."""

    def __init__(self, texts: Texts, item: ItemView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(2, 4, 2, 4)
        grid.setHorizontalSpacing(12)
        value = short_value(item)
        margins = [limit.margin for row in item.rows for limit in row.limits if limit.margin]
        cells = (
            (Text(item.title, bold=True), 12),
            (Text("\n".join(filter(None, (value or item.note, item.origin)))), 10),
            (Text(limit_words(texts, item) if value or not item.note else "", role="muted"), 10),
            (Text(margins[0] if margins else "", role="muted"), 10),
        )
        grid.addWidget(_sign(item.mark, texts.language, cells[0][0], 20), 0, 0, Qt.AlignmentFlag.AlignTop)
        for column, (text, stretch) in enumerate(cells, start=1):
            grid.addWidget(text, 0, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, stretch)
        self.setAccessibleName(f"{item.mark.word}: {item.summary}")


class _Alternative(Block):
    """One of several ways to meet a requirement."""

    def __init__(self, texts: Texts, view: AlternativeView) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 0, 0)
        row.setSpacing(10)
        heading = Text(f"{view.heading}: {view.mark.word}", bold=True, size=0.95)
        row.addWidget(_sign(view.mark, texts.language, heading, 18), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(heading)
        for one in view.rows:
            column.addWidget(_value_line(texts, one))
        row.addLayout(column, 1)


class _Figures(Block):
    """What was found beside what is needed, and how far they are apart."""

    def __init__(self, labels: Labels, row: RowView) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(1)
        columns = [(labels.measured, row.value, row.spread)] if row.value else []
        columns += [(limit.tier_word, limit.words, limit.margin) for limit in row.limits]
        for place, (label, value, note) in enumerate(columns):
            grid.addWidget(Text(label, role="muted", size=0.95), 0, place)
            grid.addWidget(Text(value, bold=True, size=1.1), 1, place, Qt.AlignmentFlag.AlignTop)
            if note:
                grid.addWidget(Text(note, role="muted"), 2, place, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place, 1)


def _value_line(texts: Texts, row: RowView) -> Text:
    """Return value, limits and distance of one figure in a line that wraps as a whole."""
    parts = [pair(texts, row.name, row.value)]
    parts += [aside(texts, pair(texts, limit.tier_word, limit.words), limit.margin) for limit in row.limits]
    return Text("   ·   ".join(parts))


def _sign(mark: Mark, language: str, beside: Text, side: int = 24) -> Sign:
    sign = Sign(side)
    sign.stand_beside(line_height(beside.font()))
    sign.show_sign(*sign_of(mark, language))
    return sign
