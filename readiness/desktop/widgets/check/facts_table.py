"""How everything was measured: the figures, their methods, and what nobody looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from readiness.desktop.widgets.incremental_card import IncrementalCard, Put
from readiness.desktop.widgets.layout.pairs import breakable
from readiness.desktop.widgets.wrapped_text import Text
from readiness.render.parts.view import ReportView


class FactsTable(IncrementalCard):
    """Every figure with its method and time, then what was not looked at, then what names the report."""

    def __init__(self, view: ReportView, parent: QWidget | None = None) -> None:
        super().__init__(self._all(view), parent)

    def _all(self, view: ReportView) -> Iterator[Put]:
        labels = view.labels
        lines = [(fact.name, f"{fact.value} {fact.spread}".strip(), fact.method, fact.at) for fact in view.facts]
        yield from self._table((labels.fact, labels.value, labels.method, labels.when), lines, (9, 8, 13, 10))
        yield self._heading(labels.not_examined)
        for sentence in view.not_examined:
            yield partial(self.rows.addWidget, Text(sentence, parent=self))
        yield self._heading(labels.details)
        yield from self._table(("", ""), view.details, (6, 20))

    def _heading(self, words: str) -> Put:
        text = Text(words, bold=True, parent=self)

        def put() -> None:
            self.rows.addSpacing(6)
            self.rows.addWidget(text)

        return put

    def _table(
        self, heads: tuple[str, ...], lines: Iterable[tuple[str, ...]], stretches: tuple[int, ...]
    ) -> Iterator[Put]:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(5)
        for column, stretch in enumerate(stretches):
            grid.setColumnStretch(column, stretch)
        yield partial(self.rows.addLayout, grid)
        if any(heads):
            yield self._row(grid, 0, [Text(head, bold=True, role="muted", size=0.95, parent=self) for head in heads])
        for place, line in enumerate(lines, start=1):
            yield self._row(grid, place, [Text(breakable(words), parent=self) for words in line])

    def _row(self, grid: QGridLayout, place: int, cells: Iterable[Text]) -> Put:
        def put() -> None:
            for column, text in enumerate(cells):
                aligned = Qt.AlignmentFlag.AlignTop if place else Qt.AlignmentFlag(0)
                grid.addWidget(text, place, column, aligned)

        return put
