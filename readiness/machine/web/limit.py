"""A limit of time for everything that is exchanged with a server.

A socket's own limit is one for each wait: whoever sends a byte a second keeps to it for ever, and what comes
before an answer's first line is complete cannot be looked at meanwhile. So the line is cut when the time is over.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import socket

    from urllib3 import HTTPConnectionPool


class Limit:
    """Cuts connections made inside a ``with`` block when it lasts too long; ``passed`` tells whether it did."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._gate = threading.Lock()
        self._lines: list[socket.socket] = []
        self._timer = threading.Timer(max(seconds, 0.0), self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        for line in self._lines:
            line.close()

    def _cut(self) -> None:
        import socket

        with self._gate:
            self.passed = True
            for line in self._lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)

    def _watch(self, line: socket.socket) -> None:
        # A second name of the same line: the first one is given up for another when the line is encrypted.
        with self._gate:
            self._lines.append(line.dup())
        if self.passed:
            self._cut()

    def over(self, kind: type[HTTPConnectionPool]) -> type[HTTPConnectionPool]:
        """Return a kind of connections that keep to this limit."""
        watch, usual = self._watch, kind.ConnectionCls

        class Watched(usual):  # type: ignore[misc, valid-type]
            def _new_conn(self) -> socket.socket:
                line: socket.socket = super()._new_conn()
                watch(line)
                return line

        return type(kind.__name__, (kind,), {"ConnectionCls": Watched})
