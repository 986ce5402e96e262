"""The form: the head, and the list of requirements, one of which is open."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from readiness.checks.registry import catalogue
from readiness.desktop.editor.editing import Editing
from readiness.desktop.editor.head_form import HeadForm
from readiness.desktop.editor.more_form import MoreForm, is_more
from readiness.desktop.editor.requirement_form import RequirementForm, shown_name
from readiness.desktop.reading_order import order_by_reading
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Card, Weight
from readiness.desktop.widgets.fold import Fold
from readiness.desktop.widgets.words import Text
from readiness.documents.draft import REQUIREMENTS, fresh_id, ids_of, new_question, new_requirement
from readiness.documents.json_edit import doubled, swapped, value_at, with_item, with_value, without
from readiness.documents.problems import Problem, Severity
from readiness.domain.facts import FactDef
from readiness.domain.message import Message, message
from readiness.render.profile import AskedView

_ACTIONS: Final = ("up", "down", "copy", "delete")


class Form(QWidget):
    """Everything an author can fill in. ``opened`` tells that another requirement is open."""

    opened = Signal()

    def __init__(self, texts: Texts, editing: Editing, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._editing = editing
        self._language = language
        self._problems: Sequence[Problem] = ()
        self._open = -1
        self._shown = (0, -1)
        self.head = HeadForm(texts, editing, language)
        self.head_fold = Fold(texts, "", self.head)
        self.more = MoreForm(texts, editing, language)
        self.more_fold = Fold(texts, "", self.more)
        self.heading = Text(size=1.15, bold=True)
        self.items: list[Item] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.add = Button(Weight.NORMAL)
        self.add.clicked.connect(self._offer)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(28, 4, 12, 20)
        rows.setSpacing(12)
        card = Card()
        card.rows.addWidget(self.head_fold)
        card.rows.addWidget(self.more_fold)
        rows.addWidget(card)
        rows.addWidget(self.heading)
        rows.addLayout(self._list)
        rows.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(1)
        editing.changed.connect(self._show)
        self.retranslate()

    # -------------------------------------------------------------- showing

    def begin(self) -> None:
        """Show another profile from its top."""
        self._open = -1
        self.head_fold.open(opened=True)
        self.more_fold.open(opened=False)

    @Slot(object)
    def _show(self, origin: object) -> None:
        value = self._editing.value
        self.setEnabled(value is not None)
        if value is None:
            return
        self.head.show_value(origin)
        self.more.show_value(origin)
        found = value.get("requirements", [])
        while len(self.items) > len(found):
            self._drop()
        for _ in range(len(found) - len(self.items)):
            self._add_item()
        self._open = min(self._open, len(found) - 1)
        for item, requirement in zip(self.items, found, strict=True):
            item.show_requirement(requirement, self._language, opened=item.place == self._open, origin=origin)
        self.show_problems(self._problems)
        shown = len(found), self._open
        if shown != self._shown:
            self._shown = shown
            order_by_reading(self)

    def _drop(self) -> None:
        item = self.items.pop()
        self._list.removeWidget(item)
        item.hide()
        item.deleteLater()

    def _add_item(self) -> None:
        item = Item(self._texts, self._editing, len(self.items))
        item.turned.connect(self.open)
        item.wanted.connect(self._act)
        self.items.append(item)
        self._list.addWidget(item)

    @Slot(int)
    def open(self, place: int) -> None:
        """Open a requirement, or close it if it is open."""
        self._open = -1 if place == self._open else place
        self._show(None)
        self.opened.emit()

    def speak(self, language: str) -> None:
        """Show the profile's texts in another language."""
        self._language = language
        self.head.language = self.more.language = language
        for item in self.items:
            item.close_form()
        self._show(None)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong, each at its place."""
        self._problems = problems
        below = f"{REQUIREMENTS}/"
        above = [one for one in problems if not one.pointer.startswith(below)]
        self.head.show_problems([one for one in above if not is_more(one.pointer)])
        more = [one for one in above if is_more(one.pointer)]
        self.more.show_problems(more)
        if more and any(one.severity is Severity.ERROR for one in more):
            self.more_fold.open(opened=True)
        for item in self.items:
            place = f"{below}{item.place}"
            item.show_problems([one for one in problems if one.pointer == place or one.pointer.startswith(f"{place}/")])

    def show_asked(self, asked: Sequence[AskedView]) -> None:
        """Show in short what every requirement asks for."""
        for item, one in zip(self.items, asked, strict=False):
            item.show_asked(one)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        say = self._texts
        self.head_fold.button.setText(say(message("desktop.editor.head")))
        self.heading.setText(say(message("desktop.editor.requirements")))
        self.add.setText(say(message("desktop.editor.add")))
        self.more_fold.button.setText(say(message("desktop.editor.more")))
        self.head.retranslate()
        self.more.retranslate()
        for item in self.items:
            item.retranslate()
        self._show(None)

    # -------------------------------------------------------------- changing

    @Slot(int, str)
    def _act(self, place: int, action: str) -> None:
        pointer = f"{REQUIREMENTS}/{place}"
        if action == "delete":
            self._open = -1
            self._editing.edit(lambda text: without(text, pointer))
        elif action == "copy":
            self._copy(place)
        else:
            first = place - 1 if action == "up" else place
            self._open = place + (-1 if action == "up" else 1)
            self._editing.edit(lambda text: swapped(text, REQUIREMENTS, first))
        self.opened.emit()

    def _copy(self, place: int) -> None:
        value = self._editing.value
        requirement = value_at(value, f"{REQUIREMENTS}/{place}")
        old = requirement.get("id", "") if isinstance(requirement, dict) else ""
        id_ = fresh_id(str(old), ids_of(value))
        self._open = place + 1

        def change(text: str) -> str:
            more = doubled(text, REQUIREMENTS, place)
            return with_value(more, f"{REQUIREMENTS}/{place + 1}/id", id_) if old else more

        self._editing.edit(change)

    @Slot()
    def _offer(self) -> None:
        """Offer every fact, by subject, and a question of the author's own."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.add.mapToGlobal(QPoint(0, self.add.height())))

    def menu(self) -> QMenu:
        """Return what can be added."""
        say = self._texts
        menu = QMenu(self)
        for subject, facts in groupby(sorted(catalogue().values(), key=_by_subject), key=_subject):
            below = menu.addMenu(say.say(f"desktop.editor.subject.{subject}"))
            for fact in facts:
                below.addAction(say(fact.title)).triggered.connect(lambda *_, fact=fact: self.add_fact(fact))
        menu.addSeparator()
        menu.addAction(say(message("desktop.editor.add_question"))).triggered.connect(self._add_question)
        return menu

    def add_fact(self, fact: FactDef) -> None:
        """Add a requirement on a fact, and open it."""
        self._append(new_requirement(fact, ids_of(self._editing.value)))

    @Slot()
    def _add_question(self) -> None:
        say = self._texts
        text = say(Message("desktop.editor.new_question"))
        self._append(new_question(text, self._language, ids_of(self._editing.value)))

    def _append(self, requirement: dict[str, Any]) -> None:
        place = len(self.items)
        self._open = place

        def change(text: str) -> str:
            if value_at(self._editing.value, REQUIREMENTS) is None:
                text = with_value(text, REQUIREMENTS, [])
            return with_item(text, REQUIREMENTS, place, requirement)

        self._editing.edit(change)
        self.opened.emit()

    @property
    def opened_item(self) -> Item | None:
        """The requirement that is open."""
        return self.items[self._open] if 0 <= self._open < len(self.items) else None


