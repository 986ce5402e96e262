"""Where writing a profile begins: a new one, a file, an example, or what was not saved last time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from readiness.desktop.screen_reader import announce
from readiness.desktop.state.item_words import pair
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.choosing.choice_list import ChoiceList
from readiness.desktop.widgets.confirmation import confirm_deletion
from readiness.desktop.widgets.controls import Button, Card, Page, Weight, emptied
from readiness.desktop.widgets.layout.reading_order import order_by_reading
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import Message, message
from readiness.render.parts.rows import title
from readiness.store.drafts import KeptDraft

if TYPE_CHECKING:
    from readiness.desktop.state.library import Usable


_NAMED: Final = 3


class StartPage(Page):
    """Offers ways to begin.

    ``new_wanted``, ``file_wanted`` and ``example_wanted`` (with its file) begin, ``draft_wanted`` goes on with
    a draft, ``forget_wanted`` deletes one, ``left`` leads back.
    """

    new_wanted = Signal()
    file_wanted = Signal()
    example_wanted = Signal(object)
    draft_wanted = Signal(object)
    forget_wanted = Signal(object)
    left = Signal()

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(760, parent)
        self._texts = texts
        self._drafts: Sequence[KeptDraft] = ()
        self._examples: Sequence[Usable] = ()
        self.title = self.make_title()
        self.lead = Text(role="muted")
        self.refused = Text(role="not_met")
        self.refused.hide()
        self.drafts = QVBoxLayout()
        self.drafts.setSpacing(10)
        self.new = Button(Weight.PRIMARY)
        self.file = Button(Weight.NORMAL, "file")
        self.example = Button(Weight.NORMAL)
        self.examples = _Examples(texts)
        self.examples_label = Text(size=1.15, bold=True)
        self.back = Button(Weight.QUIET, "back")
        self._lay_out()
        self.new.clicked.connect(self.new_wanted)
        self.file.clicked.connect(self.file_wanted)
        self.example.clicked.connect(self._begin_with_example)
        self.back.clicked.connect(self.left)
        self.retranslate()

    def _lay_out(self) -> None:
        for widget in (self.title, self.lead, self.refused):
            self.rows.addWidget(widget)
        self.rows.addLayout(self.drafts)
        self.rows.addWidget(self.file, 0, Qt.AlignmentFlag.AlignLeft)
        # The button stands above the list: it is in sight however long the list is.
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.examples_label, 1)
        row.addWidget(self.example)
        self.rows.addLayout(row)
        self.rows.addWidget(self.examples)
        self.rows.addStretch(1)
        self.bar.row.addWidget(self.back)
        self.bar.row.addStretch(1)
        self.bar.row.addWidget(self.new)

    def show_choices(self, drafts: Sequence[KeptDraft], examples: Sequence[Usable]) -> None:
        """Show what there is to go on with and to begin from."""
        self._drafts, self._examples = drafts, examples
        self.refused.hide()
        if self.examples.entries != tuple(examples):
            self.examples.show_entries(examples)
        self.retranslate()

    def take_focus(self) -> None:
        """Put the keyboard on the most likely thing to do."""
        self.new.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, words: Message) -> None:
        """Say why a file cannot be opened."""
        self.refused.setText(self._texts(words))
        self.refused.show()
        announce(self, self.refused.text(), at_once=True)

    @Slot()
    def _begin_with_example(self) -> None:
        for example in self.examples.chosen:
            self.example_wanted.emit(example.path)

    def _show_drafts(self) -> None:
        emptied(self.drafts)
        for draft in self._drafts:
            self.drafts.addWidget(self._draft(draft))

    def _draft(self, draft: KeptDraft) -> Card:
        say = self._texts
        card = Card("accent", tinted=True)
        name = draft.name or say(message("desktop.editor.untitled"))
        card.rows.addWidget(Text(name, bold=True))
        card.rows.addWidget(Text(say(message("desktop.editor.draft", when=say.translator.moment(draft.kept)))))
        row = QHBoxLayout()
        for id_, weight, act in (
            ("go_on", Weight.NORMAL, lambda: self.draft_wanted.emit(draft)),
            ("forget", Weight.QUIET, self._asking(draft, name)),
        ):
            button = Button(weight)
            button.setText(say.say(f"desktop.editor.{id_}"))
            button.setAccessibleName(say(message("desktop.pair", label=button.text(), value=name)))
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        card.rows.addLayout(row)
        return card

    def _asking(self, draft: KeptDraft, name: str) -> Callable[[], None]:
        def ask() -> None:
            question = message("desktop.editor.sure", name=name)
            answers = (message("desktop.history.sure_yes"), message("desktop.history.sure_no"))
            if confirm_deletion(self, self._texts, (question, *answers)):
                self.forget_wanted.emit(draft)

        return ask

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        say = self._texts
        self.title.setText(say(message("desktop.editor.write")))
        self.lead.setText(say(message("desktop.editor.lead")))
        self.new.setText(say(message("desktop.editor.new")))
        self.file.setText(say(message("desktop.editor.open")))
        self.example.setText(say(message("desktop.editor.use_example")))
        self.examples_label.setText(say(message("desktop.editor.example")))
        self.back.setText(say(message("desktop.editor.back")))
        self.examples.retranslate()
        for widget in (self.examples, self.examples_label, self.example):
            widget.setVisible(bool(self._examples))
        self._show_drafts()
        order_by_reading(self)


class _Examples(ChoiceList):
    """The examples to begin with: what each is for, and what it asks for first."""

    _heads_examples = False

    def _detail(self, entry: Usable) -> str:
        translator, requirements = self._texts.translator, entry.profile.requirements
        count = self._texts(message("desktop.choose.requirements", count=len(requirements)))
        names = [title(one, translator) for one in requirements[:_NAMED]]
        return pair(self._texts, count, " \u00b7 ".join([*names, "\u2026"]))


def chosen_name(path: str) -> Path:
    """Return the file somebody named, with the ending of profiles where they wrote none."""
    named = Path(path)
    return named if named.suffix else named.with_suffix(".json")
