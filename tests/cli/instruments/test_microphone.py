"""``readiness microphone``: on recordings, and on the microphone of this computer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from readiness.checks.registry import checks
from readiness.text import LANGUAGES
from tests.cli.conftest import Done, Person, Program
from tests.cli.home import Home
from tests.cli.instruments.figures import NOISE_DBOV, spoken
from tests.sounds import Sound, pink, write_wav

MICROPHONE = [fact.id for check in checks() if check.id == "microphone" for fact in check.facts]


def quiet(seconds: float = 4.0, rate: int = 48_000) -> Sound:
    return pink(NOISE_DBOV, seconds, rate, seed=3)


def measured(done: Done) -> set[str]:
    return {fact for fact, reading in done.json.items() if "value" in reading}


@pytest.fixture
def silence(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "silence.wav", quiet())


@pytest.fixture
def reading(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "reading.wav", spoken())


def test_two_recordings_give_every_figure(silence: Path, reading: Path, program: Program) -> None:
    done = program("microphone", "--silence", silence, "--reading", reading, "--json")
    assert (done.code, done.err) == (0, "")
    assert list(done.json) == MICROPHONE
    floor = done.json["microphone.noise_floor"]
    assert set(floor) == {"value", "unit", "spread", "definition"}
    assert floor["unit"] == "dBov(A)"
    assert floor["value"] == pytest.approx(NOISE_DBOV - 3.0, abs=2.0)  # pink noise, weighted
    assert "A-weighted" in floor["definition"]
    assert done.json["microphone.speech_level"]["value"] == pytest.approx(-20.0, abs=2.0)


def test_one_recording_is_cut_in_two(tmp_path: Path, silence: Path, reading: Path, program: Program) -> None:
    both = write_wav(tmp_path / "both.wav", np.concatenate([quiet(), spoken()]))
    whole = program("microphone", "--wav", both, "--json")
    parts = program("microphone", "--silence", silence, "--reading", reading, "--json")
    assert measured(whole) == measured(parts)
    for fact in measured(whole):
        assert whole.json[fact]["value"] == pytest.approx(parts.json[fact]["value"], abs=0.01)
    shorter = program("microphone", "--wav", both, "--silence-seconds", "2.5", "--json")
    assert shorter.json["microphone.noise_floor"] != whole.json["microphone.noise_floor"]


@pytest.mark.parametrize("which", ["--silence", "--reading"])
def test_one_of_two_gives_its_own_figures(which: str, silence: Path, reading: Path, program: Program) -> None:
    done = program("microphone", which, silence if which == "--silence" else reading, "--json")
    assert done.code == 0
    assert ("microphone.noise_floor" in measured(done)) is (which == "--silence")
    assert ("microphone.speech_level" in measured(done)) is (which == "--reading")
    assert done.json["microphone.speech_to_noise"]["unmeasured"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_for_people(language: str, silence: Path, reading: Path, program: Program) -> None:
    done = program("microphone", "--silence", silence, "--reading", reading, "--lang", language)
    first = done.out.splitlines()[0]
    assert first.startswith(
        {"en": "Background noise: \u2212", "es": "Ruido de fondo: \u2212", "ja": "周囲の雑音\uff1a\u2212"}[language]
    )
    assert "± " in first


def test_different_rates_are_different_devices(tmp_path: Path, silence: Path, program: Program) -> None:
    other = write_wav(tmp_path / "other.wav", spoken(rate=16_000), 16_000)
    done = program("microphone", "--silence", silence, "--reading", other, "--json")
    assert done.code == 0
    assert {"microphone.noise_floor", "microphone.speech_level"} <= measured(done)
    assert done.json["microphone.speech_to_noise"]["unmeasured"] == "unsupported"
    assert "48,000 Hz and 16,000 Hz" in done.json["microphone.speech_to_noise"]["detail"].replace("\u00a0", " ")


@pytest.mark.parametrize("arguments", [("--wav",), ("--silence",), ("--reading",)])
@pytest.mark.parametrize("content", [None, b"", b"RIFFxxxxWAVE", b"\x00" * 5000])
def test_a_file_that_is_none_measures_nothing(
    content: bytes | None, arguments: tuple[str], program: Program, tmp_path: Path
) -> None:
    path = tmp_path / "sound.wav"
    if content is not None:
        path.write_bytes(content)
    done = program("microphone", *arguments, path, "--json")
    assert (done.code, done.err) == (3, "")
    assert list(done.json) == MICROPHONE
    assert {reading["unmeasured"] for reading in done.json.values()} <= {"absent", "implausible"}
    assert all(reading["detail"] and reading["remedy"] for reading in done.json.values())


def test_one_bad_file_of_two_costs_only_its_own_figures(silence: Path, program: Program, tmp_path: Path) -> None:
    done = program("microphone", "--silence", silence, "--reading", tmp_path / "none.wav", "--json")
    assert done.code == 0
    assert "microphone.noise_floor" in measured(done)
    assert "none.wav" in done.json["microphone.speech_level"]["detail"]


def test_what_has_one_cause_is_told_once(program: Program, tmp_path: Path) -> None:
    done = program("microphone", "--wav", tmp_path / "none.wav")
    assert done.code == 3
    assert done.out.startswith("Not measured: Background noise, ")
    assert done.out.count("none.wav") == 1


@pytest.mark.parametrize("seconds", ["0", "100"])
def test_a_cut_outside_of_the_recording_leaves_one_part(seconds: str, reading: Path, program: Program) -> None:
    done = program("microphone", "--wav", reading, "--silence-seconds", seconds, "--json")
    assert done.code == 0
    assert ("microphone.speech_level" in measured(done)) is (seconds == "0")


def test_digital_silence_is_no_quiet_room(tmp_path: Path, program: Program) -> None:
    dead = write_wav(tmp_path / "dead.wav", np.zeros(480_000))
    done = program("microphone", "--wav", dead, "--json")
    assert done.code == 3
    assert not measured(done)


def test_an_empty_recording_says_so(tmp_path: Path, program: Program) -> None:
    done = program("microphone", "--wav", write_wav(tmp_path / "empty.wav", np.zeros(0)), "--json")
    assert done.code == 3
    assert not measured(done)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--wav", "a.wav", "--silence", "b.wav"], "Name either one recording with --wav, or two"),
        (["--wav", "a.wav", "--silence-seconds=-1"], "0 seconds or more"),
        (["--wav", "a.wav", "--silence-seconds", "nan"], "0 seconds or more"),
        (["--wav", "a.wav", "--silence-seconds", "inf"], "0 seconds or more"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: list[str], words: str, program: Program) -> None:
    done = program("microphone", *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_live_figures(home: Home, program: Program) -> None:
    done = program("microphone", "--json")
    assert (done.code, list(done.json)) == (0, MICROPHONE)
    assert done.json["microphone.noise_floor"]["value"] == pytest.approx(-71.0, abs=2.0)
    assert home.recorder.opened == home.recorder.closed == 1


def test_a_microphone_that_is_not_there(home: Home, program: Program) -> None:
    home.recorder.sounds.clear()
    done = program("microphone")
    assert done.code == 3
    assert done.out.startswith("Not measured: ")
    assert "No microphone was found. - If it is a device, push its plug in fully" in " ".join(done.out.split())


def test_figures_appear_as_they_become_known(home: Home, person: Person) -> None:
    del home
    assert person.types("", "").runs("microphone") == 0
    assert "Background noise: \u2212" in person.out.text
    # Told once: on the screen they stand where the result stands.
    assert "Background noise" not in person.err.text
    assert "part 2 of 2" in person.err.text


def test_with_json_figures_are_told_as_progress(home: Home, person: Person) -> None:
    del home
    person.types("", "").runs("microphone", "--json")
    assert "  Background noise: \u2212" in person.err.text
    assert list(json.loads(person.out.text)) == MICROPHONE
