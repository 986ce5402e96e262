"""Sets the tab order of a page to its reading order.

Qt appends widgets to the tab order as they are created, wherever they are on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QStackedWidget, QWidget

_ANY: Final = Qt.FocusPolicy.StrongFocus


def order_by_reading(root: QWidget) -> Sequence[QWidget]:
    """Set the tab order of everything inside ``root``: column by column, from top to bottom.

    Returns the controls in that order.
    """
    # A heading too, which gets the keyboard from the program alone: Tab goes on from there.
    controls = [*controls_of(root, _ANY)]
    order(controls)
    return controls


def order_after(before: QWidget, added: Iterable[QWidget]) -> QWidget:
    """Insert the controls of new widgets into the tab order after ``before``; return the last control."""
    controls = [before, *(one for root in added for one in controls_of(root, _ANY))]
    order(controls)
    return controls[-1]


def last_control(root: QWidget) -> QWidget | None:
    """Return the last control in ``root`` by tab order."""
    return next(reversed([*controls_of(root, _ANY)]), None)


def last_inside(root: QWidget, controls: Sequence[QWidget]) -> QWidget | None:
    """Return the last of these controls that is inside ``root``."""
    return next((one for one in reversed(controls) if root.isAncestorOf(one)), None)


def order(controls: Iterable[QWidget]) -> None:
    """Let Tab go from each of these to the next."""
    for before, after in pairwise(controls):
        QWidget.setTabOrder(before, after)


def controls_of(widget: QWidget, policy: Qt.FocusPolicy = Qt.FocusPolicy.TabFocus) -> Iterator[QWidget]:
    """Yield every control inside with this focus policy, in the order of the layouts."""
    found: list[QWidget] = []
    _collect(widget, policy.value, found)
    return iter(found)


def _collect(widget: QWidget, policy: int, found: list[QWidget]) -> None:
    # A page has hundreds of parts: two flags are compared as the numbers they are, which is ten times as fast.
    if widget.focusPolicy().value & policy:
        found.append(widget)
    if isinstance(widget, QScrollArea):
        _collect(_there(widget.widget()), policy, found)
    elif isinstance(widget, QStackedWidget):
        for place in range(widget.count()):
            _collect(_there(widget.widget(place)), policy, found)
    elif (layout := widget.layout()) is not None:
        _collect_in(layout, policy, found)


def _collect_in(layout: QLayout, policy: int, found: list[QWidget]) -> None:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            _collect(widget, policy, found)
        elif (inner := item.layout()) is not None:
            _collect_in(inner, policy, found)


def _there(widget: QWidget | None) -> QWidget:
    if widget is None:
        raise LookupError("what stood here is gone")
    return widget
