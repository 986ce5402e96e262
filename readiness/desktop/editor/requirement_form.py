"""One requirement, open: what is asked for, why, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from readiness.checks.registry import catalogue
from readiness.desktop.editor.condition_field import ConditionField
from readiness.desktop.editor.edited_profile import EditedProfile
from readiness.desktop.editor.form_part import Bound, FormPart
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Picker
from readiness.desktop.widgets.fields import Code, Field
from readiness.desktop.widgets.fold import Fold
from readiness.desktop.widgets.wrapped_text import Text
from readiness.documents.json_text.edit import part, value_at, with_part
from readiness.documents.profile.draft import form_value, simple
from readiness.domain.facts import FactDef, Kind
from readiness.domain.message import Message, message
from readiness.domain.profile import Tier
from readiness.render.parts.rows import TIER_WORDS

_TIERS: Final = (Tier.REQUIRED, Tier.RECOMMENDED)
_PLAIN: Final = frozenset({"id", "fact", "unit", "required", "recommended", "ask", "title", "why", "fix", "level"})
"""Keys the fields show; what else there is stands in the JSON text of the requirement."""


class RequirementForm(FormPart):
    """The fields of one requirement, and the requirement as JSON for what no field can say."""

    def __init__(
        self, texts: Texts, editing: EditedProfile, base: str, language: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(texts, editing, base, language, parent)
        value = self.value
        self.fact = _fact_of(value)
        self.kind = self.fact.kind if self.fact else _kind_of_answer(value)
        self.meaning = Text(role="muted", size=0.95)
        self.unit: Picker | None = None
        self.level: Picker | None = None
        self.conditions: dict[Tier, ConditionField] = {}
        self.json = Code(8)
        self.json_note = Text(role="not_met", size=0.95)
        self.rows.setContentsMargins(8, 0, 4, 6)
        self._lay_out(value)
        self.retranslate()
        self.show_value()

    @property
    def value(self) -> dict[str, Any]:
        """The requirement as the profile has it."""
        value = value_at(self.editing.value, self.base)
        return value if isinstance(value, dict) else {}

    def _lay_out(self, value: dict[str, Any]) -> None:
        self.rows.addWidget(self.note)
        self.rows.addWidget(self.meaning)
        if "ask" in value:
            self.add_text("/ask/text", "desktop.editor.question", in_language=True, lines=2)
        if self.fact and self.fact.unit:
            self._add_unit(self.fact.units)
        if self.kind and "any_of" not in value:
            self._add_conditions(self.kind)
        if self.fact is None:
            self._add_level()
        self.add_text("/title", "desktop.editor.requirement_title", in_language=True)
        self.add_text("/why", "desktop.editor.why", in_language=True, lines=2)
        self.add_text("/fix/text", "desktop.editor.fix", in_language=True, lines=3)
        self.add_text("/fix/url", "desktop.editor.fix_url")
        self.add_text("/id", "desktop.editor.requirement_id")
        self._add_json(value)

    def _add_conditions(self, kind: Kind) -> None:
        for tier in _TIERS:
            field = ConditionField(self.texts, kind, self.fact.choices if self.fact else ())
            field.changed.connect(partial(self._write_condition, tier, field))
            self.conditions[tier] = field
            self.add(Bound(f"/{tier}", field, TIER_WORDS[tier].id))

    def _write_condition(self, tier: Tier, field: ConditionField, condition: object) -> None:
        # A picker that was turned is no typing: it also changes what else the field shows.
        origin = field if field.limit.hasFocus() else None
        other = any(self.value.get(one) is not None for one in _TIERS if one is not tier)
        self._without_level(condition)
        keeps_one = condition is not None or other or self.fact is None
        before = self.value.get(tier)
        if isinstance(condition, dict) and isinstance(before, dict) and list(condition) == list(before):
            # Only the limit moves: how its author laid the rest out stays.
            [(operator, limit)] = condition.items()
            self.write(f"/{tier}/{operator}", limit, origin)
        else:
            self.write(f"/{tier}", condition if keeps_one else {}, origin)

    def _without_level(self, condition: object) -> None:
        """Take out how much a question weighs: from now on its conditions say so."""
        if condition is not None and "level" in self.value:
            self.write("/level", None)

    def _add_unit(self, units: Sequence[str]) -> None:
        self.unit = Picker()
        self.unit.addItems(units)
        self.unit.activated.connect(self._choose_unit)
        self.add(Bound("/unit", Field(self.unit), "desktop.editor.unit"))

    def _add_level(self) -> None:
        self.level = Picker()
        self.level.addItems([""] * len(_TIERS))
        self.level.activated.connect(self._choose_level)
        self.add(Bound("/level", Field(self.level), "desktop.editor.level"))

    def _add_json(self, value: dict[str, Any]) -> None:
        body = Field(self.json)
        body.label.hide()
        self.json.edited.connect(self._write_json)
        body.rows.addWidget(self.json_note)
        self.json_note.hide()
        self.fold = Fold(self.texts, "", body)
        self.rows.addWidget(self.fold)
        self.fold.open(opened=self._says_more(value))
        self.fold.turned.connect(self._show_json)

    def _says_more(self, value: dict[str, Any]) -> bool:
        """Whether there is something in the requirement that no field shows."""
        unseen = self.kind is not None and any(simple(value.get(tier), self.kind) is None for tier in _TIERS)
        return unseen or bool(set(value) - _PLAIN)

    # -------------------------------------------------------------- changing

    @Slot(int)
    def _choose_unit(self, place: int) -> None:
        if self.unit:
            self.write("/unit", self.unit.itemText(place))

    @Slot(int)
    def _choose_level(self, place: int) -> None:
        self.write("/level", _TIERS[place].value)

    @Slot(str)
    def _write_json(self, words: str) -> None:
        """Take over what can be read; until then the profile keeps what it had."""
        readable = form_value(words) is not None
        self.json_note.setVisible(not readable)
        if readable:
            self.editing.edit(
                lambda text: with_part(text, self.base, words), f"{self.base} json {self.json.line}", self.json
            )

    # -------------------------------------------------------------- showing

    def fits(self, value: dict[str, Any]) -> bool:
        """Whether this form, as it is laid out, can show a requirement."""
        return (_fact_of(value), "ask" in value, "any_of" in value, _kind_of_answer(value)) == self._layout

    @property
    def _layout(self) -> tuple[FactDef | None, bool, bool, Kind | None]:
        asks = any(bound.key == "/ask/text" for bound in self.bound)
        ways = self.fact is None and not asks
        return self.fact, asks, ways, None if self.fact else self.kind

    def show_value(self, origin: object = None) -> None:
        """Show what the profile says now."""
        super().show_value(origin)
        value = self.value
        for tier, field in self.conditions.items():
            if field is not origin:
                field.show_condition(value.get(tier))
        if self.unit:
            self._show_unit(self.unit, value.get("unit"))
        if self.level:
            self.level.setCurrentIndex(1 if value.get("level") == Tier.RECOMMENDED else 0)
        for bound in self.bound:
            if bound.key == "/level":
                bound.field.setVisible("level" in value or not any(tier in value for tier in _TIERS))
        if origin is not self.json:
            self._show_json()

    @Slot()
    def _show_json(self) -> None:
        """Show the requirement as it is written, if that is open: to find it takes a look through the whole text."""
        if self.fold.is_open:
            self.json.show_words(part(self.editing.text, self.base))
            self.json_note.hide()

    def _show_unit(self, picker: Picker, unit: object) -> None:
        if isinstance(unit, str) and picker.findText(unit) < 0:
            picker.addItem(unit)  # another spelling of a unit, or none: the author's all the same
        picker.setCurrentIndex(picker.findText(unit) if isinstance(unit, str) else -1)
        for field in self.conditions.values():
            field.limit.setPlaceholderText(unit if isinstance(unit, str) else "")

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        super().retranslate()
        say = self.texts
        unit = str(self.value.get("unit", ""))
        for tier, field in self.conditions.items():
            field.retranslate(say(TIER_WORDS[tier]), unit)
        if self.level:
            self.level.name_choices(say(TIER_WORDS[tier]) for tier in _TIERS)
        if self.fact:
            self.meaning.setText(say.say(f"fact.{self.fact.id}.meaning"))
        self.meaning.setVisible(bool(self.fact))
        self.fold.button.setText(say(message("desktop.editor.as_json")))
        self.json.setAccessibleName(say(message("desktop.editor.as_json")))
        self.json_note.setText(say(Message("desktop.editor.json_unreadable")))


def _fact_of(value: dict[str, Any]) -> FactDef | None:
    fact = value.get("fact")
    return catalogue().get(fact) if isinstance(fact, str) else None


def _kind_of_answer(value: dict[str, Any]) -> Kind | None:
    """Return what kind of answer a question wants; None where nobody is asked, or for a place."""
    asked = value.get("ask")
    if not isinstance(asked, dict) or "regions" in asked:
        return None
    return Kind.TEXT if "choices" in asked else Kind.YES_NO


def shown_name(value: object, language: str, texts: Texts) -> str:
    """Return what a requirement is called on the list: its title, else its fact's name, its question or its id."""
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    words = [_first(value.get("title"), language), _first(value_at(value, "/ask/text"), language)]
    fact = _fact_of(value)
    return next((one for one in words if one), None) or (texts(fact.title) if fact else str(value.get("id", "")))


def _first(words: object, language: str) -> str:
    """Return a text in a language, else in any."""
    if isinstance(words, dict):
        found = words.get(language) or next(iter(words.values()), "")
        return found if isinstance(found, str) else ""
    return words if isinstance(words, str) else ""
