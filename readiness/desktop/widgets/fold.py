"""A heading that opens and closes what is under it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from readiness.desktop.responsive.placing import made_ready, placed_together
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Weight
from readiness.desktop.widgets.incremental_card import IncrementalCard
from readiness.desktop.widgets.layout.sizes import Block
from readiness.domain.message import message


class Fold(Block):
    """Hides what is under its heading until that is pressed. ``turned`` says whether it is open now.

    ``body`` may be a function that makes it: it is then called when it is to be seen for the first time.
    A card that grows does so then.
    """

    turned = Signal(bool)

    def __init__(
        self, texts: Texts, heading: str, body: QWidget | Callable[[], QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._body = body if isinstance(body, QWidget) else None
        self._make = None if isinstance(body, QWidget) else body
        self.button = Button(Weight.QUIET, "chevron-right")
        self.button.setText(heading)
        self.button.clicked.connect(self._turn)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        if self._body is not None:
            rows.addWidget(self._body)
        self.open(opened=False)

    @property
    def is_open(self) -> bool:
        """Whether what is under the heading is shown."""
        return self._body is not None and not self._body.isHidden()

    def open(self, *, opened: bool) -> None:
        """Show or hide what is under the heading."""
        if opened and self._body is None and self._make is not None:
            body = self._made(self._make)
            if isinstance(body, IncrementalCard):
                body.begin()
            made_ready(body, self.width())
        if self._body is not None:
            with placed_together(self):
                self._body.setVisible(opened)
        self.button.set_icon("chevron-down" if opened else "chevron-right")
        # The arrow says it to the eye, the description to a screen reader.
        state = message("desktop.fold.open") if opened else message("desktop.fold.closed")
        self.button.setAccessibleDescription(self._texts(state))

    def open_bit_by_bit(self) -> Iterator[None]:
        """Make and show what is under the heading, a bit for each value; nothing of it is seen before it is whole."""
        if self._body is None and self._make is not None:
            body = self._made(self._make)
            if isinstance(body, IncrementalCard):
                yield from body.bits()
            made_ready(body, self.width())
        yield
        self.open(opened=True)

    def _made(self, make: Callable[[], QWidget]) -> QWidget:
        self._body = make()
        layout = self.layout()
        assert layout is not None  # noqa: S101 - made with the fold
        self._body.hide()
        layout.addWidget(self._body)
        return self._body

    @property
    def settled(self) -> bool:
        """Whether everything is there that is under the heading."""
        return not isinstance(self._body, IncrementalCard) or self._body.settled

    @Slot()
    def _turn(self) -> None:
        self.open(opened=not self.is_open)
        self.turned.emit(self.is_open)
