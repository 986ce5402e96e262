"""The page after a check for several employers: who accepts this computer, and what opens the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from readiness.desktop.looks.icons import Sign
from readiness.desktop.looks.theme import colours_of
from readiness.desktop.responsive.placing import made_ready
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.screen_reader import announce
from readiness.desktop.state.item_words import role_of, sign_of
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Card, Page, Weight
from readiness.desktop.widgets.layout.double_buffer import DoubleBuffer
from readiness.desktop.widgets.layout.sizes import Block
from readiness.desktop.widgets.wrapped_text import Text, line_height
from readiness.domain.message import message
from readiness.render.parts.view import CellView, ComparisonView, EmployerRemediation, Mark, RemediationView

_SMALL_SIGN = 18
_BETWEEN = 12
_BELOW = 14
_WHOLE = 1_000_000
"""Everything comes together."""


class EmployersPage(Page):
    """Shows several employers side by side.

    ``employer_wanted`` carries the place of the one whose result is to be shown; the other
    signals are the bar's buttons.
    """

    employer_wanted = Signal(int)
    again_wanted = Signal()
    other_wanted = Signal()
    answers_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(1240, parent)
        self._texts = texts
        self._view: ComparisonView | None = None
        self._has_questions = False
        self._heads: list[QWidget] = []
        self._made: list[QWidget] = []
        self._place = 0
        self._slices = Slices(self, self._put)
        self.title = self.make_title()
        self.title.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.lead = Text(role="muted")
        self.rows.addWidget(self.title)
        self.rows.addWidget(self.lead)
        self._buffer = DoubleBuffer(self, self.content, self.rows, _BELOW)
        self.rows.addStretch(1)
        self.other = Button(Weight.QUIET, "back")
        self.answers = Button(Weight.QUIET)
        self.news = Text(role="muted")
        self.save = Button(Weight.NORMAL, "save")
        self.again = Button(Weight.PRIMARY, "again")
        self.other.clicked.connect(self.other_wanted)
        self.answers.clicked.connect(self.answers_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.again.clicked.connect(self.again_wanted)
        self.bar.row.addWidget(self.other)
        self.bar.row.addWidget(self.answers)
        self.bar.row.addWidget(self.news, 1)
        self.bar.row.addStretch(0)
        self.bar.row.addWidget(self.save)
        self.bar.row.addWidget(self.again)
        self._say_bar()

    @property
    def view(self) -> ComparisonView | None:
        """What is shown."""
        return self._view

    def show_comparison(self, view: ComparisonView, *, has_questions: bool) -> None:
        """Show the employers from the top, and say how many are satisfied."""
        self._place = 0
        self.news.hide()
        self._fill(view, has_questions=has_questions)
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self.title, self.title.text(), at_once=True)

    def retell(self, view: ComparisonView) -> None:
        """Show the same in another language, at the same place."""
        self._place = self.area.verticalScrollBar().value() or self._place
        self._fill(view, has_questions=self._has_questions)

    def _fill(self, view: ComparisonView, *, has_questions: bool) -> None:
        self._view, self._has_questions = view, has_questions
        self._say_head(view)
        self._say_bar()
        self._heads, self._made = [], []
        self._buffer.begin()
        self._slices.begin(self._parts(view), _WHOLE)

    def tell(self, news: str) -> None:
        """Say something beside the buttons: where the comparison was saved, or why it was not."""
        self.news.setText(news)
        self.news.setVisible(bool(news))
        announce(self.news, news)

    def clear(self) -> None:
        """Take away what is shown: the page is about to be filled anew."""
        self._place = self.area.verticalScrollBar().value()
        self._slices.stop()
        self._heads, self._made = [], []
        self._buffer.clear()

    def _put(self) -> None:
        """Put everything on the page in the place of what was there."""
        self._buffer.put(self._add)
        self.area.verticalScrollBar().setValue(self._place)

    def _add(self, rows: QVBoxLayout) -> Iterable[QWidget]:
        heads = QHBoxLayout()
        heads.setSpacing(_BETWEEN)
        rows.addLayout(heads)
        for head in self._heads:
            heads.addWidget(head, 1)
        for widget in self._made:
            rows.addWidget(widget)
        added = (*self._heads, *self._made)
        self._heads, self._made = [], []
        return added

    @property
    def settled(self) -> bool:
        """Whether everything is there."""
        return not self._slices.busy and not self._buffer.busy

    # -------------------------------------------------------------- the table

    def _parts(self, view: ComparisonView) -> Iterator[None]:
        width = self.rows.contentsRect().width()
        for place, columns in enumerate(zip(view.columns, view.verdicts, view.sentences, strict=True)):
            head = self._head(place, *columns)
            made_ready(head, (width + _BETWEEN) // len(view.columns) - _BETWEEN)
            self._heads.append(head)
            yield
        if view.remediation:
            remediation = _Remediation(view.remediation, self._buffer.sheet)
            made_ready(remediation, width)
            self._made.append(remediation)
            yield
        table = _Table(self._buffer.sheet)
        self._made.append(table)
        yield from self._fill_table(table, view)
        made_ready(table, width)

    def _head(self, place: int, name: str, verdict: Mark, sentence: str) -> QWidget:
        head = Card(role_of(verdict.tone), tinted=True, parent=self._buffer.sheet)
        head.rows.setSpacing(6)
        head.rows.addWidget(Text(name, bold=True))
        head.rows.addWidget(self._marked(verdict))
        head.rows.addWidget(Text(sentence, role="muted", size=0.95))
        head.rows.addStretch(1)
        show = Button(Weight.NORMAL)
        show.setText(self._texts(message("desktop.employers.show")))
        show.setAccessibleName(self._texts(message("desktop.employers.show_of", employer=name)))
        show.clicked.connect(partial(self.employer_wanted.emit, place))
        head.rows.addWidget(show, 0, Qt.AlignmentFlag.AlignLeft)
        return head

    def _fill_table(self, table: _Table, view: ComparisonView) -> Iterator[None]:
        grid = table.grid
        for column, stretch in enumerate((3, 2, *(3 for _ in view.columns))):
            grid.setColumnStretch(column, stretch)
        for place, name in enumerate(view.columns):
            grid.addWidget(Text(name, bold=True, role="muted", size=0.95), 0, 2 + place, Qt.AlignmentFlag.AlignTop)
        for number, row in enumerate(view.rows, start=1):
            grid.addWidget(Text(row.name, bold=True), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(row.value), number, 1, Qt.AlignmentFlag.AlignTop)
            for place, cell in enumerate(row.cells):
                shown = self._cell(cell) if cell else Text(view.labels.not_asked, role="muted", size=0.95)
                grid.addWidget(shown, number, 2 + place, Qt.AlignmentFlag.AlignTop)
            yield

    def _cell(self, cell: CellView) -> QWidget:
        whole = Block()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addWidget(self._marked(cell.mark))
        if cell.words:
            rows.addWidget(Text(cell.words, role="muted", size=0.95))
        return whole

    def _marked(self, mark: Mark) -> QWidget:
        """Return a sign with its word: never the colour alone."""
        whole = Block()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        sign = Sign(_SMALL_SIGN)
        sign.show_sign(*sign_of(mark, self._texts.language))
        word = Text(mark.word, bold=True, role=role_of(mark.tone))
        sign.stand_beside(line_height(word.font()))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(word, 1)
        return whole

    # -------------------------------------------------------------- words

    def retranslate(self) -> None:
        """Say the buttons in the language spoken now; ``retell`` says the rest."""
        self._say_bar()

    def _say_head(self, view: ComparisonView) -> None:
        total = len(view.columns)
        some = message("desktop.employers.title", count=view.satisfied, total=total)
        self.title.setText(self._texts(some if view.satisfied else message("desktop.employers.none", total=total)))
        self.title.setAccessibleName(self.title.text())
        self.lead.setText(self._texts(message("desktop.employers.lead")))

    def _say_bar(self) -> None:
        say = self._texts
        self.other.setText(say(message("desktop.result.other_profile")))
        self.answers.setText(say(message("desktop.result.change_answers")))
        self.answers.setVisible(self._has_questions)
        self.save.setText(say(message("desktop.employers.save")))
        self.again.setText(say(message("desktop.result.check_again")))


class _Table(Card):
    """Rows with a thin line between them, for eyes that go a long way from left to right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(18)
        self.grid.setVerticalSpacing(12)
        self.rows.addLayout(self.grid)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines in the middle between the rows."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QPen(QColor(colours_of(self).hairline), 1))
        left, right = self.contentsRect().left() + 16, self.contentsRect().right() - 16
        for row in range(1, self.grid.rowCount()):
            top = self.grid.cellRect(row, 0).top() - self.grid.verticalSpacing() // 2
            painter.drawLine(left, top, right, top)
        painter.end()


class _Remediation(Card):
    """What opens the others; the one change that helps most comes first."""

    def __init__(self, view: RemediationView, parent: QWidget) -> None:
        super().__init__("accent", parent=parent)
        self.rows.addWidget(Text(view.heading, size=1.15, bold=True))
        if view.best:
            self.rows.addWidget(Text(view.best, bold=True))
        for employer in view.employers:
            self._add(employer)

    def _add(self, employer: EmployerRemediation) -> None:
        self.rows.addSpacing(4)
        self.rows.addWidget(Text(employer.heading, bold=True))
        for step in employer.steps:
            self.rows.addWidget(Text(f"•  {step}"))
        if employer.also:
            self.rows.addWidget(Text(employer.also))
        for step in employer.to_find_out:
            self.rows.addWidget(Text(f"•  {step}", role="muted"))
        if employer.note:
            self.rows.addWidget(Text(employer.note, role="muted"))
