"""A report as HTML for a printer that knows little of it: Qt's QTextDocument.

Tables, inline colours and sizes in points only. Dark ink on white; words and signs carry
the meaning, so that it survives a black-and-white printer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import takewhile
from typing import Final, TypeAlias

from readiness.domain.report import Truth, Verdict
from readiness.render.html.markup import Content, Markup, join, link, paragraphs, tag
from readiness.render.html.stylesheet import FONTS, LIGHT
from readiness.render.parts.view import (
    AlternativeView,
    Group,
    GroupView,
    ItemView,
    Labels,
    LimitView,
    Mark,
    ReportView,
    RowView,
)

_LINE: Final = LIGHT["line"]
# Qt ignores the outer margins of tables and lists.
_SPACE: Final = tag("p", "\u00a0", style="font-size:5pt;")
# Bold, as the heading before it is: no page ends between the two.
_BELOW_HEADING: Final = tag("p", tag("b", "\u00a0"), style="font-size:3pt;margin-top:0;margin-bottom:0;")
_ITEM_WIDTHS: Final = ("23%", "16%", "23%", "23%", "15%")
_MARGIN: Final = 3
_WIDTHS_WITHOUT_MARGIN: Final = ("24%", "22%", "35%", "19%")
_SHORT_WIDTHS: Final = ("23%", "22%", "41%", "14%")
_SMALL_PRINT: Final = "7.5pt"
_FACTS_PRINT: Final = "8pt"
_EXPLAINED: Final = frozenset({Group.NOT_MET, Group.OPEN})
_FACT_WIDTHS: Final = ("24%", "18%", "32%", "26%")

_Row: TypeAlias = "Sequence[Content | None]"
"""The cells of a row; None is covered by the cell above it."""


def html_for_print(view: ReportView, families: Sequence[str] = (), *, about_first: bool = False) -> str:
    """Return the report for printing; ``families`` are the fonts to use, best first.

    Requirements that are met and advice take one row each; what is in the way is shown with its reason and remedy.
    Unless the verdict is PASS, an appendix lists everything that was measured. ``about_first`` puts the details of
    the report before the requirements instead of after them.
    """
    names = ",".join(f"'{name}'" for name in families or FONTS[view.language])
    about = _about(view)
    body = tag(
        "body",
        _head(view),
        about if about_first else "",
        *_groups(view),
        "" if about_first else about,
        "" if view.verdict is Verdict.PASS else _facts(view),
        style=f"font-family:{names};font-size:10pt;color:{LIGHT['text']};",
    )
    return f"<!DOCTYPE html>\n{tag('html', body, lang=view.language)}\n"


def _head(view: ReportView) -> Markup:
    rest = view.heading[len(view.mark.word) :]
    return join(
        tag("p", view.labels.report, style=_muted()),
        tag("h1", _marked(view.mark), rest, style="font-size:16pt;"),
        tag("p", view.subtitle),
        *(tag("p", caveat) for caveat in view.caveats),
    )


def _marked(mark: Mark) -> Markup:
    return tag("span", f"{mark.sign}\u00a0{mark.word}", style=f"color:{LIGHT[mark.tone]};font-weight:bold;")


def _muted() -> str:
    return f"color:{LIGHT['muted']};"


def _heading(text: str) -> Markup:
    return join(_SPACE, tag("h2", text, style="font-size:12pt;margin-bottom:0;"), _BELOW_HEADING)


def _table(heads: Sequence[str], rows: Sequence[_Row], widths: Sequence[str], letters: str = "") -> Markup:
    """Return a table; a row of fewer cells than heads lets its second cell reach across."""
    top = [
        tag("th", head, align="left", style=_muted(), width=width) for head, width in zip(heads, widths, strict=True)
    ]
    lines = [tag("tr", *_cells(rows[place:], len(heads))) for place in range(len(rows))]
    style = f"border-collapse:collapse;border-style:solid;border-color:{_LINE};{letters}"
    # The first row is repeated on every page.
    return tag("table", tag("thead", tag("tr", *top)), *lines, width="100%", border="1", cellpadding="4", style=style)


def _limits_table(heads: Sequence[str], rows: Sequence[_Row]) -> Markup:
    """Return values beside their limits, without the column of distances where there is none."""
    if any(len(row) == len(heads) and row[_MARGIN] for row in rows):
        return _table(heads, rows, _ITEM_WIDTHS)
    short = [(*row[:_MARGIN], *row[_MARGIN + 1 :]) if len(row) == len(heads) else row for row in rows]
    return _table((*heads[:_MARGIN], *heads[_MARGIN + 1 :]), short, _WIDTHS_WITHOUT_MARGIN)


def _cells(rows: Sequence[_Row], columns: int) -> list[Markup]:
    """Return the cells of the first of the rows; each reaches down over those that it covers."""
    reach = columns - len(rows[0]) + 1
    return [
        tag("td", cell, colspan=str(reach) if place == 1 else "", rowspan=_covering(rows[1:], place))
        for place, cell in enumerate(rows[0])
        if cell is not None
    ]


def _covering(rows: Iterable[_Row], place: int) -> str:
    """Return over how many rows a cell reaches, "" where it is its own alone."""
    covered = len(tuple(takewhile(lambda row: len(row) > place and row[place] is None, rows)))
    return str(1 + covered) if covered else ""


def _groups(view: ReportView) -> list[Markup]:
    """Return what is in the way, one by one; the rest is one table with a heading of its own where it follows that."""
    labels = view.labels
    told = [_group(group, labels) for group in view.groups if group.group in _EXPLAINED]
    short = [group for group in view.groups if group.group not in _EXPLAINED]
    if not told:
        items = [item for group in short for item in group.items]
        told += [_SPACE, _short_table(items, labels, in_short=True)] if items else []
        return told + [_advice(group, labels) for group in short if group.group is Group.ADVICE]
    for group in short:
        steps = _short_steps(group.items, labels) if group.group is Group.ADVICE else Markup("")
        told.append(join(_heading(group.heading), _short_table(group.items, labels), steps))
    return told


def _short_table(items: Sequence[ItemView], labels: Labels, *, in_short: bool = False) -> Markup:
    """Return a row for each item. ``in_short`` leaves out by how much a limit is kept, unless it is only just kept."""
    heads = (labels.requirement, labels.measured, labels.limit, labels.outcome)
    return _table(heads, [_short_row(item, labels, in_short=in_short) for item in items], _SHORT_WIDTHS)


def _short_row(item: ItemView, labels: Labels, *, in_short: bool) -> Sequence[Content]:
    """Return one row: what was found, what is asked for and how far apart they are, and what came of it."""
    title, outcome = tag("b", item.title), _marked(item.mark)
    if item.note and not item.rows:
        return title, item.note, outcome
    rows = item.rows or tuple(row for way in item.telling_alternatives[:1] for row in way.rows)
    if not rows:
        return title, item.summary, outcome
    named = len(rows) > 1 or bool(item.alternatives)
    values = [labels.pair(row.name, _value_words(row)) if named else _value_words(row) for row in rows]
    limits = [
        labels.aside(
            labels.pair(row.name if len(rows) > 1 else limit.tier_word, limit.words),
            "" if in_short and limit.truth is Truth.YES and not item.only_just else limit.margin,
        )
        for row in rows
        for limit in row.limits
    ]
    origin: list[Content] = [tag("i", item.origin)] if item.origin else []
    return title, _lines([*values, *origin]), _lines(limits), outcome


def _lines(parts: Sequence[Content]) -> Markup:
    return join(*(one for part in parts for one in (tag("br"), part)[0 if part is not parts[0] else 1 :]))


def _value_words(row: RowView) -> str:
    return " ".join(filter(None, (row.value, row.spread)))


def _advice(group: GroupView, labels: Labels) -> Markup:
    return join(_heading(group.heading), _short_steps(group.items, labels))


def _short_steps(items: Sequence[ItemView], labels: Labels) -> Markup:
    """Return what would make recommendations come true, a paragraph for each."""
    said = [(item.title, reduce(labels.sentences, item.steps, "")) for item in items]
    return join(*(tag("p", tag("b", labels.pair(title, "")), steps) for title, steps in said if steps))


def _group(group: GroupView, labels: Labels) -> Markup:
    heads = (labels.requirement, labels.measured, labels.limit, labels.margin, labels.outcome)
    parts: list[Markup] = []
    rows: list[_Row] = []
    for item in group.items:
        rows += _item_rows(item, labels)
        explained = _explained(item, labels)
        if explained:
            # What is explained gets a table of its own, the explanation right below it.
            parts += [_limits_table(heads, rows), explained, _SPACE]
            rows = []
    parts += [_limits_table(heads, rows)] if rows else []
    return join(_heading(group.heading), *(parts[:-1] if parts[-1] is _SPACE else parts))


def _item_rows(item: ItemView, labels: Labels) -> list[_Row]:
    title = tag("b", item.title)
    if not item.rows:
        return [(title, item.summary, _marked(item.mark))]
    return _limit_rows(title, item.rows[0], labels, item.origin)


def _limit_rows(title: Content, row: RowView, labels: Labels, origin: str = "") -> list[_Row]:
    """Return a row for each limit; title and value stand once, beside all of them."""
    beside: list[tuple[Content | None, Content | None]] = [(title, _value(row, origin))]
    beside += [(None, None)] * (len(row.limits) - 1)
    return [(*first, *_limit(limit, labels)) for first, limit in zip(beside, row.limits, strict=True)]


def _value(row: RowView, origin: str = "") -> Markup:
    value = _value_words(row)
    return join(value, tag("br"), tag("i", origin)) if origin else join(value)


def _limit(limit: LimitView, labels: Labels) -> tuple[Content, Content, Content]:
    return (labels.pair(limit.tier_word, limit.words), limit.margin, _marked(limit.mark))


def _explained(item: ItemView, labels: Labels) -> Markup:
    happened = labels.sentences(item.same or item.reason, item.note)
    return join(
        *(_way(way, labels) for way in item.telling_alternatives),
        tag("p", happened) if happened and (item.rows or happened != item.summary) else "",
        _why(item, labels) if _needs_words(item) else "",
        "" if item.same else _steps(labels.remedy, item.remedy, labels),
        _steps(labels.fix, item.steps, labels),
    )


def _why(item: ItemView, labels: Labels) -> Content:
    """Return why it matters and where more is told: in one paragraph, so that no page begins with the address."""
    why = [tag("b", labels.pair(labels.why, "")), paragraphs(item.why)] if item.why else []
    more = [labels.pair(labels.link, ""), link(item.link)] if item.link else []
    between = [tag("br")] if why and more else []
    return tag("p", *why, *between, *more) if why or more else ""


def _needs_words(item: ItemView) -> bool:
    return bool(item.steps) or item.outcome.is_open


def _steps(heading: str, steps: Sequence[str], labels: Labels) -> Content:
    if len(steps) == 1:
        return tag("p", tag("b", labels.pair(heading, "")), steps[0])
    if not steps:
        return ""
    return join(tag("p", tag("b", heading)), tag("ol", *(tag("li", step) for step in steps)))


def _way(way: AlternativeView, labels: Labels) -> Markup:
    heads = (labels.fact, labels.measured, labels.limit, labels.margin, labels.outcome)
    rows = [line for row in way.rows for line in _limit_rows(row.name, row, labels)]
    # All of it is bold, as a heading is: no page ends after it.
    return join(tag("p", tag("b", labels.pair(way.heading, "")), _marked(way.mark)), _limits_table(heads, rows))


def _facts(view: ReportView) -> Markup:
    labels = view.labels
    heads = (labels.fact, labels.value, labels.method, labels.when)
    rows = [
        (fact.name, " ".join(filter(None, (fact.value, fact.spread))), fact.same or fact.method, fact.at)
        for fact in view.facts
    ]
    told = 4 if any(method or at for *_, method, at in rows) else 2  # made-up facts were measured nowhere
    table = _table(heads[:told], [row[:told] for row in rows], _FACT_WIDTHS[:told], f"font-size:{_FACTS_PRINT};")
    return join(_heading(labels.facts), table)


def _about(view: ReportView) -> Markup:
    """Return the small print: what was not looked at, and what names the report."""
    labels = view.labels
    parts = [(labels.details, [labels.pair(label, value) for label, value in view.details])]
    if view.not_examined:
        parts.insert(0, (labels.not_examined, list(view.not_examined)))
    style = f"font-size:{_SMALL_PRINT};{_muted()}"
    said = [tag("p", tag("b", labels.pair(heading, "")), " \u00b7 ".join(told), style=style) for heading, told in parts]
    return join(_SPACE, *said)
