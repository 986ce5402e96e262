"""A measuring server as LibreSpeed's backends are: garbage.php to read, empty.php to write.

    python -m tests.rigs.librespeed_server [--host H] [--port N] [--fault NAME] [--rate MBIT_S]

It answers at the root and under ``backend/``, over HTTP or TLS. A fault makes it behave
as broken servers and networks do; a rate makes it slower than the line.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

BLOCK = os.urandom(1 << 20)  # compresses to nothing smaller
_BEFORE_THE_FAULT = 300_000  # bytes a transfer moves before it is cut or stalls


class Fault(StrEnum):
    """How a server can fail. The ``*_transfers`` ones answer the first questions well."""

    NONE = "none"
    SILENT = "silent"  # accepts, never answers
    RESET = "reset"  # cuts every connection at the first request
    DENIED = "denied"  # 403 to everything
    BUSY = "busy"  # 503 to everything
    LIMITED = "limited"  # 429 to everything
    ERROR = "error"  # 500 to everything
    MISSING = "missing"  # 404 to everything
    HTML = "html"  # 200 with a sign-in page, whatever is asked
    LOOP = "loop"  # redirects in a circle
    GIBBERISH = "gibberish"  # speaks something that is not HTTP
    DENIED_TRANSFERS = "denied_transfers"
    HTML_TRANSFERS = "html_transfers"
    LOOP_TRANSFERS = "loop_transfers"
    EMPTY_TRANSFERS = "empty_transfers"  # 200 without data
    GZIP_TRANSFERS = "gzip_transfers"  # data that was made smaller on the way
    CUT_TRANSFERS = "cut_transfers"  # reset in the middle
    STALLED_TRANSFERS = "stalled_transfers"  # goes quiet in the middle


_STATUS = {Fault.DENIED: 403, Fault.BUSY: 503, Fault.LIMITED: 429, Fault.ERROR: 500, Fault.MISSING: 404}
_PAGE = b"<!DOCTYPE html><html><head><title>Guest Wi-Fi</title></head><body>Please sign in</body></html>"


@dataclass
class Behaviour:
    """What a server does; may be changed while it runs."""

    fault: Fault = Fault.NONE
    chunked: bool = False  # as PHP sends: no length in advance
    only_backend: bool = False  # answers under backend/ alone
    hang_up: bool = False  # one answer per connection
    redirect_to: str | None = None  # where to send every question, kept path
    rate: float = 0.0  # Mbit/s that all its transfers share; 0 is without limit


class LibreSpeedHandler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: LibreSpeedHTTPServer

    def do_GET(self) -> None:
        if self._misbehaves():
            return
        target = urlsplit(self.path)
        name = self._name(target.path)
        if name == "garbage.php":
            chunks = int(parse_qs(target.query).get("ckSize", ["4"])[0])
            self._send_blocks(min(chunks, 1024) << 20)
        elif name == "empty.php":
            self.answer(200, b"")
        else:
            self.answer_other(target.path)

    def do_POST(self) -> None:
        if self._misbehaves():
            return
        if self._name(urlsplit(self.path).path) != "empty.php":
            self.answer_other(urlsplit(self.path).path)
        elif self.take_body():
            self.answer(200, b"")

    def answer_other(self, path: str) -> None:
        self.answer(404, b"no such page: " + path.encode())

    def _name(self, path: str) -> str:
        folder, _, name = path.rpartition("/")
        if self.server.behaviour.only_backend and not folder.endswith("/backend"):
            return ""
        return name

    def answer(self, status: int, body: bytes, content_type: str = "text/html; charset=UTF-8", **extra: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in extra.items():
            self.send_header(name.replace("_", "-"), value)
        self._end_headers()
        self.wfile.write(body)

    def _end_headers(self) -> None:
        if self.server.behaviour.hang_up:
            self.send_header("Connection", "close")
        self.end_headers()

    # ---------------------------------------------------------------- moving data

    def _send_blocks(self, total: int) -> None:
        fault = self.server.behaviour.fault
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        if fault is Fault.GZIP_TRANSFERS:
            self.send_header("Content-Encoding", "gzip")
        chunked = self.server.behaviour.chunked
        self.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(total))))
        self._end_headers()
        self.send_body(total, chunked=chunked)

    def send_body(self, total: int, *, chunked: bool = False) -> None:
        block, sent = memoryview(BLOCK), 0
        size = 8192 if chunked or self.server.behaviour.rate else len(block)
        while sent < total and not self._goes_wrong(sent):
            piece = block[: min(size, total - sent, self._left(sent))]
            self.server.pace(len(piece))
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), bytes(piece)) if chunked else piece)
            sent += len(piece)
        if chunked and sent >= total:
            self.wfile.write(b"0\r\n\r\n")

    def take_body(self) -> bool:
        """Read and forget the body; False when the connection was broken on purpose."""
        left = int(self.headers.get("Content-Length", "0"))
        buffer = memoryview(bytearray(8192 if self.server.behaviour.rate else 1 << 18))
        taken = 0
        while left:
            if self._goes_wrong(taken):
                return False
            count = self.rfile.readinto(buffer[: min(left, len(buffer))])
            if not count:
                self.close_connection = True
                return False
            self.server.pace(count)
            left -= count
            taken += count
        return True

    # ---------------------------------------------------------------- misbehaving

    def _misbehaves(self) -> bool:
        """Answer wrongly where told to, and tell whether it was."""
        behaviour = self.server.behaviour
        fault = behaviour.fault
        if behaviour.redirect_to:
            self.answer(302, b"", Location=behaviour.redirect_to.rstrip("/") + self.path)
        elif fault in _STATUS:
            self._refuse(_STATUS[fault])
        elif fault is Fault.HTML:
            self._refuse(200, _PAGE)
        elif fault is Fault.LOOP:
            self._refuse(302, b"", Location=self.path + "&again=1")
        elif fault is Fault.SILENT:
            self._hold()
        elif fault is Fault.RESET:
            self._reset()
        elif fault is Fault.GIBBERISH:
            self.wfile.write(b"220 mail.example.com ESMTP ready\r\n" * 4)
            self.close_connection = True
        else:
            return self._misbehaves_in_transfers()
        return True

    def _misbehaves_in_transfers(self) -> bool:
        if not self._is_transfer():
            return False
        match self.server.behaviour.fault:
            case Fault.DENIED_TRANSFERS:
                self._refuse(403)
            case Fault.HTML_TRANSFERS:
                self._refuse(200, _PAGE)
            case Fault.LOOP_TRANSFERS:
                self._refuse(302, b"", Location=self.path + "&again=1")
            case Fault.EMPTY_TRANSFERS:
                self.take_body()
                self.answer(200 if self.command == "GET" else 204, b"", "application/octet-stream")
            case _:
                return False
        return True

    def _is_transfer(self) -> bool:
        return self.command == "POST" or "ckSize" in self.path or "random" in self.path

    def _refuse(self, status: int, body: bytes = _PAGE, **extra: str) -> None:
        self.close_connection = True
        self.answer(status, body, **extra)

    def _left(self, moved: int) -> int:
        breaks = self.server.behaviour.fault in {Fault.CUT_TRANSFERS, Fault.STALLED_TRANSFERS}
        return max(_BEFORE_THE_FAULT - moved, 1) if breaks else 1 << 30

    def _goes_wrong(self, moved: int) -> bool:
        fault = self.server.behaviour.fault
        if not self._is_transfer() or moved < _BEFORE_THE_FAULT:
            return False
        if fault is Fault.CUT_TRANSFERS:
            self._reset()
        elif fault is Fault.STALLED_TRANSFERS:
            self._hold()
        return fault in {Fault.CUT_TRANSFERS, Fault.STALLED_TRANSFERS}

    def _hold(self) -> None:
        """Say nothing until the client hangs up or the server ends."""
        self.close_connection = True
        hung_up = select.poll()
        hung_up.register(self.connection, 0)
        while not hung_up.poll(0) and not self.server.ending.wait(0.05):
            pass

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()  # it holds the socket open
        self.connection.close()

    def handle(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # the client may hang up whenever it likes
            super().handle()

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's signature
        """Keep quiet."""


class LibreSpeedHTTPServer(ThreadingHTTPServer):
    """One thread per connection; knows its connections, so that it can end at once."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        behaviour: Behaviour,
        context: ssl.SSLContext | None,
        handler: type[LibreSpeedHandler],
    ) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.behaviour = behaviour
        self.ending = threading.Event()
        self._context = context
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._free = 0.0
        super().__init__(address, handler)

    @property
    def connections(self) -> int:
        """How many connections are open."""
        with self._lock:
            return len(self._connections)

    def pace(self, size: int) -> None:
        """Wait until the server's own rate lets so many bytes pass."""
        if not self.behaviour.rate:
            return
        with self._lock:
            self._free = free = max(self._free, time.monotonic()) + size * 8e-6 / self.behaviour.rate
        self.ending.wait(free - time.monotonic())

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the library's
        connection: socket.socket = request
        try:
            if self._context:
                connection.settimeout(10)
                if not connection.recv(1, socket.MSG_PEEK):  # TLS would leak a connection that is gone already
                    raise ConnectionResetError
                connection = self._context.wrap_socket(connection, server_side=True)
            with self._lock:
                self._connections.add(connection)
            super().process_request_thread(connection, client_address)
        except OSError:
            connection.close()
        finally:
            with self._lock:
                self._connections.discard(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the library's
        """Keep quiet: clients hang up here by design."""

    def hang_up(self) -> None:
        """Close every connection there is."""
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        self.shutdown()
        self.ending.set()
        self.hang_up()
        self.server_close()


@dataclass
class LibreSpeedServer:
    """A running server: where it is, what it does, who is connected."""

    url: str
    behaviour: Behaviour
    http: LibreSpeedHTTPServer

    def wait_until_left(self, seconds: float = 3.0) -> bool:
        """Wait until no client is connected any more."""
        end = time.monotonic() + seconds
        while self.http.connections and time.monotonic() < end:
            time.sleep(0.02)
        return not self.http.connections


@contextlib.contextmanager
def librespeed_server(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    context: ssl.SSLContext | None = None,
    behaviour: Behaviour | None = None,
    handler: type[LibreSpeedHandler] = LibreSpeedHandler,
) -> Iterator[LibreSpeedServer]:
    """Run a server in threads of its own; ``context`` makes it speak TLS."""
    behaviour = behaviour or Behaviour()
    http = LibreSpeedHTTPServer((host, port), behaviour, context, handler)
    thread = threading.Thread(target=http.serve_forever, args=(0.05,), name="librespeed server")
    thread.start()
    name = f"[{host}]" if ":" in host else host
    try:
        yield LibreSpeedServer(f"http{'s' if context else ''}://{name}:{http.server_address[1]}/", behaviour, http)
    finally:
        http.end()
        thread.join()


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--fault", type=Fault, choices=list(Fault), default=Fault.NONE)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--certificate", nargs=2, help="files of a certificate and its key: speak TLS")
    given = parser.parse_args()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if given.certificate else None
    if context:
        context.load_cert_chain(*given.certificate)
    behaviour = Behaviour(given.fault, rate=given.rate)
    with (
        librespeed_server(given.host, given.port, context=context, behaviour=behaviour) as server,
        contextlib.suppress(KeyboardInterrupt),
    ):
        print(server.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
