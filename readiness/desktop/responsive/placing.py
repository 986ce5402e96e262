"""Puts widgets on a page that is shown, all of them with one look at where everything goes.

Qt shows each widget that comes onto a shown page by itself, when the event loop comes by, and lays the whole
page out anew each time: forty rows take forty layouts of all the rows that are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLayout, QWidget

from readiness.desktop.responsive.painting import paint_later

_IN_LAYOUT = Qt.WidgetAttribute.WA_LaidOut
_BY_HAND = Qt.WidgetAttribute.WA_WState_ExplicitShowHide


@contextmanager
def placed_together(inside: QWidget) -> Iterator[None]:
    """Give everything that is put into ``inside`` meanwhile its place together, at the end."""
    around = [*_laid_out_around(inside)]
    for layout in around:
        layout.setEnabled(False)
    try:
        yield
        for child in inside.children():
            if isinstance(child, QWidget) and child.testAttribute(_IN_LAYOUT) and not child.testAttribute(_BY_HAND):
                child.show()
    finally:
        for layout in around:
            layout.setEnabled(True)
    if inside.isVisible():
        paint_later(inside)
        _lay_out([widget for layout in around if (widget := layout.parentWidget()) is not None])


def _lay_out(widgets: Sequence[QWidget]) -> None:
    """Lay out from the outside in: first at the old size of the page, everything would be squeezed and move twice."""
    for widget in widgets:
        widget.updateGeometry()
    if widgets:
        # What scrolls around them gives them their height, and hears of it through its viewport.
        outside = widgets[-1].parentWidget() or widgets[-1]
        QCoreApplication.sendEvent(outside, QEvent(QEvent.Type.LayoutRequest))


def made_ready(widget: QWidget, width: int) -> None:
    """Do for a widget that is not shown yet what would make showing it slow: choose its style, lay out its words."""
    for one in (widget, *widget.findChildren(QWidget)):
        one.ensurePolished()
    layout = widget.layout()
    if layout is not None:
        tall = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        widget.resize(width, tall)
        layout.activate()


def _laid_out_around(inside: QWidget) -> Iterator[QLayout]:
    """Yield the layouts that follow the size of what is inside, the innermost first."""
    widget: QWidget | None = inside
    while widget is not None and (layout := widget.layout()) is not None:
        yield layout
        widget = None if widget.isWindow() else widget.parentWidget()
