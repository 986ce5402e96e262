"""The head of a profile: what it is called, who asks, from when until when."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from readiness.desktop.editor.edited_profile import EditedProfile
from readiness.desktop.editor.form_part import FormPart
from readiness.desktop.texts import Texts
from readiness.documents.profile.head_words import day_of, moment_of_day, whole_number


class HeadForm(FormPart):
    """The fields of the head."""

    def __init__(self, texts: Texts, editing: EditedProfile, language: str, parent: QWidget | None = None) -> None:
        super().__init__(texts, editing, "", language, parent)
        self.rows.addWidget(self.note)
        self.add_text("/title", "desktop.editor.title", in_language=True)
        self.add_text("/issuer/name", "desktop.editor.issuer")
        self.add_text("/issuer/contact", "desktop.editor.contact")
        self.add_text("/id", "desktop.editor.id")
        self.add_text("/version", "desktop.editor.version")
        self.add_text("/serial", "desktop.editor.serial", read=whole_number)
        self.add_text("/valid/from", "desktop.editor.valid_from", read=moment_of_day, show=day_of)
        self.add_text("/valid/until", "desktop.editor.valid_until", read=moment_of_day, show=day_of)
        self.retranslate()
