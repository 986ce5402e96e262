"""Notices on the first page: a check that was interrupted, a profile not saved, a file that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from readiness.desktop.screen_reader import announce
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Card, Weight, emptied
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import message

if TYPE_CHECKING:
    from datetime import datetime

    from readiness.desktop.state.library import Refused


class InterruptedNotice(Card):
    """Offers to go on with a check that did not end."""

    resume_wanted = Signal()
    forget_wanted = Signal()

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__("accent", tinted=True, parent=parent)
        self._texts = texts
        self._when: datetime | None = None
        self._known = 0
        self.heading = Text(bold=True)
        self.text = Text()
        self.resume = Button(Weight.NORMAL)
        self.resume.clicked.connect(self.resume_wanted)
        self.forget = Button(Weight.QUIET)
        self.forget.clicked.connect(self.forget_wanted)
        self.rows.addWidget(self.heading)
        self.rows.addWidget(self.text)
        buttons = QHBoxLayout()
        buttons.addWidget(self.resume)
        buttons.addWidget(self.forget)
        buttons.addStretch(1)
        self.rows.addLayout(buttons)
        self.hide()

    def offer(self, when: datetime, known: int) -> None:
        """Offer a check begun at ``when`` of which ``known`` figures are there."""
        self._when, self._known = when, known
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        if self._when is None:
            return
        say, when = self._texts, self._texts.translator.moment(self._when)
        self.heading.setText(say(message("desktop.interrupted.heading")))
        self.resume.setText(say(message("desktop.interrupted.continue")))
        self.forget.setText(say(message("desktop.interrupted.start_again")))
        self.text.setText(say(message("desktop.interrupted.text", when=when, count=self._known)))


class DraftNotice(Card):
    """Tells an employer of a profile that was being written and is not saved."""

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__("accent", tinted=True, parent=parent)
        self._texts = texts
        self._name = ""
        self._when: datetime | None = None
        self.text = Text()
        self.go_on = Button(Weight.NORMAL)
        self.rows.addWidget(self.text)
        self.rows.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def offer(self, name: str, when: datetime) -> None:
        """Offer to go on with the profile of that name, kept at ``when``."""
        self._name, self._when = name, when
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        if self._when is None:
            return
        say, when = self._texts, self._texts.translator.moment(self._when)
        self.go_on.setText(say(message("desktop.editor.go_on")))
        name = self._name or say(message("desktop.editor.untitled"))
        self.text.setText(say(message("desktop.editor.unsaved", name=name, when=when)))


class RefusedNotice(Card):
    """Says everything that is wrong with a profile file, where it is, and whom to tell."""

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__("not_met", tinted=True, parent=parent)
        self._texts = texts
        self._refused: Refused | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.heading = Text(bold=True)
        self.text = Text()
        self.list = Card()
        self.copy = Button(Weight.NORMAL)
        self.copy.clicked.connect(self._copy)
        self.close_button = Button(Weight.QUIET)
        self.close_button.clicked.connect(self.hide)
        for widget in (self.heading, self.text, self.list):
            self.rows.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy)
        buttons.addWidget(self.close_button)
        buttons.addStretch(1)
        self.rows.addLayout(buttons)
        self.hide()

    def show_problems(self, refused: Refused) -> None:
        """Show what is wrong with a file."""
        self._refused = refused
        self.retranslate()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.accessibleName(), at_once=True)

    @property
    def problems(self) -> tuple[str, ...]:
        """Every problem as a sentence with its place."""
        if self._refused is None:
            return ()
        return tuple(self._texts(problem.located) for problem in self._refused.problems)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        if self._refused is None:
            return
        say, name, problems = self._texts, self._refused.path.name, self.problems
        self.heading.setText(say(message("desktop.refused.heading", file=name)))
        if [one.code for one in self._refused.problems] == ["app_too_old"]:  # the file is as good as any
            self.text.setText(say(message("desktop.refused.too_old")))
        elif problems:
            self.text.setText(say(message("desktop.refused.text", count=len(problems))))
        else:
            self.text.setText(say(message("desktop.refused.unreadable")))
        self.setAccessibleName(f"{self.heading.text()}. {self.text.text()}")
        self.copy.setText(say(message("desktop.refused.copy")))
        self.close_button.setText(say(message("desktop.refused.close")))
        emptied(self.list.rows)
        self.list.setVisible(bool(problems))
        for problem in problems:
            self.list.rows.addWidget(Text(problem))

    @Slot()
    def _copy(self) -> None:
        lines = [self.heading.text(), *(self.problems or [self.text.text()])]
        QGuiApplication.clipboard().setText("\n".join(lines))
