"""Defers changes of font and palette for parts of the window that are not visible.

A new application font or palette reaches every widget at once, visible or not, and each of them is measured again. A
widget with a font and palette of its own is skipped: a hidden page is refreshed when it is shown, and content that is
about to be replaced never is.
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
    """The content of a page. It keeps the font it was built with, because a change of language or size replaces it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        freeze_font(self)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)


def freeze_style(widget: QWidget) -> None:
    """Give a widget the present font and palette as its own, so that later changes do not reach it."""
    widget.setFont(QApplication.font())
    widget.setPalette(QApplication.palette())


def freeze_font(part: QWidget) -> None:
    """Freeze a part of a page such that ``refresh_style`` of the page changes its palette, but not its font."""
    part.setObjectName(_HELD)
    freeze_style(part)


def freeze_until_refreshed(part: QWidget) -> None:
    """Freeze a part of a page until its owner refreshes it, because it is hidden or one of many."""
    part.setObjectName(_APART)
    freeze_style(part)


def refresh_style_if_stale(part: QWidget) -> bool:
    """Give a part the present font and palette; return False if it has them already."""
    if not has_stale_style(part):
        return False
    refresh_style(part)
    return True


def refresh_style(page: QWidget) -> None:
    """Give a page the present font and palette; frozen parts on it get the palette only."""
    font = QApplication.font()
    if page.font() != font:
        page.setFont(font)
        update_texts(page)
    refresh_palette(page)


def has_stale_style(part: QWidget) -> bool:
    """Return whether a part has another font or palette than the application."""
    return part.font() != QApplication.font() or part.palette() != QApplication.palette()


def update_texts(widget: QWidget) -> None:
    """Tell texts that the font around them changed."""
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
    """Give a page, and the sheet on it, the present palette."""
    palette = QApplication.palette()
    if page.palette() != palette:
        for one in (page, *page.findChildren(QWidget, _HELD)):
            one.setPalette(palette)
