"""What the person can decide, in one place. Each change counts at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from readiness.desktop.looks.theme import LETTERS, Scheme
from readiness.desktop.pages.side import SidePage
from readiness.desktop.screen_reader import announce
from readiness.desktop.texts import OWN_NAMES, Texts
from readiness.desktop.widgets.choosing.choice_card import CheckCard, RadioCard
from readiness.desktop.widgets.confirmation import confirm_deletion
from readiness.desktop.widgets.controls import Button, Card, Picker, Weight, emptied
from readiness.desktop.widgets.layout.flow import Flow
from readiness.desktop.widgets.layout.pairs import Pairs
from readiness.desktop.widgets.layout.reading_order import order_by_reading
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import Message, message
from readiness.store.settings import KEPT_DAYS, PUBLIC_SERVICES, Settings

_SCHEMES: Final = {
    Scheme.SYSTEM: message("desktop.scheme.system"),
    Scheme.LIGHT: message("desktop.scheme.light"),
    Scheme.DARK: message("desktop.scheme.dark"),
}
_LETTERS: Final = dict(
    zip(
        LETTERS,
        (message("desktop.letters.usual"), message("desktop.letters.larger"), message("desktop.letters.large")),
        strict=True,
    )
)
_KEPT: Final = (30, 90, KEPT_DAYS, None)
_SERVICES: Final = ("", *PUBLIC_SERVICES)
_SERVICE_NAMES: Final = {
    "": message("desktop.service.usual"),
    "cloudflare": message("desktop.service.cloudflare"),
    "ndt7": message("desktop.service.ndt7"),
}
_LEARNS: Final = {
    "": message("desktop.service.usual_learns"),
    "cloudflare": message("cli.consent.cloudflare"),
    "ndt7": message("cli.consent.ndt7"),
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided now. ``autostart`` is None where the program cannot start with the system.

    ``releases`` is the host that has the list of releases, "" where this program was made without one.
    """

    scheme: Scheme
    letters: float
    settings: Settings
    autostart: bool | None
    files: Sequence[tuple[Message, Path]]
    releases: str = ""


