"""How large a part of a page would like to be, without trying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

# Qt allows one of its own classes among the ancestors; to the type checker this is a widget.
if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object


class WidthFirst(_Base):
    """A part whose height follows from its width.

    Asked for a comfortable and for a least size, Qt lays such a part out at both widths, and lets go of what it
    knew about the width that it has: one line more on a long page, and every card on it is laid out three times.
    The width alone is what anybody needs of both sizes; the height is asked for by width.
    """

    def sizeHint(self) -> QSize:
        """Return a comfortable width, and about the height."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None and layout.hasHeightForWidth() else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the width below which a word would be cut."""
        layout = self.layout()
        return layout.minimumSize() if layout is not None and layout.hasHeightForWidth() else super().minimumSizeHint()


class Block(WidthFirst, QWidget):
    """A plain part of that kind."""


class Scrolled(Block):
    """What a scrolling area shows: as high as its words need at the width it has, and no higher.

    A part's least height is reckoned at a comfortable width, where words take more lines than on a wide page; an
    area that keeps to it leaves blank paper below the end.
    """

    def minimumSizeHint(self) -> QSize:
        """Return the least width; the height is asked for by width."""
        return QSize(super().minimumSizeHint().width(), 0)
