"""A stand-in for speed.cloudflare.com: ``__down`` sends as many bytes as asked for, ``__up`` takes them.

It refuses 100 MB and more with 403, as the service does.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from tests.rigs.librespeed_server import Behaviour, LibreSpeedHandler, LibreSpeedServer, librespeed_server

_TOO_MANY_BYTES = 100_000_000


class CloudflareHandler(LibreSpeedHandler):
    """Answers one connection."""

    def answer_other(self, path: str) -> None:
        if path == "/__down" and self.command == "GET":
            self._send(int(parse_qs(urlsplit(self.path).query)["bytes"][0]))
        elif path == "/__up" and self.command == "POST":
            if self.take_body():
                self.answer(200, b"OK", "text/plain")
        else:
            super().answer_other(path)

    def _send(self, size: int) -> None:
        if size >= _TOO_MANY_BYTES:
            self.answer(403, b"")
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(size))
        self.end_headers()
        self.send_body(size)


@contextlib.contextmanager
def cloudflare_server(
    context: ssl.SSLContext | None = None, behaviour: Behaviour | None = None
) -> Iterator[LibreSpeedServer]:
    """Run the stand-in on loopback; ``context`` makes it speak TLS."""
    with librespeed_server(context=context, behaviour=behaviour, handler=CloudflareHandler) as server:
        yield server
