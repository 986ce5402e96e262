"""The head of a profile: what it is called, who asks, from when until when."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtWidgets import QWidget

from readiness.desktop.editor.editing import Editing
from readiness.desktop.editor.form_part import FormPart
from readiness.desktop.texts import Texts

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class HeadForm(FormPart):
    """The fields of the head."""

    def __init__(self, texts: Texts, editing: Editing, language: str, parent: QWidget | None = None) -> None:
        super().__init__(texts, editing, "", language, parent)
        self.rows.addWidget(self.note)
        self.add_text("/title", "desktop.editor.title", in_language=True)
        self.add_text("/issuer/name", "desktop.editor.issuer")
        self.add_text("/issuer/contact", "desktop.editor.contact")
        self.add_text("/id", "desktop.editor.id")
        self.add_text("/version", "desktop.editor.version")
        self.add_text("/serial", "desktop.editor.serial", read=_whole_number)
        self.add_text("/valid/from", "desktop.editor.valid_from", read=_moment)
        self.add_text("/valid/until", "desktop.editor.valid_until", read=_moment)
        self.retranslate()


def _whole_number(words: str) -> int | str:
    plain = words.strip()
    return int(plain) if plain.isascii() and plain.isdecimal() else words


def _moment(words: str) -> str:
    """Return a day as the moment it begins; what is no day is for the hints to speak of."""
    plain = words.strip()
    return f"{plain}T00:00:00Z" if _DAY.fullmatch(plain) else plain
