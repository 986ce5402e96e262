"""What the program looks at, what is kept on this computer, and what never leaves it.

The list of what is measured comes from the registry of checks, so it cannot differ from what is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from readiness import __version__, paths
from readiness.checks.base import Check
from readiness.desktop.kept import Kept
from readiness.desktop.pages.side import SidePage
from readiness.desktop.reading_order import order_by_reading
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Card, Weight, emptied
from readiness.desktop.widgets.fold import Fold
from readiness.desktop.widgets.pairs import Pairs
from readiness.desktop.widgets.sizes import Block
from readiness.desktop.widgets.words import Text
from readiness.domain.message import Message, message

LEAVES = (
    message("desktop.privacy.nothing_leaves"),
    message("desktop.privacy.speed_servers"),
    message("desktop.about.employer_servers"),
    message("desktop.about.public_services"),
    message("desktop.about.profiles"),
    message("desktop.about.reports"),
    message("desktop.about.no_reporting"),
)
NEVER = (
    message("desktop.privacy.no_sound_kept"),
    message("desktop.about.no_numbers"),
    message("desktop.about.programs"),
    message("desktop.about.camera"),
)


class AboutPage(SidePage):
    """Says what is measured, check by check, what is kept, and what leaves. ``sent_wanted`` asks for what was sent."""

    sent_wanted = Signal()

    def __init__(
        self, texts: Texts, checks: Sequence[Check], kept: Callable[[], Kept], parent: QWidget | None = None
    ) -> None:
        super().__init__(texts, 860, parent)
        self._checks, self._kept = checks, kept
        self._opened: set[str] = set()
        self.folds: dict[str, Fold] = {}
        self.licences = Button(Weight.NORMAL, "file")
        self.version = Text(role="muted")
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.rows.addWidget(self.version)
        self.rows.addLayout(self.body)
        self.rows.addStretch(1)
        self.retranslate()

    def arrive(self) -> None:
        """Show how things are now, from the top."""
        self.retranslate()
        super().arrive()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        super().retranslate()
        say = self._texts
        self.title.setText(say(message("desktop.about.title")))
        self.version.setText(
            say(message("desktop.about.version", name=say(message("desktop.name")), version=__version__))
        )
        emptied(self.body)
        self.folds = {}
        self._add_sentences(message("desktop.about.leaves"), LEAVES).addWidget(
            self._sent(), 0, Qt.AlignmentFlag.AlignLeft
        )
        self._add_sentences(message("desktop.about.never"), NEVER)
        self._add_sentences(message("desktop.about.kept"), self._what_is_kept())
        self._add_heading(message("desktop.about.measured"))
        self.body.addWidget(Text(say(message("desktop.about.only_asked"))))
        for check in self._checks:
            pairs = [(say(fact.title), say.say(f"fact.{fact.id}.meaning")) for fact in check.facts]
            self._add_fold(check.id, say.say(f"check.{check.id}"), Pairs(pairs))
        self._add_heading(message("desktop.about.licence"))
        self.body.addWidget(Text(say(message("desktop.about.licence_text"))))
        self._add_fold("licences", say(message("desktop.about.parts")), self._licences())
        order_by_reading(self)

    def _what_is_kept(self) -> Iterable[Message]:
        kept = self._kept()
        days = kept.settings.kept_days
        yield message("desktop.about.history", count=days) if days else message("desktop.about.history_for_ever")
        yield message("desktop.about.files", data=str(kept.data), preferences=str(kept.preferences))
        yield message("desktop.about.log", log=str(kept.log))

    def _add_heading(self, words: Message) -> None:
        self.body.addSpacing(6)
        self.body.addWidget(Text(self._texts(words), size=1.15, bold=True))

    def _sent(self) -> Button:
        self.sent = Button(Weight.NORMAL)
        self.sent.setText(self._texts(message("desktop.sent.open")))
        self.sent.clicked.connect(self.sent_wanted)
        return self.sent

    def _add_sentences(self, heading: Message, sentences: Iterable[Message]) -> QVBoxLayout:
        self._add_heading(heading)
        card = Card()
        for sentence in sentences:
            card.rows.addWidget(Text(self._texts(sentence)))
        self.body.addWidget(card)
        return card.rows

    def _add_fold(self, name: str, heading: str, body: QWidget) -> None:
        card = Card()
        card.rows.addWidget(body)
        fold = Fold(self._texts, heading, card)
        self.folds[name] = fold
        fold.open(opened=name in self._opened)
        fold.turned.connect(lambda opened: (self._opened.add if opened else self._opened.discard)(name))
        self.body.addWidget(fold)

    def _licences(self) -> QWidget:
        whole = Block()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(Pairs(parts_and_licences()))
        self.licences = Button(Weight.NORMAL, "file")
        self.licences.setText(self._texts(message("desktop.about.show_licences")))
        self.licences.clicked.connect(self._show_licences)
        rows.addWidget(self.licences)
        return whole

    @Slot()
    def _show_licences(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.resource("licences"))))


def parts_and_licences() -> list[tuple[str, str]]:
    """Return what the program stands on and the licence of each, as its notices say."""
    lines = paths.resource_text("licences/README.md").splitlines()
    rows = [
        [cell.strip().replace("`", "") for cell in line.strip("| ").split("|")] for line in lines if line[:1] == "|"
    ]
    return [(row[0], row[1]) for row in rows[2:]]
