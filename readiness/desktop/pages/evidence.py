"""The page of somebody who thinks that a result is wrong: all that the file for the help desk will hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from readiness.desktop.pages.side import SidePage
from readiness.desktop.responsive.placing import placed_together
from readiness.desktop.screen_reader import announce
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.choosing.choice_card import CheckCard
from readiness.desktop.widgets.controls import Button, Card, Weight, emptied
from readiness.desktop.widgets.fields import Box, Code, Field
from readiness.desktop.widgets.fold import Fold
from readiness.desktop.widgets.layout.pairs import Pairs
from readiness.desktop.widgets.layout.reading_order import order_by_reading
from readiness.desktop.widgets.wrapped_text import Text
from readiness.documents.report.evidence import evidence_json
from readiness.documents.report.file import json_text
from readiness.domain.evidence import Evidence, evidence_for, names_of_devices
from readiness.domain.message import message
from readiness.domain.report import Report
from readiness.render.evidence import EvidenceView, describe_evidence, render_evidence_html

_LINES: Final = 14
"""As many lines of the file are seen at once."""


class EvidencePage(SidePage):
    """Shows the evidence for one result as it will be written. ``save_wanted`` asks where to.

    Nothing can come between a person and their words: no check begins while it is shown.
    """

    save_wanted = Signal()
    interruptible = False

    def __init__(self, texts: Texts, report: Report, requirement: str, parent: QWidget | None = None) -> None:
        super().__init__(texts, 860, parent)
        self._report, self.requirement = report, requirement
        self._made = datetime.now(UTC)
        self._has_names = bool(names_of_devices(self.evidence_with(names=True).readings))
        self.subject = Text(bold=True)
        self.lead = Text()
        self.contact = Text()
        self.remark = Box(3)
        self._asked = Field(self.remark)
        self.names = CheckCard("")
        self.names.setVisible(self._has_names)
        self.heading = Text(size=1.15, bold=True)
        self.file = Card()
        self.words = Text()
        self.said_label = Text(bold=True)
        self.said = Text()
        self.sections = QVBoxLayout()
        self.sections.setSpacing(10)
        self.json = Code(_LINES)
        self.json.setReadOnly(True)
        self.data = Fold(texts, "", self.json)
        self.news = Text(role="muted")
        self.save = Button(Weight.PRIMARY, "save")
        self._lay_out()
        self.remark.edited.connect(self._show_remark)
        self.names.toggled.connect(self._fill)
        self.save.clicked.connect(self.save_wanted)
        self._say(self.view)

    def arrive(self) -> None:
        """Show the file, once the page has its place: to make it took a turn."""
        with placed_together(self.content):
            self._fill()
        super().arrive()

    def _lay_out(self) -> None:
        for widget in (self.subject, self.lead, self.contact, self._asked, self.names, self.heading, self.file):
            self.rows.addWidget(widget)
        self.rows.addStretch(1)
        for text in (self.words, self.said_label, self.said):
            self.file.rows.addWidget(text)
        self.file.rows.addLayout(self.sections)
        self.file.rows.addWidget(self.data)
        self.news.hide()
        self.bar.row.insertWidget(1, self.news, 1)
        self.bar.row.addWidget(self.save)

    # -------------------------------------------------------------- what is written

    def evidence_with(self, *, names: bool, remark: str = "") -> Evidence:
        """Put together what is written, with or without the names of devices."""
        return evidence_for(self._report, self.requirement, self._made, remark=remark, device_names=names)

    @property
    def evidence(self) -> Evidence:
        """What is written as things stand on the page."""
        return self.evidence_with(names=not self.names.isChecked(), remark=self.remark.toPlainText().strip())

    @property
    def view(self) -> EvidenceView:
        """The same in words."""
        return self._in_words(self.evidence)

    def _in_words(self, evidence: Evidence) -> EvidenceView:
        return describe_evidence(evidence, self._texts.translator)

    def file_of(self, kind: str) -> str:
        """Return the file of that kind, ".html" or ".json", letter by letter."""
        evidence = self.evidence
        data = _letters(evidence)
        return render_evidence_html(self._in_words(evidence), data) if kind == ".html" else data

    # -------------------------------------------------------------- what is shown

    @Slot()
    def _fill(self) -> None:
        """Show the file."""
        evidence = self.evidence
        self._show(evidence, self._in_words(evidence))

    def _show(self, evidence: Evidence, view: EvidenceView) -> None:
        emptied(self.sections)
        for section in view.sections:
            self.sections.addWidget(Text(section.heading, bold=True))
            self.sections.addWidget(Pairs(section.pairs))
        self._write(evidence, view)
        order_by_reading(self)

    @Slot()
    def _show_remark(self) -> None:
        evidence = self.evidence
        self._write(evidence, self._in_words(evidence))

    def _write(self, evidence: Evidence, view: EvidenceView) -> None:
        """Write what the remark changes."""
        self.words.show_words(view.lead)
        self.said_label.show_words(view.remark_label)
        self.said.show_words(view.remark)
        for text in (self.said_label, self.said):
            text.setVisible(bool(view.remark))
        self.json.show_words(_letters(evidence))

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        evidence = self.evidence
        view = self._in_words(evidence)
        self._say(view)
        self._show(evidence, view)

    def _say(self, view: EvidenceView) -> None:
        super().retranslate()
        say = self._texts
        self.title.setText(say(message("desktop.evidence.title")))
        self.subject.setText(say(message("desktop.pair", label=view.subject, value=view.mark.word)))
        self.lead.setText(say.say("desktop.evidence.lead" if self._has_names else "desktop.evidence.lead_plain"))
        contact = self._report.profile.issuer.contact
        self.contact.setText(say(message("desktop.evidence.contact", contact=contact)) if contact else "")
        self.contact.setVisible(bool(contact))
        self._asked.name(say(message("desktop.evidence.remark")))
        self.names.say(say(message("desktop.evidence.names")), say(message("desktop.evidence.names_detail")))
        self.heading.setText(say(message("desktop.evidence.preview")))
        self.data.button.setText(view.data_label)
        self.json.setAccessibleName(view.data_label)
        self.save.setText(say(message("desktop.evidence.save")))

    def tell(self, news: str) -> None:
        """Say beside the buttons where the file is, or why there is none."""
        self.news.setText(news)
        self.news.setVisible(bool(news))
        announce(self.news, news)


def _letters(evidence: Evidence) -> str:
    return json_text(evidence_json(evidence))
