"""An employer's intake for tests: a store of reports by address, a hook, tickets; and all that can go wrong there."""

from __future__ import annotations

import contextlib
import json
import random
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Asked:
    """One request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Answer:
    """What is answered; ``cut`` hangs up instead, after the work was done."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass
class Intake:
    """A running intake: what it was asked, and what it has stored, each with how often that was tried."""

    url: str = ""
    stored: dict[str, bytes] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    answers: list[Answer] = field(default_factory=list)
    answer: Callable[[Asked], Answer | None] = lambda _: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def deal(self, asked: Asked) -> Answer:
        """Answer a request: with what a test has laid ready, else as a store does."""
        with self.lock:
            self.asked.append(asked)
            ready = self.answers.pop(0) if self.answers else self.answer(asked)
            if ready and not ready.cut:
                return ready
            kept = self.keep(asked)
            return Answer(kept.status, cut=True) if ready else kept

    def keep(self, asked: Asked) -> Answer:
        """Store what is put, once; what is posted counts by its key."""
        key = asked.headers.get("readiness-report") if asked.method == "POST" else asked.path.partition("?")[0]
        if key is None:
            return Answer(404)
        self.counts[key] += 1
        if key in self.stored:
            return Answer(412 if asked.method == "PUT" else 200)
        self.stored[key] = asked.body
        return Answer(201)


def flaky(seed: int, failing: float = 0.2, swallowing: float = 0.2) -> Callable[[Asked], Answer | None]:
    """Return a server's mood: so many requests fail, of so many others the reply gets lost after the work was done."""
    lot = random.Random(seed)  # noqa: S311 - the same each time

    def mood(_: Asked) -> Answer | None:
        if lot.random() < failing:
            return Answer(503)
        return Answer(0, cut=True) if lot.random() < swallowing else None

    return mood


@contextlib.contextmanager
def intake(context: ssl.SSLContext | None = None) -> Iterator[Intake]:
    """Run an intake in threads of its own, all of which end."""
    house = Intake()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def _deal(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = house.deal(Asked(self.command, self.path, headers, body))
            self.close_connection = True
            if answer.cut:
                with contextlib.suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        do_PUT = do_POST = do_GET = _deal  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            pass

        def handle(self) -> None:
            with contextlib.suppress(OSError):  # a client that was killed
                super().handle()

    class Server(ThreadingHTTPServer):
        daemon_threads = False
        request_queue_size = 64

        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    house.url = f"http{'s' if context else ''}://127.0.0.1:{server.server_address[1]}/in"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="intake")
    thread.start()
    try:
        yield house
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def ticket(url: str, **headers: str) -> Answer:
    """Return an answer that is a ticket."""
    return Answer(200, json.dumps({"url": url, "headers": headers}).encode())
