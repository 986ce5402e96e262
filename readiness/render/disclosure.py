"""Everything that leaves the computer with a report, field by field, for whoever is to agree to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce

from readiness.domain.facts import Reading
from readiness.domain.message import Message, message
from readiness.render.parts.view import FactView, ItemView, Labels, ReportView
from readiness.render.proof import describe_level, signal_words
from readiness.text import Translator


@dataclass(frozen=True, slots=True)
class SigningDetails:
    """What a signed report tells besides the report; ``key`` names the one it is signed with."""

    signed: datetime
    level: int
    key: str
    nonce: str = ""
    receipts: int = 0
    signals: Mapping[str, Reading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and labels with what belongs to them."""

    heading: str
    pairs: tuple[tuple[str, str], ...]


def sections(view: ReportView, beside: SigningDetails, translator: Translator) -> Iterator[Section]:
    """Yield all of it: the result, what was measured, what names the report, what is told besides."""
    labels = view.labels
    items = ((item.title, _item_words(item, labels)) for item in view.items)
    verdict = reduce(labels.sentences, view.caveats, view.heading)
    yield Section(translator.say(message("desktop.send.result")), ((labels.verdict, verdict), *items))
    yield Section(labels.facts, tuple(pair for fact in view.facts for pair in _fact_pairs(fact, labels)))
    details = without_the_pages_proof(view, translator).details
    yield Section(labels.details, (*details, (labels.not_examined, " \u00b7 ".join(view.not_examined))))
    yield Section(translator.say(message("desktop.send.beside")), tuple(_beside(beside, translator, labels)))


def without_the_pages_proof(view: ReportView, translator: Translator) -> ReportView:
    """Return the view without what a page that is not signed proves: that is no matter of what leaves signed."""
    trust = translator.say(message("report.detail.trust"))
    return replace(view, details=tuple(pair for pair in view.details if pair[0] != trust))


def _item_words(item: ItemView, labels: Labels) -> str:
    words = labels.pair(item.mark.word, item.summary) if item.summary else item.mark.word
    return labels.aside(words, item.origin)


def _fact_pairs(fact: FactView, labels: Labels) -> Iterator[tuple[str, str]]:
    value = " ".join(filter(None, (fact.value, fact.spread)))
    yield fact.name, " \u00b7 ".join(filter(None, (value, fact.method, fact.at)))
    for name, seen in fact.evidence:
        yield labels.aside(fact.name, labels.seen), labels.pair(name, seen)


def _beside(beside: SigningDetails, translator: Translator, labels: Labels) -> Iterator[tuple[str, str]]:
    yield from signal_words(beside.signals, translator)
    say = translator.say
    if beside.nonce:
        yield say(Message("desktop.send.invitation")), beside.nonce
    if beside.receipts:
        yield say(Message("desktop.send.receipts")), translator.number(beside.receipts)
    yield say(Message("cli.send_key")), beside.key
    yield say(Message("desktop.send.signed")), translator.moment(beside.signed)
    trust = describe_level(beside.level, translator)
    yield trust.heading, trust.level
    yield "", labels.sentences(*trust.sentences)
