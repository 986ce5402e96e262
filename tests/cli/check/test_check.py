"""``readiness check``: everything real but the ports of the machine."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from readiness import paths
from readiness.analysis.line.speed_test import Form, Relation
from readiness.checks.registry import catalogue
from readiness.documents.profile.file import read_profile
from readiness.domain.facts import Measured, Reason, Unavailable
from readiness.domain.message import message
from readiness.store.faultless import FILE as FAULTLESS
from readiness.store.history import FILE
from readiness.store.journal import Journal
from readiness.store.marks import FILE as MARKS
from readiness.store.settings import Settings, keep_settings
from tests.cli.conftest import Person, Program
from tests.cli.home import CORDLESS, NO_SOUND_SERVICE, REFUSED, Home, room

VOICE = "com.example.voice-agent"
CHAT = "com.example.chat-agent"
ANSWERS = ("--answer", "line=fibre", "--answer", "antivirus=yes", "--answer", "second-screen=sí")
QUICK = ("--only", "memory.installed")


def outcomes(report: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {one["id"]: one["outcome"] for one in report["requirements"]}


def spec(name: str) -> Path:
    return paths.specs() / f"{name}.json"


# ------------------------------------------------------------------ the job


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


# ------------------------------------------------------------------ less than everything


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


# ------------------------------------------------------------------ questions


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
        (CHAT, "antivirus=perhaps", "no answer to the question “antivirus”. Possible answers: yes, no"),
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


# ------------------------------------------------------------------ files


def test_reports_are_saved_in_every_form(home: Home, program: Program, tmp_path: Path, qapp: object) -> None:
    del home, qapp  # a PDF would make a Qt of its own, which the window's tests cannot use
    names = ["a.json", "a.html", "a.PDF"]
    files = [part for name in names for part in ("--report", str(tmp_path / name))]
    done = program("check", VOICE, *QUICK, *files)
    assert done.code == 3
    assert done.err.splitlines()[:3] == [f"Saved: {tmp_path / name}" for name in names]
    assert json.loads((tmp_path / "a.json").read_bytes())["profile"]["id"] == VOICE
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "a.PDF").read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == sorted(names)


def test_each_employer_gets_a_file_of_its_own(home: Home, program: Program, tmp_path: Path) -> None:
    del home
    again = tmp_path / "again.json"
    again.write_bytes(spec("voice-agent").read_bytes().replace(b'"1.0.0"', b'"1.0.1"'))
    program("check", VOICE, CHAT, again, *QUICK, "--report", tmp_path / "mine.json")
    saved = {path.name: json.loads(path.read_bytes())["profile"] for path in tmp_path.glob("mine-*.json")}
    assert {name: (one["id"], one["version"]) for name, one in saved.items()} == {
        f"mine-{VOICE}.json": (VOICE, "1.0.0"),
        f"mine-{CHAT}.json": (CHAT, "1.0.0"),
        f"mine-{VOICE}-2.json": (VOICE, "1.0.1"),
    }


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("report.docx", "a report can be saved as .json, .html, .pdf"),
        ("report", "a report can be saved as"),
        ("nowhere/report.json", "There is no such file or folder."),
        ("folder.json", "It is a folder."),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_measured(
    name: str, words: str, home: Home, program: Program, tmp_path: Path
) -> None:
    (tmp_path / "folder.json").mkdir()
    done = program("check", VOICE, "--report", tmp_path / name)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert home.speed.plans == []


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may write anywhere")
def test_a_folder_of_somebody_else_is_refused(home: Home, program: Program, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = program("check", VOICE, "--report", tmp_path / "report.json")
    tmp_path.chmod(0o700)
    assert done.code == 2
    assert "The system does not allow it." in done.err
    assert home.speed.plans == []


def test_a_folder_that_must_not_be_written_is_refused(
    home: Home, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    done = program("check", VOICE, "--report", tmp_path / "report.json")
    assert (done.code, home.speed.plans) == (2, [])
    assert "The system does not allow it." in done.err


def test_a_disk_that_fills_up_costs_the_file_and_not_the_result(
    home: Home, program: Program, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    done = program("check", VOICE, "--report", tmp_path / "report.json")
    assert done.code == 2
    assert done.err == f"{tmp_path / 'report.json'} cannot be written: The disk is full.\n"
    assert done.out.startswith("✓ Ready")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    # What was measured is not lost either.
    monkeypatch.undo()
    monkeypatch.setenv("READINESS_DATA", str(data))
    monkeypatch.setattr("readiness.cli.check.check.ThisMachine", lambda: home)
    monkeypatch.setattr("sys.argv", ["readiness"])
    assert program("check", VOICE, "--resume", "--report", tmp_path / "report.json").code == 0
    assert len(home.speed.plans) == 1


def test_without_qt_a_pdf_is_refused_before_anything_is_measured(
    home: Home, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "readiness.desktop.reports.pdf", None)
    done = program("check", VOICE, "--report", tmp_path / "report.pdf")
    assert (done.code, home.speed.plans) == (2, [])
    assert "Save the report as .html instead." in done.err


# ------------------------------------------------------------------ an interrupted check


def interrupted(profile: str = "voice-agent", *facts: str) -> None:
    """A check of a profile that ended in the middle, with these facts measured (16 GiB, 50 Mbit/s)."""
    journal = Journal.begin([read_profile(spec(profile).read_bytes(), catalogue())])
    values = {"memory.installed": Measured(16.0, "GiB"), "network.download": Measured(50.0, "Mbit/s")}
    for fact in facts:
        journal.record(fact, values[fact])
    journal.leave()


def test_what_was_finished_is_taken_over_when_asked_for(home: Home, program: Program, data: Path) -> None:
    interrupted("voice-agent", "memory.installed", "network.download")
    done = program("check", VOICE, "--resume", "--json")
    assert "2 figures had been measured by then." in done.err
    assert done.json["facts"]["network.download"]["value"] == 50
    assert "network.download" not in home.speed.plans[0].facts
    assert {path.name for path in data.iterdir()} == {FILE, MARKS, FAULTLESS}


def test_without_being_asked_for_everything_is_measured_anew(home: Home, program: Program) -> None:
    interrupted("voice-agent", "network.download")
    done = program("check", VOICE, "--json")
    assert "One figure had been measured by then.\nEverything is measured anew." in done.err
    assert done.json["facts"]["network.download"]["value"] == home.speed.down


@pytest.mark.parametrize("arguments", [[CHAT, *ANSWERS, "--only", "memory.installed"], ["com.example.interpreter"]])
def test_what_does_not_help_is_not_offered(arguments: list[str], home: Home, program: Program) -> None:
    del home
    interrupted("voice-agent", *(["memory.installed"] if "--only" in arguments else []))
    assert "interrupted" not in program("check", *arguments).err


@pytest.mark.parametrize(("typed", "value"), [("", 50.0), ("y", 50.0), ("いいえ", 93.4), ("n", 93.4)])
def test_the_person_says_whether_to_take_it_over(typed: str, value: float, home: Home, person: Person) -> None:
    del home
    interrupted("voice-agent", "network.download")
    person.types(typed, "", "").runs("check", VOICE, "--json")
    assert "Use what was measured? [Y/n]" in person.err.text
    assert json.loads(person.out.text)["facts"]["network.download"]["value"] == value


# ------------------------------------------------------------------ at a terminal


def test_the_person_sees_what_becomes_known_and_what_to_do(home: Home, person: Person) -> None:
    del home
    assert person.types("", "").runs("check", VOICE) == 0
    said = person.err.screen
    assert said[0] == "Checking this computer for: Voice agent at home. Ctrl+C stops."
    assert "  Memory fitted: 16 GiB" in said
    assert "  Download speed: 93.4 Mbit/s" in said
    assert said.index("Microphone, part 1 of 2: please be still for 4 seconds. Do not speak, do not") < said.index(
        "Microphone, part 2 of 2: please read this aloud, in the voice you use on calls."
    )
    assert "Thank you for calling" in person.err.text
    assert "readiness check" not in person.err.text  # nothing is left to do
    assert person.out.text.startswith("✓ Ready")


def test_questions_are_asked_before_anything_is_measured(home: Home, person: Person) -> None:
    del home
    assert person.types("fibre", "y", "").runs("check", CHAT, "--json") == 0
    assert outcomes(json.loads(person.out.text))["line"] == "pass"
    assert person.err.text.index("Number or word:") < person.err.text.index("Memory fitted")


@pytest.mark.parametrize(
    ("spoil", "command"),
    [
        ("cordless", f"  readiness check {VOICE} --only headset.connection"),
        ("refused", f"  readiness check {VOICE} --only network.download,network.upload,network.latency"),
    ],
)
def test_the_last_line_is_the_command_to_run_next(spoil: str, command: str, home: Home, person: Person) -> None:
    if spoil == "cordless":
        home.audio.devices = CORDLESS
    else:
        home.speed.refused = REFUSED
    assert person.types("", "").runs("check", VOICE) == {"cordless": 1, "refused": 3}[spoil]
    assert person.err.screen[-2:] == [command, ""]


def test_without_a_profile_the_person_chooses(home: Home, person: Person) -> None:
    del home
    person.types("99", "2").runs("check", *QUICK)
    assert f"“99” is neither a number from 1 to {len(paths.spec_files())} nor a file." in person.err.text
    assert "Voice agent for financial services" in person.out.text.splitlines()[1]


def test_without_anybody_the_example_is_taken(home: Home, program: Program) -> None:
    del home
    done = program("check", *QUICK)
    assert done.err == "No profile was named, so the example is used: Voice agent at home\n"


@pytest.mark.parametrize(
    ("typed", "title"),
    [(["", ""], "Voice agent at home"), ([CHAT], "Chat and e-mail agent"), ([str(spec("interpreter"))], "Interpreter")],
)
def test_a_profile_can_be_named_when_asked(typed: list[str], title: str, home: Home, person: Person) -> None:
    del home
    person.types(*typed).runs("check", *QUICK)
    assert title in person.out.text.splitlines()[1]


def test_three_choices_that_are_none_are_enough(home: Home, person: Person) -> None:
    assert person.types("x", "0", "99").runs("check") == 2
    assert person.err.screen[-2] == "No profile was chosen."
    assert home.speed.plans == []


# ------------------------------------------------------------------ profiles


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


# ------------------------------------------------------------------ our own mistakes


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
