"""The rest of a head: how long a result counts, what is measured against, where reports go, what names a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from readiness.desktop.editor.edited_profile import EditedProfile
from readiness.desktop.editor.form_part import Bound, FormPart
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.fields import Field, Ticks
from readiness.documents.json_text.edit import value_at
from readiness.documents.profile.draft import without_empty
from readiness.documents.profile.head_words import (
    destinations_of,
    lines_of_destinations,
    lines_of_servers,
    servers_of,
    span_in,
    span_of,
    whole_number,
)
from readiness.documents.schema.profile import CHANGES, COLLECTABLE
from readiness.domain.message import Message

KEYS: Final = ("/needs_app", "/recheck", "/network_test", "/submit", "/collect")
_GROUPS: Final = ("/recheck", "/network_test", "/collect")
_SERVERS: Final = "/network_test/servers"


class MoreForm(FormPart):
    """The fields of the rest of the head."""

    def __init__(self, texts: Texts, editing: EditedProfile, language: str, parent: QWidget | None = None) -> None:
        super().__init__(texts, editing, "", language, parent)
        self.rows.addWidget(self.note)
        self._add_span("/recheck/after", "desktop.editor.recheck_after", "hours")
        self._add_span("/recheck/grace", "desktop.editor.recheck_grace", "hours")
        self._add_ticks("/recheck/on_change", "desktop.editor.recheck_on", CHANGES, "desktop.editor.change")
        self.add_text(_SERVERS, "desktop.editor.servers", lines=3, read=self._servers, show=lines_of_servers)
        self.add_text("/network_test/runs", "desktop.editor.runs", read=whole_number)
        self.add_text("/network_test/max_megabytes", "desktop.editor.megabytes", read=whole_number)
        self.add_text("/submit", "desktop.editor.submit", lines=3, read=destinations_of, show=lines_of_destinations)
        self._add_ticks("/collect/facts", "desktop.editor.collect", COLLECTABLE, "desktop.editor.collectable")
        self.add_text("/collect/purpose", "desktop.editor.purpose", in_language=True)
        self._add_span("/collect/keep", "desktop.editor.keep", "days")
        self.add_text("/needs_app", "desktop.editor.needs_app")
        self.retranslate()

    def _add_span(self, key: str, name: str, unit: str) -> None:
        self.add_text(key, name, read=lambda words: span_of(words, unit), show=lambda value: span_in(value, unit))

    def _add_ticks(self, key: str, name: str, choices: tuple[str, ...], names: str) -> None:
        control = Ticks(choices)
        field = Field(control)
        control.edited.connect(lambda chosen: self.write(key, chosen or None, field))
        self.add(Bound(key, field, name, names=names))

    def _servers(self, words: str) -> list[dict[str, Any]] | None:
        return servers_of(words, value_at(self.editing.value, _SERVERS)) or None

    def _tidied(self, change: Callable[[str], str], key: str) -> Callable[[str], str]:
        """Take out what says nothing any more once its last field is empty."""
        group = key.rpartition("/")[0]
        return (lambda text: without_empty(change(text), group)) if group in _GROUPS else change

    def show_value(self, origin: object = None) -> None:
        """Show what the profile says now, ticks too."""
        super().show_value(origin)
        for bound in self.bound:
            control = bound.field.control
            if isinstance(control, Ticks) and bound.field is not origin:
                control.show_chosen(value_at(self.editing.value, self.base + bound.key))

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        super().retranslate()
        for bound in self.bound:
            control = bound.field.control
            if isinstance(control, Ticks):
                control.name_choices({one: self.texts(Message(f"{bound.names}.{one}")) for one in control.choices})


def is_more(pointer: str) -> bool:
    """Whether a place of the profile belongs to this part."""
    return any(pointer == key or pointer.startswith(f"{key}/") for key in KEYS)
