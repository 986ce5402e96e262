"""A microphone made of arrays. It keeps the port's promises in no time: a second of sound takes none.

``tests/machine/sound/test_recorder.py`` holds it and the real recorder to the same promises.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message


@dataclass
class FakeRecorder:
    """Sources and what each hears, in a loop. The first one is the default.

    ``play`` changes what a source hears from now on; ``unplug`` takes one away, and an open
    recording goes on from the next source, as with a real sound server, or stalls without one.
    """

    sounds: dict[str, NDArray[np.floating]] = field(default_factory=lambda: {"headset": np.zeros(48_000)})
    rate: int = 48_000
    leaks: dict[str, float] = field(default_factory=dict)
    lost: int = 0
    opened: int = 0
    closed: int = 0
    _at: dict[str, int] = field(default_factory=dict)

    def play(self, name: str, sound: NDArray[np.floating]) -> None:
        """Let a source hear a sound from its beginning."""
        self.sounds[name] = sound
        self._at = {}

    def unplug(self, name: str) -> None:
        """Pull a source out."""
        del self.sounds[name]

    @contextmanager
    def open(self, source: str | None) -> Iterator[FakeRecording]:
        """Open a source. Raises Unavailable when it is not there."""
        chosen = next(iter(self.sounds), None) if source is None else source
        if chosen is None or chosen not in self.sounds:
            raise Unavailable(Reason.ABSENT, message("unmeasured.microphone_none"))
        self.opened += 1
        self._at = {}
        try:
            yield FakeRecording(self, chosen)
        finally:
            self.closed += 1

    @contextmanager
    def open_all(self, sources: Sequence[str]) -> Iterator[dict[str, FakeRecording]]:
        """Open those of the sources that are there. Raises Unavailable when none is."""
        there = [source for source in sources if source in self.sounds]
        if not there:
            raise Unavailable(Reason.ABSENT, message("unmeasured.microphone_none"))
        self._at = {}
        self.opened += 1
        try:
            yield {source: FakeRecording(self, source) for source in there}
        finally:
            self.closed += 1

    def play_aloud(self, sound: NDArray[np.float32], rate: int, cancel: threading.Event) -> None:
        """Let every source hear what is played, as ``leaks`` says, unless it was cancelled."""
        self._at = {}
        assert rate == self.rate
        for name, gain in self.leaks.items():
            if not cancel.is_set():
                self.sounds[name] = gain * np.concatenate([np.zeros(4800), np.asarray(sound), np.zeros(48_000)])

    def next_frames(self, source: str, frames: int) -> NDArray[np.float32]:
        """Return the next frames of a source's loop, shape (frames, channels)."""
        sound = np.asarray(self.sounds[source], np.float32)
        at = self._at.get(source, 0)
        looped = sound[(at + np.arange(frames)) % len(sound)]
        self._at[source] = at + frames
        return looped if looped.ndim > 1 else looped[:, np.newaxis]


class FakeRecording:
    """An open recording of a ``FakeRecorder``."""

    def __init__(self, recorder: FakeRecorder, source: str) -> None:
        self._recorder = recorder
        self._source = self._first = source
        self._unverified_seconds = 0.0

    @property
    def rate(self) -> int:
        """Samples per second."""
        return self._recorder.rate

    @property
    def source(self) -> str:
        """The source that feeds the recording now, "" for none."""
        if self._source not in self._recorder.sounds:
            self._source = next(iter(self._recorder.sounds), "")
        return self._source

    @property
    def lost(self) -> int:
        """How often sound was lost: as often as the recorder was told."""
        return self._recorder.lost

    def discard(self) -> None:
        """Nothing came in meanwhile: time stands still between two reads."""

    def read(self, seconds: float, cancel: threading.Event) -> NDArray[np.float32]:
        """Return the next sound; nothing of it once ``cancel`` is set."""
        source = self.source
        if not source:
            raise Unavailable(Reason.ABSENT, message("unmeasured.microphone_stalled"))
        self._unverified_seconds += seconds
        if self._unverified_seconds > 0.5:
            self._unverified_seconds = 0.0
            if source != self._first:
                raise Unavailable(Reason.ABSENT, message("unmeasured.microphone_changed"))
        return self._recorder.next_frames(source, 0 if cancel.is_set() else round(seconds * self.rate))
