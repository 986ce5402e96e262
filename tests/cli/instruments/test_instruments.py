"""``readiness microphone``, ``speed`` and ``devices``: one instrument each, on real files, servers and sound."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from readiness.analysis.line.speed_test import (
    CALL_QUALITY,
    JITTER,
    LOSS,
    Decided,
    Form,
    Relation,
    SpeedQuestion,
    Verdict,
)
from readiness.checks.registry import checks
from readiness.domain.facts import Measured, Reason, Unmeasured
from readiness.domain.message import message
from readiness.machine.speed import quality
from readiness.paths import specs
from readiness.text import LANGUAGES
from tests.cli.conftest import Done, Person, Program
from tests.cli.home import CORDLESS, NO_SOUND_SERVICE, REFUSED, Home
from tests.rigs.librespeed_server import Behaviour, Fault, librespeed_server
from tests.rigs.virtual_audio import VirtualAudio, needs_pulseaudio
from tests.sounds import Sound, pink, speech, write_wav

RECORDINGS = Path(__file__).parents[2] / "recordings" / "audio"
MICROPHONE = [fact.id for check in checks() if check.id == "microphone" for fact in check.facts]
SPEED = [fact.id for check in checks() if check.id == "bandwidth" for fact in check.facts]
NOISE_DBOV = -65.0


def quiet(seconds: float = 4.0, rate: int = 48_000) -> Sound:
    return pink(NOISE_DBOV, seconds, rate, seed=3)


def spoken(seconds: float = 12.0, rate: int = 48_000) -> Sound:
    return np.asarray(pink(NOISE_DBOV, seconds, rate, seed=5) + speech(seconds, rate, seed=4))


def measured(done: Done) -> set[str]:
    return {fact for fact, reading in done.json.items() if "value" in reading}


# ------------------------------------------------------------------ microphone, from files


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


# ------------------------------------------------------------------ microphone, live


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


# ------------------------------------------------------------------ speed


def test_a_server_is_measured_against(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    for fact in (JITTER, LOSS, CALL_QUALITY):  # three hundred probes take six seconds
        monkeypatch.setitem(quality._FULLY, fact, 20)
    with librespeed_server() as server:
        done = program("speed", "--server", server.url, "--json")
        assert server.wait_until_left()
    assert (done.code, done.err) == (0, "")
    assert list(done.json) == SPEED
    down = done.json["network.download"]
    # Loopback is never full, so its rate may be known from one side only.
    assert set(down) - {"bound"} == {"value", "unit", "spread", "seconds", "megabytes", "server", "method"}
    assert (down["unit"], down["value"] > 10, down["megabytes"] > 1) == ("Mbit/s", True, True)
    assert server.url.split("/")[2] in down["server"]


@pytest.mark.parametrize("asked", [(), ("--decide", "download >= 25 Mbit/s"), ("--consent", "cloudflare")])
@pytest.mark.parametrize("refused", [None, REFUSED])
def test_what_programs_read_fits_the_published_schema(
    asked: tuple[str, ...], refused: Unmeasured | None, home: Home, program: Program
) -> None:
    home.speed.refused = refused
    published = json.loads((specs() / "speed.schema.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(published).iter_errors(program("speed", "--json", *asked).json)) == []


def test_speed_for_people_names_the_server_once(home: Home, program: Program) -> None:
    del home
    done = program("speed")
    assert done.code == 0
    assert done.out.replace("\u00a0", " ").splitlines() == [
        "Download speed: 93.4 Mbit/s ± 0.3 Mbit/s",
        "Upload speed: 18.2 Mbit/s ± 0.3 Mbit/s",
        "Round trip: 25 ms ± 1.2 ms",
        "Round trip while downloading: 80 ms ± 2 ms",
        "Round trip while uploading: 95 ms ± 3 ms",
        "Changes of the delay: 1 ms ± 0.2 ms",
        "Voice estimate: 4.38 MOS ± 0.08 MOS",
        "Lost packets: at most 0.99 %",
        "Measured against: far.example (LibreSpeed)",
    ]


@pytest.mark.parametrize("fault", [None, Fault.DENIED, Fault.RESET, Fault.HTML])
def test_a_server_that_fails_is_no_slow_line(fault: Fault | None, program: Program) -> None:
    with librespeed_server(behaviour=Behaviour(fault or Fault.NONE)) as server:
        url = server.url if fault else "http://127.0.0.1:9/"
        done = program("speed", "--server", url, "--json")
    assert (done.code, done.err) == (3, "")
    assert list(done.json) == SPEED
    assert all(set(reading) == {"unmeasured", "detail", "remedy"} for reading in done.json.values())


def test_what_could_not_be_measured_is_told_once_with_what_to_do(home: Home, program: Program) -> None:
    home.speed.refused = REFUSED
    done = program("speed", "--lang", "es")
    assert done.code == 3
    assert done.out.startswith("Sin medir: Velocidad de ")
    assert done.out.count("    - ") == 4
    assert "Medido con" not in done.out


@pytest.mark.parametrize("address", ["example.com", "ftp://example.com/", ""])
def test_a_server_has_an_address(address: str, home: Home, program: Program) -> None:
    done = program("speed", "--server", address)
    assert (done.code, done.out) == (2, "")
    assert "It begins with https:// or http://." in done.err
    assert home.speed.plans == []


def test_the_line_answers_questions(home: Home, program: Program) -> None:
    done = program("speed", "--decide", "download >= 25 Mbit/s", "--decide", "network.upload>20Mbps", "--json")
    assert done.code == 1
    assert list(done.json) == ["network.download", "network.upload", "decisions"]
    cost = {"confidence": 0.9996, "seconds": 0.71, "megabytes": 2.1}
    assert done.json["decisions"] == [
        {"question": "download >= 25 Mbit/s", "verdict": "pass", **cost},
        {"question": "network.upload>20Mbps", "verdict": "fail", **cost},
    ]
    [plan] = home.speed.plans
    assert plan.form is Form.QUICK
    assert plan.facts == {"network.download", "network.upload"}
    assert SpeedQuestion("network.upload", Relation.MORE, 20.0) in plan.questions


@pytest.mark.parametrize(
    ("verdict", "code", "last"),
    [
        (Verdict.PASS, 0, ["Yes. Download speed: at least 0.02 Gbit/s (99.9 % certain, 0.7 s, 2.1 MB)"]),
        (Verdict.FAIL, 1, ["No. Download speed: at least 0.02 Gbit/s (99.9 % certain, 0.7 s, 2.1 MB)"]),
        (
            Verdict.UNSURE,
            3,
            [
                "Not certain. Download speed: at least 0.02 Gbit/s (0.7 s, 2.1 MB)",
                "To be certain, ask again with --thorough; it takes longer.",
            ],
        ),
    ],
)
def test_an_answer_is_told_to_people(
    verdict: Verdict, code: int, last: list[str], home: Home, program: Program
) -> None:
    home.speed.verdict = verdict
    done = program("speed", "--decide", "download >= 0.02 Gbit/s")
    assert done.code == code
    lines = done.out.replace("\u00a0", " ").replace("99.9%", "99.9 %").splitlines()
    assert lines == ["Download speed: 93.4 Mbit/s ± 0.3 Mbit/s", *last, "Measured against: far.example (LibreSpeed)"]


def test_a_second_server_that_is_down_is_told_of(program: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody, librespeed_server(behaviour=Behaviour(rate=20.0)) as slow:
        dead = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        nobody.close()
        done = program("speed", "--server", slow.url, "--server", dead, "--decide", "download >= 200 Mbit/s")
    assert done.code == 3
    assert f"{dead} could not confirm that the line is too slow" in " ".join(done.out.split())


def test_whoever_asks_thoroughly_is_not_told_to(home: Home, program: Program) -> None:
    home.speed.verdict = Verdict.UNSURE
    done = program("speed", "--decide", "download >= 25 Mbit/s", "--thorough")
    assert (done.code, home.speed.plans[0].form) == (3, Form.THOROUGH)
    assert "--thorough" not in done.out


def test_a_question_to_a_line_that_is_not_there_is_not_answered(home: Home, program: Program) -> None:
    home.speed.refused = REFUSED
    done = program("speed", "--decide", "download < 25 Mbit/s", "--json")
    assert done.code == 3
    [decision] = done.json["decisions"]
    assert (decision["verdict"], decision["confidence"], decision["unmeasured"]) == ("unsure", 0.0, "offline")
    assert "Not certain" not in program("speed", "--decide", "download < 25 Mbit/s").out


@pytest.mark.parametrize(
    ("limit", "verdict", "code"), [("60 Mbit/s", "pass", 0), ("93.2 Mbit/s", "unsure", 3), ("120 Mbit/s", "fail", 1)]
)
def test_where_only_a_figure_was_found_it_answers(
    limit: str, verdict: str, code: int, home: Home, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = home.speed.run
    told = lambda *given: (event for event in run(*given) if not isinstance(event, Decided))  # noqa: E731
    monkeypatch.setattr(home.speed, "run", told)
    done = program("speed", "--decide", f"download >= {limit}", "--json")
    assert (done.code, done.json["decisions"][0]["verdict"]) == (code, verdict)
    assert done.json["decisions"][0]["megabytes"] == 12.0


CLASSIC = {
    "network.download": Measured(89.1, "Mbit/s", message("method.speedtest_cli"), evidence={"seconds": "10.1"}),
    "network.latency": Unmeasured(Reason.ABSENT, message("unmeasured.speedtest_cli")),
}


def test_speedtest_cli_is_told_beside_our_own_figures_as_what_it_is(
    home: Home, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    del home
    monkeypatch.setattr("readiness.machine.speed.classic.classic", lambda _: CLASSIC)
    done = program("speed", "--classic", "--json")
    assert (done.code, done.json["network.download"]["value"]) == (0, 93.4)
    assert done.json["classic"]["network.download"]["value"] == 89.1
    assert done.json["classic"]["network.latency"]["unmeasured"] == "absent"
    lines = program("speed", "--classic").out.replace("\u00a0", " ").splitlines()
    assert "    Download speed: 89.1 Mbit/s" in lines
    assert lines[lines.index("    Download speed: 89.1 Mbit/s") - 1].endswith("too low):")


def test_whoever_stops_speedtest_cli_keeps_our_own_figures(
    home: Home, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    del home
    monkeypatch.setattr("readiness.machine.speed.classic.classic", stopped)
    done = program("speed", "--classic", "--json")
    assert (done.code, list(done.json)) == (0, SPEED)


def test_a_public_service_is_agreed_to_knowing_what_it_learns(home: Home, program: Program) -> None:
    done = program("speed", "--consent", "cloudflare", "--json")
    assert done.code == 0
    assert "public internet address" in done.err
    assert home.speed.plans[0].consented == {"cloudflare"}
    assert program("speed").code == 0
    assert not home.speed.plans[1].consented
    published = program("speed", "--consent", "ndt7")
    assert "publishes" in published.err
    assert home.speed.plans.pop().consented == {"ndt7"}
    both = program("speed", "--consent", "cloudflare", "--server", "http://a.example/")
    assert (both.code, len(home.speed.plans)) == (2, 2)


def test_a_second_server_may_be_named(home: Home, program: Program) -> None:
    assert program("speed", "--server", "http://one.example/", "--server", "http://two.example/").code == 0
    assert home.speed.plans[0].servers == ("http://one.example/", "http://two.example/")


def test_a_question_that_is_none_is_refused(home: Home, program: Program) -> None:
    done = program("speed", "--decide", "download >= 25")
    assert (done.code, done.out) == (2, "")
    assert "Write a number with its unit: download >= 25" in done.err
    assert home.speed.plans == []


# ------------------------------------------------------------------ devices


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
