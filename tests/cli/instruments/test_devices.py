"""``readiness devices``: listed with reasons, recorded, and judged elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.text import LANGUAGES
from tests.cli.conftest import Program
from tests.cli.home import CORDLESS, NO_SOUND_SERVICE, Home
from tests.rigs.sound_server import needs_pulseaudio
from tests.rigs.virtual_audio import VirtualAudio

RECORDINGS = Path(__file__).parents[2] / "recordings" / "audio"


@needs_pulseaudio
def test_real_devices_are_listed_with_reasons(program: Program) -> None:
    with VirtualAudio() as audio:
        audio.add_headset("usb")
        audio.add_laptop()
        done = program("devices")
        listed = program("devices", "--json")
    assert done.code == 0
    assert done.out.startswith("Jabra EVOLVE 20 MS (in use)\n    Taken for: a headset with a cable (certainty ")
    assert "\n    - USB id 0b0e:0300 is Jabra EVOLVE 20 MS" in done.out
    assert "\nBuilt-in Audio Analog Stereo (not in use)\n" in done.out
    assert listed.json["format"] == 1
    assert listed.json["in_use"]["answer"] == "wired_headset"
    headset, laptop = listed.json["devices"]
    assert (headset["listens"], headset["plays"], headset["connection"]) == (True, True, "usb")
    assert (laptop["listens"], laptop["answer"]) == (False, "not_a_headset")


@pytest.mark.parametrize("language", LANGUAGES)
def test_devices_in_every_language(language: str, home: Home, program: Program) -> None:
    home.audio.devices = CORDLESS
    done = program("devices", "--lang", language)
    words = {"en": "Taken for: ", "es": "Se interpreta como: ", "ja": "判別結果\uff1a"}[language]
    assert done.out.count(words) == 2


def test_what_is_recorded_can_be_judged_elsewhere(home: Home, program: Program, tmp_path: Path) -> None:
    del home
    record = tmp_path / "mine.json"
    done = program("devices", "--record", record)
    assert done.code == 0
    assert done.err == f"Saved: {record}\n"
    seen = program("devices", "--json").json["in_use"]
    again = program("devices", "--replay", record, "--json")
    assert again.json == [{"id": "mine", **seen}]
    for_people = program("devices", "--replay", record)
    assert for_people.out.startswith("mine\n    Taken for: a headset with a cable")


def test_described_cases_are_judged_one_by_one(program: Program) -> None:
    done = program("devices", "--replay", RECORDINGS / "labelled_devices.json", "--json")
    assert done.code == 0
    assert len(done.json) > 30
    assert len({one["id"] for one in done.json}) == len(done.json)
    assert {"answer", "confidence", "connection", "reasons"} <= set(done.json[0])


def test_without_the_catalogue_only_what_is_seen_counts(home: Home, program: Program, tmp_path: Path) -> None:
    del home
    known = program("devices", "--json").json["in_use"]
    unknown = program("devices", "--no-catalogue", "--json").json["in_use"]
    assert any("0b0e:0300" in reason for reason in known["reasons"])
    assert not any("0b0e:0300" in reason for reason in unknown["reasons"])
    record = tmp_path / "mine.json"
    program("devices", "--record", record)
    assert program("devices", "--no-catalogue", "--replay", record, "--json").json[0]["reasons"] == unknown["reasons"]


@pytest.mark.parametrize("content", ["", "{", '{"cases": 3}', '{"format": "x"}', "[" * 100_000, "7"])
def test_a_file_that_is_no_record_is_told(content: str, program: Program, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content)
    done = program("devices", "--replay", path)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"{path} is not a record of audio devices.\n"


def test_files_that_cannot_be_read_or_written_are_told(home: Home, program: Program, tmp_path: Path) -> None:
    del home
    assert "There is no such file" in program("devices", "--replay", tmp_path / "none.json").err
    done = program("devices", "--record", tmp_path / "none" / "mine.json")
    assert (done.code, done.out) == (2, "")
    assert "cannot be written: There is no such file or folder." in done.err


def test_devices_that_cannot_be_listed(home: Home, program: Program) -> None:
    home.audio.devices = NO_SOUND_SERVICE
    done = program("devices")
    assert done.code == 3
    assert done.out.splitlines()[0] == "The sound service of this computer is not running."
    assert done.out.splitlines()[1].startswith("- Sign out and in again")
    listed = program("devices", "--json")
    assert listed.code == 3
    assert listed.json["unmeasured"] == "absent"
    assert program("devices", "--record", "x.json").code == 3


@needs_pulseaudio
def test_a_computer_without_devices(program: Program) -> None:
    with VirtualAudio():
        done = program("devices")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("No audio device was found.")
