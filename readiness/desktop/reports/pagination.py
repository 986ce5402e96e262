"""Where a printed report may go on to the next line or page: not inside a rate, a small table or a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
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
_RATE: Final = re.compile("[0-9][0-9.,\u00a0]*[kMG]bit/s")
_NEW_LINE: Final = "\u2028"
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

    def leads_to(self, follows: _Part, page: float) -> bool:
        """Whether a page must not end between the two: it is a heading, or a small table whose explanation follows."""
        if self.is_heading or isinstance(follows.what, QTextTable):
            return self.is_heading
        small = isinstance(self.what, QTextTable) and self.area.height() < _SMALL * page
        return small and not follows.is_heading and bool(follows.what.text().strip())


def keep_rates_whole(document: QTextDocument) -> None:
    """Begin a new line before a rate that would be torn at its stroke: no font here has the window's joiner."""
    document.size()  # has everything laid out
    block = document.begin()
    while block.isValid():
        layout = block.layout()
        ends = {layout.lineAt(line).textStart() for line in range(1, layout.lineCount())}
        torn = [one.start() for one in _RATE.finditer(block.text()) if one.end() - 1 in ends and one.start()]
        for place in reversed(torn):
            cursor = QTextCursor(block)
            cursor.setPosition(block.position() + place)
            cursor.insertText(_NEW_LINE)
        block = block.next()


def keep_together(document: QTextDocument) -> None:
    """Put page breaks before what would be torn apart. Call when page size and fonts are set."""
    for _ in range(_MOST_BREAKS):
        torn = _first_torn(tuple(_parts(document)), document.pageSize().height())
        if torn is None:
            return
        _break_before(torn.what)


def torn_row(document: QTextDocument) -> tuple[int, int] | None:
    """Return the first row that has to begin another table on the next page: its table's number, and its own.

    It lies on two pages, or is the last on its page: a table that only goes on has no line at the end of a page, and
    one that fills it has no room for a line. A table's first row is none: the head would stay behind alone; nor is
    one that takes much of a page.
    """
    layout, page = document.documentLayout(), document.pageSize().height()
    tables = [one for one in document.rootFrame().childFrames() if isinstance(one, QTextTable)]
    for number, table in enumerate(tables):
        areas = [_row_area(layout, table, row) for row in range(1, table.rows())]
        for place, ((top, bottom), (following, _)) in enumerate(pairwise([*areas, areas[-1]]) if areas else ()):
            torn = top // page != (bottom - 1) // page and bottom - top < _SMALL * page
            whole = _whole_from(table, place + 1)
            if (torn or following // page > (bottom - 1) // page) and whole > 1:
                return number, whole - 1
    return None


def _whole_from(table: QTextTable, row: int) -> int:
    """Return the row at which a table can be cut for this row's sake: no cell reaches down into it."""
    return min(table.cellAt(row, column).row() for column in range(table.columns()))


def _row_area(layout: QAbstractTextDocumentLayout, table: QTextTable, row: int) -> tuple[float, float]:
    """Return where the words of a row begin and end."""
    cells = [table.cellAt(row, column) for column in range(table.columns())]
    cells = [cell for cell in cells if cell.row() == row]
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
        follows = parts[place + 1] if place + 1 < len(parts) else None
        lonely = follows is not None and part.leads_to(follows, page) and _shown_by(follows, page) // page > ends
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
