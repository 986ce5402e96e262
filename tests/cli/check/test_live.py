"""A check in a real terminal, with a real sound server and a real measuring server: what the person sees."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from readiness import paths
from readiness.render.parts.columns import width
from tests.rigs.librespeed_server import librespeed_server
from tests.rigs.sound_server import needs_pulseaudio
from tests.rigs.terminal import Terminal
from tests.rigs.virtual_audio import VirtualAudio
from tests.sounds import pink

pytestmark = pytest.mark.alone  # sound that comes late is sound with gaps

WANTED = "headset.connection,microphone.noise_floor,network.download"


@needs_pulseaudio
def test_what_a_person_sees(tmp_path: Path) -> None:
    document = json.loads((paths.specs() / "voice-agent.json").read_bytes())
    profile = tmp_path / "mine.json"
    command = [sys.executable, "-m", "readiness", "check", str(profile), "--lang", "ja", "--only", WANTED]
    with VirtualAudio() as audio, librespeed_server() as server:
        audio.add_headset("bluetooth")
        audio.feed("headset", pink(-68.0, 12.0, seed=3))
        document["network_test"] = {"servers": [{"id": "near", "kind": "https", "url": server.url}]}
        profile.write_text(json.dumps(document), encoding="utf-8")
        with Terminal(command) as terminal:
            terminal.expect("マイク1/2")
            terminal.expect("準備ができたらEnterキーを押してください。")
            terminal.type()
            code, out = terminal.finish()
            seen = terminal.screen
    assert code == 1
    assert out.startswith("\u00d7 まだ準備ができていません")
    meters = [part for part in re.split(r"[\r\n]+", seen) if re.search(r"お静かに.*\[#+\.*\] +\u2212\d+.dBov", part)]
    assert 5 < len(meters) < 60  # some five seconds, ten times a second at most
    assert all(width(part.rstrip()) <= 79 for part in meters)
    assert re.search(r"お静かに.*   ダウンロード速度\uff1a[\d,.]+ Mbit/s", seen)  # while it is measured
    # Once it is known; loopback is never full, so that it may be no more than a lower bound.
    assert re.search(r"[\r\n]  ダウンロード速度\uff1a[\d,.]+ Mbit/s(?:以上)?\r\n", seen)
    assert "\x1b" not in seen
    *_, last = seen.splitlines()
    assert last == f"  python3 -m readiness check {profile} --lang ja --only headset.connection"
