"""A profile's whole way at the terminal: keys, signatures of several people, a folder, agents who add it."""

from __future__ import annotations

import json
import re
import stat
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from readiness import paths
from readiness.documents.trust.bundle import read_bundle
from readiness.text import LANGUAGES
from tests.cli.conftest import Person, Program
from tests.cli.home import Home
from tests.documents.employer import bundle, profile

ID = "com.example.voice-agent"


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_NO_KEYRING", "1")
    monkeypatch.setenv("READINESS_KEY_PASSWORD", "sesame")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The employer's profile."""
    file = tmp_path / "voice.json"
    file.write_bytes((paths.specs() / "voice-agent.json").read_bytes())
    return file


def newer(own: Path, serial: int) -> None:
    own.write_text(re.sub(r'"serial": \d+', f'"serial": {serial}', own.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.usefixtures("home")
def test_two_people_sign_and_an_agent_adds_it(
    program: Program, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "keygen" in program("profile", "sign", own).err
    hr = program("profile", "keygen", "--name", "hr")
    assert "in a file that only you may read" in hr.err
    drawer = tmp_path / "drawer.pem"
    spare = program("profile", "keygen", "--file", drawer).out.strip()
    assert stat.S_IMODE(drawer.stat().st_mode) == 0o600
    signed = tmp_path / "voice.readiness"
    begun = program("profile", "sign", own, "--add", spare, "--threshold", "2")
    assert begun.code == 3
    assert "1 of 2" in begun.err
    published = ("profile", "publish", signed, tmp_path / "www", "--url", "https://jobs.example.com/home/")
    assert program(*published).code == 4
    assert program("profile", "sign", signed, "--key", drawer).code == 0
    assert "2 must sign" in program("profile", "verify", signed).out
    link = program(*published, "--nonce", "8Zk2rT0m")
    assert link.out.startswith("readiness://add?u=https%3A%2F%2Fjobs.example.com%2Fhome%2F" + ID)
    page = (tmp_path / "www" / "index.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "<script" not in page
    assert (tmp_path / "www" / f"{ID}.readiness").read_bytes() == signed.read_bytes()

    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "agent"))
    asked = program("profile", "add", signed)
    assert asked.code == 3
    assert "nobody vouches" in asked.out
    assert program("profile", "list").out == ""
    assert program("profile", "add", signed, "--yes").code == 0
    (listed,) = program("profile", "list", "--json").json["profiles"]
    assert (listed["id"], listed["usable"], listed["signed"], listed["serial"]) == (ID, True, True, 1)
    assert "Signature: Signed" in program("profile", "show", ID).out
    assert program("check", ID, "--json").json["profile"]["signed"] is True
    assert program("profile", "update", ID).code == 4  # it came as a file
    assert program("profile", "update").code == 0
    assert program("profile", "remove", ID).code == 0
    assert program("profile", "list", "--json").json["profiles"] == []


def test_keys_change_hands(program: Program, own: Path, tmp_path: Path) -> None:
    """A second key comes in, the first goes; a new version is signed by who is left."""
    first = program("profile", "keygen", "--name", "first").out.strip()
    assert program("profile", "sign", own).code == 0
    signed = tmp_path / "voice.readiness"
    second = program("profile", "keygen", "--name", "second").out.strip()
    assert program("profile", "rotate", signed, "--add", second, "--remove", first).code == 0
    newer(own, 2)
    assert program("profile", "sign", own).code == 0
    kept = read_bundle(signed.read_bytes())
    assert [f"ed25519:{one.data.hex()}" for one in kept.current.keys] == [second]
    assert (len(kept.sets), json.loads(kept.profile.payload)["serial"]) == (2, 2)
    assert program("profile", "verify", signed).code == 0


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        (("keygen", "--name", "hr"), "already", 2),
        (("sign", "{own}", "--add", "ed25519:00"), "not a public key", 4),
        (("sign", "{own}", "--threshold", "2"), "2 must sign", 4),
        (("sign", "{signed}", "--threshold", "2"), "rotate", 2),
        (("rotate", "{signed}"), "count already", 4),
        (("rotate", "{signed}", "--remove", "00000000"), "00000000", 2),
        (("rotate", "{signed}", "--remove", "short"), "short", 2),
        (("publish", "{signed}", "{folder}", "--url", "http://example.com"), "https", 4),
        (("publish", "{signed}", "{folder}", "--url", "https://example.com/", "--nonce", "a b"), "invitation", 4),
        (("verify", "{own}"), "Not signed", 4),
        (("verify", "{own}.none"), "no such file", 2),
        (("add", "readiness://add?u=https%3A%2F%2F127.0.0.1%2Fx&yes=1"), "unknown", 4),
        (("add", "readiness://add?u=https%3A%2F%2F127.0.0.1%2Fx"), "not on the internet", 4),
        (("remove", "com.example.none"), "com.example.none", 4),
    ],
)
def test_what_cannot_be_done_is_told(
    program: Program, own: Path, tmp_path: Path, words: tuple[str, ...], told: str, code: int
) -> None:
    program("profile", "keygen", "--name", "hr")
    signed = tmp_path / "signed.readiness"
    if "{own}" not in words:
        program("profile", "sign", own, "--into", signed)
    places = {"own": str(own), "signed": str(signed), "folder": str(tmp_path / "www")}
    done = program("profile", *(word.format(**places) for word in words))
    assert told in done.out + done.err
    assert done.code == (2 if "not a public key" in told else code)


