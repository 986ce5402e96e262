"""The first page: which employer's profile to check against, and what the check will need."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from readiness.desktop.looks.icons import Icon
from readiness.desktop.responsive.placing import placed_together
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.choosing.choice_card import CheckCard
from readiness.desktop.widgets.choosing.choice_list import ChoiceList
from readiness.desktop.widgets.controls import Button, Card, Page, Weight
from readiness.desktop.widgets.layout.flow import Flow
from readiness.desktop.widgets.layout.reading_order import order_by_reading
from readiness.desktop.widgets.layout.sizes import Block
from readiness.desktop.widgets.notices.news import News
from readiness.desktop.widgets.notices.notices import DraftNotice, InterruptedNotice, RefusedNotice
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import Message, message

if TYPE_CHECKING:
    from readiness.desktop.state.library import Refused, Usable
    from readiness.domain.profile import Profile

_MEGABYTES_AT_100: Final = 15  # measured: both directions of a 100/20 line, decided and estimated


class ChoosePage(Page):
    """Lists profiles and starts a check.

    ``start_wanted`` carries the chosen ones, a tuple of ``Usable``; ``file_wanted`` asks for the file
    dialog, ``link_wanted`` for the page where an employer's link is looked at; ``resume_wanted`` and
    ``forget_wanted`` answer the notice about an interrupted check;
    ``shifts_wanted`` asks for the settings of checks before shifts,
    ``write_wanted`` is an employer's, who wants to write a profile; ``about_wanted`` asks what is measured.
    """

    start_wanted = Signal(object)
    file_wanted = Signal()
    link_wanted = Signal()
    resume_wanted = Signal()
    forget_wanted = Signal()
    shifts_wanted = Signal()
    write_wanted = Signal()
    about_wanted = Signal()

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(1080, parent)
        self._texts = texts
        self.interrupted = InterruptedNotice(texts)
        self.interrupted.resume_wanted.connect(self.resume_wanted)
        self.interrupted.forget_wanted.connect(self.forget_wanted)
        self.news = News(texts)
        self.draft = DraftNotice(texts)
        self.draft.go_on.clicked.connect(self.write_wanted)
        self.refused = RefusedNotice(texts)
        self.title = self.make_title()
        self.lead = Text(role="muted")
        self.question = Text(size=1.15, bold=True)
        self.choices = ChoiceList(texts)
        self.choices.changed.connect(self._fit_actions)
        self.several = CheckCard("", flat=True)
        self.several.toggled.connect(self._allow_several)
        self.empty = Text(role="muted")
        self.open = Button(Weight.NORMAL, "file")
        self.open.clicked.connect(self.file_wanted)
        self.link = Button(Weight.NORMAL, "link")
        self.link.clicked.connect(self.link_wanted)
        self.hint = Text(role="muted", size=0.95)
        self.needs = _Needs(texts)
        self.privacy = _Privacy(texts)
        self.privacy.more.clicked.connect(self.about_wanted)
        self.shifts = Button(Weight.QUIET, "again")
        self.shifts.clicked.connect(self.shifts_wanted)
        self.write = Button(Weight.QUIET)
        self.write.clicked.connect(self.write_wanted)
        self.start = Button(Weight.PRIMARY)
        self.start.clicked.connect(self._start)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        for widget in (self.interrupted, self.draft, self.refused, self.title, self.lead, self.news):
            self.rows.addWidget(widget)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.question)
        # Above the list: whoever has a file from an employer need not look behind all examples.
        opening = Flow()
        opening.addWidget(self.open)
        opening.addWidget(self.link)
        left.addLayout(opening)
        left.addWidget(self.hint)
        left.addWidget(self.empty)
        left.addWidget(self.choices)
        left.addWidget(self.several)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(14)
        right.addWidget(self.needs)
        right.addWidget(self.privacy)
        right.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(28)
        columns.addLayout(left, 5)
        columns.addLayout(right, 4)
        self.rows.addSpacing(4)
        self.rows.addLayout(columns)
        self.rows.addStretch(1)
        self.bar.row.addWidget(self.shifts)
        self.bar.row.addWidget(self.write)
        self.bar.row.addStretch(1)
        self.bar.row.addWidget(self.start)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        say = self._texts
        self.title.setText(say(message("desktop.choose.title")))
        self.lead.setText(say(message("desktop.choose.lead")))
        self.question.setText(say(message("desktop.choose.question")))
        self.empty.setText(say(message("desktop.choose.looking")))
        self.open.setText(say(message("desktop.choose.open")))
        self.link.setText(say(message("desktop.choose.link")))
        self.hint.setText(say(message("desktop.choose.drop")))
        self.start.setText(say(message("desktop.choose.start")))
        self.shifts.setText(say(message("desktop.shifts.open")))
        self.write.setText(say(message("desktop.choose.write")))
        self.several.say(say(message("desktop.choose.several")), say(message("desktop.choose.several_detail")))
        for part in (self.choices, self.interrupted, self.draft, self.refused, self.news, self.needs, self.privacy):
            part.retranslate()
        self._fit_actions()

    # -------------------------------------------------------------- the list

    @property
    def entries(self) -> tuple[Usable, ...]:
        """What is on the list."""
        return self.choices.entries

    @property
    def chosen(self) -> tuple[Usable, ...]:
        """The profiles that are chosen."""
        return self.choices.chosen

    def show_entries(self, entries: Sequence[Usable], chosen: Path | None = None) -> None:
        """Put profiles on the list and choose one: the given one, else what is chosen so far, else the first."""
        with placed_together(self.content):
            self.choices.show_entries(entries, [chosen] if chosen else [])
            self.empty.setVisible(not entries)
            self.several.setVisible(len(entries) > 1)
            self._fit_actions()
        order_by_reading(self)

    def choose(self, place: int) -> None:
        """Choose the profile at a place on the list."""
        self.choices.choose(place)

    def append_entries(self, entries: Sequence[Usable]) -> None:
        """Put profiles at the end of the list; what is on it stays where it is, and chosen."""
        known = {one.document.source.sha256 for one in self.entries}
        self.show_entries([*self.entries, *(one for one in entries if one.document.source.sha256 not in known)])

    def add_entry(self, entry: Usable) -> None:
        """Put a profile that was just opened on top, chosen; what was wrong with another file is settled."""
        same = entry.document.source.sha256
        others = [one for one in self.entries if one.document.source.sha256 != same and one.path != entry.path]
        self.refused.hide()
        self.show_entries([entry, *others], entry.path)
        self.choices.take_focus()

    def renew_entry(self, entry: Usable) -> None:
        """Put a newer version of a profile where the older one stands; the keyboard stays where it is."""
        places = [one.path for one in self.entries]
        if entry.path in places:
            held = self.choices.isAncestorOf(self.window().focusWidget() or self)
            self.show_entries([entry if one.path == entry.path else one for one in self.entries])
            if held:
                self.choices.take_focus(places.index(entry.path))

    def drop_added(self, id_: str) -> None:
        """Take a profile off the list that was let go of."""
        self.show_entries([one for one in self.entries if one.added != id_])

    def show_refused(self, refused: Refused) -> None:
        """Say what is wrong with a file; the list and what is chosen on it stay."""
        self.refused.show_problems(refused)
        self.area.ensureWidgetVisible(self.refused)

    @Slot(bool)
    def _allow_several(self, several: bool) -> None:  # noqa: FBT001 - Qt's signal has one yes-or-no
        self.choices.allow_several(several=several)
        order_by_reading(self)

    @Slot()
    def _fit_actions(self) -> None:
        self.start.setEnabled(bool(self.chosen))
        self.needs.show_for([entry.profile for entry in self.chosen])

    # -------------------------------------------------------------- going on

    def take_focus(self) -> None:
        """Put the keyboard on the one thing to do next."""
        button = self.start if self.start.isEnabled() else self.open
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Start on Return wherever the keyboard is, unless a control uses Return itself."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.start.click()
            return
        super().keyPressEvent(event)

    @Slot()
    def _start(self) -> None:
        if self.chosen:
            self.start_wanted.emit(self.chosen)


class _Needs(Card):
    """What the person should have at hand for the chosen profiles."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._profiles: Sequence[Profile] = ()
        self._rooms: set[str] = set()
        self.heading = Text(bold=True)
        self.rows.addWidget(self.heading)
        self.headset = _Line("headset")
        self.room = _Line("quiet")
        self.data = _Line("data")
        self.nothing = _Line("info")
        for line in (self.headset, self.room, self.data, self.nothing):
            self.rows.addWidget(line)

    def show_for(self, profiles: Sequence[Profile]) -> None:
        """Show what these profiles' figures need; nothing while none is chosen."""
        self.setVisible(bool(profiles))
        if [*map(id, profiles)] != [*map(id, self._profiles)]:
            self._profiles = profiles
            self._rooms = {fact.split(".")[0] for profile in profiles for fact in profile.facts}
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        if not self._profiles:
            return
        say = self._texts
        rooms = self._rooms
        self.heading.setText(say(message("desktop.needs.heading")))
        self.headset.say(say(message("desktop.needs.headset")), shown=bool(rooms & {"headset", "microphone"}))
        self.room.say(say(message("desktop.needs.quiet_room")), shown="microphone" in rooms)
        self.data.say(say(self._data_text()) if "network" in rooms else "", shown="network" in rooms)
        self.nothing.say(say(message("desktop.needs.nothing")), shown=not rooms & {"headset", "microphone", "network"})

    def _data_text(self) -> Message:
        tests = [profile.network_test for profile in self._profiles]
        # Of several allowances the smallest holds.
        budget = min((one.max_megabytes for one in tests if one.max_megabytes is not None), default=None)
        if budget is None:
            from readiness.domain.quantity import Quantity

            # The test takes a time, not an amount; a line ten times as fast moves ten times as much.
            return message("desktop.needs.data_usual", megabytes=_MEGABYTES_AT_100, rate=Quantity(100, "Mbit/s"))
        return message("desktop.needs.data", megabytes=round(budget))


class _Privacy(Card):
    """What is measured and what never leaves the computer."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self.heading = Text(bold=True)
        self.rows.addWidget(self.heading)
        self.lines = tuple(_Line(icon) for icon in ("lock", "microphone", "info"))
        for line in self.lines:
            self.rows.addWidget(line)
        self.more = Button(Weight.QUIET)
        self.rows.addWidget(self.more)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        say = self._texts
        self.heading.setText(say(message("desktop.privacy.heading")))
        self.more.setText(say(message("desktop.about.more")))
        sentences = (
            message("desktop.privacy.nothing_leaves"),
            message("desktop.privacy.no_sound_kept"),
            message("desktop.privacy.speed_servers"),
        )
        for line, sentence in zip(self.lines, sentences, strict=True):
            line.say(say(sentence))


class _Line(Block):
    """An icon and a sentence."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self.text = Text()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(Icon(icon), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)

    def say(self, text: str, *, shown: bool = True) -> None:
        """Show a sentence, or nothing at all."""
        self.text.setText(text)
        self.setVisible(shown)
