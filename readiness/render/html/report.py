"""A report as one HTML file that needs nothing else: no address is asked, no script runs.

It is the accessible form: headings, table headers, a language, outcomes as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from readiness.render.html.markup import Content, Markup, data_script, join, link, paragraphs, tag
from readiness.render.html.stylesheet import stylesheet
from readiness.render.parts.view import (
    AlternativeView,
    CellView,
    ComparisonView,
    FactView,
    Group,
    GroupView,
    ItemView,
    Labels,
    Mark,
    RemediationView,
    ReportView,
    RowView,
)

DATA_ID: Final = "readiness-report"
"""The id of the element that holds the report's JSON, for programs that read the page."""

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# Blocks begin on lines of their own, so that two reports can be compared line by line.
_BLOCK: Final = re.compile(
    r"(?<=>)(?=<(?:/?(?:html|head|body|main|section|article|table|thead|tbody)|tr|h\d|p|ul|ol|dt))"
)
_NEW_LINE: Final = "\n"
_FOLDED: Final = frozenset({Group.MET, Group.NOT_APPLICABLE})


def render_html(view: ReportView, json_text: str | None = None) -> str:
    """Return the whole page. ``json_text``, a JSON document, is put inside for programs to read."""
    labels = view.labels
    body = tag(
        "main",
        _head(view),
        *(_group(group, labels) for group in view.groups),
        _facts(view.facts, labels),
        _not_examined(view),
        _details(view),
    )
    data = data_script(json_text, DATA_ID) if json_text else Markup("")
    return document(view.language, f"{view.mark.word} \u2013 {view.profile}", join(body, data))


def render_comparison_html(view: ComparisonView) -> str:
    """Return several employers side by side as one page."""
    heads = [tag("th", view.labels.requirement, scope="col"), tag("th", view.labels.measured, scope="col")]
    heads += [tag("th", column, scope="col") for column in view.columns]
    verdicts = [tag("th", view.labels.verdict, scope="row"), tag("td")]
    verdicts += [tag("td", marked(mark)) for mark in view.verdicts]
    rows = [
        tag(
            "tr",
            tag("th", row.name, scope="row"),
            tag("td", row.value),
            *(_cell(cell, view.labels) for cell in row.cells),
        )
        for row in view.rows
    ]
    table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", tag("tr", *verdicts), *rows))
    sentences = [tag("li", view.labels.pair(one, text)) for one, text in zip(view.columns, view.sentences, strict=True)]
    below = _remediation(view.remediation) if view.remediation else Markup("")
    beside = tag("div", table, class_="scroll compare")
    body = tag("main", tag("h1", view.labels.comparison), tag("p", view.finished), tag("ul", *sentences), below, beside)
    return document(view.language, view.labels.comparison, body)


def _remediation(view: RemediationView) -> Markup:
    parts: list[Markup] = [tag("h2", view.heading), *([tag("p", tag("strong", view.best))] if view.best else [])]
    for employer in view.employers:
        parts.append(tag("h3", employer.heading))
        parts += [tag("ul", *(tag("li", step) for step in employer.steps))] if employer.steps else []
        parts += [tag("p", employer.also)] if employer.also else []
        parts += [tag("ul", *(tag("li", step) for step in employer.to_find_out))] if employer.to_find_out else []
        parts += [tag("p", employer.note)] if employer.note else []
    return tag("section", *parts)


def _cell(cell: CellView | None, labels: Labels) -> Markup:
    if cell is None:
        return tag("td", labels.not_asked)
    limits = (part for line in cell.words.splitlines() for part in (tag("br"), line))
    return tag("td", marked(cell.mark), *limits)


def document(language: str, title: str, body: Markup) -> str:
    """Return a whole page around its body: no address is asked, no script runs."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", Markup(stylesheet(language))),
    )
    page = tag("html", head, tag("body", body), lang=language)
    return f"<!DOCTYPE html>\n{_BLOCK.sub(_NEW_LINE, page)}\n"


def marked(mark: Mark) -> Markup:
    """Return a mark as sign and word; the sign is not read aloud, the word is."""
    return tag("span", tag("span", mark.sign, aria_hidden="true"), " ", mark.word, class_=f"mark {mark.tone}")


def _head(view: ReportView) -> Markup:
    rest = view.heading[len(view.mark.word) :]
    return tag(
        "header",
        tag("p", view.labels.report, class_="muted"),
        tag("h1", marked(view.mark), rest),
        tag("p", view.subtitle),
        *(tag("p", caveat) for caveat in view.caveats),
    )


# ------------------------------------------------------------------ requirements


def _group(group: GroupView, labels: Labels) -> Markup:
    name = f"group-{group.group}"
    if group.group in _FOLDED:
        body = [
            _table(group.items, labels),
            *(join(_alternatives(item, labels), _words("p", item.note)) for item in group.items if item.alternatives),
        ]
    else:
        body = [_card(item, labels) for item in group.items]
    return tag("section", tag("h2", group.heading, id=name), *body, aria_labelledby=name)


def _card(item: ItemView, labels: Labels) -> Markup:
    return tag(
        "article",
        tag("h3", marked(item.mark), labels.pair("", item.title)),
        _table([item], labels, alone=True) if item.rows else "",
        _alternatives(item, labels, heading=False),
        _words("p", item.same or item.reason),
        _words("p", item.note),
        _part(labels.why, paragraphs(item.why)) if item.why else "",
        "" if item.same else _steps(labels.remedy, item.remedy),
        _steps(labels.fix, item.steps),
        tag("p", labels.pair(labels.link, ""), link(item.link)) if item.link else "",
        class_=f"card {item.mark.tone}",
    )


def _words(name: str, text: str) -> Content:
    return tag(name, paragraphs(text)) if text else ""


def _part(heading: str, body: Content) -> Markup:
    return join(tag("h4", heading), tag("p", body))


def _steps(heading: str, steps: Sequence[str]) -> Content:
    if len(steps) > 1:
        return join(tag("h4", heading), tag("ol", *(tag("li", step) for step in steps)))
    return _part(heading, steps[0]) if steps else ""


def _table(items: Iterable[ItemView], labels: Labels, *, alone: bool = False) -> Markup:
    """Return items as a table, one row per limit. ``alone``: the item's title stands above the table already."""
    shown = list(items)
    margins = _has_margins(row for item in shown for row in item.rows[:1])
    names = [labels.measured, labels.limit, *([labels.margin] if margins else []), labels.outcome]
    heads = [tag("th", name, scope="col") for name in ([] if alone else [labels.requirement]) + names]
    rows = [row for item in shown for row in _item_rows(item, labels, alone=alone, margins=margins)]
    table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows))
    return tag("div", table, class_="told")


