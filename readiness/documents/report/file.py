"""Writes reports as JSON and reads them back without loss, so that they can be judged again years later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from readiness.documents.json_text.document_kinds import REPORT, kind_of, refuse_other
from readiness.documents.json_text.finder import Finder, shortened
from readiness.documents.json_text.problems import DocumentError, ProfileError, ReportError
from readiness.documents.json_text.strict import Document, Limits, pointer_to, read_json
from readiness.documents.json_text.times import moment_text
from readiness.documents.profile.file import read_profile
from readiness.documents.report.values import (
    Json,
    Read,
    finding_json,
    finding_of,
    message_json,
    message_of,
    moment_of,
    reading_json,
    reading_of,
    texts_json,
    value_json,
    value_of,
    writable,
)
from readiness.documents.report.waiver import waiver_json, waiver_of
from readiness.documents.schema.report import FORMAT, REPORT_KIND, REPORTS_KIND, report_schema
from readiness.documents.schema.validation import note_schema_problems, validator_for
from readiness.domain.facts import Catalogue, FactDef, Facts
from readiness.domain.judge import judge
from readiness.domain.profile import Profile
from readiness.domain.report import Caveat, Judgement, ProfileSource, Report, Verdict, overall
from readiness.domain.waiver import Waiver

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

REPORT_LIMITS: Final = Limits(size=50_000_000, members=1_000_000)
_LEFT_OUT: Final = frozenset(
    {"unmeasured", "reason", "detail", "remedy", "value", "unit", "spread", "samples", "method", "at", "evidence"}
    | {"bound", "statistics", "waivers"}
    | {"fact", "limit", "limit_unit", "margin", "title", "comparisons", "alternatives"}
)
"""Keys that are written only if they have a value; other keys may be those of a newer program."""


def report_json(report: Report) -> Json:
    """Return a report as JSON: the summary first, then what it rests on."""
    requirements = {one.id: one for one in report.profile.requirements}
    return {
        "format": FORMAT,
        "kind": REPORT_KIND,
        "id": report.id,
        "verdict": report.verdict.value,
        "caveats": [caveat.value for caveat in report.judgement.caveats],
        "profile": _profile_json(report),
        "app_version": report.app_version,
        "started": moment_text(report.started),
        "finished": moment_text(report.finished),
        "requirements": [finding_json(one, requirements[one.requirement]) for one in report.findings],
        "facts": {id_: reading_json(reading) for id_, reading in report.facts.readings.items()},
        "answers": {id_: value_json(answer) for id_, answer in report.facts.answers.items()},
        "not_examined": [message_json(one) for one in report.not_examined],
        **({"waivers": [_waiver_json(one) for one in report.waivers]} if report.waivers else {}),
    }


def _waiver_json(waiver: Waiver) -> Json:
    return {**waiver_json(waiver), "paper": writable(waiver.paper)}


def _waiver_of(value: Read) -> Waiver:
    return replace(waiver_of({key: member for key, member in value.items() if key != "paper"}), paper=value["paper"])


def _profile_json(report: Report) -> Json:
    profile, source = report.profile, report.source
    return {
        "id": profile.id,
        "version": profile.version,
        "serial": profile.serial,
        "title": texts_json(profile.title),
        "sha256": source.sha256,
        "signed": source.signed,
        "document": source.text,
    }


def reports_json(reports: Sequence[Report]) -> Json:
    """Return several reports of one machine as JSON; a single report is not wrapped."""
    if len(reports) == 1:
        return report_json(reports[0])
    return {
        "format": FORMAT,
        "kind": REPORTS_KIND,
        "verdict": overall(report.verdict for report in reports).value,
        "reports": [report_json(report) for report in reports],
    }


def json_text(value: Json) -> str:
    """Return JSON as the text of a file."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def read_report(data: bytes, catalogue: Catalogue) -> Report:
    """Read a file with one report.

    Raises:
        ReportError: it cannot be used, contradicts itself, or holds several reports.
    """
    document = _document(data)
    if isinstance(document.value, dict) and document.value.get("kind") == REPORTS_KIND:
        finder = Finder(document)
        finder.add("report_not_single", "/kind")
        raise ReportError(finder.problems)
    return reports_of(document, catalogue)[0]


def read_reports(data: bytes, catalogue: Catalogue) -> tuple[Report, ...]:
    """Read a file with one or several reports. Raises ReportError."""
    return reports_of(_document(data), catalogue)


def judge_again(report: Report) -> Judgement:
    """Judge the report's facts against its profile again, as of the time it was finished."""
    return judge(report.profile, report.facts, report.finished, report.waivers)


