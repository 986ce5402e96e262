"""The program under Wine: its sound, its terminal, its window, and the same answers as on Linux."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from readiness import paths
from tests.rigs.wine import ROOT, Wine, windows_path
from tests.sounds import write_wav
from tests.voices import RATE, voice
from tests.windows.conftest import HEARD_DBFS

PROFILE = paths.specs() / "voice-agent.json"
MACHINE = paths.resource("machines/laptop-windows-11.json")


def on_linux(*arguments: str) -> tuple[int, Any]:
    """Run the same program here."""
    done = subprocess.run(
        [sys.executable, "-m", "readiness", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, json.loads(done.stdout)


# ------------------------------------------------------------------ sound


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


def test_a_profile_is_judged_as_on_linux(wine: Wine, home: dict[str, str]) -> None:
    done = wine.python(
        "-m", "readiness", "judge", windows_path(MACHINE), windows_path(PROFILE), "--json", variables=home
    )
    here, expected = on_linux("judge", str(MACHINE), str(PROFILE), "--json")
    assert (done.code, _outcomes(json.loads(done.out))) == (here, _outcomes(expected))


def _outcomes(document: dict[str, Any]) -> list[tuple[str, str]]:
    report = document.get("reports", [document])[0]
    return [(one["id"], one["outcome"]) for one in report["requirements"]]


def test_a_recording_is_measured_as_on_linux(wine: Wine, home: dict[str, str], tmp_path: Path) -> None:
    quiet = np.random.default_rng(2).normal(0, 10 ** (-60 / 20), 5 * RATE)
    wav = write_wav(tmp_path / "both.wav", np.concatenate([quiet, voice("en")]), RATE)
    arguments = ["--silence-seconds", "5", "--json"]
    done = wine.python("-m", "readiness", "microphone", "--wav", windows_path(wav), *arguments, variables=home)
    code, expected = on_linux("microphone", "--wav", str(wav), *arguments)
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


def test_nothing_of_it_is_missing_and_the_window_is_drawn_in_three_languages(
    wine: Wine, home: dict[str, str], tmp_path: Path
) -> None:
    done = wine.python("-m", "readiness", f"--self-test={windows_path(tmp_path)}", "--json", variables=home)
    assert done.code == 0, done.out
    _, here = on_linux("--self-test", "--json")
    found = json.loads(done.out)["parts"]
    for part in ("modules", "checks", "facts", "languages", "files", "examples", "window"):
        assert found[part]["has"] == here["parts"][part]["has"], part
    assert sorted(path.name for path in tmp_path.glob("*.png")) == [f"window-{one}.png" for one in ("en", "es", "ja")]
