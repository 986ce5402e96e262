"""The profiles to choose from: one of them, or several at once for who works for several employers.

The examples come last, under a heading: nobody should take one for what their employer asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from readiness.desktop.responsive.placing import placed_together
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.choosing.choice_card import CheckCard, RadioCard
from readiness.desktop.widgets.controls import emptied
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import message
from readiness.text.safe import clean_line

if TYPE_CHECKING:
    from readiness.desktop.state.library import Usable


class ChoiceList(QWidget):
    """A list of profiles; ``changed`` says that others are chosen."""

    changed = Signal()
    _heads_examples = True

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._several = False
        self._buttons: list[RadioCard | CheckCard] = []
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._toggled)
        self.entries: tuple[Usable, ...] = ()
        self.examples: Text | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)

    @property
    def chosen(self) -> tuple[Usable, ...]:
        """The profiles that are chosen, in the order of the list."""
        return tuple(entry for entry, button in zip(self.entries, self._buttons, strict=True) if button.isChecked())

    def allow_several(self, *, several: bool) -> None:
        """Let the person choose several, or one; of what is chosen as much as possible stays so."""
        if several is not self._several:
            self._several = several
            self.show_entries(self.entries, [entry.path for entry in self.chosen])

    def show_entries(self, entries: Sequence[Usable], chosen: Sequence[Path] = ()) -> None:
        """Put profiles on the list and choose these, else what is chosen now, else the first."""
        wanted = [*chosen] or [entry.path for entry in self.chosen]
        for button in self._buttons:
            self._group.removeButton(button)
        emptied(self._rows)
        self._group.setExclusive(not self._several)
        self.entries = tuple(entries)
        kind: type[RadioCard | CheckCard] = CheckCard if self._several else RadioCard
        self._buttons = [kind(self._heading(entry), self._detail(entry)) for entry in self.entries]
        self.examples = None
        heading = self._first_example()
        with placed_together(self):
            for place, button in enumerate(self._buttons):
                if place == heading:
                    self._head_examples()
                self._group.addButton(button, place)
                self._rows.addWidget(button)
        self._check([place for place, entry in enumerate(self.entries) if entry.path in wanted] or [0])

    def _first_example(self) -> int | None:
        """Return where nothing but examples follows; None where nothing does, or where it goes without saying."""
        place = len(self.entries)
        while place and self.entries[place - 1].is_example:
            place -= 1
        return place if self._heads_examples and place < len(self.entries) else None

    def _head_examples(self) -> None:
        self.examples = Text(role="muted", bold=True)
        self.examples.setText(self._texts(message("desktop.choose.examples")))
        self._rows.addSpacing(4)
        self._rows.addWidget(self.examples)

    def _check(self, places: Sequence[int]) -> None:
        for place in places if self._several else places[:1]:
            self.choose(place)

    def choose(self, place: int) -> None:
        """Choose the profile at a place on the list."""
        if place < len(self._buttons):
            self._buttons[place].setChecked(True)

    def take_focus(self, place: int = 0) -> None:
        """Put the keyboard on a profile, the first unless told otherwise."""
        self._buttons[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for button, entry in zip(self._buttons, self.entries, strict=True):
            button.say(self._heading(entry), self._detail(entry))
        if self.examples is not None:
            self.examples.setText(self._texts(message("desktop.choose.examples")))

    def _heading(self, entry: Usable) -> str:
        return clean_line(entry.profile.title.in_language(self._texts.language))

    def _detail(self, entry: Usable) -> str:
        say, profile = self._texts, entry.profile
        # A name that turns the direction of writing would turn "not signed" around, too.
        name, count = clean_line(profile.issuer.name), len(profile.requirements)
        parts = [name, say(message("desktop.choose.requirements", count=count))]
        signed = entry.document.source.signed
        parts.append(say(message("desktop.choose.signed" if signed else "desktop.choose.unsigned")))
        return " · ".join(parts)

    @Slot(int, bool)
    def _toggled(self, _place: int, _checked: bool) -> None:  # noqa: FBT001 - Qt's signal has one yes-or-no
        self.changed.emit()
