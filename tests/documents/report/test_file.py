"""Reports: out and back exactly, judged again alike, and refused when somebody changed them."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from readiness.documents.json_text.problems import ReportError
from readiness.documents.report.file import json_text, judge_again, read_report, read_reports, report_json, reports_json
from readiness.documents.schema.report import report_schema
from readiness.domain.facts import SYSTEM_FACT, Bound, Facts, Measured, Reason, Unmeasured
from readiness.domain.judge import judge
from readiness.domain.message import Message, message
from readiness.domain.quantity import Quantity
from readiness.domain.report import Report, facts_asked_for
from readiness.text import LANGUAGES, Translator
from tests.documents.catalogue import CATALOGUE
from tests.documents.strategies import DOCUMENTS, reports

Json: TypeAlias = Any
VALIDATOR: Final = Draft202012Validator(report_schema())
NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)


def report(**readings: Measured | Unmeasured) -> Report:
    """Return a report on the complete profile."""
    document = DOCUMENTS[0]
    named = {name.replace("__", "."): reading for name, reading in readings.items()}
    facts = facts_asked_for(document.profile, Facts({SYSTEM_FACT: Measured("linux"), **named}, {"room": True}))
    judgement = judge(document.profile, facts, NOW)
    note = message("not_examined.other_hours")
    return Report("r-1", document.profile, document.source, facts, judgement, "0.1.0", NOW, NOW, (note,))


SIMPLE: Final = report(
    memory__installed=Measured(
        3.0, "GiB", message("method.dmi", table="SMBIOS"), spread=0.5, at=NOW, evidence={"a": "b"}
    ),
    network__latency=Measured(100.0, "ms"),
    network__download=Unmeasured(
        Reason.OFFLINE, message("unmeasured.no_answer", wait=Quantity(5, "s")), Message("remedy.x")
    ),
    processor__cores=Measured(4.0),
)


@settings(max_examples=40, deadline=None)
@given(reports())
def test_a_report_comes_back_exactly(original: Report) -> None:
    text = json_text(report_json(original))
    again = read_report(text.encode(), CATALOGUE)
    assert again == original
    assert json_text(report_json(again)) == text


@settings(max_examples=40, deadline=None)
@given(reports())
def test_judging_a_stored_report_again_gives_the_stored_judgement(original: Report) -> None:
    stored = read_report(json_text(report_json(original)).encode(), CATALOGUE)
    assert judge_again(stored) == original.judgement


def _closed(schema: Json) -> Json:
    """Return the schema with every object closed: what it does not describe is refused."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    is_object = schema.get("type") == "object" and "properties" in schema and "required" in schema
    return {**closed, "additionalProperties": False} if is_object and "$defs" not in schema else closed


@settings(max_examples=40, deadline=None)
@given(reports())
def test_the_schema_describes_everything_that_is_written(original: Report) -> None:
    Draft202012Validator(_closed(report_schema())).validate(report_json(original))


def test_the_top_says_in_short_what_matters() -> None:
    value = report_json(SIMPLE)
    assert list(value)[:5] == ["format", "kind", "id", "verdict", "caveats"]
    assert (value["format"], value["kind"], value["verdict"]) == (1, "readiness.report", "FAIL")
    assert value["profile"]["sha256"] == SIMPLE.source.sha256
    assert value["profile"]["document"] == SIMPLE.source.text
    assert value["started"] == "2026-11-22T12:00:00Z"
    by_id = {one["id"]: one for one in value["requirements"]}
    memory = by_id["memory"]
    assert {key: memory[key] for key in ("title", "fact", "level", "outcome", "value", "unit")} == {
        "title": {"en": "Memory"},
        "fact": "memory.installed",
        "level": "required",
        "outcome": "fail",
        "value": 3,
        "unit": "GiB",
    }
    assert (memory["limit"], memory["limit_unit"], memory["only_just"]) == ({"min": 4}, "GB", False)
    assert memory["margin"] == pytest.approx(-0.778774528)
    assert by_id["latency"]["outcome"] == "advice"
    assert by_id["latency"]["limit"] == {"max": 60}
    download = by_id["download"]
    assert (download["outcome"], download["blocks"], download["reason"]) == ("not_measured", True, "offline")
    assert download["detail"] == {"id": "unmeasured.no_answer", "arguments": {"wait": {"quantity": 5, "unit": "s"}}}
    assert "value" not in download
    assert by_id["os"]["outcome"] == "not_applicable"
    assert "limit" not in by_id["os"]
    assert value["answers"] == {"room": True}
    assert value["not_examined"] == [{"id": "not_examined.other_hours"}]


def test_facts_are_told_with_where_they_come_from() -> None:
    facts = report_json(SIMPLE)["facts"]
    assert facts["memory.installed"] == {
        "value": 3,
        "unit": "GiB",
        "samples": 1,
        "spread": 0.5,
        "method": {"id": "method.dmi", "arguments": {"table": "SMBIOS"}},
        "at": "2026-11-22T12:00:00Z",
        "evidence": {"a": "b"},
    }
    assert facts["processor.cores"] == {"value": 4, "samples": 1}
    assert facts["network.download"]["unmeasured"] == "offline"


