"""The main job, as a person does it: a terminal, a headset, a room, an internet line.

Everything is real but the hardware: PulseAudio with made-up devices, PortAudio, a line of
known rate between two network namespaces, a LibreSpeed server at its far end, and a
terminal in which somebody answers.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from readiness import paths
from tests.rigs import shaped_link, sound_server
from tests.rigs.shaped_link import Line, ShapedLink
from tests.rigs.terminal import Terminal
from tests.rigs.virtual_audio import VirtualAudio
from tests.sounds import Sound, pink, speech

pytestmark = [
    pytest.mark.alone,  # sound that comes late is sound with gaps
    pytest.mark.skipif(
        bool(shaped_link.missing() or sound_server.missing()), reason=shaped_link.missing() or sound_server.missing()
    ),
]

QUIET_DBOV = -68.0
NOISY_DBOV = QUIET_DBOV + 25.0
PROMPT = "Press Enter"
READING = "read this aloud"
SPEED = {"network.download", "network.upload", "network.latency"}


@pytest.fixture(scope="module")
def line() -> Iterator[ShapedLink]:
    with shaped_link.shaped_link(Line(down=100, up=20, rtt=25)) as link:
        link.serve()
        yield link


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def profile(folder: Path, url: str = shaped_link.SERVER_URL, example: str = "voice-agent") -> Path:
    """An example profile that names the far end's server."""
    document = json.loads((paths.specs() / f"{example}.json").read_bytes())
    document["network_test"] = {"servers": [{"id": "far", "kind": "https", "url": url}]}
    path = folder / "profile.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def room(noise_dbov: float) -> tuple[Sound, Sound]:
    """A room's noise, and somebody reading in it."""
    noise = pink(noise_dbov, 12.0, seed=3)
    return noise, np.asarray(noise + speech(12.0, seed=4))


@contextmanager
def audio(kind: str) -> Iterator[VirtualAudio]:
    with VirtualAudio() as devices:
        devices.add_laptop()
        devices.add_headset(kind)
        devices.choose_default("headset")
        yield devices


def command(link: ShapedLink, *arguments: str) -> list[str]:
    return link.command(link.near, sys.executable, "-m", "readiness", *arguments)


def checked(link: ShapedLink, devices: VirtualAudio, path: Path, noise_dbov: float) -> tuple[int, dict[str, Any]]:
    """Check in a terminal: be still when asked, read when asked."""
    silence, reading = room(noise_dbov)
    devices.feed("headset", silence)
    with Terminal(command(link, "check", str(path), "--json")) as terminal:
        terminal.expect(PROMPT)
        terminal.type()
        terminal.expect(READING)  # a prompt is said again below what was measured meanwhile
        terminal.expect(PROMPT)
        devices.feed("headset", reading)
        terminal.type()
        code, out = terminal.finish()
    return code, json.loads(out)


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {requirement["id"]: requirement["outcome"] for requirement in report["requirements"]}


def failed(report: dict[str, Any]) -> set[str]:
    return {id_ for id_, outcome in outcomes(report).items() if outcome == "fail"}


def test_a_wired_headset_in_a_quiet_room_on_a_good_line_passes(line: ShapedLink, tmp_path: Path) -> None:
    with audio("usb") as devices:
        code, report = checked(line, devices, profile(tmp_path), QUIET_DBOV)
    assert (code, report["verdict"], failed(report)) == (0, "PASS", set())
    measured = {fact for fact, reading in report["facts"].items() if "value" in reading}
    for family in ("processor.", "memory.", "headset.", "microphone.", "network."):
        assert any(fact.startswith(family) for fact in measured), family
    assert report["facts"]["network.download"]["value"] == pytest.approx(100, rel=0.1)
    assert report["facts"]["network.upload"]["value"] == pytest.approx(20, rel=0.1)
    # Recorded facts give what measuring gave.
    facts = tmp_path / "report.json"
    facts.write_text(json.dumps(report), encoding="utf-8")
    again = subprocess.run(
        [sys.executable, "-m", "readiness", "judge", str(facts), str(tmp_path / "profile.json"), "--json"],
        capture_output=True,
        check=False,
    )
    assert again.returncode == 0
    assert outcomes(json.loads(again.stdout)) == outcomes(report)


def test_a_cordless_headset_fails_and_is_named(line: ShapedLink, tmp_path: Path) -> None:
    with audio("bluetooth") as devices:
        code, report = checked(line, devices, profile(tmp_path), QUIET_DBOV)
    assert (code, report["verdict"]) == (1, "FAIL")
    assert failed(report) == {"headset"}
    assert report["facts"]["headset.connection"]["value"] == "bluetooth"


def test_a_noisy_room_fails_and_is_named(line: ShapedLink, tmp_path: Path) -> None:
    with audio("usb") as devices:
        code, report = checked(line, devices, profile(tmp_path), NOISY_DBOV)
    assert (code, report["verdict"]) == (1, "FAIL")
    assert "noise" in failed(report) <= {"noise", "speech-to-noise"}


def test_a_slow_line_fails_in_both_directions(tmp_path: Path) -> None:
    with shaped_link.shaped_link(Line(down=2, up=0.3, rtt=25)) as slow:
        slow.serve()
        with audio("usb") as devices:
            code, report = checked(slow, devices, profile(tmp_path), QUIET_DBOV)
    assert (code, report["verdict"]) == (1, "FAIL")
    assert {"download", "upload"} <= failed(report) <= {"download", "upload", "latency", "jitter"}


def test_without_a_sound_server_nobody_can_say(line: ShapedLink, tmp_path: Path) -> None:
    with audio("usb") as devices:
        devices.stop_server()
        with Terminal(command(line, "check", str(profile(tmp_path)), "--json")) as terminal:
            code, out = terminal.finish()
    report = json.loads(out)
    assert (code, report["verdict"], failed(report)) == (3, "INCOMPLETE", set())
    assert outcomes(report)["headset"] == "not_measured"


def test_a_speed_server_that_refuses_is_not_a_slow_line(line: ShapedLink, tmp_path: Path) -> None:
    with audio("usb") as devices:
        path = profile(tmp_path, f"http://{shaped_link.FAR}:9/")
        code, report = checked(line, devices, path, QUIET_DBOV)
    assert (code, report["verdict"], failed(report)) == (3, "INCOMPLETE", set())
    assert outcomes(report)["download"] == outcomes(report)["upload"] == "not_measured"


def test_killed_in_the_middle_the_next_start_offers_what_was_finished(
    line: ShapedLink, tmp_path: Path, data: Path
) -> None:
    with audio("usb") as devices:
        path = profile(tmp_path)
        devices.feed("headset", room(QUIET_DBOV)[0])
        with Terminal(command(line, "check", str(path))) as terminal:
            terminal.expect(PROMPT)
            os.killpg(terminal.pid, signal.SIGKILL)
        assert list(data.glob("unfinished-*"))
        with Terminal(command(line, "check", str(path), "--json")) as terminal:
            terminal.expect("was interrupted")
            terminal.type("y")
            terminal.expect(PROMPT)
            os.kill(terminal.pid, signal.SIGINT)
            code, out = terminal.finish()
    assert code == 130
    report = json.loads(out)
    assert "value" in report["facts"]["memory.installed"]
    assert report["facts"]["microphone.noise_floor"]["unmeasured"] == "cancelled"
    assert not list(data.glob("unfinished-*"))
