"""A report for the terminal, or for a plain text file: the verdict first, words before signs."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TextIO

from readiness.domain.facts import Reason
from readiness.render.parts.columns import GAP, fitting, pad, side_by_side, width, wrap
from readiness.render.parts.view import (
    AlternativeView,
    CellView,
    ComparisonView,
    Group,
    GroupView,
    ItemView,
    Labels,
    Mark,
    RemediationView,
    ReportView,
    RowView,
    Tone,
)

_NARROWEST: Final = 40
_WIDEST: Final = 100
_INDENT: Final = "    "
_EAST_ASIAN: Final = frozenset({"cp932", "shift_jis", "euc_jp", "cp936", "gbk", "cp949", "euc_kr", "big5", "cp950"})
_COLOURS: Final = {Tone.MET: "32", Tone.NOT_MET: "31", Tone.ADVICE: "33", Tone.OPEN: "36", Tone.PLAIN: "0"}
_PLAIN_SPACES: Final = str.maketrans("\u00a0\u202f", "  ")
# What a console without the character gets in its place; the rest becomes "?".
_STAND_INS: Final = {
    "\u2009": " ",
    "\u2013": "-",
    "\u2014": "-",
    "\u2212": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00ab": '"',
    "\u00bb": '"',
    "\u2026": "...",
    "\u00b7": "-",
    "\u00b1": "+/-",
}


@dataclass(frozen=True, slots=True)
class Style:
    """What the terminal can show: columns, the encoding of its characters, colours or none."""

    width: int = 80
    encoding: str = "utf-8"
    colour: bool = False

    @property
    def ambiguous(self) -> int:
        """Columns that signs of uncertain width take."""
        return 2 if self.encoding.replace("-", "_").casefold() in _EAST_ASIAN else 1

    def can_show(self, text: str) -> bool:
        """Whether the encoding has every character."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def shown(self, text: str) -> str:
        """Return the text with stand-ins for what the encoding lacks."""
        plain = text.translate(_PLAIN_SPACES)
        if self.can_show(plain):
            return plain
        return "".join(one if self.can_show(one) else self._stand_in(one) for one in plain)

    def _stand_in(self, character: str) -> str:
        # A letter without its accent is still that letter to a reader.
        bare = unicodedata.normalize("NFD", character)[:1]
        return _STAND_INS.get(character) or (bare if bare.isalpha() and self.can_show(bare) else "?")


def style_for(stream: TextIO, environ: Mapping[str, str] = os.environ) -> Style:
    """Return the style of a stream: colours only on a terminal, and never against NO_COLOR."""
    on_terminal = stream.isatty()
    columns = shutil.get_terminal_size().columns if on_terminal else 80
    colour = on_terminal and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return Style(min(max(columns, _NARROWEST), _WIDEST), getattr(stream, "encoding", None) or "ascii", colour)


def render_text(view: ReportView, style: Style | None = None) -> str:
    """Return a report as text, every line within the style's width, ending with a line feed."""
    return _Page(view, style or Style()).text()


def render_comparison(view: ComparisonView, style: Style | None = None) -> str:
    """Return several employers side by side as text: one row per thing asked for, one column per employer."""
    pen = Pen(style or Style(), [*view.verdicts, *(cell.mark for row in view.rows for cell in row.cells if cell)])
    heads = ["", "", *view.columns]
    top = ["", "", *(pen.marked(mark) for mark in view.verdicts)]
    rows = [[row.name, row.value, *(_cell(cell, view.labels, pen) for cell in row.cells)] for row in view.rows]
    widths = fitting(pen.natural([heads, top, *rows]), pen.style.width - len(GAP) * (len(heads) - 1))
    lines = [pen.bold(view.labels.comparison), ""]
    for cells in (heads, top, *rows):
        lines += [*side_by_side(cells, widths, ambiguous=pen.style.ambiguous), ""]
    for column, sentence in zip(view.columns, view.sentences, strict=True):
        lines += pen.wrapped(view.labels.pair(column, sentence), "")
    return pen.finished([*lines, *(_remediation(view.remediation, pen) if view.remediation else ())])


def _remediation(view: RemediationView, pen: Pen) -> Iterator[str]:
    yield from ("", pen.bold(view.heading))
    for employer in view.employers:
        yield from pen.wrapped(employer.heading, "")
        yield from _bullets(employer.steps, pen)
        yield from pen.wrapped(employer.also, "") if employer.also else ()
        yield from _bullets(employer.to_find_out, pen)
        yield from pen.wrapped(employer.note, "") if employer.note else ()
    if view.best:
        yield from ("", *pen.wrapped(view.best, ""))


def _bullets(texts: Sequence[str], pen: Pen) -> Iterator[str]:
    for text in texts:
        yield from pen.hanging("  - ", text)


