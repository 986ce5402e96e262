"""How everything was measured: the figures, their methods, and what nobody looked at."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from readiness.desktop.widgets.controls import Card
from readiness.desktop.widgets.pairs import breakable
from readiness.desktop.widgets.words import Text
from readiness.render.view import ReportView


class FactsTable(Card):
    """Every figure with its method and time, then what was not looked at, then what names the report."""

    def __init__(self, view: ReportView, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        labels = view.labels
        lines = [(fact.name, f"{fact.value} {fact.spread}".strip(), fact.method, fact.at) for fact in view.facts]
        self._add_table((labels.fact, labels.value, labels.method, labels.when), lines, (9, 8, 13, 10))
        self._add_heading(labels.not_examined)
        for sentence in view.not_examined:
            self.rows.addWidget(Text(sentence))
        self._add_heading(labels.details)
        self._add_table(("", ""), view.details, (6, 20))

    def _add_heading(self, words: str) -> None:
        self.rows.addSpacing(6)
        self.rows.addWidget(Text(words, bold=True))

    def _add_table(self, heads: tuple[str, ...], lines: Iterable[tuple[str, ...]], stretches: tuple[int, ...]) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(5)
        for column, (head, stretch) in enumerate(zip(heads, stretches, strict=True)):
            grid.setColumnStretch(column, stretch)
            if head:
                grid.addWidget(Text(head, bold=True, role="muted", size=0.95), 0, column)
        for place, line in enumerate(lines, start=1):
            for column, words in enumerate(line):
                grid.addWidget(Text(breakable(words)), place, column, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(grid)
