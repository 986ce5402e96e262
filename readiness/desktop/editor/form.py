"""The form: the head, and the list of requirements, one of which is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from readiness.checks.registry import catalogue
from readiness.desktop.editor.edited_profile import EditedProfile
from readiness.desktop.editor.head_form import HeadForm
from readiness.desktop.editor.more_form import MoreForm, is_more
from readiness.desktop.editor.requirement_item import RequirementItem
from readiness.desktop.responsive.placing import made_ready, placed_together
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Card, Weight
from readiness.desktop.widgets.fold import Fold
from readiness.desktop.widgets.layout.deferred_style import freeze_until_refreshed, refresh_style_if_stale
from readiness.desktop.widgets.layout.reading_order import controls_of, order, order_by_reading
from readiness.desktop.widgets.layout.sizes import Scrolled
from readiness.desktop.widgets.wrapped_text import Text
from readiness.documents.json_text.edit import doubled, swapped, value_at, with_item, with_value, without
from readiness.documents.json_text.problems import Problem, Severity
from readiness.documents.profile.draft import REQUIREMENTS, fresh_id, ids_of, new_question, new_requirement
from readiness.domain.facts import FactDef
from readiness.domain.message import Message, message
from readiness.render.profile import AskedView

_FIRST: Final = 12
"""So many requirements come together; about as many as a screen holds."""


class Form(Scrolled):
    """Everything an author can fill in. ``opened`` tells that another requirement is open."""

    opened = Signal()
    _is_made = False

    def __init__(
        self, texts: Texts, editing: EditedProfile, head: HeadForm, more: MoreForm, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._editing = editing
        self._language = head.language
        self._problems: Sequence[Problem] = ()
        self._open = -1
        self._ordered = 0
        self._is_old = False
        self._items: list[RequirementItem] = []
        self.head, self.more = head, more
        self._said_more = ""
        freeze_until_refreshed(more)
        self.head_fold = Fold(texts, "", head)
        self.more_fold = Fold(texts, "", more)
        self.more_fold.turned.connect(self._say_more)
        self.heading = Text(size=1.15, bold=True)
        self._by_place: Mapping[int, Sequence[Problem]] = {}
        self._asked: Sequence[AskedView] = ()
        self._slices = Slices(self, self._put, self)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.add = Button(Weight.NORMAL)
        self.add.clicked.connect(self._offer)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(28, 4, 12, 20)
        rows.setSpacing(12)
        self._card = Card()
        self._card.rows.addWidget(self.head_fold)
        self._card.rows.addWidget(self.more_fold)
        rows.addWidget(self._card)
        rows.addWidget(self.heading)
        rows.addLayout(self._list)
        rows.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(1)
        editing.changed.connect(self._show)
        self.retranslate()
        self._is_made = True
        if editing.value is not None:
            self._show(None)  # an author may have begun before the form was made

    # -------------------------------------------------------------- showing

    def begin(self) -> None:
        """Show another profile from its top."""
        if self._open >= 0:
            self._open = -1
            self._show(None)
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
        self._drop(len(found))
        self._open = min(self._open, len(found) - 1)
        # What is open is to be seen at once; a long list below grows while the window answers.
        for _ in range(self._open + 1 - len(self._items)):
            self._add_item()
        self._place()
        with placed_together(self):
            for item, requirement in zip(self._items, found, strict=False):
                self._show_item(item, requirement, origin)
        self._show_head_problems()
        self._slices.begin(self._grow(), _FIRST)

    def _show_item(self, item: RequirementItem, requirement: object, origin: object = None) -> None:
        item.show_requirement(requirement, self._language, opened=item.place == self._open, origin=origin)

    def _grow(self) -> Iterator[None]:
        """Make what is missing of the list, and tell on every requirement what is new about it."""
        width = self._list.geometry().width()
        found = (self._editing.value or {}).get("requirements", [])
        # What is in sight comes first.
        for old in sorted(self._items, key=lambda one: one.visibleRegion().isEmpty()) if self._is_old else ():
            if old.refresh():
                if old.place < len(found):
                    old.say(found[old.place], self._language, opened=old.place == self._open)
                yield
        self._is_old = False
        for place, requirement in enumerate(found):
            item = self._items[place] if place < len(self._items) else None
            if item is None:
                item = self._add_item()
                self._show_item(item, requirement)
                self._tell(item)
                made_ready(item, width)
                yield
            elif self._tell(item):
                yield

    def _tell(self, item: RequirementItem) -> bool:
        """Tell on a requirement what is asked for, and what is wrong with it; False where it was told already."""
        asked = self._asked[item.place] if item.place < len(self._asked) else None
        return item.tell(asked, self._by_place.get(item.place, ()))

    def _place(self) -> None:
        """Put on the list what was made."""
        missing = self._items[self._list.count() :]
        if missing:
            with placed_together(self):
                for item in missing:
                    self._list.addWidget(item)

    def _put(self) -> None:
        self._place()
        self._order()
        if not self._slices.busy and self.opened_item is not None:
            order_by_reading(self.opened_item)

    def _order(self) -> None:
        """Let Tab go through what is new where it stands."""
        if self._ordered < len(self._items):
            before = self._items[self._ordered - 1] if self._ordered else self._card
            new = [one for item in self._items[self._ordered :] for one in controls_of(item)]
            order([*controls_of(before), *new, self.add])
        self._ordered = len(self._items)

    def _drop(self, left: int) -> None:
        gone = self._items[left:]
        if not gone:
            return
        del self._items[left:]
        self._ordered = min(self._ordered, left)
        with placed_together(self):
            for item in gone:
                self._list.removeWidget(item)
                item.hide()
                item.deleteLater()

    def _add_item(self) -> RequirementItem:
        item = RequirementItem(self._texts, self._editing, len(self._items), self)
        item.turned.connect(self.open)
        item.wanted.connect(self._act)
        self._items.append(item)
        return item

    @property
    def items(self) -> Sequence[RequirementItem]:
        """The requirements, from top to bottom."""
        self._slices.finish()
        return self._items

    @property
    def settled(self) -> bool:
        """Whether the whole list is there."""
        return not self._slices.busy

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
        for item in self._items:
            item.close_form()
        self._show(None)

    def show_found(self, problems: Sequence[Problem], asked: Sequence[AskedView]) -> None:
        """Show what is wrong, each at its place, and in short what every requirement asks for."""
        self._problems, self._by_place = problems, _by_place(problems)
        self._asked = asked or self._asked
        self._show_head_problems()
        opened = self.opened_item
        if opened is not None:
            self._tell(opened)
        self._slices.begin(self._grow(), _FIRST)

    def _show_head_problems(self) -> None:
        above = [one for one in self._problems if not one.pointer.startswith(f"{REQUIREMENTS}/")]
        self.head.show_problems([one for one in above if not is_more(one.pointer)])
        more = [one for one in above if is_more(one.pointer)]
        self.more.show_problems(more)
        if more and any(one.severity is Severity.ERROR for one in more):
            self.more_fold.open(opened=True)
            self._say_more()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        say = self._texts
        self.head_fold.button.setText(say(message("desktop.editor.head")))
        self.heading.setText(say(message("desktop.editor.requirements")))
        self.add.setText(say(message("desktop.editor.add")))
        self.more_fold.button.setText(say(message("desktop.editor.more")))
        self.head.retranslate()
        self._say_more()
        self._catch_up_soon()

    def _catch_up_soon(self) -> None:
        """Have the list follow language, letters and colours, those requirements first that are in sight."""
        self._is_old = True
        self._slices.begin(self._grow(), _FIRST)

    @Slot()
    def _say_more(self) -> None:
        """Say the rest of the head in the language spoken now, once it is seen."""
        if self.more_fold.is_open:
            refresh_style_if_stale(self.more)
        if self.more_fold.is_open and self._said_more != self._texts.language:
            self._said_more = self._texts.language
            self.more.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Give the list, and the rest of the head, the colours there are now."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._is_made:
            self._say_more()
            self._catch_up_soon()

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
        place = len((self._editing.value or {}).get("requirements", []))
        self._open = place

        def change(text: str) -> str:
            if value_at(self._editing.value, REQUIREMENTS) is None:
                text = with_value(text, REQUIREMENTS, [])
            return with_item(text, REQUIREMENTS, place, requirement)

        self._editing.edit(change)
        self.opened.emit()

    @property
    def opened_item(self) -> RequirementItem | None:
        """The requirement that is open."""
        return self._items[self._open] if 0 <= self._open < len(self._items) else None


def _by_place(problems: Sequence[Problem]) -> Mapping[int, Sequence[Problem]]:
    """Return the problems of each requirement, by its place on the list."""
    found: dict[int, list[Problem]] = defaultdict(list)
    for one in problems:
        place = one.pointer.removeprefix(f"{REQUIREMENTS}/").split("/")[0]
        if one.pointer.startswith(f"{REQUIREMENTS}/") and place.isdecimal():
            found[int(place)].append(one)
    return found


def _subject(fact: FactDef) -> str:
    return fact.id.split(".")[0]


def _by_subject(fact: FactDef) -> str:
    return _subject(fact)