def _cell(cell: CellView | None, labels: Labels, pen: Pen) -> str:
    return "\n".join(filter(None, (pen.marked(cell.mark), cell.words))) if cell else labels.not_asked


class Pen:
    """Knows the style; everything that is written goes through it. ``marks`` are all that will be shown."""

    def __init__(self, style: Style, marks: Iterable[Mark] = ()) -> None:
        self.style = style
        # All signs or none: a sign on some rows only would look like a difference between them.
        self._signs = all(style.can_show(mark.sign) for mark in marks)

    def marked(self, mark: Mark) -> str:
        """Return the word, its sign before it where the encoding has the signs."""
        return f"{mark.sign} {mark.word}" if self._signs else mark.word

    def natural(self, rows: Iterable[Sequence[str]]) -> list[int]:
        """Return how wide each column would like to be."""
        return [
            max(width(line, self.style.ambiguous) for cell in column for line in cell.split("\n"))
            for column in zip(*rows, strict=True)
        ]

    def bold(self, text: str) -> str:
        """Return a heading."""
        return f"\x1b[1m{text}\x1b[0m" if self.style.colour else text

    def paint(self, text: str, tone: Tone) -> str:
        """Return an outcome or verdict in its colour."""
        return f"\x1b[1;{_COLOURS[tone]}m{text}\x1b[0m" if self.style.colour else text

    def wrapped(self, text: str, indent: str) -> list[str]:
        """Return a text wrapped, every line begun with ``indent``."""
        return self.hanging(indent, text, indent)

    def hanging(self, first: str, text: str, rest: str | None = None) -> list[str]:
        """Return a text wrapped after ``first``; further lines begin below it, or with ``rest``."""
        after = " " * width(first, self.style.ambiguous) if rest is None else rest
        room = self.style.width - max(width(first, self.style.ambiguous), width(after, self.style.ambiguous))
        lines = wrap(text, room, self.style.ambiguous)
        return [f"{first}{lines[0]}".rstrip(), *(f"{after}{line}".rstrip() for line in lines[1:])]

    def finished(self, lines: Iterable[str]) -> str:
        """Join the lines, with stand-ins for what the encoding lacks."""
        # Lines are broken by now, so the spaces that kept number and unit together have done their work.
        return self.style.shown("\n".join(lines)).rstrip("\n") + "\n"


