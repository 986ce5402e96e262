"""A report as HTML for a printer that knows little of it: Qt's QTextDocument.

Tables, inline colours and sizes in points only. Dark ink on white; words and signs carry
the meaning, so that it survives a black-and-white printer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from readiness.render.markup import Content, Markup, join, link, paragraphs, tag
from readiness.render.stylesheet import FONTS, LIGHT
from readiness.render.view import AlternativeView, GroupView, ItemView, Labels, LimitView, Mark, ReportView, RowView

_LINE: Final = LIGHT["line"]
# Qt ignores the outer margins of tables and lists.
_SPACE: Final = tag("p", "\u00a0", style="font-size:5pt;")
_ITEM_WIDTHS: Final = ("24%", "19%", "23%", "19%", "15%")
_FACT_WIDTHS: Final = ("24%", "19%", "37%", "20%")


def html_for_print(view: ReportView, families: Sequence[str] = ()) -> str:
    """Return the report for printing; ``families`` are the fonts to use, best first."""
    names = ",".join(f"'{name}'" for name in families or FONTS[view.language])
    body = tag(
        "body",
        _head(view),
        *(_group(group, view.labels) for group in view.groups),
        _facts(view),
        _not_examined(view),
        _details(view),
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
    return join(_SPACE, tag("h2", text, style="font-size:12pt;"))


def _table(heads: Sequence[str], rows: Iterable[Sequence[Content]], widths: Sequence[str]) -> Markup:
    """Return a table; a row of fewer cells than heads lets its second cell reach across."""
    top = [
        tag("th", head, align="left", style=_muted(), width=width) for head, width in zip(heads, widths, strict=True)
    ]
    lines = [tag("tr", *_cells(row, len(heads) - len(row) + 1)) for row in rows]
    style = f"border-collapse:collapse;border-style:solid;border-color:{_LINE};"
    # The first row is repeated on every page.
    return tag("table", tag("thead", tag("tr", *top)), *lines, width="100%", border="1", cellpadding="4", style=style)


def _cells(row: Sequence[Content], reach: int) -> list[Markup]:
    first, second, *others = row
    return [tag("td", first), tag("td", second, colspan=str(reach)), *(tag("td", cell) for cell in others)]


def _group(group: GroupView, labels: Labels) -> Markup:
    heads = (labels.requirement, labels.measured, labels.limit, labels.margin, labels.outcome)
    parts: list[Markup] = []
    rows: list[Sequence[Content]] = []
    for item in group.items:
        rows += _item_rows(item, labels)
        explained = _explained(item, labels)
        if explained:
            # What is explained gets a table of its own, the explanation right below it.
            parts += [_table(heads, rows, _ITEM_WIDTHS), explained, _SPACE]
            rows = []
    return join(_heading(group.heading), *parts, _table(heads, rows, _ITEM_WIDTHS) if rows else "")


def _item_rows(item: ItemView, labels: Labels) -> list[Sequence[Content]]:
    title = tag("b", item.title)
    if not item.rows:
        return [(title, item.summary, _marked(item.mark))]
    row = item.rows[0]
    rows: list[Sequence[Content]] = []
    for index, limit in enumerate(row.limits):
        first: tuple[Content, Content] = ("", "") if index else (title, _value(row, item.origin))
        rows.append((*first, *_limit(limit, labels)))
    return rows


def _value(row: RowView, origin: str = "") -> Markup:
    value = " ".join(filter(None, (row.value, row.spread)))
    return join(value, tag("br"), tag("i", origin)) if origin else join(value)


def _limit(limit: LimitView, labels: Labels) -> tuple[Content, Content, Content]:
    return (labels.pair(limit.tier_word, limit.words), limit.margin, _marked(limit.mark))


def _explained(item: ItemView, labels: Labels) -> Markup:
    happened = labels.sentences(item.same or item.reason, item.note)
    return join(
        *(_way(way, labels) for way in item.telling_alternatives),
        tag("p", happened) if happened and (item.rows or happened != item.summary) else "",
        tag("p", tag("b", labels.pair(labels.why, "")), paragraphs(item.why))
        if item.why and _needs_words(item)
        else "",
        "" if item.same else _steps(labels.remedy, item.remedy),
        _steps(labels.fix, item.steps),
        tag("p", labels.pair(labels.link, ""), link(item.link)) if item.link and _needs_words(item) else "",
    )


def _needs_words(item: ItemView) -> bool:
    return bool(item.steps) or item.outcome.is_open


def _steps(heading: str, steps: Sequence[str]) -> Content:
    if not steps:
        return ""
    return join(tag("p", tag("b", heading)), tag("ol", *(tag("li", step) for step in steps)))


def _way(way: AlternativeView, labels: Labels) -> Markup:
    heads = (labels.fact, labels.measured, labels.limit, labels.margin, labels.outcome)
    rows = [(row.name, _value(row), *_limit(limit, labels)) for row in way.rows for limit in row.limits]
    # All of it is bold, as a heading is: no page ends after it.
    return join(tag("p", tag("b", labels.pair(way.heading, "")), _marked(way.mark)), _table(heads, rows, _ITEM_WIDTHS))


def _facts(view: ReportView) -> Markup:
    labels = view.labels
    heads = (labels.fact, labels.value, labels.method, labels.when)
    rows = [
        (fact.name, " ".join(filter(None, (fact.value, fact.spread))), fact.same or fact.method, fact.at)
        for fact in view.facts
    ]
    told = 4 if any(method or at for *_, method, at in rows) else 2  # made-up facts were measured nowhere
    return join(_heading(labels.facts), _table(heads[:told], [row[:told] for row in rows], _FACT_WIDTHS[:told]))


def _not_examined(view: ReportView) -> Content:
    if not view.not_examined:
        return ""
    return join(_heading(view.labels.not_examined), tag("ul", *(tag("li", text) for text in view.not_examined)))


def _details(view: ReportView) -> Markup:
    rows = [tag("tr", tag("td", label, style=_muted()), tag("td", value)) for label, value in view.details]
    return join(_heading(view.labels.details), tag("table", *rows, cellpadding="2"))
