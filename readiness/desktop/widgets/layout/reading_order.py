"""The order in which Tab goes through a page: the one in which it is read.

Qt puts a control that is made later at the end of the order, wherever it stands on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QStackedWidget, QWidget

_ANY: Final = Qt.FocusPolicy.StrongFocus


def order_by_reading(root: QWidget) -> None:
    """Let Tab go through everything inside ``root`` as it is laid out: column by column, from top to bottom."""
    # A heading too, which gets the keyboard from the program alone: Tab goes on from there.
    order(controls_of(root, _ANY))


def order_after(before: QWidget, added: Iterable[QWidget]) -> QWidget:
    """Let Tab come from ``before`` to the controls in what was added behind it; return the last control now."""
    controls = [before, *(one for root in added for one in controls_of(root, _ANY))]
    order(controls)
    return controls[-1]


def last_control(root: QWidget) -> QWidget | None:
    """Return the control in ``root`` that Tab comes to last."""
    return next(reversed([*controls_of(root, _ANY)]), None)


def order(controls: Iterable[QWidget]) -> None:
    """Let Tab go from each of these to the next."""
    for before, after in pairwise(controls):
        QWidget.setTabOrder(before, after)


def controls_of(widget: QWidget, policy: Qt.FocusPolicy = Qt.FocusPolicy.TabFocus) -> Iterator[QWidget]:
    """Yield everything inside that Tab (or what else ``policy`` says) stops at, in the order of the layouts."""
    if widget.focusPolicy() & policy:
        yield widget
    if isinstance(widget, QScrollArea):
        yield from controls_of(_there(widget.widget()), policy)
    elif isinstance(widget, QStackedWidget):
        for place in range(widget.count()):
            yield from controls_of(_there(widget.widget(place)), policy)
    elif (layout := widget.layout()) is not None:
        yield from _in_layout(layout, policy)


def _in_layout(layout: QLayout, policy: Qt.FocusPolicy) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from controls_of(widget, policy)
        elif inner is not None:
            yield from _in_layout(inner, policy)


def _there(widget: QWidget | None) -> QWidget:
    if widget is None:
        raise LookupError("what stood here is gone")
    return widget
