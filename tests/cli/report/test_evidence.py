"""``readiness report evidence``: shown first, then written."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.documents.profile.file import read_profile
from readiness.documents.report.file import json_text, report_json, reports_json
from readiness.domain.facts import Facts, Measured
from readiness.domain.report import Report
from readiness.engine.checkup import report_on
from readiness.store.history import FILE, History
from tests.cli.conftest import Program

NOW = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)


@pytest.fixture
def made() -> Report:
    document = read_profile((paths.specs() / "voice-agent.json").read_bytes(), catalogue())
    seen = {"input": "Virtual Buds", "source": "pulse"}
    facts = {
        "headset.connection": Measured("bluetooth", at=NOW, evidence=seen),
        "network.download": Measured(94.0, "Mbit/s"),
        "os.family": Measured("linux"),
    }
    return report_on(document, Facts(facts), NOW, NOW)


@pytest.fixture
def file(tmp_path: Path, made: Report) -> Path:
    path = tmp_path / "report.json"
    path.write_text(json_text(report_json(made)), encoding="utf-8")
    return path


def test_it_is_shown_and_written_only_where_it_is_wanted(program: Program, file: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    shown = program("report", "evidence", file, "headset", "--remark", "Mine has a cable.")
    assert shown.code == 0
    for words in ("Mine has a cable.", "Virtual Buds", "USB cable", "pulse"):
        assert words in shown.out
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("kind", ["html", "json"])
def test_what_is_written_is_what_was_shown(program: Program, file: Path, tmp_path: Path, kind: str) -> None:
    target = tmp_path / f"evidence.{kind}"
    done = program("report", "evidence", file, "headset", "--output", target, "--no-device-names")
    assert done.code == 0
    assert str(target) in done.err
    written = target.read_text(encoding="utf-8")
    assert "[…]" in done.out
    assert "[…]" in written
    assert "Virtual Buds" not in written + done.out
    if kind == "json":
        assert json.loads(written)["requirement"]["fact"] == "headset.connection"


def test_it_is_data_for_programs(program: Program, file: Path) -> None:
    told = program("report", "evidence", file, "headset", "--json").json
    assert (told["kind"], told["finding"]["outcome"]) == ("readiness.evidence", "fail")


def test_without_a_name_those_that_can_be_named_are_listed(program: Program, file: Path) -> None:
    listed = program("report", "evidence", file)
    assert listed.code == 0
    assert "  headset  " in listed.out
    assert "  download  " not in listed.out
    for wrong in ("download", "no-such-thing"):
        refused = program("report", "evidence", file, wrong)
        assert refused.code == 2
        assert "headset" in refused.err


def test_a_report_with_nothing_to_doubt_says_so(program: Program, tmp_path: Path, made: Report) -> None:
    memory = {"id": "system", "fact": "os.family", "required": {"one_of": ["linux"]}}
    whole = json.loads(made.source.text) | {"requirements": [memory]}
    document = read_profile(json.dumps(whole).encode(), catalogue())
    fine = report_on(document, Facts({"os.family": Measured("linux")}), NOW, NOW)
    path = tmp_path / "fine.json"
    path.write_text(json_text(report_json(fine)), encoding="utf-8")
    assert "nothing here to object to" in program("report", "evidence", path).out


def test_a_check_of_the_history_will_do(program: Program, made: Report) -> None:
    with History() as kept:
        kept.add([made])
    for which in ("1", made.id):
        assert "Virtual Buds" in program("report", "evidence", which, "headset").out
    assert program("report", "evidence", "2", "headset").code == 2


def test_what_cannot_be_done_is_refused(program: Program, file: Path, tmp_path: Path, data: Path, made: Report) -> None:
    assert program("report", "evidence", file, "headset", "--output", "a.pdf").code == 2
    nowhere = tmp_path / "none" / "a.html"
    assert program("report", "evidence", file, "headset", "--output", nowhere).code == 2
    both = tmp_path / "both.json"
    both.write_text(json_text(reports_json([made, made])), encoding="utf-8")
    assert "Save each one by itself" in program("report", "evidence", both, "headset").err
    (data / FILE).parent.mkdir(parents=True, exist_ok=True)
    (data / FILE).mkdir()
    assert program("report", "evidence", "1", "headset").code == 2
