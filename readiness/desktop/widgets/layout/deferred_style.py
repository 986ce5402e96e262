"""Letters and colours that a part of the window keeps until it is told that there are others.

Other letters, or other colours, reach every widget of an application in one go, whether it is seen or not, and each
of them is measured anew. A part that holds its own is passed over: a page that is not shown gets them when it will be,
and what is about to be made anew never does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from readiness.desktop.widgets.layout.sizes import Block
from readiness.desktop.widgets.wrapped_text import Text

_HELD: Final = "deferred_style"
_APART: Final = "apart"


class Sheet(Block):
    """What a page is filled with: it keeps the letters that it was made in, because other words replace it whole."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        freeze_font(self)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)


def freeze_style(widget: QWidget) -> None:
    """Keep the letters and colours there are now."""
    widget.setFont(QApplication.font())
    widget.setPalette(QApplication.palette())


def freeze_font(part: QWidget) -> None:
    """Let a part of a page keep its letters when the page gets others, until it is told of them itself."""
    part.setObjectName(_HELD)
    freeze_style(part)


def freeze_until_refreshed(part: QWidget) -> None:
    """Let a part of a page keep letters and colours until its owner catches up with them: there are many, or unseen."""
    part.setObjectName(_APART)
    freeze_style(part)


def refresh_style_if_stale(part: QWidget) -> bool:
    """Give a part the letters and colours there are now; False where it has them."""
    if not has_stale_style(part):
        return False
    refresh_style(part)
    return True


def refresh_style(page: QWidget) -> None:
    """Give a page the letters and colours there are now; what keeps its own on it gets the colours alone."""
    before, font = page.font(), QApplication.font()
    page.setFont(font)
    if before.pointSizeF() != font.pointSizeF():
        update_text_size(page)
    refresh_palette(page)


def has_stale_style(part: QWidget) -> bool:
    """Whether a part has other letters or colours than there are now."""
    return part.font() != QApplication.font() or part.palette() != QApplication.palette()


def update_text_size(widget: QWidget) -> None:
    """Tell words of another size: of the size of all letters Qt tells none that have one of their own."""
    for text in _words_in(widget):
        text.dress()


def _words_in(widget: QWidget) -> Iterator[Text]:
    for child in widget.children():
        if isinstance(child, Text):
            yield child
        elif isinstance(child, QWidget) and child.objectName() not in {_HELD, _APART}:
            inside = child.widget() if isinstance(child, QScrollArea) else child
            # What a control of Qt is made of has no words of ours, and to look at it makes it known to Python first.
            if inside is not None and inside.layout() is not None:
                yield from _words_in(inside)


def refresh_palette(page: QWidget) -> None:
    """Give a page, and the sheet on it, the colours there are now."""
    palette = QApplication.palette()
    if page.palette() != palette:
        for one in (page, *page.findChildren(QWidget, _HELD)):
            one.setPalette(palette)
