"""The page where an employer's profile is looked at before it is kept, and where those that were kept are seen to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from readiness.desktop.pages.side import SidePage
from readiness.desktop.responsive.placing import placed_together
from readiness.desktop.screen_reader import announce
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Card, Weight, emptied
from readiness.desktop.widgets.fields import Line
from readiness.desktop.widgets.layout.reading_order import order_by_reading
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import message
from readiness.employers.link import pasted


class AddPage(SidePage):
    """Takes a link, an address or a file, shows what it offers, and lists what was added.

    ``look_wanted`` carries what was typed; ``file_wanted`` asks for the file dialog; ``agreed`` and
    ``declined`` answer what is offered; ``update_wanted`` asks to look for newer ones, ``remove_wanted``
    carries the id of one to let go of.
    """

    look_wanted = Signal(str)
    file_wanted = Signal()
    agreed = Signal()
    declined = Signal()
    update_wanted = Signal()
    remove_wanted = Signal(str)
    interruptible: ClassVar[bool] = False

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(texts, 820, parent)
        self.lead = Text(role="muted")
        self.label = Text(bold=True)
        self.field = Line()
        self.field.setMaxLength(2000)
        self.look = Button(Weight.PRIMARY)
        self.look.clicked.connect(self._look)
        self.file = Button(Weight.NORMAL, "file")
        self.file.clicked.connect(self.file_wanted)
        self.notice = Card("not_met", tinted=True)
        self.told = Text()
        self.notice.rows.addWidget(self.told)
        self.offer = Card("accent")
        self.heading = Text(size=1.15, bold=True)
        self.terms = QGridLayout()
        self.terms.setHorizontalSpacing(18)
        self.terms.setVerticalSpacing(6)
        self.terms.setColumnStretch(0, 2)
        self.terms.setColumnStretch(1, 5)
        self.promise = Text(role="muted")
        self.steps = _Steps(texts)
        self.decline = Button(Weight.NORMAL)
        self.decline.clicked.connect(self.declined)
        self.kept = _Kept(texts)
        self.kept.renew.clicked.connect(self.update_wanted)
        self.kept.remove_wanted.connect(self.remove_wanted)
        self.agree = Button(Weight.PRIMARY)
        self.agree.clicked.connect(self.agreed)
        self._lay_out()
        self.clear()
        self.retranslate()

    def _lay_out(self) -> None:
        self.rows.addWidget(self.lead)
        typing = QGridLayout()
        typing.setHorizontalSpacing(10)
        typing.setVerticalSpacing(6)
        typing.addWidget(self.label, 0, 0)
        typing.addWidget(self.field, 1, 0)
        typing.addWidget(self.look, 1, 1)
        typing.setColumnStretch(0, 1)
        self.rows.addLayout(typing)
        self.rows.addWidget(self.file, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows.addWidget(self.notice)
        self.rows.addWidget(self.steps)
        self.offer.rows.addWidget(self.heading)
        self.offer.rows.addWidget(self.promise)
        self.offer.rows.addLayout(self.terms)
        self.rows.addWidget(self.offer)
        self.rows.addWidget(self.kept)
        self.rows.addStretch(1)
        self.bar.row.addWidget(self.decline)
        self.bar.row.addWidget(self.agree)

    def retranslate(self) -> None:
        """Say everything in the language spoken now; what is offered is told again by whoever offers it."""
        super().retranslate()
        say = self._texts
        self.title.setText(say(message("desktop.add.title")))
        self.lead.setText(say(message("desktop.add.lead")))
        self.label.setText(say(message("desktop.add.label")))
        self.field.setAccessibleName(say(message("desktop.add.label")))
        self.look.setText(say(message("desktop.add.look")))
        self.file.setText(say(message("desktop.add.file")))
        self.promise.setText(say(message("desktop.add.promise")))
        self.steps.retranslate()
        self.agree.setText(say(message("desktop.add.agree")))
        self.decline.setText(say(message("desktop.add.decline")))
        self.kept.retranslate()

    def show_kept(self, lines: Sequence[tuple[str, str, str]]) -> None:
        """List what was added: id, heading and what there is to say of each."""
        self.kept.show_lines(lines)
        self.kept.setVisible(bool(lines) and not self.offer.isVisibleTo(self))
        order_by_reading(self)

    # -------------------------------------------------------------- what is offered

    def clear(self) -> None:
        """Show neither an offer nor a refusal."""
        with placed_together(self.content):
            self._show_parts(offering=False)
            self.notice.hide()
        self.look.setEnabled(True)
        order_by_reading(self)

    def _show_parts(self, *, offering: bool) -> None:
        """Show either what is offered, and nothing beside it, or what asks for something to be offered."""
        asking: tuple[QWidget, ...] = (self.lead, self.label, self.field, self.look, self.file, self.steps)
        offered: tuple[QWidget, ...] = (self.offer, self.agree, self.decline)
        for widget in (*asking, *offered):
            widget.setVisible(offering is (widget in offered))
        self.kept.setVisible(not offering and self.kept.has_lines)

    def wait(self, text: str) -> None:
        """Say what is being done, and take nothing else meanwhile."""
        self.clear()
        self.look.setEnabled(False)
        self._tell(text, "accent")

    def refuse(self, text: str) -> None:
        """Say why something is not taken."""
        self.clear()
        self._tell(text, "not_met")

    def confirm(self, text: str) -> None:
        """Say what was done."""
        self.clear()
        self._tell(text, "met")

    def _tell(self, text: str, role: str) -> None:
        self.told.setText(text)
        self.notice.set_role(role)
        self.notice.show()
        order_by_reading(self)
        announce(self.told, text)

    def show_offer(self, heading: str, terms: Sequence[tuple[str, str]]) -> None:
        """Show what is offered, label and value, and ask."""
        with placed_together(self.offer):
            self.heading.setText(heading)
            emptied(self.terms)
            for row, (label, value) in enumerate(terms):
                self.terms.addWidget(Text(label, bold=True), row, 0, Qt.AlignmentFlag.AlignTop)
                self.terms.addWidget(Text(value), row, 1, Qt.AlignmentFlag.AlignTop)
            self.notice.hide()
            self.look.setEnabled(True)
            self._show_parts(offering=True)
        order_by_reading(self)
        self.area.verticalScrollBar().setValue(0)
        # Not on the button: whoever presses Return without looking has agreed to nothing.
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self.heading, heading, at_once=True)

    @Slot()
    def _look(self) -> None:
        text = pasted(self.field.text())
        if text:
            self.look_wanted.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look on Return in the field."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.field.hasFocus():
            self.look.click()
            return
        super().keyPressEvent(event)


class _Steps(Card):
    """How a profile comes to be added, for who does it for the first time."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self.heading = Text(bold=True)
        self.rows.addWidget(self.heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self._words = {f"desktop.add.{one}": Text() for one in ("where", "then", "promise")}
        for place, words in enumerate(self._words.values()):
            grid.addWidget(Text(f"{place + 1}."), place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, place, 1)
        self.rows.addLayout(grid)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.heading.setText(self._texts(message("desktop.add.steps")))
        for id_, words in self._words.items():
            words.setText(self._texts.say(id_))


class _Kept(Card):
    """The profiles that were added."""

    remove_wanted = Signal(str)

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._lines: Sequence[tuple[str, str, str]] = ()
        self.heading = Text(bold=True)
        self.list = QVBoxLayout()
        self.list.setSpacing(8)
        self.renew = Button(Weight.NORMAL, "again")
        self.rows.addWidget(self.heading)
        self.rows.addLayout(self.list)
        self.rows.addWidget(self.renew, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    @property
    def has_lines(self) -> bool:
        """Whether anything was added."""
        return bool(self._lines)

    def show_lines(self, lines: Sequence[tuple[str, str, str]]) -> None:
        """List the profiles: id, heading and what there is to say of each."""
        self._lines = lines
        self.retranslate()
        with placed_together(self):
            self._list()

    def retranslate(self) -> None:
        """Say what stands around the list in the language spoken now; what is on it is told again by its owner."""
        say = self._texts
        self.heading.setText(say(message("desktop.add.kept")))
        self.renew.setText(say(message("desktop.add.update")))

    def _list(self) -> None:
        say = self._texts
        emptied(self.list)
        for id_, heading, detail in self._lines:
            row = QHBoxLayout()
            row.setSpacing(12)
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(Text(heading))
            words.addWidget(Text(detail, role="muted", size=0.95))
            remove = Button(Weight.QUIET)
            remove.setText(say(message("desktop.add.remove")))
            remove.setAccessibleName(say(message("desktop.add.remove_named", title=heading)))
            remove.clicked.connect(partial(self.remove_wanted.emit, id_))
            row.addLayout(words, 1)
            row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
            self.list.addLayout(row)