def test_what_is_known_from_one_side_is_told_as_that_and_judged_again_as_that() -> None:
    known = SIMPLE.facts.updated(
        Facts({"network.download": Measured(27.4, "Mbit/s", spread=0.3, bound=Bound.AT_LEAST)})
    )
    one_sided = replace(SIMPLE, facts=known, judgement=judge(SIMPLE.profile, known, SIMPLE.finished))
    value = report_json(one_sided)
    VALIDATOR.validate(value)
    assert value["facts"]["network.download"]["bound"] == "at_least"
    [download] = [one for one in value["requirements"] if one["id"] == "download"]
    assert (download["outcome"], download["value"], download["bound"]) == ("pass", 27.1, "at_least")
    assert read_report(json_text(value).encode(), CATALOGUE) == one_sided
    # As if it had been measured to its end, it would say more than is known.
    del download["bound"]
    with pytest.raises(ReportError):
        read_report(json_text(value).encode(), CATALOGUE)
    value["facts"]["os.family"]["bound"] = "at_most"
    with pytest.raises(ReportError):
        read_report(json_text(value).encode(), CATALOGUE)


def test_numbers_in_messages_keep_how_they_are_written() -> None:
    said = message("a.b", count=3, share=3.0, much=Quantity(2.0, "s"), odd=float("inf"), broken="\ud800")
    read = read_report(json_text(report_json(replace(SIMPLE, not_examined=(said,)))).encode(), CATALOGUE)
    arguments = dict(read.not_examined[0].arguments)
    assert [type(arguments[name]) for name in ("count", "share")] == [int, float]
    assert isinstance(arguments["much"], Quantity)
    assert isinstance(arguments["much"].value, float)
    assert (arguments["odd"], arguments["broken"]) == ("inf", "?")


# ------------------------------------------------------------------ several reports


def test_several_reports_are_one_document_with_one_verdict() -> None:
    several = reports_json([SIMPLE, report()])
    assert (several["kind"], several["verdict"], len(several["reports"])) == ("readiness.reports", "FAIL", 2)
    VALIDATOR.validate(several)
    text = json_text(several).encode()
    assert read_reports(text, CATALOGUE) == (SIMPLE, report())
    with pytest.raises(ReportError) as refused:
        read_report(text, CATALOGUE)
    assert [one.code for one in refused.value.problems] == ["report_not_single"]


def test_a_single_report_is_simply_itself() -> None:
    assert reports_json([SIMPLE]) == report_json(SIMPLE)
    assert read_reports(json_text(report_json(SIMPLE)).encode(), CATALOGUE) == (SIMPLE,)


# ------------------------------------------------------------------ refusals

Change: TypeAlias = Callable[[Json], object]


def refusals(change: Change) -> list[str]:
    value = copy.deepcopy(report_json(SIMPLE))
    change(value)
    with pytest.raises(ReportError) as refused:
        read_report(json.dumps(value, ensure_ascii=False).encode(), CATALOGUE)
    for problem in refused.value.problems:
        for language in LANGUAGES:
            assert Translator(language, strict=True).say(problem.located)
    return [f"{one.code} {one.pointer}" for one in refused.value.problems]


def _set(*path: str | int, to: Json) -> Change:
    def change(value: Json) -> None:
        for part in path[:-1]:
            value = value[part]
        value[path[-1]] = to

    return change


