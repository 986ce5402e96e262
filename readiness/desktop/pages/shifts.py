"""When a check is made before shifts, and whether the program goes on without its window."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from readiness.desktop.pages.side import SidePage
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.choosing.choice_card import CheckCard
from readiness.desktop.widgets.controls import Button, Card, Picker, Weight
from readiness.desktop.widgets.layout.reading_order import order_by_reading
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import message
from readiness.domain.shifts import Shifts
from readiness.text import capital
from readiness.text.numbers import Formats

_MOST: Final = 3
_STEP_MINUTES: Final = 15
_TIMES: Final = tuple(time(minute // 60, minute % 60) for minute in range(0, 24 * 60, _STEP_MINUTES))
_BEFORE: Final = (5, 10, 15, 20, 30, 45, 60)
_DAYS: Final = tuple(range(7))
_ANY_DAY: Final = date(2000, 1, 3)


class ShiftsPage(SidePage):
    """Asks for shifts.

    ``changed`` comes with each change, which counts at once; ``check_wanted`` asks for a quick
    check now.
    """

    changed = Signal()
    check_wanted = Signal()

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(texts, 760, parent)
        self._next: datetime | None = None
        self.lead = Text(role="muted")
        self.times = tuple(Picker() for _ in range(_MOST))
        self.time_labels = tuple(Text(wrap=False) for _ in self.times)
        self.days_heading = Text(bold=True)
        self.days = tuple(CheckCard("", flat=True) for _ in _DAYS)
        self.before = Picker()
        self.before_label = Text(wrap=False)
        self.next = Text(role="muted")
        self.stays = CheckCard("")
        self.check = Button(Weight.PRIMARY)
        self._fill()
        self._lay_out()
        self.check.clicked.connect(self.check_wanted)
        for picker in (*self.times, self.before):
            picker.activated.connect(self.changed)
        for tick in (*self.days, self.stays):
            tick.clicked.connect(self.changed)
        self.retranslate()

    def _fill(self) -> None:
        for picker in self.times:
            picker.addItems([""] * (len(_TIMES) + 1))
        self.before.addItems([""] * len(_BEFORE))

    def _lay_out(self) -> None:
        when = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for row, (label, picker) in enumerate(
            zip((*self.time_labels, self.before_label), (*self.times, self.before), strict=True)
        ):
            label.setBuddy(picker)
            grid.addWidget(label, row, 0)
            grid.addWidget(picker, row, 1)
        grid.setColumnStretch(2, 1)
        when.rows.addLayout(grid)
        when.rows.addWidget(self.days_heading)
        days = QGridLayout()
        for day, tick in enumerate(self.days):
            days.addWidget(tick, day // 4, day % 4)
        when.rows.addLayout(days)
        when.rows.addWidget(self.next)
        for widget in (self.lead, when, self.stays):
            self.rows.addWidget(widget)
        self.rows.addStretch(1)
        self.bar.row.addWidget(self.check)

    def show_settings(self, shifts: Shifts, *, stays: bool, has_tray: bool) -> None:
        """Show what is set. Without a tray there is nowhere to go on in."""
        places = [_TIMES.index(one) + 1 for one in shifts.times if one in _TIMES][:_MOST]
        for picker, place in zip(self.times, [*places, *([0] * _MOST)], strict=False):
            picker.setCurrentIndex(place)
        for day, tick in enumerate(self.days):
            tick.setChecked(day in shifts.weekdays)
        nearest = min(_BEFORE, key=lambda minutes: abs(minutes - shifts.minutes_before))
        self.before.setCurrentIndex(_BEFORE.index(nearest))
        self.stays.setEnabled(has_tray)
        self.stays.setChecked(stays and has_tray)
        order_by_reading(self)
        self._say_stays()

    def take_focus(self) -> None:
        """Put the keyboard on the first setting."""
        self.times[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def shifts(self) -> Shifts:
        """What is set now."""
        places = sorted({picker.currentIndex() for picker in self.times} - {0})
        days = frozenset(day for day, tick in enumerate(self.days) if tick.isChecked())
        return Shifts(tuple(_TIMES[place - 1] for place in places), days, _BEFORE[self.before.currentIndex()])

    @Slot(object)
    def show_next(self, moment: datetime | None) -> None:
        """Say when the next check will be."""
        self._next = moment
        self._say_next()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        super().retranslate()
        say = self._texts
        self.title.setText(say(message("desktop.shifts.title")))
        self.lead.setText(say(message("desktop.shifts.lead")))
        names = [say(message("desktop.shifts.none")), *times_of_day(say.language, say.translator.region)]
        for number, (label, picker) in enumerate(zip(self.time_labels, self.times, strict=True), start=1):
            label.setText(say(message("desktop.shifts.time", number=number)))
            picker.name_choices(names)
        self.before_label.setText(say(message("desktop.shifts.before")))
        self.before.name_choices(say(message("desktop.shifts.minutes", count=minutes)) for minutes in _BEFORE)
        self.days_heading.setText(say(message("desktop.shifts.days")))
        locale = QLocale(say.language)
        for day, tick in enumerate(self.days):
            tick.say(capital(locale.standaloneDayName(day + 1)), "")
        self.check.setText(say(message("desktop.shifts.check")))
        self._say_stays()
        self._say_next()

    def _say_stays(self) -> None:
        detail = "desktop.shifts.stays_detail" if self.stays.isEnabled() else "desktop.shifts.no_tray"
        self.stays.say(self._texts(message("desktop.shifts.stays")), self._texts(message(detail)))

    def _say_next(self) -> None:
        say = self._texts
        if self._next is None:
            self.next.setText(say(message("desktop.shifts.no_next")))
            return
        self.next.setText(say(message("desktop.shifts.next", when=say.translator.moment(self._next))))


@lru_cache(maxsize=8)
def times_of_day(language: str, region: str | None) -> tuple[str, ...]:
    """Return every time of day that can be chosen, as it is written there: to write them all takes a while."""
    formats = Formats(language, region)
    return tuple(formats.time(datetime.combine(_ANY_DAY, one)) for one in _TIMES)
