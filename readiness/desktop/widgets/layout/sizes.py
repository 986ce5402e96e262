"""Size hints of widgets whose height depends on their width, without laying them out."""

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
    """A widget whose height follows from its width.

    Asked for size hint and minimum size, Qt would lay out such a widget at both widths and forget what it knew of the
    present one: a single new line on a long page would lay out every card three times. Of both sizes only the width
    is ever used; the height is asked for by width.
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
    """A plain widget of that kind."""


class Scrolled(Block):
    """The content of a scroll area: as high as its text needs at its present width.

    A minimum height computed at a comfortable width, where text takes more lines, would leave an empty area at the
    end.
    """

    def minimumSizeHint(self) -> QSize:
        """Return the least width; the height is asked for by width."""
        return QSize(super().minimumSizeHint().width(), 0)