class _Page:
    """Lays out one report."""

    def __init__(self, view: ReportView, style: Style) -> None:
        self._view = view
        self._labels = view.labels
        self._pen = Pen(style, [view.mark, *(item.mark for item in view.items)])
        rows = [cells for item in view.items for cells in self._table(item)] or [[""] * 5]
        marks, *others = self._pen.natural(rows)
        titles, *values = fitting(others, style.width - marks - len(others) * len(GAP))
        # Where nothing has a value, the limits stand in the room the titles must leave them.
        self._widths = [marks, min(titles, (style.width - marks) // 2 - len(GAP)), *values]

    def text(self) -> str:
        parts = [
            self._head(),
            *(self._group(group) for group in self._view.groups),
            self._facts(),
            self._not_examined(),
            self._details(),
        ]
        return self._pen.finished(line for part in parts if part for line in [*part, ""])

    def _head(self) -> list[str]:
        view, pen = self._view, self._pen
        word = pen.marked(view.mark)
        title = pen.hanging("", f"{word}{view.heading[len(view.mark.word) :]}")
        lines = [pen.paint(line, view.mark.tone) for line in title]
        return [
            *lines,
            *pen.wrapped(view.subtitle, ""),
            *(one for text in view.caveats for one in pen.wrapped(text, "")),
        ]

    def _group(self, group: GroupView) -> list[str]:
        lines = [self._pen.bold(group.heading)]
        passed_over = [item for item in group.items if item.unknown is Reason.SKIPPED]
        for item in group.items:
            if item in passed_over:
                continue
            lines += [*self._heading(item), *self._ways(item), *self._about(item)]
            if group.group in {Group.NOT_MET, Group.OPEN}:
                lines.append("")
        lines += self._passed_over(passed_over)
        return lines[:-1] if lines[-1] == "" else lines

    def _passed_over(self, items: Sequence[ItemView]) -> Iterator[str]:
        """Yield what nobody looked at, and once for all of it why, and what to do."""
        for item in items:
            yield from self._heading(item)
        for reason, remedy in dict.fromkeys((item.reason, item.remedy) for item in items):
            yield from self._pen.wrapped(reason, _INDENT)
            yield from self._steps(self._labels.remedy, remedy)

    # ------------------------------------------------------------------ one requirement

    def _table(self, item: ItemView) -> list[list[str]]:
        """Return the cells of an item: mark, title, value, limit, margin; one row per limit."""
        mark = self._pen.marked(item.mark)
        if not item.rows:
            return [[mark, "", "", "", ""]]
        if item.outcome.is_open:
            return [[mark, item.title, "", "", ""]]
        rows = self._limits(item.rows[0])
        rows[0][0] = self._labels.aside(rows[0][0], item.origin)
        heads = [[mark, item.title], *([["", ""]] * (len(rows) - 1))]
        return [[*head, *row] for head, row in zip(heads, rows, strict=True)]

    def _limits(self, row: RowView) -> list[list[str]]:
        value = " ".join(filter(None, (row.value, row.spread)))
        return [
            ["" if index else value, self._labels.pair(limit.tier_word, limit.words), limit.margin]
            for index, limit in enumerate(row.limits)
        ]

    def _heading(self, item: ItemView) -> list[str]:
        word, ambiguous = self._pen.marked(item.mark), self._pen.style.ambiguous
        if item.rows and item.outcome.is_open:
            lines = self._without_value(item, item.rows[0])
        elif item.rows:
            lines = [
                line for cells in self._table(item) for line in side_by_side(cells, self._widths, ambiguous=ambiguous)
            ]
        else:
            lines = self._pen.hanging(pad(word, self._widths[0], ambiguous) + GAP, item.title)
        lines[0] = self._pen.paint(word, item.mark.tone) + lines[0].removeprefix(word)
        return lines

    def _without_value(self, item: ItemView, row: RowView) -> list[str]:
        """Lay out what is not known: a value would only repeat the mark, so the limits get its room."""
        marks, titles, *_ = self._widths
        limits = "\n".join(self._labels.pair(limit.tier_word, limit.words) for limit in row.limits)
        room = self._pen.style.width - marks - titles - 2 * len(GAP)
        cells = [self._pen.marked(item.mark), item.title, limits]
        return side_by_side(cells, [marks, titles, room], ambiguous=self._pen.style.ambiguous)

    def _ways(self, item: ItemView) -> Iterator[str]:
        if item.alternatives:
            yield from self._pen.wrapped(self._labels.pair(self._labels.alternatives, ""), _INDENT)
        for way in item.telling_alternatives:
            yield from self._way(way)

    def _way(self, way: AlternativeView) -> Iterator[str]:
        yield from self._pen.wrapped(self._labels.pair(way.heading, self._pen.marked(way.mark)), _INDENT + "  ")
        for row in way.rows:
            for value, limit, margin in self._limits(row):
                end = f" \u2013 {margin}" if margin else ""
                yield from self._pen.hanging(
                    _INDENT + "    - ", self._labels.pair(row.name, self._labels.aside(value, limit)) + end
                )

    def _about(self, item: ItemView) -> Iterator[str]:
        labels, pen = self._labels, self._pen
        if item.outcome.is_open:
            yield from pen.wrapped(item.same or item.reason, _INDENT)
        if item.note:
            yield from pen.wrapped(item.note, _INDENT)
        if item.outcome.is_open or item.steps:
            yield from pen.wrapped(labels.pair(labels.why, item.why), _INDENT) if item.why else ()
        yield from () if item.same else self._steps(labels.remedy, item.remedy)
        yield from self._steps(labels.fix, item.steps)
        if item.link and (item.steps or item.remedy):
            yield from pen.wrapped(labels.pair(labels.link, item.link), _INDENT)

    def _steps(self, label: str, steps: Sequence[str]) -> Iterator[str]:
        if not steps:
            return
        yield from self._pen.wrapped(self._labels.pair(label, ""), _INDENT)
        for number, step in enumerate(steps, start=1):
            yield from self._pen.hanging(f"{_INDENT}  {number}. ", step)

    # ------------------------------------------------------------------ what it rests on

    def _facts(self) -> list[str]:
        lines = [self._pen.bold(self._labels.facts)]
        for fact in self._view.facts:
            value = " ".join(filter(None, (fact.value, fact.spread)))
            lines += self._pen.hanging("  ", self._labels.pair(fact.name, value), _INDENT)
            told = fact.same or fact.method
            lines += self._pen.wrapped(self._labels.aside(told, fact.at), _INDENT) if told else []
        return lines

    def _not_examined(self) -> list[str]:
        if not self._view.not_examined:
            return []
        lines = [line for text in self._view.not_examined for line in self._pen.hanging("  - ", text)]
        return [self._pen.bold(self._labels.not_examined), *lines]

    def _details(self) -> list[str]:
        lines = [self._pen.bold(self._labels.details)]
        for label, value in self._view.details:
            lines += self._pen.hanging("  ", self._labels.pair(label, value), _INDENT)
        return lines
