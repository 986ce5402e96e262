"""A part of the form: fields that each stand for one place in the profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from readiness.desktop.editor.edited_profile import EditedProfile, shown_json
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.fields import Box, Field, Line
from readiness.desktop.widgets.layout.sizes import Block
from readiness.desktop.widgets.wrapped_text import Text
from readiness.documents.json_text.edit import value_at, with_value, without
from readiness.documents.json_text.problems import Problem, Severity
from readiness.documents.profile.draft import with_words, without_empty, words_at
from readiness.domain.message import Message

Read = Callable[[str], object]

_SHOWN: Final = 3
"""Problems told with one field; the others are on the list of all."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A field and the key, below the part's own place, that it stands for. ``name`` is the id of its name.

    ``show`` makes of the value what somebody would type; ``names`` begins the ids of its choices, if it has such.
    """

    key: str
    field: Field
    name: str
    in_language: bool = False
    show: Callable[[Any], Any] = shown_json
    names: str = ""


class FormPart(Block):
    """Fields below one place of the profile. ``language`` is the one texts are shown and written in."""

    def __init__(
        self, texts: Texts, editing: EditedProfile, base: str, language: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.texts = texts
        self.editing = editing
        self.base = base
        self.language = language
        self.bound: list[Bound] = []
        self.note = Text(role="advice", size=0.95)
        self.note.hide()
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(10)

    def add_text(
        self,
        key: str,
        name: str,
        *,
        in_language: bool = False,
        lines: int = 1,
        read: Read = str,
        show: Callable[[Any], Any] = shown_json,
    ) -> Field:
        """Add a field for a text: one per language, or one for all.

        ``read`` makes the value of what is typed, ``show`` what is typed of the value.
        """
        control = Line() if lines == 1 else Box(lines)
        field = Field(control)
        if in_language:
            control.edited.connect(lambda words: self._write_words(key, words, field))
        else:
            control.edited.connect(lambda words: self.write(key, read(words) if words else None, field))
        self.add(Bound(key, field, name, in_language, show))
        return field

    def add(self, bound: Bound) -> None:
        """Add a field."""
        self.bound.append(bound)
        self.rows.addWidget(bound.field)

    # -------------------------------------------------------------- changing

    def write(self, key: str, value: object, origin: QWidget | None = None) -> None:
        """Put a value at a key, None for none."""
        pointer = self.base + key

        def change(text: str) -> str:
            return without(text, pointer) if value is None else with_value(text, pointer, value)

        self.editing.edit(self._tidied(change, key), pointer, origin)

    def _write_words(self, key: str, words: str, origin: QWidget) -> None:
        pointer, language = self.base + key, self.language

        def change(text: str) -> str:
            return with_words(text, pointer, language, words)

        self.editing.edit(self._tidied(change, key), f"{pointer} {language}", origin)

    def _tidied(self, change: Callable[[str], str], key: str) -> Callable[[str], str]:
        """Take an advice out that says nothing any more, text and address both gone."""
        if not key.startswith("/fix/"):
            return change
        return lambda text: without_empty(change(text), f"{self.base}/fix")

    # -------------------------------------------------------------- showing

    def show_value(self, origin: object = None) -> None:
        """Show what the profile says now; who typed it has it already."""
        value = self.editing.value
        for bound in self.bound:
            control = bound.field.control
            if bound.field is not origin and isinstance(control, Line | Box):
                pointer = self.base + bound.key
                words = (
                    words_at(value, pointer, self.language)
                    if bound.in_language
                    else shown_json(bound.show(value_at(value, pointer)))
                )
                control.show_words(words)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show each problem of this part beside the field it is about, and the others above."""
        left = list(problems)
        for bound in self.bound:
            own = [one for one in left if _is_below(one.pointer, self.base + bound.key)]
            left = [one for one in left if one not in own]
            bound.field.show_problems([(self.texts(one.message), _is_grave(one)) for one in own[:_SHOWN]])
        self.note.set_role("not_met" if any(map(_is_grave, left)) else "advice")
        self.note.show_words("\n".join(self.texts(one.message) for one in left[:_SHOWN]))
        self.note.setVisible(bool(left))

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for bound in self.bound:
            bound.field.name(self.texts(Message(bound.name)))


def _is_grave(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR


def _is_below(pointer: str, place: str) -> bool:
    return pointer == place or pointer.startswith(f"{place}/")
