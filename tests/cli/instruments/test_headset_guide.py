"""The guided headset test in a real terminal, with a real sound server and a headset that is pulled out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from tests.rigs.sound_server import needs_pulseaudio
from tests.rigs.terminal import Terminal
from tests.rigs.virtual_audio import VirtualAudio
from tests.sounds import Sound, white

RATE = 48_000
PROFILE = {
    "format": 1,
    "id": "com.example.headset",
    "version": "1.0.0",
    "serial": 1,
    "language": "en",
    "title": {"en": "Headset"},
    "issuer": {"name": "Example"},
    "valid": {"from": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"},
    "requirements": [
        {"id": "corded", "fact": "headset.wired", "title": {"en": "A cord"}, "required": {"equals": True}}
    ],
}


def room(loud: float = 0.0) -> Sound:
    """A room in which somebody taps twice a second."""
    sound = white(-60.0, 2.0, RATE).copy()
    sound[np.arange(len(sound)) % (RATE // 2) < 480] += loud
    return sound


def plug_in(audio: VirtualAudio) -> None:
    audio.add_headset("usb", "headset", "Acme Talk", ("1234", "5678"))
    audio.choose_default("headset")
    audio.feed("headset", room())


@needs_pulseaudio
def test_somebody_is_led_through_in_the_terminal(tmp_path: Path) -> None:
    profile = tmp_path / "headset.json"
    profile.write_text(json.dumps(PROFILE))
    command = [sys.executable, "-m", "readiness", "check", str(profile), "--lang", "en", "--json"]
    with VirtualAudio() as audio:
        plug_in(audio)
        audio.add_laptop()
        with Terminal(command) as terminal:
            terminal.expect("How is the headset connected to the computer")
            terminal.expect("1  A cable goes from the headset to the computer")
            terminal.expect("Type the number")
            terminal.type("1")
            terminal.expect("Tap the headset\u2019s microphone")
            audio.feed("headset", room(0.5))
            terminal.expect("Press Enter")
            terminal.type()
            terminal.expect("Pull the headset\u2019s plug")
            terminal.expect("Press Enter")
            terminal.type()
            audio.unplug("headset")
            terminal.expect("plug it back in")
            terminal.expect("Press Enter")
            terminal.type()
            plug_in(audio)
            terminal.expect("a switch for power")
            terminal.expect("Type the number")
            terminal.type("2")
            terminal.expect("play a short sound")
            terminal.expect("Type the number")
            terminal.type("")
            _, out = terminal.finish()
    reading = json.loads(out)["facts"]["headset.wired"]
    assert reading["value"] is True
    assert reading["evidence"]["confirmed by"] == "the person"
