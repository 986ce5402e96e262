"""``readiness check``: everything real but the ports of the machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from readiness import paths
from readiness.analysis.line.speed_test import Form, Relation
from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message
from readiness.store.settings import Settings, keep_settings
from tests.cli.check.checked import ANSWERS, CHAT, QUICK, VOICE, outcomes, spec
from tests.cli.conftest import Program
from tests.cli.home import CORDLESS, NO_SOUND_SERVICE, REFUSED, Home, room


def test_a_good_home_is_ready(home: Home, program: Program) -> None:
    done = program("check", spec("voice-agent"))
    assert done.code == 0
    assert done.err == ""
    assert re.match(r"✓ Ready\. All 9 requirements are met\.\nVoice agent at home", done.out)
    assert home.recorder.opened == home.recorder.closed == 1


def test_a_cordless_headset_is_not(home: Home, program: Program) -> None:
    home.audio.devices = CORDLESS
    done = program("check", VOICE, "--json")
    assert (done.code, done.json["verdict"]) == (1, "FAIL")
    assert [id_ for id_, outcome in outcomes(done.json).items() if outcome == "fail"] == ["headset"]


def test_what_could_not_be_measured_is_neither(home: Home, program: Program) -> None:
    home.audio.devices = NO_SOUND_SERVICE
    home.recorder.sounds.clear()
    home.speed.refused = REFUSED
    done = program("check", VOICE, "--json")
    assert (done.code, done.json["verdict"]) == (3, "INCOMPLETE")
    assert set(outcomes(done.json).values()) == {"pass", "not_measured", "not_applicable"}


def test_several_employers_get_a_report_each_and_the_person_all_side_by_side(home: Home, program: Program) -> None:
    done = program("check", VOICE, CHAT, *ANSWERS)
    assert done.code == 0
    assert done.out.count("Ready.") == 2
    assert done.out.count("Everything this report rests on") == 2
    assert "\n\n✓ Ready" in done.out
    assert "\nEmployers side by side\n" in done.out.rpartition("About this report")[2]
    assert len(home.speed.plans) == 1


def test_several_employers_in_json_are_a_list(home: Home, program: Program) -> None:
    home.speed.down = 5.0
    done = program("check", VOICE, CHAT, *ANSWERS, "--json")
    assert done.code == 1
    assert [report["profile"]["id"] for report in done.json["reports"]] == [VOICE, CHAT]


@pytest.mark.parametrize("language", ["en", "es", "ja"])
def test_the_report_is_in_the_language_asked_for(language: str, home: Home, program: Program) -> None:
    del home
    done = program("check", VOICE, *QUICK, "--lang", language)
    title = {"en": "Voice agent at home", "es": "Agente de voz desde casa", "ja": "在宅の電話オペレーター"}[language]
    assert title in done.out.splitlines()[1]


def test_only_some_facts_are_measured(home: Home, program: Program) -> None:
    done = program("check", VOICE, "--only", "memory.installed, network.download", "--json")
    assert done.code == 3
    assert home.speed.plans[0].facts == {"network.download"}
    assert home.recorder.opened == 0
    measured = {fact for fact, reading in done.json["facts"].items() if "value" in reading}
    assert {"memory.installed", "network.download"} <= measured
    assert not any(fact.startswith("microphone") for fact in measured)


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("headset.conection", "Did you mean: headset.connection?"),
        ("zzz", "This lists everything: readiness facts"),
        ("network.jiter", "Did you mean: network.jitter?"),
    ],
)
def test_a_fact_that_is_none_is_told_with_the_nearest(fact: str, words: str, home: Home, program: Program) -> None:
    done = program("check", VOICE, "--only", f"memory.installed,{fact}")
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert home.speed.plans == []


@pytest.mark.usefixtures("home")
def test_a_check_comes_to_its_end_where_nothing_can_be_kept(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "file" / "data"))
    done = program("check", VOICE, "--json")
    assert done.json["verdict"] == "PASS"
    assert "could not be put into the history" in done.err


def test_an_empty_list_of_facts_is_not_all_of_them(home: Home, program: Program) -> None:
    done = program("check", VOICE, "--only", " ,")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("There is nothing called “” to measure.")
    assert home.speed.plans == []


def test_a_fact_that_no_profile_asks_for_is_left_out_and_told(home: Home, program: Program) -> None:
    done = program("check", VOICE, "--only", "network.jitter,network.latency", "--json")
    assert done.code == 3
    assert done.err == "The profile does not ask for network.jitter, so it is not measured.\n"
    assert home.speed.plans[0].facts == {"network.latency"}
    done = program("check", VOICE, "--only", "network.jitter")
    assert (done.code, done.out) == (2, "")
    assert "The profile does not ask for network.jitter. It asks for: headset.connection, " in done.err


@pytest.mark.parametrize(
    ("option", "form"), [((), Form.FULL), (("--quick",), Form.QUICK), (("--thorough",), Form.THOROUGH)]
)
def test_the_line_is_asked_what_the_profile_asks_in_the_form_that_is_wanted(
    option: tuple[str, ...], form: Form, home: Home, program: Program
) -> None:
    program("check", VOICE, "--only", "network.download", "--json", *option)
    plan = home.speed.plans[0]
    assert plan.form is form
    assert {question.fact for question in plan.questions} == {"network.download"}
    assert all(question.relation is Relation.AT_LEAST for question in plan.questions)


def test_answers_can_be_given_beforehand(home: Home, program: Program) -> None:
    del home
    done = program("check", CHAT, *ANSWERS, *QUICK, "--json")
    answered = {id_: outcome for id_, outcome in outcomes(done.json).items() if id_ in {"line", "antivirus"}}
    assert answered == {"line": "pass", "antivirus": "pass"}


def test_what_nobody_answers_stays_open(home: Home, program: Program) -> None:
    del home
    done = program("check", CHAT, "--json")
    assert (done.code, done.json["verdict"]) == (3, "INCOMPLETE")
    assert outcomes(done.json)["antivirus"] == "unanswered"


@pytest.mark.parametrize(
    ("profile", "answer", "words"),
    [
        (CHAT, "line", "An answer is written ID=VALUE"),
        (CHAT, "lien=cable", "There is no question “lien”. Did you mean: line?"),
        (CHAT, "zzzz=yes", "The questions are: line, antivirus, second-screen"),
        (CHAT, "antivirus=perhaps", "not an answer to the question “antivirus”. Possible answers: yes, no"),
        (CHAT, "line=string", "Possible answers: Fibre, Cable, DSL"),
        (VOICE, "line=cable", "The profile asks no questions"),
    ],
)
def test_an_answer_that_answers_nothing_is_refused(
    profile: str, answer: str, words: str, home: Home, program: Program
) -> None:
    done = program("check", profile, "--answer", answer)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert home.speed.plans == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("voice-agent", f"Did you mean: {VOICE}?"),
        ("specs/voice-agnt.json", "Did you mean: specs/voice-agent.json?"),
        ("zzzzzzzz", f"The examples are: {CHAT}, com.example.financial-voice-agent"),
        ("specs", "specs cannot be read: It is a folder."),
    ],
)
def test_a_profile_that_is_none_is_told(
    name: str, words: str, home: Home, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(paths.specs().parent)
    done = program("check", name)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert home.speed.plans == []


def test_a_profile_with_mistakes_stops_before_anything_is_measured(home: Home, program: Program) -> None:
    eight = Path(__file__).parents[2] / "recordings" / "profiles" / "eight_mistakes.json"
    done = program("check", VOICE, eight)
    assert (done.code, done.out) == (4, "")
    first, *others = done.err.splitlines()
    assert first == f"{eight} cannot be used, because of 8 mistakes in it:"
    assert len(others) == 8
    assert all(re.match(rf"{re.escape(str(eight))}:\d+:\d+: error", line) for line in others)
    assert home.speed.plans == []


def test_a_check_that_fails_is_in_the_report_and_asks_for_a_file(
    home: Home, program: Program, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home.speed, "run", lambda *_: 1 // 0)
    done = program("check", VOICE, "--json")
    assert (done.code, done.json["verdict"]) == (3, "INCOMPLETE")
    assert done.json["facts"]["network.download"]["unmeasured"] == "defect"
    assert str(data / "log" / "readiness.log") in done.err
    assert "Traceback" not in done.err + done.out
    assert "ZeroDivisionError" in (data / "log" / "readiness.log").read_text(encoding="utf-8")


def test_a_refusal_of_the_machine_is_none_of_our_mistakes(home: Home, program: Program, data: Path) -> None:
    home.audio.devices = Unavailable(Reason.DENIED, message("unmeasured.sound_server_stopped"))
    assert program("check", VOICE, "--only", "headset.connection").code == 3
    assert not (data / "log").exists()


def test_a_noisy_room_is_heard(home: Home, program: Program) -> None:
    home.recorder.sounds["Jabra EVOLVE 20 MS in"] = room(-43.0)
    done = program("check", VOICE, "--json")
    assert done.code == 1
    assert outcomes(done.json)["noise"] == "fail"


@pytest.mark.parametrize("service", ["", "cloudflare", "ndt7"])
def test_the_line_is_measured_against_the_service_that_was_agreed_to(
    program: Program, home: Home, service: str
) -> None:
    keep_settings(Settings(public_service=service))
    done = program("check", VOICE, "--only", "network.download")
    assert [plan.consented for plan in home.speed.plans] == [frozenset({service} - {""})]
    assert ("public internet address" in done.err) is bool(service)