class Item(Card):
    """One requirement on the list. ``turned`` wants it opened or closed, ``wanted`` carries what to do with it."""

    turned = Signal(int)
    wanted = Signal(int, str)

    def __init__(self, texts: Texts, editing: Editing, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._texts = texts
        self._editing = editing
        self.place = place
        self.form: RequirementForm | None = None
        self.head = Button(Weight.QUIET, "chevron-right")
        self.head.clicked.connect(lambda: self.turned.emit(self.place))
        self.name = Text(bold=True)
        self.summary = Text(role="muted", size=0.95)
        self.state = Text(size=0.95)
        self.state.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.head)
        words = QVBoxLayout()
        words.setSpacing(2)
        for text in (self.name, self.summary, self.state):
            words.addWidget(text)
        row.addLayout(words, 1)
        self.rows.setContentsMargins(8, 8, 12, 8)
        self.rows.addLayout(row)
        self.deeds: dict[str, Button] = {}
        self._buttons = QWidget()
        self._buttons.hide()
        self.rows.addWidget(self._buttons)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open on a press on the name too."""
        if self.name.geometry().contains(event.position().toPoint()):
            self.turned.emit(self.place)
        super().mouseReleaseEvent(event)

    def show_requirement(self, value: object, language: str, *, opened: bool, origin: object) -> None:
        """Show a requirement, its fields too where it is open."""
        name = shown_name(value, language, self._texts)
        self.name.show_words(name)
        self.head.setAccessibleName(name)
        self.head.set_icon("chevron-down" if opened else "chevron-right")
        state = message("desktop.fold.open") if opened else message("desktop.fold.closed")
        self.head.setAccessibleDescription(self._texts(state))
        if opened:
            self._enable()
        self._buttons.setVisible(opened)
        usable = opened and isinstance(value, dict)
        if self.form and not (usable and isinstance(value, dict) and self.form.fits(value)):
            self.close_form()
        if self.form:
            self.form.show_value(origin)
        elif usable:
            self.form = RequirementForm(self._texts, self._editing, f"{REQUIREMENTS}/{self.place}", language)
            self.rows.insertWidget(1, self.form)
        self._show_summary()

    def show_asked(self, asked: AskedView) -> None:
        """Show what is asked for, so that the list alone says it; several ways are too long for that."""
        short = not any(line.deeper for line in asked.lines)
        self.summary.show_words("; ".join(line.text for line in asked.lines if not line.aside) if short else "")
        self._show_summary()

    def _show_summary(self) -> None:
        self.summary.setVisible(bool(self.summary.text()) and self.form is None)

    def _make_buttons(self) -> None:
        """Make what is seen only where a requirement is open: a long profile is there sooner without."""
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(2)
        for action in _ACTIONS:
            button = self.deeds[action] = Button(Weight.QUIET)
            button.clicked.connect(lambda *_, action=action: self.wanted.emit(self.place, action))
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.retranslate()

    def _enable(self) -> None:
        if not self.deeds:
            self._make_buttons()
        found = (self._editing.value or {}).get("requirements", [])
        self.deeds["up"].setEnabled(self.place > 0)
        self.deeds["down"].setEnabled(self.place + 1 < len(found))

    def close_form(self) -> None:
        """Let the fields go."""
        if self.form:
            self.rows.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show how many mistakes or hints there are, and each at its field where it is open."""
        if self.form:
            self.form.show_problems(problems)
        grave = sum(one.severity is Severity.ERROR for one in problems)
        say = self._texts
        if grave:
            told = message("desktop.editor.mistakes", count=grave)
        else:
            told = message("desktop.editor.hints", count=len(problems))
        self.state.set_role("not_met" if grave else "advice")
        self.state.show_words(say(told) if problems else "")
        self.state.setVisible(bool(problems) and self.form is None)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for action, button in self.deeds.items():
            button.setText(self._texts.say(f"desktop.editor.{action}"))
        if self.form:
            self.form.retranslate()


def _subject(fact: FactDef) -> str:
    return fact.id.split(".")[0]


def _by_subject(fact: FactDef) -> str:
    return _subject(fact)