def _without(*path: str | int) -> Change:
    def change(value: Json) -> None:
        for part in path[:-1]:
            value = value[part]
        del value[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_set("format", to=2), ["format_newer /format"]),
        (_set("format", to=0), ["format_unknown /format"]),
        (_set("kind", to="readiness.profile"), ["not_a_report /kind"]),
        (_without("kind"), ["key_missing "]),
        (_without("facts"), ["key_missing "]),
        (_without("verdict"), ["key_missing "]),
        (_set("verdict", to="MAYBE"), ["value_unknown /verdict"]),
        (_set("started", to="2026-11-22T12:00:00+01:00"), ["date_malformed /started"]),
        (_set("started", to="2026-11-31T12:00:00Z"), ["report_unreadable "]),
        (_set("facts", "processor.cores", "value", to=None), ["type_wrong /facts/processor.cores/value"]),
        (_set("facts", "processor.cores", "samples", to="1"), ["number_in_quotes /facts/processor.cores/samples"]),
        (_set("facts", "network.download", "unmeasured", to="lost"),
         ["value_unknown /facts/network.download/unmeasured"]),
        (_set("not_examined", 0, "arguments", to={"a": None}), ["type_wrong /not_examined/0/arguments/a"]),
        (_set("not_examined", 0, "arguments", to={"a": {"quantity": 1, "unit": "parsec"}}), ["report_unreadable "]),
        (_set("requirements", 0, "comparisons", 0, "limit", to={}),
         ["object_empty /requirements/0/comparisons/0/limit"]),
        (_set("requirements", 0, "comparisons", 0, "limit", to={"atleast": 1}),
         ["value_unknown /requirements/0/comparisons/0/limit"]),
        # what was changed afterwards
        (_set("requirements", 0, "value", to=16), ["report_contradiction /requirements/0/value"]),
        (_set("requirements", 0, "only_just", to=True), ["report_contradiction /requirements/0/only_just"]),
        (_set("requirements", 0, "title", to={"en": "Nothing"}), ["report_contradiction /requirements/0/title/en"]),
        (_set("requirements", 0, "level", to="recommended"), ["report_contradiction /requirements/0/level"]),
        (_set("profile", "version", to="9.9.9"), ["report_contradiction /profile/version"]),
        (_set("profile", "sha256", to="0" * 64), ["report_profile_changed /profile/sha256"]),
        (_set("profile", "sha256", to="none"), ["report_profile_changed /profile/sha256"]),
        (_set("profile", "document", to="{}"), ["report_profile_changed /profile/sha256"]),
        (_set("requirements", 0, "id", to="ram"), ["report_other_requirements /requirements"]),
        (_without("requirements", 0), ["report_other_requirements /requirements"]),
    ],
)  # fmt: skip
def test_a_report_that_was_changed_is_refused(change: Change, expected: list[str]) -> None:
    assert refusals(change) == expected


def test_a_report_whose_profile_cannot_be_used_says_why() -> None:
    def change(value: Json) -> None:
        text = value["profile"]["document"].replace('"memory.installed"', '"memory.fitted"')
        value["profile"]["document"] = text
        value["profile"]["sha256"] = replace(SIMPLE.source, text=text).sha256

    assert refusals(change) == ["report_profile_unusable /profile/document"]


def test_a_report_says_what_its_own_facts_come_to() -> None:
    """No file makes a pass, a fail or a figure of what could not be measured."""
    download = next(n for n, one in enumerate(SIMPLE.findings) if one.requirement == "download")
    at, compared = f"/requirements/{download}", ("requirements", download, "comparisons", 0)
    thirty = {"value": 30, "unit": "Mbit/s", "samples": 1}
    unmeasured = report_json(SIMPLE)["facts"]["network.download"]
    assert refusals(_set("verdict", to="PASS")) == ["report_contradiction /verdict"]
    assert refusals(_set("caveats", to=["expired"])) == ["report_contradiction /caveats"]
    assert refusals(_set("requirements", download, "outcome", to="pass")) == [f"report_contradiction {at}/outcome"]
    assert refusals(_set("requirements", download, "blocks", to=False)) == [f"report_contradiction {at}/blocks"]
    assert refusals(_set("requirements", download, "value", to=30)) == [f"report_contradiction {at}/value"]
    assert refusals(_set(*compared, "value", to=30)) == [f"report_contradiction {at}/comparisons/0/value"]
    assert refusals(_set(*compared, "holds", to="yes")) == [f"report_contradiction {at}/comparisons/0/holds"]
    assert refusals(_set(*compared, "only_just", to=True)) == ["report_contradiction /requirements"]
    both = {**unmeasured, **thirty}
    assert not VALIDATOR.is_valid({**report_json(SIMPLE), "facts": {"network.download": both}})
    assert refusals(_set("facts", "network.download", to=both)) == [
        "report_contradiction /facts/network.download/value"
    ]
    both.pop("value")
    assert refusals(_set("facts", "network.download", to=both))[0].startswith("report_contradiction /facts/")
    invented = refusals(_set("facts", "network.download", to=thirty))
    assert f"report_contradiction {at}/outcome" in invented


@pytest.mark.parametrize("data", [b"", b"[", b"\xff"])
def test_what_is_no_json_is_no_report(data: bytes) -> None:
    with pytest.raises(ReportError):
        read_report(data, CATALOGUE)


def test_what_a_newer_program_added_is_let_through() -> None:
    value = report_json(SIMPLE)
    value["new"] = {"a": 1}
    value["requirements"][0]["new"] = 1
    assert read_report(json.dumps(value).encode(), CATALOGUE) == SIMPLE


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_change_makes_the_reader_fall_over(data: st.DataObject) -> None:
    value = copy.deepcopy(report_json(SIMPLE))
    holder: Json = value
    while True:
        part = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if isinstance(holder[part], dict | list) and holder[part] and data.draw(st.booleans()):
            holder = holder[part]
            continue
        break
    others: list[Json] = [None, True, 0, 1.5, "", "x", [], {}, ["x"], {"a": 1}, "2026-13-01T00:00:00Z"]
    holder[part] = data.draw(st.sampled_from(others))
    with contextlib.suppress(ReportError):
        read_report(json.dumps(value).encode(), CATALOGUE)
