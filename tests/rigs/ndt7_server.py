"""A stand-in for M-Lab: the Locate service and an ndt7 server at one address, by a WebSocket library.

    python -m tests.rigs.ndt7_server HOST

prints its address and runs until its input ends. What the library accepts is WebSocket;
nothing here is shared with what measures.
"""

from __future__ import annotations

import contextlib
import json
import os
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

PROTOCOL = Subprotocol("net.measurementlab.ndt.v7")
_LONGEST = 10.0  # seconds of one direction
_SAY_EVERY = 0.1
_TOKEN = "a" * 600 + "-_.b"  # as long as real ones


@dataclass
class Mlab:
    """One that runs. ``status`` is what it refuses with, ``listed`` what Locate says instead of its list."""

    url: str = ""
    status: int = 0
    listed: bytes = b""
    longest: float = _LONGEST
    protocol: Subprotocol | None = PROTOCOL
    most_at_once: int = 0
    taken: int = 0
    _open: list[ServerConnection] = field(default_factory=list)

    def answer(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer what is no WebSocket."""
        path = request.path.partition("?")[0]
        if path == "/v2/nearest/ndt/ndt7":
            status = self.status or 200
            return _response(status, b"" if self.status else self.listed or self._list())
        if path not in {"/ndt/v7/download", "/ndt/v7/upload"}:
            return _response(404, b"no such page")
        if f"access_token={_TOKEN}" not in request.path:
            return connection.respond(HTTPStatus.UNAUTHORIZED, "no token")
        return None

    def _list(self) -> bytes:
        scheme = "wss" if self.url.startswith("https") else "ws"
        address = self.url.partition("://")[2]
        urls = {
            f"{scheme}:///ndt/v7/{direction}": f"{scheme}://{address}ndt/v7/{direction}?access_token={_TOKEN}"
            for direction in ("download", "upload")
        }
        far = {key: value.replace(address, "127.0.0.1:9/") for key, value in urls.items()}
        results = [{"machine": "mlab1", "location": {"city": "Here"}, "urls": each} for each in (urls, far)]
        return json.dumps({"results": results}).encode()

    def speak(self, connection: ServerConnection) -> None:
        """Send or take messages for as long as one direction lasts."""
        assert connection.request is not None
        self._open.append(connection)
        self.most_at_once = max(self.most_at_once, len(self._open))
        with contextlib.suppress(ConnectionClosed):
            (self._send if "/download" in connection.request.path else self._take)(connection)
        self._open.remove(connection)

    def _send(self, connection: ServerConnection) -> None:
        noise, end = os.urandom(1 << 16), time.monotonic() + self.longest
        while time.monotonic() < end:
            connection.send(noise)

    def _take(self, connection: ServerConnection) -> None:
        end, say = time.monotonic() + self.longest, 0.0
        while time.monotonic() < end:
            self.taken += len(connection.recv())
            if time.monotonic() > say:
                connection.send(json.dumps({"AppInfo": {"NumBytes": self.taken}, "Origin": "server"}))
                say = time.monotonic() + _SAY_EVERY


def _response(status: int, body: bytes) -> Response:
    headers = Headers({"Content-Length": str(len(body)), "Content-Type": "application/json"})
    return Response(status, HTTPStatus(status).phrase, headers, body)


@contextlib.contextmanager
def ndt7_server(
    mlab: Mlab | None = None, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> Iterator[Mlab]:
    """Run the stand-in on loopback; ``context`` makes it speak TLS."""
    mlab = mlab or Mlab()
    with serve(
        mlab.speak,
        host,
        0,
        ssl=context,
        subprotocols=[mlab.protocol] if mlab.protocol else None,
        process_request=mlab.answer,
        compression=None,
        max_size=1 << 24,
    ) as server:
        scheme = "https" if context else "http"
        mlab.url = f"{scheme}://{host}:{server.socket.getsockname()[1]}/"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield mlab
        finally:
            server.shutdown()
            thread.join()


if __name__ == "__main__":
    with ndt7_server(host=sys.argv[1]) as running:
        print(running.url, flush=True)
        sys.stdin.read()
