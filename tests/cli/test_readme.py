"""Every terminal command that the README prints, as it is printed, on its own example profile."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import Severity
from readiness.documents.profile.file import lint_profile
from tests.cli.conftest import Program
from tests.cli.home import Home

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
LINES = [line for language, body in BLOCKS if not language for line in body.splitlines()]
JSON = [body for language, body in BLOCKS if language == "json"]
# Behind three spaces stands what a command does.
PRINTED = [re.split(r" {3,}", line)[0] for line in LINES] + re.findall(r"`(python3 app\.py [^`]+)`", README)
COMMANDS = [line.removeprefix("python3 app.py ") for line in PRINTED if re.match(r"python3 app\.py (?!test)", line)]


@pytest.fixture
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Program, home: Home, request: pytest.FixtureRequest
) -> Path:
    """A folder that holds every file the commands name; for those about trust, a signed profile that was added."""
    del home
    whole, facts = JSON[0], JSON[-1]
    for name in ("PROFILE", "my-profile.json", "other-profile.json"):
        (tmp_path / name).write_text(whole, encoding="utf-8")
    (tmp_path / "facts.json").write_text(facts, encoding="utf-8")
    (tmp_path / "specs").symlink_to(ROOT / "specs")
    monkeypatch.chdir(tmp_path)
    report = program("judge", "facts.json", "my-profile.json", "--json").out
    for name in ("report.json", "hired.json", "today.json"):
        (tmp_path / name).write_text(report, encoding="utf-8")
    if re.search(r"profile (sign|publish|add|list|remove|keygen)|com\.example", request.node.name):
        monkeypatch.setenv("READINESS_NO_KEYRING", "1")
        monkeypatch.setenv("READINESS_KEY_PASSWORD", "sesame")
        program("profile", "keygen", "--name", "first")
        program("profile", "sign", "my-profile.json")
        (tmp_path / "voice.readiness").write_bytes((tmp_path / "my-profile.readiness").read_bytes())
        program("profile", "add", "voice.readiness", "--yes")
    return tmp_path


def _errors(**changed: object) -> list[str]:
    data = json.dumps({**json.loads(JSON[0]), **changed}).encode()
    return [f"{one.code} {one.pointer}" for one in lint_profile(data, catalogue()) if one.severity is Severity.ERROR]


IN_WORDS = re.findall(r"^\| ([^|]+) \| `(\{.*\})` \|$", README, re.MULTILINE)


@pytest.mark.parametrize("written", [written for _, written in IN_WORDS], ids=[words for words, _ in IN_WORDS])
def test_a_requirement_said_in_words_can_be_written_as_printed(written: str) -> None:
    head = next(one for one in map(json.loads, JSON) if "network_test" in one)
    requirements = [*json.loads(JSON[0])["requirements"], {"id": "as-printed", **json.loads(written)}]
    assert _errors(requirements=requirements, network_test=head["network_test"]) == []


def test_the_table_holds_what_employers_ask_for_most() -> None:
    assert len(IN_WORDS) > 30


def test_parts_of_a_profile_can_be_written_as_printed() -> None:
    parts = [json.loads(body) for body in JSON[1:-1]]
    assert [type(part) for part in parts] == [list, dict]
    assert _errors(requirements=[*json.loads(JSON[0])["requirements"], *parts[0]], **parts[1]) == []


def test_the_readme_prints_commands() -> None:
    assert len(COMMANDS) > 12
    assert {command.split()[0] for command in COMMANDS} >= {"check", "judge", "facts", "devices", "microphone", "speed"}


@pytest.mark.parametrize("command", sorted(set(COMMANDS)))
def test_it_works_as_printed(command: str, place: Path, program: Program, qapp: object) -> None:
    del qapp  # a PDF would make a Qt of its own, which the window's tests cannot use
    arguments = shlex.split(command.replace("PROFILE ...", "PROFILE specs/voice-agent.json"))
    done = program(*arguments)
    assert done.code in {0, 1, 3}, done.err
    assert done.out
    for name in re.findall(r"--report (\S+)", command):
        assert (place / name).stat().st_size > 1000
    if "--json" in arguments:
        json.loads(done.out)


def test_an_answer_given_beforehand_is_used(place: Path, program: Program) -> None:
    del place
    done = program("check", "PROFILE", "--answer", "room=yes", "--json")
    assert done.code == 0
    assert {one["outcome"] for one in done.json["requirements"]} <= {"pass", "advice"}
