"""A report as CSV, JUnit XML and CTRF, for spreadsheets, build servers and dashboards.

None of the three knows "could not be measured", so each says it in the form that no reader
takes for a success: CSV by its own word, JUnit as an error (a build server counts what is
skipped as harmless), CTRF as "other". What does not keep the verdict back is skipped.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from readiness.domain.report import Finding, Outcome, Report
from readiness.render.parts.items import ItemWriter
from readiness.render.parts.marks import mark
from readiness.render.parts.view import ItemView
from readiness.text import Translator, clean_line

_COLUMNS: Final = (
    "report", "profile", "version", "profile_sha256", "verdict", "finished", "requirement", "level", "outcome",
    "blocks", "only_just", "title", "outcome_words", "value", "limit", "margin", "reason",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula, in both widths."""
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CTRF: Final[Mapping[Outcome, str]] = {
    Outcome.PASS: "passed",
    Outcome.ADVICE: "passed",
    Outcome.WAIVED: "other",
    Outcome.FAIL: "failed",
    Outcome.NOT_MEASURED: "other",
    Outcome.UNANSWERED: "other",
    Outcome.NOT_APPLICABLE: "skipped",
}
_STATUSES: Final = ("passed", "failed", "pending", "skipped", "other")


def render_csv(report: Report, translator: Translator) -> str:
    """Return one row for each requirement. Nothing in it is taken for a formula; Excel reads its letters rightly."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    profile = report.profile
    head = (report.id, profile.id, profile.version, report.source.sha256, report.verdict, _moment(report))
    for finding, item in _items(report, translator):
        row = item.rows[0] if item.rows else None
        limits = [f"{limit.tier_word} {limit.words}" for limit in row.limits] if row else []
        level = report.requirement(finding.requirement).tier
        cells = (finding.requirement, level, finding.outcome, _yes_no(finding.blocks), _yes_no(finding.only_just))
        known = row is not None and not item.outcome.is_open
        words = (
            item.title,
            item.mark.word,
            row.value if row and known else "",
            "; ".join(limits),
            row.limits[0].margin if row and known else "",
            _why(item),
        )
        writer.writerow([_cell(one) for one in (*head, *cells, *words)])
    return "\ufeff" + text.getvalue()


def _yes_no(value: bool) -> str:  # noqa: FBT001 - a cell
    return "yes" if value else "no"


def _cell(value: str) -> str:
    text = clean_line(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _items(report: Report, translator: Translator) -> Iterator[tuple[Finding, ItemView]]:
    writer = ItemWriter(report, translator)
    return ((finding, writer.item(finding)) for finding in report.findings)


def _moment(report: Report) -> str:
    return report.finished.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _why(item: ItemView) -> str:
    """Return why something is not met or not known, in words."""
    return item.reason or item.note or ("" if item.outcome is Outcome.PASS else item.summary)


# ------------------------------------------------------------------ JUnit


def render_junit(report: Report, translator: Translator) -> str:
    """Return the report as JUnit XML. What is not known and keeps the verdict back is an error, never skipped."""
    cases = [(finding, item, _state(finding)) for finding, item in _items(report, translator)]
    count = {state: sum(one[2] == state for one in cases) for state in ("failure", "error", "skipped")}
    figures = (
        f'tests="{len(cases)}" failures="{count["failure"]}" errors="{count["error"]}" skipped="{count["skipped"]}"'
    )
    name = _attribute(f"{report.profile.id} {report.profile.version}")
    seconds = f'time="{(report.finished - report.started).total_seconds():.1f}" timestamp="{_moment(report)}"'
    about = {
        "verdict": str(report.verdict),
        "report": report.id,
        "profile.sha256": report.source.sha256,
        "app.version": report.app_version,
        "caveats": " ".join(report.judgement.caveats),
    }
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f"<testsuites {figures}>",
            f"<testsuite name={name} {figures} {seconds}>",
            *_properties(about),
            *(line for one in cases for line in _case(report, *one)),
            *_caveat_case(report, translator),
            "</testsuite>",
            "</testsuites>",
            "",
        ]
    )


def _state(finding: Finding) -> str:
    if finding.outcome is Outcome.FAIL:
        return "failure"
    if finding.outcome.is_open:
        return "error" if finding.blocks else "skipped"
    return "skipped" if finding.outcome is Outcome.NOT_APPLICABLE else ""


def _case(report: Report, finding: Finding, item: ItemView, state: str) -> Iterator[str]:
    yield f"<testcase classname={_attribute(report.profile.id)} name={_attribute(item.title)}>"
    about = {
        "requirement": finding.requirement,
        "outcome": str(finding.outcome),
        "level": str(report.requirement(finding.requirement).tier),
        "only_just": _yes_no(finding.only_just),
    }
    yield from _properties(about)
    told = _attribute(_why(item) or item.mark.word)
    if state == "skipped":
        yield f"<skipped message={told}/>"
    elif state:
        steps = item.steps or item.remedy
        yield f"<{state} type={_attribute(str(finding.outcome))} message={told}>{_text(' / '.join(steps))}</{state}>"
    yield f"<system-out>{_text(item.summary)}</system-out>"
    yield "</testcase>"


def _caveat_case(report: Report, translator: Translator) -> Iterator[str]:
    """Say what keeps a verdict back that no requirement does: an expired profile must not look green."""
    if report.judgement.caveats:
        words = _attribute(mark(report.verdict, translator).word)
        codes = _attribute(" ".join(report.judgement.caveats))
        yield f"<system-err>{_text(words)}: {_text(codes)}</system-err>"


def _properties(values: Mapping[str, str]) -> Iterator[str]:
    yield "<properties>"
    yield from (f"<property name={_attribute(name)} value={_attribute(value)}/>" for name, value in values.items())
    yield "</properties>"


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", clean_line(text)))


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", clean_line(text)))


# ------------------------------------------------------------------ CTRF


def render_ctrf(report: Report, translator: Translator) -> str:
    """Return the report in the Common Test Report Format."""
    tests = [_ctrf_test(report, *one) for one in _items(report, translator)]
    results = {
        "tool": {"name": "readiness", "version": report.app_version},
        "summary": {"tests": len(tests), **_counts(tests), "start": _millis(report, 0), "stop": _millis(report, 1)},
        "tests": tests,
        "extra": {
            "verdict": str(report.verdict),
            "caveats": [str(caveat) for caveat in report.judgement.caveats],
            "report": report.id,
            "profile": {"id": report.profile.id, "version": report.profile.version, "sha256": report.source.sha256},
        },
    }
    document = {"reportFormat": "CTRF", "specVersion": "0.0.0", "results": results}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _counts(tests: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {status: sum(test["status"] == status for test in tests) for status in _STATUSES}


def _millis(report: Report, which: int) -> int:
    return int((report.started, report.finished)[which].timestamp() * 1000)


def _ctrf_test(report: Report, finding: Finding, item: ItemView) -> dict[str, Any]:
    return {
        "name": clean_line(item.title),
        "status": _CTRF[finding.outcome],
        "duration": 0,
        "rawStatus": str(finding.outcome),
        "suite": [report.profile.id],
        "message": clean_line(_why(item)),
        "extra": {
            "requirement": finding.requirement,
            "level": str(report.requirement(finding.requirement).tier),
            "blocks": finding.blocks,
            "only_just": finding.only_just,
            "summary": clean_line(item.summary),
        },
    }
