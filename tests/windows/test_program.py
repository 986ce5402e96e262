"""The program under Wine: its sound, its terminal, its window, and the same answers as on Linux."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.rigs.wine import Wine, windows_path
from tests.windows.ahead import PROFILE, Ahead
from tests.windows.conftest import HEARD_DBFS

# ------------------------------------------------------------------ sound


@pytest.mark.alone  # sound that comes late is sound with gaps
@pytest.mark.usefixtures("audio")
def test_every_interface_hears_the_level_that_is_played(wine: Wine) -> None:
    done = wine.python("-m", "tests.windows.record", "Jabra")
    assert done.code == 0, done.err
    levels = json.loads(done.out)
    assert set(levels) == {"MME", "Windows DirectSound", "Windows WASAPI"}
    assert levels == {interface: pytest.approx(HEARD_DBFS, abs=0.1) for interface in levels}


# ------------------------------------------------------------------ the main job


@pytest.mark.usefixtures("audio")
def test_the_main_job_ends_with_a_report(wine: Wine, home: dict[str, str], tmp_path: Path) -> None:
    reports = [tmp_path / name for name in ("report.json", "report.html", "report.pdf")]
    arguments = ["check", windows_path(PROFILE), "--lang", "ja"]
    for report in reports:
        arguments += ["--report", windows_path(report)]
    done = wine.python("-m", "readiness", *arguments, variables=home)
    assert done.code in {1, 3}, done.err
    assert "ヘッドセット" in done.out
    report = json.loads(reports[0].read_text(encoding="utf-8"))
    facts = report["facts"]
    assert facts["os.family"]["value"] == "windows"
    assert facts["processor.threads"]["value"] == os.cpu_count()
    # The program's own recorder, through WASAPI; the weighting takes some of a noise below 8 kHz.
    assert facts["microphone.noise_floor"]["value"] == pytest.approx(HEARD_DBFS, abs=4)
    assert "ヘッドセット" in reports[1].read_text(encoding="utf-8")
    assert reports[2].read_bytes().startswith(b"%PDF")


# ------------------------------------------------------------------ as on Linux


def test_a_profile_is_judged_as_on_linux(ahead: Ahead) -> None:
    done = ahead.windows("judge")
    here, expected = ahead.linux("judge")
    assert (done.code, _outcomes(json.loads(done.out))) == (here, _outcomes(expected))


def _outcomes(document: dict[str, Any]) -> list[tuple[str, str]]:
    report = document.get("reports", [document])[0]
    return [(one["id"], one["outcome"]) for one in report["requirements"]]


def test_a_recording_is_measured_as_on_linux(ahead: Ahead) -> None:
    done = ahead.windows("microphone")
    code, expected = ahead.linux("microphone")
    found = json.loads(done.out)
    assert done.code == code, done.err
    assert found.keys() == expected.keys()
    assert "value" in expected["microphone.speech_to_noise"]
    for fact, reading in expected.items():
        if isinstance(reading, dict) and isinstance(reading.get("value"), float):
            assert found[fact]["value"] == pytest.approx(reading["value"], abs=reading.get("spread") or 0.1), fact
        else:
            assert found[fact] == reading


# ------------------------------------------------------------------ itself


def test_the_window_that_is_there_hears_who_starts_the_program_again(wine: Wine, home: dict[str, str]) -> None:
    done = wine.python("-m", "tests.windows.second_start", "C:\\山田 花子.readiness", variables=home)
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert told["second"] == "[False, True]"
    [[named, language, *_]] = told["heard"]
    assert (named, language) == (["C:\\山田 花子.readiness"], "ja")


def test_nothing_of_it_is_missing_and_the_window_is_drawn_in_three_languages(ahead: Ahead) -> None:
    done = ahead.windows("self-test")
    assert done.code == 0, done.out
    _, here = ahead.linux("self-test")
    found = json.loads(done.out)["parts"]
    for part in ("modules", "checks", "facts", "languages", "files", "examples", "window"):
        assert found[part]["has"] == here["parts"][part]["has"], part
    assert sorted(path.name for path in ahead.folder.glob("*.png")) == [
        f"window-{one}.png" for one in ("en", "es", "ja")
    ]
