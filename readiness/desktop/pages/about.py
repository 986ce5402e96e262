"""What the program looks at, what is kept on this computer, and what never leaves it.

The list of what is measured comes from the registry of checks, so it cannot differ from what is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from readiness import __version__, paths
from readiness.checks.base import Check
from readiness.desktop.pages.side import SidePage
from readiness.desktop.responsive.placing import made_ready
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.state.storage_overview import StorageOverview
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Card, Weight
from readiness.desktop.widgets.fold import Fold
from readiness.desktop.widgets.layout.double_buffer import DoubleBuffer
from readiness.desktop.widgets.layout.pairs import Pairs
from readiness.desktop.widgets.layout.sizes import Block
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import Message, message

_BETWEEN: Final = 12
_FIRST: Final = 8
"""So many parts come together; more than a screen holds."""

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
    sent: Button
    licences: Button

    def __init__(
        self, texts: Texts, checks: Sequence[Check], kept: Callable[[], StorageOverview], parent: QWidget | None = None
    ) -> None:
        super().__init__(texts, 860, parent)
        self._checks, self._kept = checks, kept
        self._opened: set[str] = set()
        self.folds: dict[str, Fold] = {}
        self.version = Text(role="muted")
        self.rows.addWidget(self.version)
        self._buffer = DoubleBuffer(self, self.content, self.rows, _BETWEEN)
        self._made: list[tuple[QWidget, int]] = []
        self._slices = Slices(self, self._put)
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
        self.folds, self._made = {}, []
        self._buffer.begin()
        self._slices.begin(self._parts(), _FIRST)

    def _parts(self) -> Iterator[None]:
        say = self._texts
        rows = self._add_sentences(message("desktop.about.leaves"), LEAVES)
        rows.addWidget(self._sent(), 0, Qt.AlignmentFlag.AlignLeft)
        yield
        self._add_sentences(message("desktop.about.never"), NEVER)
        yield
        self._add_sentences(message("desktop.about.kept"), self._what_is_kept())
        yield
        self._add_heading(message("desktop.about.measured"))
        self._make(Text(say(message("desktop.about.only_asked")), parent=self._buffer.sheet))
        for check in self._checks:
            yield from self._add_fold(check.id, say.say(f"check.{check.id}"), partial(self._facts, check))
        self._add_heading(message("desktop.about.licence"))
        self._make(Text(say(message("desktop.about.licence_text")), parent=self._buffer.sheet))
        yield from self._add_fold("licences", say(message("desktop.about.parts")), self._licences)

    def _facts(self, check: Check) -> QWidget:
        say = self._texts
        return Pairs((say(fact.title), say.say(f"fact.{fact.id}.meaning")) for fact in check.facts)

    @property
    def settled(self) -> bool:
        """Whether everything is there, down to the end of the page."""
        return not self._slices.busy and not self._buffer.busy

    def _make(self, widget: QWidget, above: int = 0) -> None:
        made_ready(widget, self.rows.contentsRect().width())
        self._made.append((widget, above))

    def _put(self) -> None:
        self._buffer.put(self._add)

    def _add(self, rows: QVBoxLayout) -> Iterable[QWidget]:
        made, self._made = self._made, []
        for widget, above in made:
            rows.addSpacing(above) if above else None
            rows.addWidget(widget)
        return [widget for widget, _ in made]

    def _what_is_kept(self) -> Iterable[Message]:
        kept = self._kept()
        days = kept.settings.kept_days
        yield message("desktop.about.history", count=days) if days else message("desktop.about.history_for_ever")
        yield message("desktop.about.files", data=str(kept.data), preferences=str(kept.preferences))
        yield message("desktop.about.log", log=str(kept.log))

    def _add_heading(self, words: Message) -> None:
        self._make(Text(self._texts(words), size=1.15, bold=True, parent=self._buffer.sheet), 6)

    def _sent(self) -> Button:
        self.sent = Button(Weight.NORMAL)
        self.sent.setText(self._texts(message("desktop.sent.open")))
        self.sent.clicked.connect(self.sent_wanted)
        return self.sent

    def _add_sentences(self, heading: Message, sentences: Iterable[Message]) -> QVBoxLayout:
        self._add_heading(heading)
        card = Card(parent=self._buffer.sheet)
        for sentence in sentences:
            card.rows.addWidget(Text(self._texts(sentence)))
        self._make(card)
        return card.rows

    def _add_fold(self, name: str, heading: str, body: Callable[[], QWidget]) -> Iterator[None]:
        def card() -> Card:
            whole = Card()
            whole.rows.addWidget(body())
            return whole

        fold = Fold(self._texts, heading, card, self._buffer.sheet)
        fold.resize(self.rows.contentsRect().width(), fold.height())
        self.folds[name] = fold
        if name in self._opened:
            yield from fold.open_bit_by_bit()
        fold.turned.connect(lambda opened: (self._opened.add if opened else self._opened.discard)(name))
        self._make(fold)
        yield

    def _licences(self) -> QWidget:
        whole = Block()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(Pairs(parts_and_licences()))
        self.licences = Button(Weight.NORMAL, "folder")
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
