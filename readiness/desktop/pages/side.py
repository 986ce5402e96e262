"""Pages beside the way of a check: reached from anywhere, they lead back to where the person was."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Page, Weight
from readiness.domain.message import message


class SidePage(Page):
    """A page with a title that takes the keyboard, and a way back. ``left`` asks for the way back.

    ``interruptible`` says whether a check before a shift may begin while it is shown: on a page
    that is being filled in, it waits.
    """

    left = Signal()
    interruptible: ClassVar[bool] = True

    def __init__(self, texts: Texts, widest: int = 760, parent: QWidget | None = None) -> None:
        super().__init__(widest, parent)
        self._texts = texts
        self.title = self.make_title()
        self.title.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.rows.addWidget(self.title)
        self.back = Button(Weight.QUIET, "back")
        self.back.clicked.connect(self.left)
        self.bar.row.addWidget(self.back)
        self.bar.row.addStretch(1)

    def arrive(self) -> None:
        """Show the page from its top, as things are now."""
        self.area.verticalScrollBar().setValue(0)
        self.take_focus()

    def take_focus(self) -> None:
        """Put the keyboard where reading begins."""
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.back.setText(self._texts(message("desktop.history.back")))