def _has_margins(rows: Iterable[RowView]) -> bool:
    """Whether anything lies a distance from its limit: an empty column takes room on a telephone."""
    return any(limit.margin for row in rows for limit in row.limits)


def _item_rows(item: ItemView, labels: Labels, *, alone: bool, margins: bool) -> list[Markup]:
    """Return a row for each limit; title and value stand once, beside all of them."""
    if not item.rows:
        reach = "3" if margins else "2"
        cells = [tag("td", item.summary, colspan=reach), tag("td", marked(item.mark))]
        return [tag("tr", *([] if alone else [tag("th", item.title, scope="row")]), *cells)]
    row = item.rows[0]
    title = [] if alone else [tag("th", item.title, scope="row", rowspan=_reach(row))]
    first, *others = _limit_cells(row, labels, item.origin, margins=margins)
    return [tag("tr", *title, *first), *(tag("tr", *cells) for cells in others)]


def _reach(row: RowView) -> str:
    return str(len(row.limits)) if len(row.limits) > 1 else ""


def _limit_cells(row: RowView, labels: Labels, origin: str = "", *, margins: bool) -> list[list[Markup]]:
    """Return the cells of each limit, the value in front of the first."""
    value: list[Content] = [" ".join(filter(None, (row.value, row.spread)))]
    if origin:
        value += [tag("br"), tag("em", origin)]
    lines = [
        [
            tag("td", labels.pair(limit.tier_word, limit.words)),
            *([tag("td", limit.margin)] if margins else []),
            tag("td", marked(limit.mark)),
        ]
        for limit in row.limits
    ]
    return [[tag("td", *value, rowspan=_reach(row)), *lines[0]], *lines[1:]]


def _alternatives(item: ItemView, labels: Labels, *, heading: bool = True) -> Content:
    if not item.alternatives:
        return ""
    title = labels.pair(item.title, labels.alternatives) if heading else labels.alternatives
    return join(tag("h4", title), *(_way(way, labels) for way in item.telling_alternatives))


def _way(way: AlternativeView, labels: Labels) -> Markup:
    margins = _has_margins(way.rows)
    names = (labels.fact, labels.measured, labels.limit, *([labels.margin] if margins else []), labels.outcome)
    heads = [tag("th", name, scope="col") for name in names]
    rows = [
        tag("tr", *([] if place else [tag("th", row.name, scope="row", rowspan=_reach(row))]), *cells)
        for row in way.rows
        for place, cells in enumerate(_limit_cells(row, labels, margins=margins))
    ]
    table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows))
    return tag("div", tag("p", labels.pair(way.heading, ""), marked(way.mark)), table, class_="told way")


# ------------------------------------------------------------------ what it rests on


def _facts(facts: Sequence[FactView], labels: Labels) -> Markup:
    names = (labels.fact, labels.value, labels.method, labels.when)
    heads = [tag("th", name, scope="col") for name in names]
    table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *(_fact(fact, labels) for fact in facts)))
    return tag(
        "section",
        tag("h2", labels.facts, id="facts"),
        tag("div", table, class_="told"),
        aria_labelledby="facts",
    )


def _fact(fact: FactView, labels: Labels) -> Markup:
    method: list[Content] = [fact.same or fact.method]
    if fact.evidence:
        seen = [tag("li", f"{key}: {value}") for key, value in fact.evidence]
        method.append(tag("details", tag("summary", labels.seen), tag("ul", *seen)))
    value = " ".join(filter(None, (fact.value, fact.spread)))
    return tag(
        "tr", tag("th", fact.name, scope="row"), tag("td", value), tag("td", *method), tag("td", fact.at, class_="when")
    )


def _not_examined(view: ReportView) -> Content:
    if not view.not_examined:
        return ""
    heading = tag("h2", view.labels.not_examined, id="not-examined")
    items = [tag("li", text) for text in view.not_examined]
    return tag("section", heading, tag("ul", *items), aria_labelledby="not-examined")


def _details(view: ReportView) -> Markup:
    rows = [join(tag("dt", label), tag("dd", value)) for label, value in view.details]
    heading = tag("h2", view.labels.details, id="details")
    return tag("section", heading, tag("dl", *rows), aria_labelledby="details")
