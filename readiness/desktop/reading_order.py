"""The order in which Tab goes through a page: the one in which it is read.

Qt puts a control that is made later at the end of the order, wherever it stands on the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QStackedWidget, QWidget


def order_by_reading(root: QWidget) -> None:
    """Let Tab go through everything inside ``root`` as it is laid out: column by column, from top to bottom."""
    for before, after in pairwise(controls_of(root)):
        QWidget.setTabOrder(before, after)


def controls_of(widget: QWidget) -> Iterator[QWidget]:
    """Yield every control inside a widget that Tab can stop at, in the order of the layouts."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    if isinstance(widget, QScrollArea):
        yield from controls_of(_there(widget.widget()))
    elif isinstance(widget, QStackedWidget):
        for place in range(widget.count()):
            yield from controls_of(_there(widget.widget(place)))
    elif (layout := widget.layout()) is not None:
        yield from _in_layout(layout)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from controls_of(widget)
        elif inner is not None:
            yield from _in_layout(inner)


def _there(widget: QWidget | None) -> QWidget:
    if widget is None:
        raise LookupError("what stood here is gone")
    return widget
