"""A report in words: verdict first, then what failed, what is open, advice, what is met.

The one way from a report to something a person reads; whoever lays it out starts here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from readiness.domain.facts import SYSTEM_FACT, Facts, Measured, Reading
from readiness.domain.message import Message, message
from readiness.domain.profile import Profile, Tier
from readiness.domain.report import Caveat, Finding, Outcome, ProfileSource, Report, Verdict
from readiness.render.parts.items import ItemWriter
from readiness.render.parts.levels import level_words
from readiness.render.parts.marks import GROUP_OF, mark
from readiness.render.parts.rows import fact_name
from readiness.render.parts.values import happened, spread_words, value_words
from readiness.render.parts.view import FactView, Group, GroupView, ItemView, Labels, ReportView
from readiness.text import Translator, clean_line

_HEADINGS: Final = {
    Group.NOT_MET: "report.group.not_met",
    Group.OPEN: "report.group.open",
    Group.ADVICE: "report.group.advice",
    Group.MET: "report.group.met",
    Group.NOT_APPLICABLE: "report.group.not_applicable",
}
_CAVEATS: Final = {
    Caveat.EXPIRED: Message("report.caveat.expired"),
    Caveat.NOT_YET_VALID: Message("report.caveat.not_yet_valid"),
    Caveat.NOTHING_APPLIED: Message("report.caveat.nothing_applied"),
}
_LABELS: Final = Labels(
    why="report.label.why",
    fix="report.label.fix",
    link="report.label.link",
    reason="report.label.reason",
    remedy="report.label.remedy",
    method="report.label.method",
    measured="report.label.measured",
    margin="report.label.margin",
    limit="report.label.limit",
    outcome="report.label.outcome",
    requirement="report.label.requirement",
    alternatives="report.label.alternatives",
    facts="report.label.facts",
    fact="report.label.fact",
    value="report.label.value",
    when="report.label.when",
    seen="report.label.seen",
    not_examined="report.label.not_examined",
    details="report.label.details",
    report="report.label.report",
    comparison="report.label.comparison",
    not_asked="report.label.not_asked",
    verdict="report.label.verdict",
    pair_pattern="report.pair",
    aside_pattern="report.aside",
    sentences_pattern="report.sentences",
)

_BLANKS: Final = ("label", "value", "text", "note", "first", "second")


def describe(report: Report, translator: Translator, signed: int | None = None) -> ReportView:
    """Return everything a report shows, in the translator's language and the reader's formats.

    ``signed`` is the level of trust of its signed form, None where there is none.
    """
    language, profile = translator.language, report.profile
    verdict = mark(report.verdict, translator)
    rests_on = translator.say(sentence(report))
    title, issuer = clean_line(profile.title.in_language(language)), clean_line(profile.issuer.name)
    groups = tuple(_groups(report, translator))
    return ReportView(
        language=language,
        verdict=report.verdict,
        mark=verdict,
        heading=translator.say(message("report.heading", verdict=verdict.word, sentence=rests_on)),
        sentence=rests_on,
        caveats=tuple(translator.say(caveat) for caveat in _caveats(report, translator)),
        profile=title,
        issuer=issuer,
        subtitle=" · ".join((title, issuer, translator.moment(report.finished))),
        groups=groups,
        facts=tuple(_told_above(_facts(report, translator), groups, translator)),
        not_examined=tuple(translator.say(one) for one in report.not_examined),
        details=tuple(_details(report, translator, signed)),
        sends=bool(profile.submit),
        labels=labels(translator),
    )


def first_item_to_fix(reports: Sequence[Report], translator: Translator) -> ItemView | None:
    """Return what to put right first: the first thing that is not met, else the first that is open, else None."""
    for group in (Group.NOT_MET, Group.OPEN):
        for report in reports:
            for finding in report.findings:
                if GROUP_OF[finding.outcome] is group:
                    return ItemWriter(report, translator).item(finding)
    return None


def labels(translator: Translator) -> Labels:
    """Return the fixed words of a report in the translator's language."""
    ids = {name: getattr(_LABELS, name) for name in Labels.__slots__}
    # A pattern's blanks stay open: whoever lays out fills them.
    open_blanks = {name: f"{{{name}}}" for name in _BLANKS}
    return Labels(**{name: translator.say(message(id_, **open_blanks)) for name, id_ in ids.items()})


# ------------------------------------------------------------------ the verdict


def sentence(report: Report) -> Message:
    """Return what the verdict rests on, counted over what is required here and applies."""
    required = _required(report)
    total = len(required)
    if report.verdict is Verdict.FAIL:
        failed = sum(finding.outcome is Outcome.FAIL for finding in required)
        return message("report.sentence.fail", count=failed, total=total)
    if report.verdict is Verdict.INCOMPLETE:
        return _open_sentence(required)
    met = sum(finding.outcome in {Outcome.PASS, Outcome.ADVICE} for finding in required)
    if met == total:
        return message("report.sentence.pass", count=total)
    return message("report.sentence.pass_with_open", count=met, total=total)


def _open_sentence(required: tuple[Finding, ...]) -> Message:
    blocking = [finding for finding in required if finding.blocks]
    if not blocking:
        return Message("report.sentence.profile_unusable")
    if all(finding.outcome is Outcome.UNANSWERED for finding in blocking):
        return message("report.sentence.unanswered", count=len(blocking))
    return message("report.sentence.open", count=len(blocking), total=len(required))


