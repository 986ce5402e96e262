"""Plays a sound through the system's default output."""

from __future__ import annotations

import threading
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.sound import portaudio

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXTRA_SECONDS: Final = 3.0
"""How much longer than the sound a driver may take."""


def play(sound: NDArray[np.float32], rate: int, cancel: threading.Event) -> None:
    """Play samples of shape (frames,), full scale 1.0, and return when they are over, or on ``cancel``.

    The devices are not listed anew, because that would end recordings that are open.

    Raises:
        Unavailable: no output, a refusal, or a driver that hangs; it is left to itself.
    """
    work = _Playing(sound, rate)
    deadline = len(sound) / rate + _EXTRA_SECONDS
    worker = threading.Thread(target=work.run, args=(cancel,), name="player", daemon=True)
    worker.start()
    worker.join(deadline)
    if worker.is_alive() or work.refused:
        reason = Reason.TIMED_OUT if worker.is_alive() else Reason.UNSUPPORTED
        raise Unavailable(reason, message("unmeasured.sound_not_played")) from work.refused


class _Playing:
    def __init__(self, sound: NDArray[np.float32], rate: int) -> None:
        self._sound = np.ascontiguousarray(sound, np.float32)
        self._rate = rate
        self._at = 0
        self._over = threading.Event()
        self.refused: Exception | None = None

    def run(self, cancel: threading.Event) -> None:
        try:
            with portaudio.use(self._over):
                self._play(portaudio.load(), cancel)
        except Unavailable as refusal:
            self.refused = refusal

    def _play(self, library: ModuleType, cancel: threading.Event) -> None:
        try:
            with library.OutputStream(
                samplerate=self._rate,
                channels=1,
                dtype="float32",
                callback=self._fill,
                finished_callback=self._over.set,
            ):
                while not cancel.is_set() and not self._over.wait(0.05):
                    pass
        except (library.PortAudioError, ValueError) as error:
            self.refused = error

    def _fill(self, out: NDArray[np.float32], frames: int, _time: object, _status: Any) -> None:  # noqa: ANN401 - the library's
        piece = self._sound[self._at : self._at + frames]
        out[: len(piece), 0] = piece
        out[len(piece) :, 0] = 0.0
        self._at += frames
        if len(piece) < frames:
            raise portaudio.load().CallbackStop