def test_the_number_must_grow(program: Program, own: Path) -> None:
    program("profile", "keygen")
    assert program("profile", "sign", own).code == 0
    own.write_text(own.read_text(encoding="utf-8").replace("Voice agent", "Another"), encoding="utf-8")
    told = program("profile", "sign", own)
    assert (told.code, "Count “serial” up" in told.err) == (4, True)


def test_a_key_in_a_file_needs_its_password(
    program: Program, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawer = tmp_path / "drawer.pem"
    program("profile", "keygen", "--file", drawer)
    assert program("profile", "keygen", "--file", drawer).code == 2  # nothing is written over
    monkeypatch.setenv("READINESS_KEY_PASSWORD", "wrong")
    assert program("profile", "sign", own, "--key", drawer).code == 4
    monkeypatch.delenv("READINESS_KEY_PASSWORD")
    assert "protected by a password" in program("profile", "sign", own, "--key", drawer).err
    assert program("profile", "keygen", "--file", tmp_path / "other.pem").code == 2
    assert not (tmp_path / "other.pem").exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("answer", "code"), [("no", 3), ("", 3), ("yes", 0)])
def test_a_person_is_asked_before_anything_is_kept(
    person: Person, tmp_path: Path, language: str, answer: str, code: int
) -> None:
    file = tmp_path / "sent.readiness"
    more: dict[str, Any] = {
        "collect": {"facts": ["user.employee_id"], "purpose": {"en": "Payroll\u202e\x1b[2J"}, "keep": "P30D"},
        "submit": [{"kind": "https", "url": "https://reports.example.com/in"}],
        "issuer": {"name": "Evil\nEmployer\u202e"},
    }
    file.write_bytes(bundle(profile(**more), ("a", 1)).data())
    person.types(answer)
    assert person.runs("profile", "add", str(file), "--lang", language) == code
    assert "reports.example.com" in person.out.text
    assert not {"\u202e", "\x1b"} & set(person.out.text)
    assert (tmp_path / "data" / "employers").exists() is (code == 0)


def test_a_signed_profile_is_looked_through_for_mistakes_too(program: Program, tmp_path: Path) -> None:
    signed, broken = tmp_path / "signed.readiness", tmp_path / "broken.readiness"
    signed.write_bytes(bundle(profile()).data())
    broken.write_text('{"bundle": 1, "keys": [], "profile": {}}')
    assert program("profile", "lint", signed).out.endswith(f"{signed}: 0 errors, 2 warnings\n")
    assert program("profile", "lint", broken).code == 4


