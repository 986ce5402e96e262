"""Text in columns: how wide it is on a terminal, where it may break, side by side."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

GAP: Final = "  "
"""What stands between two columns."""

_NO_BREAK_SPACE: Final = "\u00a0"
# Japanese line breaking (JIS X 4051): what may not begin a line, what may not end one.
_NOT_FIRST: Final = frozenset(
    "\u3001\u3002\uff0c\uff0e\uff1a\uff1b\uff1f\uff01\u300d\u300f\uff09\u3011\u3015\u3009\u300b\u30fb\u30fc\uff5e\u2026%"
    "\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7"
    "\u30ee\u3005"
)
_NOT_LAST: Final = frozenset("\u300c\u300e\uff08\u3010\u3014\u3008\u300a")


_NARROWEST: Final = 8
"""Columns of a table are not made narrower than this."""


def width(text: str, ambiguous: int = 1) -> int:
    """Return the terminal columns a text takes.

    ``ambiguous`` is the width of signs like a circle: 2 on old East Asian consoles, else 1.
    """
    return sum(_character_width(character, ambiguous) for character in text)


def _character_width(character: str, ambiguous: int) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0
    kind = unicodedata.east_asian_width(character)
    if kind == "A":
        return ambiguous
    return 2 if kind in {"W", "F"} else 1


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in {"W", "F"}


def pieces(text: str) -> Iterator[str]:
    """Split a text where a line may end: after spaces, and between the characters of Japanese."""
    piece = ""
    for character in text:
        if piece and _may_part(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _may_part(before: str, after: str) -> bool:
    if before == " ":
        return after != " "
    if after == " " or _NO_BREAK_SPACE in (before, after):
        return False
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return _is_wide(before) or _is_wide(after)


def wrap(text: str, columns: int, ambiguous: int = 1) -> list[str]:
    """Return the lines of a text, none wider than ``columns`` (at least 2); line feeds are kept."""
    room = max(columns, 2)
    return [line for part in text.split("\n") for line in _wrap_line(part, room, ambiguous)]


def _wrap_line(text: str, room: int, ambiguous: int) -> list[str]:
    lines = [""]
    for piece in pieces(text):
        if width((lines[-1] + piece).rstrip(" "), ambiguous) <= room:
            lines[-1] += piece
            continue
        lines.extend(_cut(piece, room, ambiguous))
    return [line.rstrip(" ") for line in (lines[1:] if len(lines) > 1 and not lines[0] else lines)]


def _cut(piece: str, room: int, ambiguous: int) -> Iterator[str]:
    """Cut what fits on no line: an address, a hash."""
    part = ""
    for character in piece:
        if part and width((part + character).rstrip(" "), ambiguous) > room:
            yield part
            part = ""
        part += character
    yield part


def shortened(text: str, columns: int, ambiguous: int = 1) -> str:
    """Return as much of a text's beginning as ``columns`` hold."""
    return next(_cut(text, columns, ambiguous), "").rstrip(" ")


def pad(text: str, columns: int, ambiguous: int = 1) -> str:
    """Fill a text up to ``columns`` with spaces."""
    return text + " " * (columns - width(text, ambiguous))


def fitting(natural: Sequence[int], room: int) -> list[int]:
    """Return column widths that add up to at most ``room``: the widest give way first, down to ``_NARROWEST``."""
    widths = list(natural)
    while sum(widths) > room:
        widest = max(widths)
        if widest <= _NARROWEST:
            break
        widths[widths.index(widest)] -= 1
    return widths


def side_by_side(cells: Sequence[str], widths: Sequence[int], ambiguous: int = 1) -> list[str]:
    """Return one table row as lines: each cell wrapped to its width; empty columns take no room."""
    shown = [(cell, columns) for cell, columns in zip(cells, widths, strict=True) if columns]
    wrapped = [wrap(cell, columns, ambiguous) for cell, columns in shown]
    lines = zip_longest(*wrapped, fillvalue="")
    return [
        GAP.join(pad(part, columns, ambiguous) for part, (_, columns) in zip(line, shown, strict=True)).rstrip(" ")
        for line in lines
    ]
