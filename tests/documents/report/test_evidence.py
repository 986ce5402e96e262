"""Evidence as JSON: whole, word for word where it matters, and as its schema says."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from jsonschema import Draft202012Validator

from readiness.documents.profile.file import read_profile
from readiness.documents.report.evidence import evidence_json, evidence_schema
from readiness.documents.report.file import json_text, report_json
from readiness.domain.evidence import evidence_for
from readiness.domain.facts import Facts, Measured
from readiness.domain.message import message
from readiness.domain.report import Report
from readiness.engine.checkup import report_on
from tests.documents import employer
from tests.documents.catalogue import CATALOGUE

NOW = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
HEADSET = {"id": "headset", "fact": "headset.connection", "required": {"one_of": ["usb"]}, "x-ours": "ticket 7"}
SCHEMA = Draft202012Validator(evidence_schema())


@pytest.fixture
def report() -> Report:
    document = read_profile(employer.profile(requirements=[employer.REQUIREMENT, HEADSET]), CATALOGUE)
    seen = message("method.headset", because=message("headset.bluetooth", device="Buds"))
    facts = {
        "memory.installed": Measured(4.0, "GiB", spread=0.1, samples=3, at=NOW, evidence={"source": "dmi"}),
        "headset.connection": Measured("bluetooth", method=seen, at=NOW, evidence={"input": "Buds"}),
    }
    return report_on(document, Facts(facts), NOW, NOW)


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(evidence_schema())


@pytest.mark.parametrize("requirement", ["memory", "headset"])
@pytest.mark.parametrize("names", [True, False])
def test_it_is_as_its_schema_says_and_as_the_report_says(report: Report, requirement: str, *, names: bool) -> None:
    made = evidence_json(evidence_for(report, requirement, NOW, remark="No.\ud800", device_names=names))
    told = json.loads(json_text(made).encode())
    SCHEMA.validate(told)
    assert (told["remark"], told["device_names"], told["made"]) == ("No.?", names, "2026-11-22T09:14:00Z")
    whole = report_json(report)
    assert told["report"] == {key: whole[key] for key in told["report"]}
    assert whole["profile"].items() >= {key: told["profile"][key] for key in ("sha256", "id", "serial")}.items()
    if names or requirement == "memory":
        assert told["finding"] == next(one for one in whole["requirements"] if one["id"] == requirement)
        assert told["facts"].items() <= whole["facts"].items()
    assert ("Buds" in json_text(made)) is (names and requirement == "headset")


def test_the_requirement_stands_in_it_word_for_word(report: Report) -> None:
    assert evidence_json(evidence_for(report, "headset", NOW))["requirement"] == HEADSET