def is_report(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Return whether a document says of itself that it is a report."""
    return isinstance(value, dict) and value.get("kind") in {REPORT_KIND, REPORTS_KIND}


def _document(data: bytes) -> Document:
    try:
        document = read_json(data, REPORT_LIMITS)
        refuse_other(kind_of(document.value), REPORT)
    except DocumentError as error:
        raise ReportError(error.problems) from None
    return document


def reports_of(document: Document, catalogue: Catalogue) -> tuple[Report, ...]:
    """Return the reports of a parsed document. Raises ReportError."""
    finder = Finder(document, list(document.faults))
    value = document.value
    number = value.get("format") if isinstance(value, dict) else None
    if isinstance(number, int | float) and number > FORMAT:
        finder.add("format_newer", "/format", offending=shortened(number), found=shortened(number), known=FORMAT)
        raise ReportError(finder.problems)
    note_schema_problems(finder, _validator())
    if finder.problems:
        raise ReportError(finder.problems)
    several = value["kind"] == REPORTS_KIND
    entries = value["reports"] if several else [value]
    pointers = [f"/reports/{index}" if several else "" for index in range(len(entries))]
    return tuple(_report(finder, pointer, entry, catalogue) for pointer, entry in zip(pointers, entries, strict=True))


@cache
def _validator() -> Draft202012Validator:
    return validator_for(report_schema())


def _report(finder: Finder, pointer: str, value: Read, catalogue: Catalogue) -> Report:
    try:
        return _consistent(finder, pointer, value, _profile(finder, pointer, value["profile"], catalogue))
    except ValueError:
        # A unit, date or number that has the right form and means nothing.
        finder.add("report_unreadable", pointer)
        raise ReportError(finder.problems) from None


def _consistent(finder: Finder, pointer: str, value: Read, profile: Profile) -> Report:
    report = _built(value, profile)
    known = {one.id for one in profile.requirements}
    if [finding.requirement for finding in report.findings] != [one.id for one in profile.requirements]:
        strange = next((one.requirement for one in report.findings if one.requirement not in known), "")
        finder.add("report_other_requirements", f"{pointer}/requirements", offending=strange)
        raise ReportError(finder.problems)
    # Whatever a plain reader may look at must be what the facts come to: outcomes, verdict, figures.
    again = replace(report, judgement=judge_again(report))
    for at in _differences(report_json(again), value, pointer):
        finder.add("report_contradiction", at)
    if not finder.problems and again != report:
        finder.add("report_contradiction", f"{pointer}/requirements")
    if finder.problems:
        raise ReportError(finder.problems)
    return report


def _profile(finder: Finder, pointer: str, value: Read, catalogue: Catalogue) -> Profile:
    """Return the profile inside the report, if its hash is the one the report states."""
    text = value["document"]
    if hashlib.sha256(writable(text).encode()).hexdigest() != value["sha256"]:
        finder.add("report_profile_changed", f"{pointer}/profile/sha256", offending=value["sha256"])
        raise ReportError(finder.problems)
    try:
        return _known_profile(text, _facts_of(catalogue))
    except ProfileError as error:
        first = error.problems[0]
        finder.add("report_profile_unusable", f"{pointer}/profile/document", reason=first.located)
        raise ReportError(finder.problems) from None


class _FactsOf(tuple[FactDef, ...]):
    """The facts of a catalogue as a cache key, hashed by their ids alone because thousands of reports share it."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash(tuple(fact.id for fact in self))


def _facts_of(catalogue: Catalogue) -> _FactsOf:
    return _FactsOf(catalogue.values())


@lru_cache(maxsize=64)
def _known_profile(text: str, facts: _FactsOf) -> Profile:
    """Return a profile; one that is shared by thousands of reports is validated once."""
    return read_profile(text.encode(), {fact.id: fact for fact in facts}).profile


def _built(value: Read, profile: Profile) -> Report:
    source = value["profile"]
    return Report(
        id=value["id"],
        profile=profile,
        source=ProfileSource(source["document"], source["signed"]),
        facts=Facts(
            {id_: reading_of(reading) for id_, reading in value["facts"].items()},
            {id_: value_of(answer) for id_, answer in value["answers"].items()},
        ),
        judgement=Judgement(
            tuple(finding_of(one) for one in value["requirements"]),
            Verdict(value["verdict"]),
            tuple(Caveat(caveat) for caveat in value["caveats"]),
        ),
        app_version=value["app_version"],
        started=moment_of(value["started"]),
        finished=moment_of(value["finished"]),
        not_examined=tuple(message_of(one) for one in value["not_examined"]),
        waivers=tuple(_waiver_of(one) for one in value.get("waivers", ())),
    )


def quick_report(value: Read, catalogue: Catalogue) -> Report | None:
    """Return a report that a program just read, judged again, without looking for faults; None if it has some.

    The caller must compare what would be written for it with what was read.
    """
    try:
        text = value["profile"]["document"]
        if hashlib.sha256(writable(text).encode()).hexdigest() != value["profile"]["sha256"] or not _is_plain(value):
            return None
        profile = _known_profile(text, _facts_of(catalogue))
        report = _built({**value, "requirements": ()}, profile)
        return replace(report, judgement=judge_again(report))
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, ProfileError):
        return None


def _is_plain(value: Read) -> bool:
    """Return whether the values that are taken over unchanged have the right types."""
    readings = value["facts"].values()
    texts = (value["id"], value["app_version"], *(one.get("unit", "") for one in readings))
    counts = (one.get("samples", 1) for one in readings)
    words = (word for one in readings for word in (*one.get("looked_for", ()), *one.get("evidence", {}).values()))
    whole = all(type(one) is int and one > 0 for one in counts)
    return whole and all(isinstance(one, str) for one in (*texts, *words))


def _differences(ours: Any, theirs: Any, pointer: str) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """Yield where a file differs from what would be written for the report that it was read as."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key, member in ours.items():
            yield from _differences(member, theirs.get(key), pointer_to(pointer, key))
        # A figure beside "not measured" would be taken for a measurement.
        unsaid = sorted((_LEFT_OUT & theirs.keys()) - ours.keys())
        yield from (pointer_to(pointer, key) for key in unsaid)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _differences(mine, other, pointer_to(pointer, index))
    elif ours != theirs or isinstance(ours, bool) is not isinstance(theirs, bool):
        yield pointer