class SettingsPage(SidePage):
    """Shows what is decided; every signal carries one decision.

    ``letters_chosen`` is a factor, ``settings_chosen`` carries ``Settings`` as they now are.
    ``delete_wanted`` comes once the person is sure.
    """

    language_chosen = Signal(str)
    scheme_chosen = Signal(object)
    letters_chosen = Signal(float)
    settings_chosen = Signal(object)
    autostart_chosen = Signal(bool)
    shifts_wanted = Signal()
    sent_wanted = Signal()
    delete_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(texts, 760, parent)
        self._decided = Decided(Scheme.SYSTEM, LETTERS[0], Settings(), None, ())
        self.language, self.scheme, self.letters, self.kept = (Picker() for _ in range(4))
        self.labels = {picker: Text(wrap=False) for picker in (self.language, self.scheme, self.letters, self.kept)}
        self.headings = tuple(Text(bold=True) for _ in range(5))
        self.shifts = Button(Weight.NORMAL)
        self.autostart = CheckCard("")
        self.delete = Button(Weight.NORMAL)
        self.sent = Button(Weight.NORMAL)
        self.services = {name: RadioCard("") for name in _SERVICES}
        self.files = Card()
        self.updates = CheckCard("")
        self.folder = Button(Weight.NORMAL, "folder")
        self.news = Text(role="muted")
        self._fill_pickers()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _fill_pickers(self) -> None:
        self.language.addItems(list(OWN_NAMES.values()))
        for picker, choices in ((self.scheme, _SCHEMES), (self.letters, _LETTERS), (self.kept, _KEPT)):
            picker.addItems([""] * len(choices))
        for picker, label in self.labels.items():
            label.setBuddy(picker)

    def _lay_out(self) -> None:
        looks, shifts, past, speed, self.files = (Card() for _ in range(5))
        for card, heading in zip((looks, shifts, past, speed, self.files), self.headings, strict=True):
            card.rows.addWidget(heading)
            self.rows.addWidget(card)
        looks.rows.addLayout(self._grid(self.language, self.scheme, self.letters))
        shifts.rows.addLayout(_button_row(self.shifts))
        shifts.rows.addWidget(self.autostart)
        past.rows.addLayout(self._grid(self.kept))
        past.rows.addLayout(_button_row(self.delete, self.sent))
        for choice in self.services.values():
            speed.rows.addWidget(choice)
        self.where = QGridLayout()
        self.files.rows.addLayout(self.where)
        self.files.rows.addLayout(_button_row(self.folder))
        self.files.rows.addWidget(self.updates)
        self.rows.addStretch(1)
        self.news.hide()
        self.bar.row.insertWidget(1, self.news, 1)

    def _grid(self, *pickers: Picker) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(2, 1)
        for row, picker in enumerate(pickers):
            grid.addWidget(self.labels[picker], row, 0)
            grid.addWidget(picker, row, 1)
        return grid

    def _connect(self) -> None:
        self.language.activated.connect(self._language_chosen)
        self.scheme.activated.connect(self._scheme_chosen)
        self.letters.activated.connect(self._letters_chosen)
        self.kept.activated.connect(self._settings_chosen)
        self._group = QButtonGroup(self)
        for choice in self.services.values():
            self._group.addButton(choice)
            choice.clicked.connect(self._settings_chosen)
        self.autostart.clicked.connect(self.autostart_chosen)
        self.shifts.clicked.connect(self.shifts_wanted)
        self.delete.clicked.connect(self._ask)
        self.sent.clicked.connect(self.sent_wanted)
        self.folder.clicked.connect(self.folder_wanted)
        self.updates.clicked.connect(self._settings_chosen)

    # -------------------------------------------------------------- what is shown

    def show_decided(self, decided: Decided) -> None:
        """Show what is decided."""
        self._decided = decided
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        super().retranslate()
        say = self._texts
        self.title.setText(say(message("desktop.settings.title")))
        for heading, words in zip(self.headings, _HEADINGS, strict=True):
            heading.setText(say(words))
        for label, words in zip(self.labels.values(), _LABELS, strict=True):
            label.setText(say(words))
        self.scheme.name_choices(say(words) for words in _SCHEMES.values())
        self.letters.name_choices(say(words) for words in _LETTERS.values())
        self.kept.name_choices(say(_kept_words(days)) for days in _KEPT)
        self.shifts.setText(say(message("desktop.settings.shifts_open")))
        detail = (
            "desktop.settings.autostart_detail" if self._decided.autostart is not None else "desktop.shifts.no_tray"
        )
        self.autostart.say(say(message("desktop.settings.autostart")), say.say(detail))
        self.delete.setText(say(message("desktop.settings.delete")))
        self.sent.setText(say(message("desktop.sent.open")))
        for name, choice in self.services.items():
            choice.say(say(_SERVICE_NAMES[name]), say(_LEARNS[name]))
        self.folder.setText(say(message("desktop.settings.folder")))
        learns = message("desktop.settings.updates_detail", host=self._decided.releases)
        self.updates.say(say(message("desktop.settings.updates")), say(learns))
        self._show()

    def _show(self) -> None:
        decided, say = self._decided, self._texts
        self.language.setCurrentIndex(list(OWN_NAMES).index(say.language))
        self.scheme.setCurrentIndex(list(_SCHEMES).index(decided.scheme))
        self.letters.setCurrentIndex(list(_LETTERS).index(decided.letters))
        days = decided.settings.kept_days
        self.kept.setCurrentIndex(_KEPT.index(days if days in _KEPT else KEPT_DAYS))
        self.services[decided.settings.public_service].setChecked(True)
        self.autostart.setEnabled(decided.autostart is not None)
        self.autostart.setChecked(bool(decided.autostart))
        self.updates.setVisible(bool(decided.releases))
        self.updates.setChecked(decided.settings.looks_for_updates)
        emptied(self.where)
        self.where.addWidget(Pairs([(say(name), str(path)) for name, path in decided.files]), 0, 0)
        order_by_reading(self)

    def tell(self, news: str) -> None:
        """Say beside the way back what came of a decision."""
        self.news.setText(news)
        self.news.setVisible(bool(news))
        if news:
            announce(self.news, news)

    # -------------------------------------------------------------- what is chosen

    @Slot(int)
    def _language_chosen(self, place: int) -> None:
        self.language_chosen.emit(list(OWN_NAMES)[place])

    @Slot(int)
    def _scheme_chosen(self, place: int) -> None:
        self.scheme_chosen.emit(list(_SCHEMES)[place])

    @Slot(int)
    def _letters_chosen(self, place: int) -> None:
        self.letters_chosen.emit(list(_LETTERS)[place])

    @Slot()
    def _settings_chosen(self) -> None:
        service = next(name for name, choice in self.services.items() if choice.isChecked())
        self.settings_chosen.emit(Settings(_KEPT[self.kept.currentIndex()], service, self.updates.isChecked()))

    @Slot()
    def _ask(self) -> None:
        if confirm_deletion(self, self._texts):
            self.delete_wanted.emit()


_HEADINGS: Final = (
    message("desktop.settings.looks"),
    message("desktop.settings.shifts"),
    message("desktop.settings.past"),
    message("desktop.settings.speed"),
    message("desktop.settings.files"),
)
_LABELS: Final = (
    message("desktop.settings.language"),
    message("desktop.scheme"),
    message("desktop.letters"),
    message("desktop.settings.kept"),
)


def _kept_words(days: int | None) -> Message:
    return message("desktop.settings.kept_days", count=days) if days else message("desktop.settings.kept_for_ever")


def _button_row(*buttons: Button) -> Flow:
    """Let buttons be as wide as their words, beside each other where there is room."""
    row = Flow()
    for button in buttons:
        row.addWidget(button)
    return row
