"""A check with somebody at the terminal: what becomes known, what is asked, what to do next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness import paths
from tests.cli.check.checked import CHAT, QUICK, VOICE, outcomes, spec
from tests.cli.conftest import Person, Program
from tests.cli.home import CORDLESS, REFUSED, Home
from tests.documents.employer import bundle, profile


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


def test_somebody_who_added_an_employer_is_not_checked_for_an_example(
    home: Home, program: Program, person: Person, tmp_path: Path
) -> None:
    del home
    file = tmp_path / "own.readiness"
    file.write_bytes(bundle(profile(3)).data())
    assert program("profile", "add", file, "--yes").code == 0
    done = program("check", *QUICK)
    assert done.err.startswith("No profile was named, so those of your employers are used: ")
    person.types("").runs("check", *QUICK)
    assert person.err.text.index("Your employers’ profiles:") < person.err.text.index("These example profiles")  # noqa: RUF001 - as it is written


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
