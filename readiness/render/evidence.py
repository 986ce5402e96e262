"""The evidence behind one finding, for people: what was needed, what was seen, on what it was seen.

Window, terminal and file lay out the same sections, so what is shown is what is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from readiness.domain.evidence import Evidence, names_of_devices
from readiness.domain.facts import Bound, Measured, Reading, Unmeasured
from readiness.domain.message import Message, message
from readiness.domain.reference import Statistic
from readiness.domain.report import Outcome
from readiness.render.html.markup import Markup, join, paragraphs, tag
from readiness.render.html.report import document, marked
from readiness.render.parts.items import ItemWriter
from readiness.render.parts.marks import mark
from readiness.render.parts.rows import fact_name
from readiness.render.parts.values import happened, spread_words, value_words
from readiness.render.parts.view import ItemView, Labels, Mark, RowView
from readiness.render.plain import Pen, Style
from readiness.render.words import labels, profile_details
from readiness.text import Translator, clean, clean_line

DATA_ID: Final = "readiness-evidence"
"""The id of the element that holds the JSON, for programs that read the page."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A heading and what is told below it, label and value."""

    heading: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """What the file says. ``subject`` names the requirement, ``mark`` what came of it, ``remark`` is the person's."""

    language: str
    heading: str
    subject: str
    mark: Mark
    lead: str
    remark_label: str
    remark: str
    sections: tuple[SectionView, ...]
    data_label: str
    labels: Labels


def describe_evidence(evidence: Evidence, translator: Translator) -> EvidenceView:
    """Return the evidence in the translator's language and the reader's formats."""
    item = ItemWriter(evidence.report, translator).item(evidence.finding)
    words = labels(translator)
    asked = SectionView(translator.say(message("evidence.result")), tuple(_result(item, words)))
    seen = tuple(
        SectionView(fact_name(fact, translator), tuple(_reading(reading, words, translator)))
        for fact, reading in evidence.readings.items()
    )
    return EvidenceView(
        language=translator.language,
        heading=translator.say(message("evidence.heading")),
        subject=item.title,
        mark=item.mark,
        lead=translator.say(_lead(evidence)),
        remark_label=translator.say(message("evidence.remark")),
        remark=clean(evidence.remark).strip(),
        sections=(asked, *seen, SectionView(words.details, tuple(_details(evidence, translator)))),
        data_label=translator.say(message("evidence.data")),
        labels=words,
    )


def _lead(evidence: Evidence) -> Message:
    if not names_of_devices(evidence.readings):
        return Message("evidence.lead_plain")
    return Message("evidence.lead" if evidence.device_names else "evidence.lead_without_names")


def _result(item: ItemView, words: Labels) -> Iterator[Pair]:
    yield words.requirement, item.title
    yield words.outcome, item.mark.word
    for row in item.rows:
        if row.value:
            yield words.measured, " ".join(filter(None, (row.value, row.spread)))
        yield from ((limit.tier_word, words.aside(limit.words, limit.margin)) for limit in row.limits)
    for way in item.alternatives:
        yield way.heading, way.mark.word
        yield from ((row.name, _in_one_line(row, words)) for row in way.rows)
    if item.outcome is Outcome.NOT_MEASURED:
        yield words.reason, item.reason


def _in_one_line(row: RowView, words: Labels) -> str:
    """Return what was found and what was needed: one of several ways is told in few words."""
    found = [words.pair(words.measured, " ".join(filter(None, (row.value, row.spread))))] if row.value else []
    needed = [words.pair(limit.tier_word, words.aside(limit.words, limit.margin)) for limit in row.limits]
    return " · ".join([*found, *needed])


def _reading(reading: Reading, words: Labels, translator: Translator) -> Iterator[Pair]:
    if isinstance(reading, Unmeasured):
        yield words.value, mark(Outcome.NOT_MEASURED, translator).word
        yield words.reason, translator.say(happened(reading))
        return
    yield words.value, " ".join(filter(None, (value_words(reading, translator), spread_words(reading, translator))))
    yield from _figures(reading, translator)
    if reading.method:
        yield words.method, translator.say(reading.method)
    if reading.at:
        yield words.when, translator.moment(reading.at)
    for key, seen in reading.evidence.items():
        yield words.aside(words.seen, clean_line(key)), clean_line(seen)


def _figures(reading: Measured, translator: Translator) -> Iterator[Pair]:
    """Yield the figures that stand behind the one that counts."""
    if reading.samples > 1:
        yield translator.say(message("evidence.samples")), translator.number(reading.samples)
    if reading.bound is not Bound.EXACT:
        # The words give the bound; this is the middle it was reckoned from.
        yield translator.say(message("evidence.middle")), translator.value(reading.value, reading.unit)
    for statistic, figure in reading.statistics.items():
        yield translator.say(_STATISTICS[statistic]), translator.value(figure, reading.unit)


_STATISTICS: Final = {
    Statistic.MEDIAN: Message("evidence.median"),
    Statistic.P95: Message("evidence.p95"),
    Statistic.WORST: Message("evidence.worst"),
}


def _details(evidence: Evidence, translator: Translator) -> Iterator[Pair]:
    report = evidence.report
    title = clean_line(report.profile.title.in_language(translator.language))
    yield translator.say(message("evidence.title")), title
    yield translator.say(message("evidence.issuer")), clean_line(report.profile.issuer.name)
    yield from profile_details(report.profile, report.source, translator)
    yield translator.say(message("report.detail.app")), clean_line(report.app_version)
    yield translator.say(message("report.detail.finished")), translator.moment(report.finished)
    yield translator.say(message("report.detail.report")), clean_line(report.id)
    yield translator.say(message("report.detail.trust")), translator.say(message("report.trust.file"))
    yield translator.say(message("evidence.made")), translator.moment(evidence.made)


# ------------------------------------------------------------------ laid out


def render_evidence_html(view: EvidenceView, json_text: str) -> str:
    """Return the evidence as one page that needs nothing else; the JSON stands in it, for all to read."""
    parts: list[Markup] = [
        tag("header", tag("h1", view.heading), tag("p", marked(view.mark), " ", view.subject), tag("p", view.lead))
    ]
    if view.remark:
        parts.append(tag("section", tag("h2", view.remark_label), tag("p", paragraphs(view.remark))))
    for section in view.sections:
        rows = [join(tag("dt", label), tag("dd", value)) for label, value in section.pairs]
        parts.append(tag("section", tag("h2", section.heading), tag("dl", *rows)))
    data = tag("pre", json_text, id=DATA_ID, style="white-space:pre-wrap;overflow-wrap:anywhere")
    parts.append(tag("section", tag("details", tag("summary", view.data_label), data)))
    return document(view.language, f"{view.heading} \u2013 {view.subject}", tag("main", *parts))


def render_evidence(view: EvidenceView, style: Style | None = None) -> str:
    """Return the evidence as text for a terminal, without the JSON."""
    pen = Pen(style or Style(), [view.mark])
    lines = [pen.bold(view.heading), *pen.wrapped(f"{pen.marked(view.mark)}  {view.subject}", ""), ""]
    lines += [*pen.wrapped(view.lead, ""), ""]
    if view.remark:
        lines += [pen.bold(view.remark_label)]
        lines += [line for part in view.remark.split("\n") for line in pen.wrapped(part, "  ")]
        lines.append("")
    for section in view.sections:
        lines.append(pen.bold(section.heading))
        for label, value in section.pairs:
            lines += pen.hanging("  ", view.labels.pair(label, value), "      ")
        lines.append("")
    return pen.finished(lines)
