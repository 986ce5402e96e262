"""Where sound waits: it comes out as it went in, and what is lost is counted."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import Message
from readiness.machine.sound import recorder
from readiness.machine.sound.feed import StreamFeed
from readiness.machine.sound.recorder import OpenRecording
from readiness.machine.sound.ring import Ring
from tests.machine.sound.recording import refused


def _recording(frames: int, rate: int) -> tuple[Ring, OpenRecording]:
    ring = Ring(frames, 1)
    return ring, OpenRecording(recorder._Opened(ring, rate, "a"), StreamFeed(set(), "a", asks=False))


def test_sound_comes_out_as_it_went_in_also_around_the_end() -> None:
    ring, recording = _recording(300, 100)
    counted = np.arange(1000, dtype=np.float32)[:, np.newaxis]
    found = []
    for begin in range(0, 1000, 40):
        ring.put(counted[begin : begin + 40])
        found.append(recording.read(0.4, threading.Event()))
    assert (np.concatenate(found) == counted).all()


def test_what_the_driver_lost_is_counted() -> None:
    ring, recording = _recording(300, 100)
    for overflow in (False, True, False, True):
        ring.put(np.zeros((10, 1), np.float32), 10, None, SimpleNamespace(input_overflow=overflow))
    assert recording.lost == 2


def test_lost_sound_is_not_passed_over() -> None:
    ring, recording = _recording(300, 100)
    for _ in range(5):
        ring.put(np.zeros((50, 1), np.float32))
    assert refused(lambda: recording.read(0.1, threading.Event())) == (Reason.BUSY, "unmeasured.microphone_too_slow")
    recording.discard()
    ring.put(np.zeros((50, 1), np.float32))
    assert recording.read(0.5, threading.Event()).shape == (50, 1)


def test_nothing_for_too_long_is_a_stall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "STALL_SECONDS", 0.05)
    _, recording = _recording(300, 100)
    assert refused(lambda: recording.read(0.1, threading.Event()))[1] == "unmeasured.microphone_stalled"


def test_a_computer_that_went_to_sleep_is_not_said_to_have_lost_its_headset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "STALL_SECONDS", 0.05)
    monkeypatch.setattr(recorder, "asleep_seconds", lambda: 40.0)
    _, recording = _recording(300, 100)
    monkeypatch.setattr(recorder, "asleep_seconds", lambda: 70.0)
    with pytest.raises(Unavailable) as raised:
        recording.read(0.1, threading.Event())
    told = raised.value.unmeasured
    assert (told.reason, told.detail, told.remedy) == (
        Reason.BUSY,
        Message("unmeasured.microphone_slept"),
        Message("remedy.microphone_stay_awake"),
    )
