"""``readiness judge`` and ``readiness report``: verdicts without measuring anything."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readiness import paths
from readiness.text import LANGUAGES
from tests.cli.conftest import Program

VOICE, CHAT = "com.example.voice-agent", "com.example.chat-agent"
EXAMPLES = [VOICE, CHAT, "com.example.financial-voice-agent", "com.example.interpreter"]
GOOD: dict[str, Any] = {
    "os.family": "linux",
    "memory.installed": "16 GiB",
    "processor.family": "intel core i5",
    "processor.generation": 8,
    "processor.cores": 4,
    "processor.threads": 8,
    "processor.clock": "3.4 GHz",
    "network.download": "100 Mbit/s",
    "network.upload": "20 Mbit/s",
    "network.latency": "20 ms",
    "network.jitter": "2 ms",
    "headset.connection": "usb",
    "headset.wired": True,
    "microphone.noise_floor": "-70 dBov(A)",
    "microphone.speech_to_noise": "35 dB",
    "microphone.disturbed": "0 %",
    "microphone.clipping": 0,
}
ANSWERS = {
    "line": "fibre",
    "antivirus": True,
    "second-screen": True,
    "door": True,
    "assistants": True,
    "cable": True,
    "country": True,
    "charged": True,
    "light": True,
    "backup-line": True,
}
CORDLESS = {"headset.connection": "bluetooth", "headset.wired": False}
Write = Callable[..., Path]
OFFLINE = {"network.download": {"unmeasured": "offline"}}


@pytest.fixture
def facts(tmp_path: Path) -> Write:
    """Write a file of facts: the good ones, changed as told."""

    def write(changes: dict[str, Any] | None = None, answers: dict[str, Any] | None = None) -> Path:
        path = tmp_path / "facts.json"
        document = {"facts": {**GOOD, **(changes or {})}, "answers": ANSWERS if answers is None else answers}
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return write


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["outcome"] for one in report["requirements"]}


# ------------------------------------------------------------------ judge


@pytest.mark.parametrize(
    ("changes", "code", "verdict"),
    [({}, 0, "PASS"), (CORDLESS, 1, "FAIL"), (OFFLINE, 3, "INCOMPLETE"), ({**CORDLESS, **OFFLINE}, 1, "FAIL")],
)
def test_the_exit_code_is_the_verdict(
    changes: dict[str, Any],
    code: int,
    verdict: str,
    facts: Write,
    program: Program,
) -> None:
    done = program("judge", facts(changes), VOICE, "--json")
    assert (done.code, done.json["verdict"], done.err) == (code, verdict, "")


@pytest.mark.parametrize("piped", ["facts", "profile"])
def test_what_is_piped_in_goes_by_a_dash(
    piped: str, facts: Write, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = facts(), paths.specs() / "voice-agent.json"
    words = ("-", str(other)) if piped == "facts" else (str(one), "-")
    pipe = io.BytesIO((one if piped == "facts" else other).read_bytes())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(pipe, encoding="ascii"))
    assert program("judge", *words, "--json").json["verdict"] == "PASS"
    monkeypatch.setattr("sys.stdin", None)
    done = program("judge", *words)
    assert (done.code, done.err) == (2, "- cannot be read: There is no such file or folder.\n")


def test_four_employers_at_once(facts: Write, program: Program) -> None:
    done = program("judge", facts(), *EXAMPLES)
    assert done.out.count("\nAbout this report\n") == 4
    assert "Employers side by side" in done.out
    listed = program("judge", facts(), *EXAMPLES, "--json")
    assert [one["profile"]["id"] for one in listed.json["reports"]] == EXAMPLES
    assert listed.code == done.code


@pytest.mark.parametrize(
    ("changes", "answers", "code"), [({}, None, 0), (CORDLESS, None, 1), ({}, {}, 3), (CORDLESS, {}, 1)]
)
def test_one_failure_among_several_is_a_failure(
    changes: dict[str, Any],
    answers: dict[str, Any] | None,
    code: int,
    facts: Write,
    program: Program,
) -> None:
    assert program("judge", facts(changes, answers), CHAT, VOICE).code == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_mistakes_in_a_file_of_facts_are_told_with_their_place(language: str, program: Program, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"facts": {\n  "memory.instaled": "8 GiB",\n  "network.download": "3MBps"\n}}', encoding="utf-8")
    done = program("judge", path, VOICE, "--lang", language)
    assert (done.code, done.out) == (4, "")
    first, *others = done.err.splitlines()
    assert first.startswith(str(path))
    assert [line.split(":")[1:3] for line in others] == [["2", "3"], ["3", "23"]]


@pytest.mark.parametrize(
    ("name", "words"), [("nothing.json", "There is no such file or folder."), (".", "It is a folder.")]
)
def test_a_file_that_cannot_be_read(name: str, words: str, program: Program, tmp_path: Path) -> None:
    done = program("judge", tmp_path / name, VOICE)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"{tmp_path / name} cannot be read: {words}\n"


def test_a_profile_with_mistakes_is_not_judged_against(facts: Write, program: Program, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    done = program("judge", facts(), VOICE, broken)
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith(f"{broken} cannot be used, because of one mistake in it:\n{broken}:1:")


# ------------------------------------------------------------------ stored reports


@pytest.fixture
def stored(facts: Write, program: Program, tmp_path: Path) -> Path:
    """A report that failed on its headset."""
    path = tmp_path / "report.json"
    path.write_text(program("judge", facts(CORDLESS), VOICE, "--json").out, encoding="utf-8")
    return path


def test_a_stored_report_can_be_judged_like_facts(stored: Path, program: Program) -> None:
    done = program("judge", stored, VOICE, "--json")
    assert done.code == 1
    assert outcomes(done.json) == outcomes(json.loads(stored.read_bytes()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stored_report_is_shown_in_any_language(language: str, stored: Path, program: Program) -> None:
    done = program("report", "show", stored, "--lang", language)
    assert (done.code, done.err) == (1, "")
    assert {"en": "Not ready yet", "es": "Aún no está listo", "ja": "まだ"}[language] in done.out.splitlines()[0]


def test_a_stored_report_can_be_saved_in_another_form(stored: Path, program: Program, tmp_path: Path) -> None:
    done = program("report", "show", stored, "--report", tmp_path / "r.html")
    assert (done.code, (tmp_path / "r.html").is_file()) == (1, True)
    done = program("report", "show", stored, "--report", tmp_path / "none" / "r.html")
    assert (done.code, done.out) == (2, "")


def test_a_stored_report_that_cannot_be_saved_is_shown_all_the_same(
    stored: Path, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "fsync", refuse)
    done = program("report", "show", stored, "--report", tmp_path / "r.html")
    assert done.code == 2
    assert "Not ready yet" in done.out
    assert "The system does not allow it." in done.err


def test_a_stored_report_is_judged_again(stored: Path, program: Program) -> None:
    again = program("report", "judge", stored, "--json")
    assert again.code == 1
    assert outcomes(again.json) == outcomes(json.loads(stored.read_bytes()))
    other = program("report", "judge", stored, CHAT, VOICE, "--json")
    assert [one["profile"]["id"] for one in other.json["reports"]] == [CHAT, VOICE]
    assert other.code == 1


def test_several_stored_reports_are_each_shown_and_judged(facts: Write, program: Program, tmp_path: Path) -> None:
    path = tmp_path / "both.json"
    path.write_text(program("judge", facts(), VOICE, CHAT, "--json").out, encoding="utf-8")
    shown = program("report", "show", path)
    assert (shown.code, shown.out.count("\nAbout this report\n")) == (0, 2)
    judged = program("report", "judge", path, "--json")
    assert [one["profile"]["id"] for one in judged.json["reports"]] == [VOICE, CHAT]


@pytest.mark.parametrize("command", [("report", "show"), ("report", "judge")])
def test_what_is_no_report_is_told(command: tuple[str, str], program: Program) -> None:
    example = paths.specs() / "voice-agent.json"
    done = program(*command, example)
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith(f"{example} cannot be used")


def test_several_employers_are_told_what_would_open_them(program: Program, facts: Write) -> None:
    done = program(
        "judge", facts(CORDLESS), *(paths.specs() / f"{name}.json" for name in ("voice-agent", "interpreter"))
    )
    assert "What is missing where you are not ready yet" in done.out
    assert "One change helps most. How the headset is connected" in done.out


class TestDiff:
    def _report(self, program: Program, facts: Write, path: Path, changes: dict[str, Any] | None = None) -> Path:
        done = program("judge", facts(changes), paths.specs() / "voice-agent.json", "--json")
        path.write_text(done.out, encoding="utf-8")
        return path

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_hiring_day_and_today(self, program: Program, facts: Write, tmp_path: Path, language: str) -> None:
        then = self._report(program, facts, tmp_path / "then.json")
        now = self._report(program, facts, tmp_path / "now.json", CORDLESS)
        done = program("report", "diff", then, now, "--lang", language)
        assert done.code == 1
        assert {"en": "Worse than before", "es": "Peor que antes", "ja": "以前より悪くなった項目"}[language] in done.out
        assert program("report", "diff", now, then).code == 0

    def test_reports_on_other_profiles_have_nothing_in_common(
        self, program: Program, facts: Write, tmp_path: Path
    ) -> None:
        one, both = tmp_path / "one.json", tmp_path / "both.json"
        names = [paths.specs() / f"{name}.json" for name in ("voice-agent", "interpreter", "chat-agent")]
        one.write_text(program("judge", facts(), names[0], "--json").out, encoding="utf-8")
        both.write_text(program("judge", facts(), *names[1:], "--json").out, encoding="utf-8")
        done = program("report", "diff", one, both)
        assert (done.code, done.out) == (2, "")
        assert "different profiles" in done.err
        assert program("report", "diff", both, both).code == 0


# ------------------------------------------------------------------ one file for another


def test_files_the_wrong_way_round_are_told_and_the_right_command_is_named(program: Program, facts: Write) -> None:
    path, profile = str(facts()), str(paths.specs() / "voice-agent.json")
    told = program("judge", profile, path)
    assert told.code == 4
    assert "This is a profile, not a file of facts." in told.err
    assert told.err.strip().endswith(f"judge {path} {profile}")
    assert program("judge", profile, profile).err.strip().endswith(f"profile show {profile}")
    assert program("judge", profile, VOICE).err.count("\n") < 9


@pytest.mark.parametrize(
    ("words", "told", "meant"),
    [
        (("report", "show", "{profile}"), "This is a profile, not a report.", "profile show {profile}"),
        (("report", "verify", "{profile}"), "This is a profile, not a report.", "profile show {profile}"),
        (("profile", "show", "{report}"), "This is a report, not a profile.", "report show {report}"),
        (("profile", "show", "{facts}"), "This is a file of facts, not a profile.", ""),
        (("waiver", "add", "{profile}"), "This is a profile, not a waiver.", "profile show {profile}"),
    ],
)
def test_one_document_for_another_is_one_mistake(
    program: Program, facts: Write, tmp_path: Path, words: tuple[str, ...], told: str, meant: str
) -> None:
    files = {"facts": facts(), "report": tmp_path / "report.json", "profile": paths.specs() / "voice-agent.json"}
    files["report"].write_text(program("judge", files["facts"], VOICE, "--json").out, encoding="utf-8")
    done = program(*(word.format(**files) for word in words))
    assert done.code == 4
    assert told in done.err
    assert done.err.strip().endswith(meant.format(**files) or told)


def test_several_employers_are_saved_side_by_side(program: Program, facts: Write, tmp_path: Path) -> None:
    target = tmp_path / "beside.html"
    program("judge", str(facts()), VOICE, CHAT, "--comparison", str(target))
    page = target.read_text(encoding="utf-8")
    assert all(title in page for title in ("Voice agent at home", "Chat and e-mail agent at home"))
    refused = program("judge", str(facts()), VOICE, "--comparison", str(tmp_path / "beside.pdf"))
    assert refused.code == 2
    (tmp_path / "folder.html").mkdir()
    assert program("judge", str(facts()), VOICE, "--comparison", str(tmp_path / "folder.html")).code == 2
