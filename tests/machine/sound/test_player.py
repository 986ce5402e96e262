"""The player with made-up libraries: to the end, stopped, refused, hanging. The headset's live test plays for real."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from readiness.domain.facts import Reason, Unavailable
from readiness.machine.sound import player, portaudio


class _StopError(Exception):
    pass


class _RefusalError(Exception):
    pass


def library(monkeypatch: pytest.MonkeyPatch, enter: Callable[[Any], None]) -> list[np.ndarray[Any, Any]]:
    """Put a PortAudio in place whose stream does ``enter`` when it is opened; return what is played."""
    played: list[np.ndarray[Any, Any]] = []

    class OutputStream:
        def __init__(self, **options: Any) -> None:  # noqa: ANN401 - whatever the library takes
            self.options = options

        def __enter__(self) -> None:
            enter(self)

        def __exit__(self, *_: object) -> None:
            pass

        def drive(self) -> None:
            """Ask for sound as a driver does, until the end."""
            block = np.full((100, 1), 9.0, np.float32)
            try:
                while True:
                    self.options["callback"](block, 100, None, None)
                    played.append(block[:, 0].copy())
            except _StopError:
                played.append(block[:, 0].copy())
                self.options["finished_callback"]()

    made = SimpleNamespace(OutputStream=OutputStream, PortAudioError=_RefusalError, CallbackStop=_StopError)
    monkeypatch.setattr(portaudio, "load", lambda: made)
    return played


def test_a_sound_is_played_to_its_end_and_silence_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    played = library(monkeypatch, lambda stream: stream.drive())
    sound = np.arange(250, dtype=np.float32)
    player.play(sound, 1000, threading.Event())
    assert np.concatenate(played).tolist() == [*sound.tolist(), *[0.0] * 50]


def test_a_stop_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    library(monkeypatch, lambda _stream: None)
    cancel = threading.Event()
    cancel.set()
    player.play(np.zeros(1000, np.float32), 1000, cancel)


def test_a_refusal_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_stream: object) -> None:
        raise _RefusalError("no output")

    library(monkeypatch, refuse)
    with pytest.raises(Unavailable) as refused:
        player.play(np.zeros(10, np.float32), 1000, threading.Event())
    assert refused.value.unmeasured.reason is Reason.UNSUPPORTED


def test_a_driver_that_hangs_is_left_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()

    def hang(_stream: object) -> None:
        let_go.wait(10.0)

    library(monkeypatch, hang)
    monkeypatch.setattr(player, "_EXTRA_SECONDS", 0.05)
    cancel = threading.Event()
    try:
        with pytest.raises(Unavailable) as refused:
            player.play(np.zeros(10, np.float32), 1000, cancel)
    finally:
        cancel.set()
        let_go.set()
    assert refused.value.unmeasured.reason is Reason.TIMED_OUT