def _required(report: Report) -> tuple[Finding, ...]:
    return tuple(
        finding
        for finding in report.findings
        if finding.outcome is not Outcome.NOT_APPLICABLE
        and report.requirement_here(finding.requirement).tier is Tier.REQUIRED
    )


def _caveats(report: Report, translator: Translator) -> Iterator[Message]:
    """Return whole sentences that qualify the verdict, gravest first."""
    valid = report.profile.valid
    for caveat in report.judgement.caveats:
        if caveat is Caveat.EXPIRED and valid.until:
            yield message("report.caveat.expired_on", date=translator.date(valid.until))
        elif caveat is Caveat.NOT_YET_VALID and valid.start:
            yield message("report.caveat.not_valid_before", date=translator.date(valid.start))
        else:
            yield _CAVEATS[caveat]
    if report.verdict is Verdict.FAIL and (still_open := sum(finding.blocks for finding in report.findings)):
        yield message("report.caveat.also_open", count=still_open)
    if advice := sum(finding.outcome is Outcome.ADVICE for finding in report.findings):
        yield message("report.caveat.advice", count=advice)
    if close := sum(finding.only_just for finding in report.findings):
        yield message("report.caveat.only_just", count=close)


# ------------------------------------------------------------------ the parts


def _groups(report: Report, translator: Translator) -> Iterator[GroupView]:
    writer = ItemWriter(report, translator)
    for group in Group:
        findings = [finding for finding in report.findings if GROUP_OF[finding.outcome] is group]
        if findings:
            heading = translator.say(message(_HEADINGS[group], count=len(findings)))
            items = [writer.item(finding) for finding in findings]
            yield GroupView(group, heading, tuple(_told_once(items, translator)))


def _told_once(items: Sequence[ItemView], translator: Translator) -> Iterator[ItemView]:
    """Refer back where several items are open for one reason: three times the same steps look like three faults."""
    first: dict[tuple[str, tuple[str, ...]], ItemView] = {}
    for item in items:
        earlier = first.setdefault((item.reason, item.remedy), item)
        if earlier is item or not item.remedy:
            yield item
        else:
            # That a question is open is said in fewer words than the reference takes.
            open_question = item.outcome is Outcome.UNANSWERED
            reference = translator.say(message("report.same", title=earlier.title))
            yield replace(item, same=item.reason if open_question else reference)


def _told_above(facts: Iterator[FactView], groups: Sequence[GroupView], translator: Translator) -> Iterator[FactView]:
    """Refer to the requirement that says already why a fact was not measured."""
    told = {item.reason: item.title for group in reversed(groups) for item in reversed(group.items) if item.reason}
    for fact in facts:
        above = None if fact.measured else told.get(fact.method)
        yield replace(fact, same=translator.say(message("report.above", title=above))) if above else fact


def _facts(report: Report, translator: Translator) -> Iterator[FactView]:
    """Return every reading, in the order the profile asks for them, the system last."""
    asked = [fact for requirement in report.profile.requirements for fact in sorted(requirement.facts)]
    for fact in dict.fromkeys([*asked, SYSTEM_FACT]):
        if fact in report.facts.readings:
            yield _fact(fact, report.facts, translator)


def _fact(fact: str, facts: Facts, translator: Translator) -> FactView:
    reading: Reading = facts[fact]
    name = fact_name(fact, translator)
    if not isinstance(reading, Measured):
        word, why = mark(Outcome.NOT_MEASURED, translator).word, translator.say(happened(reading))
        return FactView(fact, name, word, "", why, "", measured=False)
    return FactView(
        fact,
        name,
        value_words(reading, translator),
        spread_words(reading, translator),
        translator.say(reading.method) if reading.method else "",
        translator.moment(reading.at) if reading.at else "",
        measured=True,
        evidence=tuple((clean_line(key), clean_line(seen)) for key, seen in reading.evidence.items()),
    )


def _details(report: Report, translator: Translator, signed: int | None) -> Iterator[tuple[str, str]]:
    """Return what names the profile, the program and the run, label and value."""
    yield from profile_details(report.profile, report.source, translator)
    yield translator.say(message("report.detail.app")), clean_line(report.app_version)
    yield translator.say(message("report.detail.started")), translator.moment(report.started)
    yield translator.say(message("report.detail.finished")), translator.moment(report.finished)
    yield translator.say(message("report.detail.report")), clean_line(report.id)
    # What is shown is a page like any other, also where a signed file lies beside it, or in it.
    trust = (
        message("report.trust.file") if signed is None else message("report.trust.beside", level=level_words(signed))
    )
    yield translator.say(message("report.detail.trust")), translator.say(trust)


def profile_details(profile: Profile, source: ProfileSource, translator: Translator) -> Iterator[tuple[str, str]]:
    """Return what names a profile and its author, label and value."""
    if profile.issuer.contact:
        yield translator.say(message("report.detail.contact")), clean_line(profile.issuer.contact)
    yield translator.say(message("report.detail.profile")), clean_line(profile.id)
    yield translator.say(message("report.detail.version")), clean_line(profile.version)
    if profile.valid.until:
        yield translator.say(message("report.detail.valid_until")), translator.date(profile.valid.until)
    yield translator.say(message("report.detail.sha256")), source.sha256
    signed = message("report.signed") if source.signed else message("report.unsigned")
    yield translator.say(message("report.detail.signature")), translator.say(signed)
