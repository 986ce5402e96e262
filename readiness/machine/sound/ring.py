"""Where sound waits between the driver's thread that delivers it and the one that reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Ring:
    """The last seconds of sound. One thread writes, one reads; ``written`` only grows.

    ``lost`` counts how often the driver said that sound was lost before this block.
    """

    def __init__(self, frames: int, channels: int) -> None:
        self._store = np.zeros((frames, channels), np.float32)
        self.written = 0
        self.lost = 0

    @property
    def frames(self) -> int:
        """How many frames it holds."""
        return len(self._store)

    def put(self, block: NDArray[np.float32], _frames: int = 0, _time: object = None, status: object = None) -> None:
        """Take what PortAudio delivers. Runs in the driver's thread: copy, and nothing else."""
        self.lost += bool(getattr(status, "input_overflow", False))
        at = self.written % len(self._store)
        room = len(self._store) - at
        self._store[at : at + len(block)] = block[:room]
        if len(block) > room:
            self._store[: len(block) - room] = block[room:]
        self.written += len(block)

    def get(self, begin: int, end: int) -> NDArray[np.float32]:
        """Return the frames counted from ``begin`` to ``end``, no more than the ring holds."""
        return self._store[np.arange(begin, end) % len(self._store)]
