"""``check --quick``: before a shift, what may have changed is measured, and the rest is taken over with its date."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from readiness import paths
from readiness.analysis.line.speed_test import Form
from readiness.checks.base import Machine
from readiness.domain.facts import Facts, Measured
from readiness.domain.report import Report
from readiness.engine.earlier_checks import remember
from readiness.engine.traits import traits_of
from readiness.store.history import FILE, History
from tests.checks.fake_hardware import GIB
from tests.cli.conftest import Person, Program
from tests.cli.home import Home, room

VOICE = "com.example.voice-agent"
CHAT = "com.example.chat-agent"
ANSWERS = ("--answer", "line=fibre", "--answer", "antivirus=yes", "--answer", "second-screen=no")


_MADE: list[Report] = []


@pytest.fixture
def yesterday(home: Home, program: Program) -> Program:
    """A full check for two employers, made once for all tests here and moved to yesterday."""
    if not _MADE:
        assert program("check", VOICE, CHAT, *ANSWERS).code == 0
        with History() as history:
            _MADE.extend(report for one in history.checks() if (report := history.report(one.id)))
            history.forget_all()
    moved = [_older(report) for report in _MADE]
    with History() as history:
        history.add(moved)
    remember(moved, traits_of(cast("Machine", home)), full=True)
    home.speed.plans.clear()
    # Both would be noticed if they were measured again; neither is a change of the hardware by itself.
    home.hardware.installed, home.hardware.threads = 12 * GIB, 64
    return program


def _older(report: Report) -> Report:
    ago = timedelta(hours=20)
    readings = {
        fact: replace(one, at=one.at - ago) if isinstance(one, Measured) and one.at else one
        for fact, one in report.facts.readings.items()
    }
    facts = Facts(readings, report.facts.answers)
    return replace(report, facts=facts, started=report.started - ago, finished=report.finished - ago)


def test_the_last_employers_are_asked_again_and_only_what_may_have_changed_is_measured(
    home: Home, yesterday: Program
) -> None:
    done = yesterday("check", "--quick", "--json")
    assert (done.code, done.err) == (0, "")
    assert [report["profile"]["id"] for report in done.json["reports"]] == [VOICE, CHAT]
    [plan] = home.speed.plans
    assert plan.form is Form.QUICK
    facts = done.json["reports"][0]["facts"]
    assert facts["memory.installed"]["value"] == 16
    old = {fact for fact, one in facts.items() if "at" in one and _hours_ago(one["at"]) > 19}
    assert old >= {"memory.installed", "microphone.speech_to_noise"}
    assert not {fact for fact in old if fact.startswith(("network.", "headset.", "microphone.noise"))}


def _hours_ago(at: str) -> float:
    moment = datetime.fromisoformat(at)
    return (datetime.now(moment.tzinfo) - moment).total_seconds() / 3600


def test_the_report_says_from_when_each_thing_is(home: Home, yesterday: Program) -> None:
    del home
    done = yesterday("check", "--quick")
    lines = done.out.splitlines()
    [memory] = [at for at, line in enumerate(lines) if "Memory" in line and "16" in line][:1]
    assert "Measured on" in lines[memory] + lines[memory + 1] + lines[memory + 2]
    assert "Whether the answers are still the same: they were given on" in done.out


def test_a_louder_room_is_not_hidden_by_yesterdays_voice(home: Home, yesterday: Program) -> None:
    home.recorder.sounds["Jabra EVOLVE 20 MS in"] = room(-30.0)
    done = yesterday("check", VOICE, "--quick", "--json")
    assert done.code == 1
    failed = {one["id"] for one in done.json["requirements"] if one["outcome"] == "fail"}
    assert failed


def test_after_a_restart_everything_is_measured_and_it_says_why(home: Home, yesterday: Program) -> None:
    home.hardware.start = "second start"
    done = yesterday("check", "--quick", VOICE, "--json")
    assert done.err == "The computer was restarted since the last check.\nSo everything is measured now.\n"
    assert home.speed.plans[0].form is not Form.QUICK
    assert done.json["facts"]["memory.installed"]["value"] == 12


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A profile that is checked in no time."""
    whole = json.loads((paths.specs() / "voice-agent.json").read_bytes())
    wanted = [one for one in whole["requirements"] if one["id"] in {"memory", "download"}]
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({**whole, "id": "com.example.mine", "requirements": wanted}), encoding="utf-8")
    return path


def test_the_first_check_is_a_full_one_and_its_profile_is_remembered(home: Home, program: Program, small: Path) -> None:
    done = program("check", "--quick", small)
    assert done.err.startswith("There is no earlier check of this computer to start from.\nSo everything is measured")
    assert home.speed.plans[0].form is not Form.QUICK
    small.unlink()
    home.speed.down = 1.0
    again = program("check", "--quick", "--json")
    assert (again.code, again.err, again.json["profile"]["id"]) == (1, "", "com.example.mine")
    assert home.speed.plans[1].form is Form.QUICK


@pytest.mark.usefixtures("home")
def test_without_a_history_it_is_a_full_one(program: Program, data: Path, small: Path) -> None:
    (data / FILE).mkdir(parents=True)
    done = program("check", "--quick", small)
    assert done.code == 0
    assert done.err.startswith("There is no earlier check")


def test_without_any_profile_the_person_chooses_one(home: Home, program: Program) -> None:
    del home
    done = program("check", "--quick", "--only", "memory.installed", "--json")
    assert done.json["profile"]["id"] == VOICE


def test_a_person_is_told_what_is_left_out_and_how_to_check_one_thing_again(
    home: Home, person: Person, small: Path
) -> None:
    assert person.runs("check", str(small)) == 0
    home.speed.down = 1.0
    assert person.runs("check", "--quick") == 1
    assert "Only what may have changed is measured" in person.err.text
    assert person.err.screen[-2].strip() == "readiness check --quick --only network.download"
    assert person.runs("check", "--quick", "--only", "network.download") == 1
    assert [plan.facts for plan in home.speed.plans[-1:]] == [{"network.download"}]
