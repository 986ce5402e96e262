"""The employer's questions: what no check can see, in the person's own word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from readiness.desktop.texts import Texts
from readiness.desktop.widgets.choosing.choice_card import RadioCard
from readiness.desktop.widgets.controls import Button, Card, Page, Picker, Weight
from readiness.desktop.widgets.layout.reading_order import order_by_reading
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.facts import Value
from readiness.domain.message import message
from readiness.domain.profile import Requirement
from readiness.text.safe import clean, clean_line

if TYPE_CHECKING:
    from readiness.documents.profile.file import ProfileDocument

_MOST_BUTTONS = 8

Asked = tuple["ProfileDocument", Requirement]


class QuestionsPage(Page):
    """Asks every question of the profiles. ``answered`` says the person wants to go on, ``left`` to go back."""

    answered = Signal()
    left = Signal()

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(760, parent)
        self._texts = texts
        self._cards: list[QuestionCard] = []
        self.title = self.make_title()
        self.lead = Text(role="muted")
        self.rows.addWidget(self.title)
        self.rows.addWidget(self.lead)
        self.back = Button(Weight.QUIET, "back")
        self.back.clicked.connect(self.left)
        self.go_on = Button(Weight.PRIMARY)
        self.go_on.clicked.connect(self.answered)
        self.bar.row.addWidget(self.back)
        self.bar.row.addStretch(1)
        self.bar.row.addWidget(self.go_on)
        self.rows.addStretch(1)
        self.retranslate()

    def show_questions(self, questions: Sequence[Asked], answers: Mapping[str, Value]) -> None:
        """Ask these, with what was answered before."""
        for card in self._cards:
            self.rows.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [QuestionCard(self._texts, asked, answers) for asked in questions]
        for card in self._cards:
            self.rows.insertWidget(self.rows.count() - 1, card)
        order_by_reading(self)
        self.retranslate()

    def take_focus(self) -> None:
        """Put the keyboard on the first question."""
        if self._cards:
            self._cards[0].take_focus()

    @property
    def answers(self) -> dict[str, Value]:
        """What was answered, by ``profile id#requirement id``; what was left open is missing."""
        return {card.key: card.answer for card in self._cards if card.answer is not None}

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        say = self._texts
        self.title.setText(say(message("desktop.questions.title", count=len(self._cards))))
        self.lead.setText(say(message("desktop.questions.lead")))
        self.back.setText(say(message("desktop.questions.back")))
        self.go_on.setText(say(message("desktop.questions.continue")))
        for card in self._cards:
            card.retranslate()


class QuestionCard(Card):
    """One question with its possible answers; none is chosen beforehand."""

    def __init__(self, texts: Texts, asked: Asked, answers: Mapping[str, Value]) -> None:
        super().__init__()
        document, self._requirement = asked
        if self._requirement.question is None:
            raise TypeError("not a question")
        self._texts = texts
        self._question = self._requirement.question
        self.key = f"{document.profile.id}#{self._requirement.id}"
        self._values: tuple[Value, ...] = self._question.choices or (True, False)
        self._group = QButtonGroup(self)
        # Forty states are found faster in a list that jumps to the letter typed.
        self.list = Picker() if len(self._values) > _MOST_BUTTONS else None
        self.text = Text(size=1.15, bold=True)
        self.why = Text(role="muted")
        self.rows.addWidget(self.text)
        self.rows.addWidget(self.why)
        if self.list is not None:
            self._offer_list(self.list, answers.get(self.key))
        else:
            self._offer_buttons(answers.get(self.key))
        self.retranslate()

    def _offer_list(self, offered: Picker, chosen: Value | None) -> None:
        offered.addItems([""] * (len(self._values) + 1))
        offered.setCurrentIndex(self._values.index(chosen) + 1 if chosen in self._values else 0)
        self.rows.addWidget(offered, 0, Qt.AlignmentFlag.AlignLeft)

    def _offer_buttons(self, chosen: Value | None) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        for place, value in enumerate(self._values):
            choice = RadioCard("")
            choice.setChecked(chosen == value)
            self._group.addButton(choice, place)
            # Two answers fit side by side, more are easier to read below each other.
            row.addWidget(choice) if len(self._values) == len((True, False)) else self.rows.addWidget(choice)
        self.rows.addLayout(row)

    @property
    def answer(self) -> Value | None:
        """What was chosen; None as long as nothing is."""
        place = self.list.currentIndex() - 1 if self.list is not None else self._group.checkedId()
        return self._values[place] if place >= 0 else None

    def take_focus(self) -> None:
        """Put the keyboard on the chosen answer, or the first."""
        (self.list or self._group.checkedButton() or self._group.button(0)).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        language, why = self._texts.language, self._requirement.why
        self.text.setText(clean(self._question.text.in_language(language)))
        self.setAccessibleName(self.text.text())
        self.why.setText(clean(why.in_language(language)) if why else "")
        self.why.setVisible(bool(why))
        if self.list is not None:
            self.list.setAccessibleName(self.text.text())
            self.list.name_choices([self._texts(message("desktop.questions.choose")), *map(self._name, self._values)])
            return
        for place, value in enumerate(self._values):
            button = self._group.button(place)
            if isinstance(button, RadioCard):
                button.say(self._name(value), "")
                button.setAccessibleDescription(self.text.text())

    def _name(self, value: Value) -> str:
        if isinstance(value, str) and value in self._question.choice_texts:
            return clean_line(self._question.choice_texts[value].in_language(self._texts.language))
        return self._texts(message("desktop.questions.yes") if value else message("desktop.questions.no"))
