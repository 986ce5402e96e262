"""CSV, JUnit and CTRF: unknown stays unknown in each, and no text does more than be read."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from readiness.checks.registry import catalogue
from readiness.documents.profile.file import read_profile
from readiness.domain.facts import Facts, Measured, Reason, Unmeasured
from readiness.domain.judge import judge
from readiness.domain.report import Outcome, Report, Verdict
from readiness.render.tables import render_csv, render_ctrf, render_junit
from readiness.text import Translator

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
EVIL = '=HYPERLINK("https://evil.example")\x1b[31m\u202e<script>&"'
REQUIREMENTS = [
    {"id": "met", "fact": "memory.installed", "unit": "GiB", "required": {"min": 8}},
    {"id": "failed", "fact": "network.download", "unit": "Mbit/s", "required": {"min": 25}},
    {"id": "unknown", "fact": "network.upload", "unit": "Mbit/s", "required": {"min": 5}},
    {"id": "unknown-better", "fact": "network.jitter", "unit": "ms", "recommended": {"max": 5}},
    {"id": "unanswered", "title": EVIL, "ask": {"text": "Is the room quiet?"}},
    {"id": "elsewhere", "fact": "processor.cores", "required": {"min": 4}, "only_on": ["macos"]},
    {"id": "advice", "fact": "microphone.noise_floor", "unit": "dBov(A)", "recommended": {"max": -60}},
]  # fmt: skip
OUTCOMES = ["pass", "fail", "not_measured", "not_measured", "unanswered", "not_applicable", "advice"]


def report(**changes: object) -> Report:
    profile = {
        "format": 1, "id": "com.example.tables", "version": "1.0.0", "serial": 1, "language": "en", "title": "T",
        "issuer": {"name": "Example"}, "valid": {"until": "2036-01-01T00:00:00Z"}, "requirements": REQUIREMENTS,
        **changes,
    }  # fmt: skip
    document = read_profile(json.dumps(profile).encode(), catalogue())
    facts = Facts(
        {
            "os.family": Measured("windows"),
            "memory.installed": Measured(16.0, "GiB"),
            "network.download": Measured(3.0, "Mbit/s"),
            "network.upload": Unmeasured(Reason.OFFLINE),
            "microphone.noise_floor": Measured(-50.0, "dBov(A)"),
        }
    )
    judgement = judge(document.profile, facts, NOW)
    return Report("r-1", document.profile, document.source, facts, judgement, "1.0", NOW, NOW)


@pytest.fixture(params=["en", "es", "ja"])
def translator(request: pytest.FixtureRequest) -> Translator:
    return Translator(request.param, strict=True)


def test_a_row_for_each_requirement_and_no_formula_among_them(translator: Translator) -> None:
    text = render_csv(report(), translator)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert [row["outcome"] for row in rows] == OUTCOMES
    assert [row["requirement"] for row in rows] == [str(one["id"]) for one in REQUIREMENTS]
    assert {row["verdict"] for row in rows} == {"FAIL"}
    unknown = rows[2]
    assert (unknown["value"], unknown["margin"], unknown["blocks"]) == ("", "", "yes")
    assert unknown["reason"]
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row.values() if cell)
    assert rows[4]["title"].startswith("'=HYPERLINK")
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_unknown_is_an_error_to_a_build_server_never_a_success(translator: Translator) -> None:
    suite = ET.fromstring(render_junit(report(), translator)).find("testsuite")  # noqa: S314 - our own
    assert suite is not None
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "7", "failures": "1", "errors": "2", "skipped": "2",
    }  # fmt: skip
    found = {}
    for case in suite.iter("testcase"):
        of = {one.get("name"): one.get("value") for one in case.iter("property")}
        found[of["requirement"]] = [one.tag for one in case if one.tag in {"failure", "error", "skipped"}]
        assert all(one.get("message") for one in case if one.tag in {"failure", "error", "skipped"})
    assert found == {
        "met": [], "failed": ["failure"], "unknown": ["error"], "unknown-better": ["skipped"],
        "unanswered": ["error"], "elsewhere": ["skipped"], "advice": [],
    }  # fmt: skip


def test_what_no_requirement_says_is_said_beside_them() -> None:
    made = report(valid={"until": "2026-01-01T00:00:00Z"})
    suite = ET.fromstring(render_junit(made, Translator("en"))).find("testsuite")  # noqa: S314 - our own
    assert suite is not None
    assert "expired" in (suite.findtext("system-err") or "")


def test_unknown_is_neither_passed_nor_skipped_to_a_dashboard(translator: Translator) -> None:
    document = json.loads(render_ctrf(report(), translator))
    results = document["results"]
    assert (document["reportFormat"], results["extra"]["verdict"]) == ("CTRF", "FAIL")
    statuses = [test["status"] for test in results["tests"]]
    assert statuses == ["passed", "failed", "other", "other", "other", "skipped", "passed"]
    assert [test["rawStatus"] for test in results["tests"]] == OUTCOMES
    summary = results["summary"]
    assert sum(summary[one] for one in ("passed", "failed", "pending", "skipped", "other")) == summary["tests"] == 7


def test_a_waived_failure_is_no_plain_success() -> None:
    made = report()
    findings = tuple(
        replace(one, outcome=Outcome.WAIVED) if one.requirement == "failed" else one for one in made.findings
    )
    made = replace(made, judgement=replace(made.judgement, findings=findings, verdict=Verdict.INCOMPLETE))
    tests = json.loads(render_ctrf(made, Translator("en")))["results"]["tests"]
    assert (tests[1]["status"], tests[1]["rawStatus"]) == ("other", "waived")
