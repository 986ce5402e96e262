"""A home office around the real program: a line, a server at its end, a headset that hears a room, a screen.

with Office(tmp_path) as office:
    program = office.start()
"""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from readiness import paths
from tests.rigs import screen, shaped_link, sound_server
from tests.rigs.responder import serve_own
from tests.rigs.screen import DOOR, Screen, Started
from tests.rigs.shaped_link import Line
from tests.rigs.virtual_audio import VirtualAudio
from tests.sounds import pink, speech

NAME: Final = "Walk"
ASKED: Final = "Does the room have a door?"
_LIMITS: Final = {"download": 20, "upload": 4}
_PICTURES: Final = os.environ.get("READINESS_TEST_PICTURES", "")
"""A folder for pictures of what happened on the screen, for people to look at."""


def missing() -> str:
    """Return why there can be no office here, "" when there can."""
    return shaped_link.missing() or sound_server.missing() or screen.missing()


def profile(url: str, *, asks: bool = True) -> bytes:
    """An example profile that a 25/5 line meets, with its own server and, unless told otherwise, one question."""
    document: dict[str, Any] = json.loads((paths.specs() / "voice-agent.json").read_bytes())
    document |= {"id": "com.example.walk", "title": NAME}
    document["network_test"] = {"servers": [{"id": "far", "kind": "https", "url": url}]}
    for requirement in document["requirements"]:
        if requirement["id"] in _LIMITS:
            requirement["required"]["min"] = _LIMITS[requirement["id"]]
    question = {"id": "room", "title": "Room with a door", "ask": {"text": ASKED}, "required": {"equals": True}}
    document["requirements"] += [question] if asks else []
    return json.dumps(document, ensure_ascii=False).encode()


class Office:
    """Everything around the program, for the length of a ``with`` block."""

    def __init__(self, line: Line | None = None) -> None:
        self._line = line or Line(down=25, up=5, rtt=30)
        self._held = ExitStack()
        self._noise = pink(-68.0, 12.0, seed=3)
        self._reading = np.asarray(self._noise + speech(12.0, seed=4))
        self.url = ""

    def __enter__(self) -> Self:
        """Set it up."""
        with ExitStack() as held:
            self.link = held.enter_context(shaped_link.shaped_link(self._line))
            self.url = serve_own(self.link)
            self.audio = held.enter_context(VirtualAudio())
            self.audio.add_laptop()
            self.audio.add_headset("usb")
            self.audio.choose_default("headset")
            self._held = held.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Take it down."""
        self._held.close()

    def be_quiet(self) -> None:
        """Let the microphone hear the room alone."""
        self.audio.feed("headset", self._noise)

    def read_aloud(self) -> None:
        """Let the microphone hear somebody who reads."""
        self.audio.feed("headset", self._reading)

    def hush(self) -> None:
        """Let the microphone hear nothing."""
        self.audio.hush("headset")

    def start(self, shown_on: Screen) -> Started:
        """Start the program on a screen, as a person does, at the customer's end of the line."""
        return shown_on.start(*self.link.command(self.link.near, *DOOR))


def keep_picture(shown: Screen, name: str) -> None:
    """Take a picture where somebody asked for them."""
    if _PICTURES:
        Path(_PICTURES).mkdir(parents=True, exist_ok=True)
        shown.take_picture(Path(_PICTURES, f"{name}.png"))
