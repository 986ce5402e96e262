"""Which microphone really feeds a recording: on Linux the sound server is asked, every time."""

from __future__ import annotations

import time
from typing import Final

from readiness.machine.sound import inputs as sound_inputs
from readiness.machine.sound import portaudio
from readiness.machine.sound.server import SECONDS, NoServerError

_ASK_SECONDS: Final = 0.8
"""The longest the server may take in the middle of a recording; sound goes on coming in meanwhile."""

_FIRST_STREAM_SECONDS: Final = 1.0
_POLL_SECONDS: Final = 0.01


class StreamFeed:
    """Which source feeds the stream; the server knows the stream by a number.

    ``before`` are the streams there were already; ``asks`` is whether there is a server to ask,
    otherwise it is ``source`` for good.
    """

    def __init__(self, before: set[int], source: str, *, asks: bool) -> None:
        self._before = before
        self._asks = asks
        self._source = source
        self._number: int | None = None

    def now(self) -> sound_inputs.Feed:
        """Return the source, an empty one when the stream is no longer fed. Raises Unavailable."""
        if not self._asks:
            return sound_inputs.Feed(self._source)
        deadline = time.monotonic() + (_FIRST_STREAM_SECONDS if self._number is None else 0.0)
        while True:
            streams = feeds_now(SECONDS if self._number is None else _ASK_SECONDS)
            if self._number is None:
                self._number = max(set(streams) - self._before, default=None)
            if self._number in streams or time.monotonic() >= deadline:
                return streams.get(-1 if self._number is None else self._number, sound_inputs.Feed())
            time.sleep(_POLL_SECONDS)


class NamedFeed(StreamFeed):
    """The feed of one of several streams: the server is asked for the source, not for the stream."""

    def __init__(self, source: str, *, asks: bool) -> None:
        super().__init__(set(), source, asks=asks)

    def now(self) -> sound_inputs.Feed:
        """Return the source, an empty one when it feeds none of our streams. Raises Unavailable."""
        if not self._asks:
            return super().now()
        return next(
            (feed for feed in feeds_now(_ASK_SECONDS).values() if feed.name == self._source), sound_inputs.Feed()
        )


def feeds_now(seconds: float = SECONDS) -> dict[int, sound_inputs.Feed]:
    """Return what feeds each of our recordings, by the recording's number. Raises Unavailable."""
    try:
        return sound_inputs.feeds(seconds)
    except NoServerError:
        raise portaudio.vanished() from None  # there was one when the recording began
