"""What is asked of one fact in one tier: an operator and its limit."""

from __future__ import annotations

import json
from typing import Any, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from readiness.desktop.state.item_words import aside
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.check_box import CheckBox
from readiness.desktop.widgets.controls import Picker
from readiness.desktop.widgets.fields import Field, Line
from readiness.documents.profile.draft import OPERATORS, Simple, limit_of, simple, takes_list
from readiness.domain.facts import Kind
from readiness.domain.message import Message
from readiness.domain.profile import Operator

_ONE_COLUMN: Final = 8
_YES_NO: Final = (True, False)


class ConditionField(Field):
    """Shows and changes one condition. ``changed`` carries the new one as JSON, None for none.

    A condition that says more than this can show is left alone and said to stand in the JSON text.
    """

    changed = Signal(object)

    def __init__(self, texts: Texts, kind: Kind, choices: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        self._picker = Picker()
        super().__init__(self._picker, parent)
        self._texts = texts
        self._kind = kind
        self._options: tuple[Operator | bool, ...] = _YES_NO if kind is Kind.YES_NO else OPERATORS[kind]
        self._shown: Simple | None = Simple()
        self.limit = Line()
        self.ticks = {choice: CheckBox() for choice in choices}
        self._many = QWidget()
        self._lay_out()
        for _ in range(len(self._options) + 1):
            self._picker.addItem("")
        self._picker.activated.connect(self._choose)
        self.limit.edited.connect(self._write)
        for tick in self.ticks.values():
            tick.clicked.connect(self._write)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.rows.removeWidget(self._picker)
        row.addWidget(self._picker)
        row.addWidget(self.limit, 1)
        row.addStretch(0)
        self.rows.insertLayout(1, row)
        grid = QGridLayout(self._many)
        grid.setContentsMargins(0, 0, 0, 0)
        columns = 1 if len(self.ticks) <= _ONE_COLUMN else 2
        for place, tick in enumerate(self.ticks.values()):
            grid.addWidget(tick, place // columns, place % columns)
        self.rows.insertWidget(2, self._many)

    def retranslate(self, name: str, unit: str) -> None:
        """Say everything in the language spoken now; ``name`` is the tier's, ``unit`` that of the limit."""
        say = self._texts
        self.name(name)
        translator = say.translator
        words = [
            translator.value(one) if isinstance(one, bool) else say.say(f"desktop.editor.operator.{one}")
            for one in self._options
        ]
        self._picker.name_choices([say(Message("desktop.editor.operator.none")), *words])
        self.limit.setAccessibleName(aside(self._texts, name, unit))
        self.limit.setPlaceholderText(unit)
        for choice, tick in self.ticks.items():
            tick.setText(translator.value(choice))

    def show_condition(self, condition: Any) -> None:  # noqa: ANN401 - whatever the author wrote
        """Show a condition as the document has it."""
        self._shown = simple(condition, self._kind)
        usable = self._shown is not None
        self.setVisible(usable)
        if self._shown is None:
            return
        operator, limit = self._shown.operator, self._shown.limit
        self._picker.setCurrentIndex(self._place(operator, limit))
        listed = operator is not None and takes_list(operator)
        self._many.setVisible(bool(self.ticks) and listed)
        self.limit.setVisible(operator is not None and self._kind is not Kind.YES_NO and not (self.ticks and listed))
        self.limit.show_words(_words(limit))
        for choice, tick in self.ticks.items():
            tick.setChecked(listed and choice in limit)

    def _place(self, operator: Operator | None, limit: Any) -> int:  # noqa: ANN401 - likewise
        if operator is None:
            return 0
        wanted = limit if self._kind is Kind.YES_NO else operator
        return self._options.index(wanted) + 1 if wanted in self._options else 0

    @Slot(int)
    def _choose(self, place: int) -> None:
        if place == 0:
            self.changed.emit(None)
            return
        chosen = self._options[place - 1]
        if isinstance(chosen, bool):
            self.changed.emit({Operator.EQUALS.value: chosen})
            return
        self.changed.emit({chosen.value: self._limit(chosen)})

    @Slot()
    def _write(self) -> None:
        place = self._picker.currentIndex()
        chosen = self._options[place - 1] if place else None
        if isinstance(chosen, Operator):
            self.changed.emit({chosen.value: self._limit(chosen)})

    def _limit(self, operator: Operator) -> Any:  # noqa: ANN401 - a number, a text or a list
        if takes_list(operator) and self.ticks:
            # What is on no list of ours stays, until its author takes it out.
            before = self._shown.limit if self._shown and isinstance(self._shown.limit, list) else []
            kept = [word for word in before if word not in self.ticks or self.ticks[word].isChecked()]
            return [*kept, *(word for word, tick in self.ticks.items() if tick.isChecked() and word not in kept)]
        return limit_of(self.limit.text(), operator, self._kind, self.limit.placeholderText())


def _words(limit: Any) -> str:  # noqa: ANN401 - likewise
    """Return a limit as people type it."""
    if isinstance(limit, list):
        return ", ".join(limit)
    if limit is None or isinstance(limit, str):
        return limit or ""
    return json.dumps(limit)