def test_a_misspelt_id_keeps_no_other_from_being_removed(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "voice.readiness"
    file.write_bytes(bundle(profile()).data())
    assert program("profile", "add", file, "--yes").code == 0
    [added] = program("profile", "list", "--json").json["profiles"]
    done = program("profile", "remove", "com.example.none", added["id"])
    assert (done.code, done.err) == (4, "No profile “com.example.none” was added.\n")
    assert program("profile", "list", "--json").json["profiles"] == []


def test_a_link_never_starts_a_check(program: Program, home: Home) -> None:
    told = program("check", "readiness://add?u=https%3A%2F%2Fjobs.example.com%2Fv")
    assert (told.code, "profile add" in told.err) == (2, True)
    assert home.speed.plans == []


@pytest.mark.usefixtures("home")
def test_an_expired_bundle_is_judged_but_not_added(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "old.readiness"
    file.write_bytes(bundle(profile(valid={"until": "2020-01-01T00:00:00Z"}), ("a", 1)).data())
    assert program("profile", "add", file, "--yes").code == 4
    done = program("check", file, "--json")
    assert (done.code, done.json["profile"]["signed"]) == (3, False)


# ------------------------------------------------------------------ what the system hands over

LINK = "readiness://add?u=https%3A%2F%2F127.0.0.1%2Fx"


@pytest.mark.parametrize("clicked", [LINK, LINK.upper(), "readiness:--report=x", "voice.readiness"])
def test_what_was_clicked_opens_the_window_and_is_never_an_option(
    program: Program, monkeypatch: pytest.MonkeyPatch, clicked: str
) -> None:
    opened: list[list[str]] = []
    monkeypatch.setattr("readiness.cli.start.has_screen", lambda: True)
    monkeypatch.setattr("readiness.cli.start.missing_library", lambda: "")
    window = types.ModuleType("readiness.desktop.launch")

    def run(named: list[str], _machine: object, _place: object, *, language: str | None, hidden: bool) -> int:
        assert (language, hidden) == (None, False)
        opened.append(named)
        return 0

    window.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "readiness.desktop.launch", window)
    assert program(clicked).code == 0
    assert opened == [[clicked]]


def test_without_a_screen_what_was_clicked_is_looked_at_in_the_terminal(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readiness.cli.start.has_screen", lambda: False)
    assert "not on the internet" in program(LINK).err
    told = program("readiness:--yes")
    assert (told.code, "not a link to a profile" in told.err) == (4, True)


def test_what_came_of_updating_and_removing_is_told_to_programs_too(program: Program, own: Path) -> None:
    assert program("profile", "add", own, "--yes").code == 0
    updated = program("profile", "update", "--json")
    [told] = updated.json["profiles"]
    assert (updated.code, told["id"], told["result"], told["reason"]) == (0, ID, "refused", "employers.no_source")
    removed = program("profile", "remove", ID[:-1], ID, "--json")
    assert removed.code == 4
    first, second = removed.json["profiles"]
    assert (first["result"], first["reason"]) == ("refused", "employers.unknown_near")
    assert f"Did you mean “{ID}”" in first["message"]
    assert second == {"id": ID, "result": "removed", "reason": None}


def test_adding_and_verifying_tell_programs_what_people_read(program: Program, own: Path, tmp_path: Path) -> None:
    key = program("profile", "keygen", "--name", "hr").out.strip()
    program("profile", "sign", own)
    signed = tmp_path / "voice.readiness"
    verified = program("profile", "verify", signed, "--json")
    assert (verified.code, verified.json["result"], verified.json["threshold"]) == (0, "signed", 1)
    assert verified.json["keys"] == [{"key": key, "signed": True}]
    offered = program("profile", "add", signed, "--json")
    assert (offered.code, offered.json["result"], offered.json["vouched"]) == (3, "offered", "nobody")
    assert offered.json["fingerprint"] == verified.json["fingerprint"]
    assert any("nobody vouches" in term["value"] for term in offered.json["terms"])
    assert program("profile", "list", "--json").json["profiles"] == []
    added = program("profile", "add", signed, "--json", "--yes")
    assert (added.code, added.json["result"], added.json["id"]) == (0, "added", ID)
    assert [one["sha256"] for one in program("profile", "list", "--json").json["profiles"]] == [added.json["sha256"]]


@pytest.mark.parametrize("command", ["add", "verify"])
def test_what_is_refused_is_told_to_programs_with_its_reason(program: Program, tmp_path: Path, command: str) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": 1, "id": 5}')
    done = program("profile", command, broken, "--json")
    assert (done.code, done.json["result"], done.json["reason"]) == (4, "refused", "key_missing")
    assert str(broken) in done.json["message"]
    done = program("profile", command, "readiness://add?u=", "--json")
    assert (done.code, done.json["result"], done.json["message"].strip()) == (4, "refused", done.err.strip())


def test_an_unsigned_profile_is_verified_as_that(program: Program, own: Path) -> None:
    done = program("profile", "verify", own, "--json")
    assert (done.code, done.json["result"], done.json["signed"], done.json["fingerprint"]) == (
        4,
        "unsigned",
        False,
        None,
    )
    assert "keys" not in done.json


def test_a_profile_whose_files_stay_is_not_said_to_be_gone(program: Program, own: Path, data: Path) -> None:
    assert program("profile", "add", own, "--yes").code == 0
    [kept] = (data / "employers" / "profiles").glob("*.readiness")
    kept.unlink()
    kept.mkdir()  # what nobody can delete as a file
    told = program("profile", "remove", ID)
    assert (told.code, told.out) == (2, "")
    assert f"“{ID}” could not be removed." in told.err
    assert [one["id"] for one in program("profile", "list", "--json").json["profiles"]] == [ID]


def test_a_folder_that_cannot_be_made_is_one_clear_error(
    program: Program, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("READINESS_DATA", str(file / "data"))
    told = program("profile", "add", own, "--yes")
    assert told.code == 2
    assert told.err.strip().startswith(f"{file / 'data'} cannot be written")
