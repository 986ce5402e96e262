"""Where a printed report may go on to the next page: not inside a small table or a row, not after a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrame,
    QTextTable,
)

_SMALL: Final = 0.4
"""What is lower than this share of a page is kept in one piece; anything higher may be divided."""
_WORTH: Final = 0.06
"""So much of a page, some three lines, has to follow a heading on the same page."""
_MOST_BREAKS: Final = 60
_NEXT_PAGE: Final = '<p style="page-break-before:always;font-size:1pt;margin:0;">\u00a0</p>'
"""Between two tables: with a line of the usual height there, the second might begin a page late."""
_TABLE: Final = re.compile(r"<table(?P<form>[^>]*)>(?P<head><thead>.*?</thead>)(?P<rows>.*?)</table>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph or a table, and where the layout put it."""

    what: QTextBlock | QTextTable
    area: QRectF

    @property
    def is_heading(self) -> bool:
        """Whether it speaks of what follows: a heading, or a line in bold."""
        if isinstance(self.what, QTextTable):
            return False
        return self.what.blockFormat().headingLevel() > 0 or _is_bold(self.what)


def keep_together(document: QTextDocument) -> None:
    """Put page breaks before what would be torn apart. Call when page size and fonts are set."""
    for _ in range(_MOST_BREAKS):
        torn = _first_torn(tuple(_parts(document)), document.pageSize().height())
        if torn is None:
            return
        _break_before(torn.what)


def torn_row(document: QTextDocument) -> tuple[int, int] | None:
    """Return the first row that lies on two pages: its table's number, and its own below the head.

    A table's first row is none: the head would stay behind alone; nor is one that takes much of a page.
    """
    layout, page = document.documentLayout(), document.pageSize().height()
    tables = [one for one in document.rootFrame().childFrames() if isinstance(one, QTextTable)]
    for number, table in enumerate(tables):
        for row in range(2, table.rows()):
            top, bottom = _row_area(layout, table, row)
            if top // page != (bottom - 1) // page and bottom - top < _SMALL * page:
                return number, row - 1
    return None


def _row_area(layout: QAbstractTextDocumentLayout, table: QTextTable, row: int) -> tuple[float, float]:
    """Return where the words of a row begin and end."""
    cells = [table.cellAt(row, column) for column in range(table.columns())]
    top = min(layout.blockBoundingRect(cell.firstCursorPosition().block()).top() for cell in cells)
    return top, max(layout.blockBoundingRect(cell.lastCursorPosition().block()).bottom() for cell in cells)


def cut_before(html: str, table: int, row: int) -> str:
    """Return the page with a table going on, from a row on, as another with the same head on the next page."""
    found = list(_TABLE.finditer(html))[table]
    rows = re.split("(?=<tr)", found["rows"])[1:]
    whole, rest = (f"<table{found['form']}>{found['head']}{''.join(one)}</table>" for one in (rows[:row], rows[row:]))
    return html[: found.start()] + whole + _NEXT_PAGE + rest + html[found.end() :]


def _first_torn(parts: Sequence[_Part], page: float) -> _Part | None:
    for place, part in enumerate(parts):
        begins, ends = int(part.area.top() // page), int((part.area.bottom() - 1) // page)
        lonely = part.is_heading and place + 1 < len(parts) and _shown_by(parts[place + 1], page) // page > ends
        if (begins != ends and part.area.height() < _SMALL * page) or lonely:
            first = _with_headings(parts, place)
            # What already begins a page gains nothing by a break.
            if first.area.top() % page > 1:
                return first
    return None


def _shown_by(part: _Part, page: float) -> float:
    """Return where enough of a part is shown to be worth a heading."""
    return part.area.top() + min(part.area.height() - 1, _WORTH * page)


def _with_headings(parts: Sequence[_Part], place: int) -> _Part:
    """Return the first of the headings that stand right before a part, else the part."""
    while place and parts[place - 1].is_heading:
        place -= 1
    return parts[place]


def _parts(document: QTextDocument) -> Iterator[_Part]:
    layout, walker = document.documentLayout(), document.rootFrame().begin()
    while not walker.atEnd():
        frame, block = walker.currentFrame(), walker.currentBlock()
        if isinstance(frame, QTextTable):
            yield _Part(frame, layout.frameBoundingRect(frame))
        elif block.isValid() and block.text():
            yield _Part(block, layout.blockBoundingRect(block))
        walker += 1


def _is_bold(block: QTextBlock) -> bool:
    weights = [one.format.fontWeight() for one in block.textFormats()]
    return bool(weights) and min(weights) >= QFont.Weight.Bold


def _break_before(what: QTextBlock | QTextFrame) -> None:
    before = QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore
    if isinstance(what, QTextFrame):
        form = what.frameFormat()
        form.setPageBreakPolicy(before)
        what.setFrameFormat(form)
    else:
        block = what.blockFormat()
        block.setPageBreakPolicy(before)
        QTextCursor(what).setBlockFormat(block)
