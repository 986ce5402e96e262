"""One client's connection, from its first byte to its last: requests one after another, each answered."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from readiness.machine.speed.net.http1 import NotHttp
from readiness.machine.speed.net.reactor import Steps, pause
from readiness.machine.speed.net.transport import Wire
from readiness.machine.speed.responder import capabilities, trains
from readiness.machine.speed.responder.requests import Refused, Request, answer, head, parse_request
from readiness.machine.speed.responder.server_state import ServerState
from readiness.machine.speed.responder.sessions import Session
from readiness.machine.speed.responder.sizes import packet_sizes
from readiness.machine.speed.responder.transfers import Tally, TooMuch, body_of, flood, sink
from readiness.machine.speed.responder.witness import BIND_DIGITS
from readiness.machine.speed.transfer.counting import Meter, begin_delivering, begin_receiving

_READ_BYTES: Final = 1 << 17
_JSON: Final = "application/json"
_NOISE_KIND: Final = "application/octet-stream"
_MOST_CHUNKS: Final = 1_024  # LibreSpeed's own limit
_USUAL_CHUNKS: Final = 4  # and what it sends to who names no number
_TICK_SECONDS: Final = 0.01
_TELL_SECONDS: Final = (0.05, 0.2)  # between two reports on an upload, at least and at most
_WORTH_TELLING: Final = 30_000  # bytes; what confirms a report takes its share of a slow line
_ALIVE_SECONDS: Final = 1.0  # where nothing comes

_Answer = Callable[[Request], Steps[bool]]
"""Answers a request; tells whether the connection may be used again."""


class Conversation:
    """One connection. ``peer`` is the client's address, which nobody but the client is told."""

    def __init__(self, wire: Wire, house: ServerState, peer: str) -> None:
        self._wire, self._house, self._peer = wire, house, peer
        self._limits = house.limits
        self._tally = Tally(house.limits)
        self._buffer = bytearray(_READ_BYTES)
        self._rest = b""  # read, and not yet used
        self._held = ExitStack()
        self._session: Session | None = None
        self._meter: Meter | None = None
        self._delivery: Meter | None = None
        self._watched = False
        self._routes: dict[tuple[str, str], _Answer] = {
            ("GET", "/"): self._greet,
            ("GET", capabilities.WELL_KNOWN): self._describe,
            ("POST", capabilities.SESSION): self._open_session,
            ("GET", capabilities.COUNTS): self._tell_counts,
            ("POST", capabilities.TRAIN): self._train,
            ("POST", capabilities.RECEIPT): self._receipt,
            ("GET", "/garbage.php"): self._flood,
            ("GET", "/empty.php"): self._nothing,
            ("POST", "/empty.php"): self._sink,
            ("GET", "/getIP.php"): self._tell_address,
        }

    def run(self) -> Steps[None]:
        """Answer until either side has had enough. Raises OSError."""
        with self._held:
            try:
                while (yield from self._turn()):
                    pass
            except (TooMuch, NotHttp):
                self._wire.abort()

    def _turn(self) -> Steps[bool]:
        """Answer one request; tell whether another may follow."""
        try:
            request = yield from self._next()
            return request is not None and (yield from self._answer(request))
        except Refused as refusal:
            busy = "Retry-After: 5" if refusal.status == 503 else ""  # noqa: PLR2004 - the one that passes
            yield from self._send(answer(refusal.status, keep=False, extra=busy))
            yield from self._part()
            return False

    def _next(self) -> Steps[Request | None]:
        """Read a request's head; None when the client has hung up. Raises Refused, and OSError when it is too slow."""
        end = self._patience()
        while (found := parse_request(self._rest)) is None:
            count = yield from self._wire.receive(self._buffer, end)
            if not count:
                return None
            if not self._rest:
                end = time.monotonic() + self._limits.head_seconds
            self._rest += self._buffer[:count]
        request, used = found
        self._rest = self._rest[used:]
        return request

    def _patience(self) -> float:
        """Return until when the client may say nothing: a session's connection may as long as the session lasts."""
        return self._session.end if self._session else time.monotonic() + self._limits.idle_seconds

    def _answer(self, request: Request) -> Steps[bool]:
        path = request.path.removeprefix("/backend")
        known = {name for _, name in self._routes}
        if request.method == "OPTIONS":
            return (yield from self._say(request, 204))
        route = self._routes.get((request.method, path))
        if route is None:
            raise Refused(405 if path in known else 404)
        takes_body = (request.method, path) == ("POST", "/empty.php")
        if not takes_body and (request.length or request.chunked):
            raise Refused(413)
        return (yield from route(request))

    def _send(self, data: bytes) -> Steps[None]:
        yield from self._wire.send_all(data)

    def _say(self, request: Request, status: int, body: bytes = b"", kind: str = "text/plain") -> Steps[bool]:
        keep = request.keeps_open
        yield from self._send(answer(status, body, kind, keep=keep))
        return keep

    def _part(self) -> Steps[None]:
        """Let an answer arrive before the connection ends, although the client is still sending."""
        end = time.monotonic() + 1.0
        left = 1 << 22
        self._wire.finish()
        while left > 0 and (count := (yield from self._wire.receive(self._buffer, end))):
            left -= count

    # ---------------------------------------------------------------- LibreSpeed's side

    def _flood(self, request: Request) -> Steps[bool]:
        text = request.query.get("ckSize", "")
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0  # noqa: PLR2004 - digits
        total = min(number or _USUAL_CHUNKS, _MOST_CHUNKS) << 20
        keep = request.keeps_open
        yield from self._send(head(200, _NOISE_KIND, total, keep=keep))
        with self._sending(self._house.sessions.named(request.query.get("session"))) as meter:
            yield from flood(self._wire, total, meter, self._house.downwards, self._tally)
        return keep

    @contextmanager
    def _sending(self, session: Session | None) -> Iterator[Meter]:
        """Meter what is sent, for a session where the client named one."""
        if session is None:
            yield Meter(self._wire.connection)
            return
        if self._delivery is None:
            self._delivery = self._held.enter_context(session.witness.downloads.metered(self._wire))
            begin_delivering(self._delivery)
        yield self._delivery

    def _nothing(self, request: Request) -> Steps[bool]:
        return (yield from self._say(request, 200))

    def _sink(self, request: Request) -> Steps[bool]:
        chunked = request.chunked
        body = body_of(0 if chunked else request.length, chunked=chunked, most=self._limits.megabytes * 1e6)
        if request.waits:
            yield from self._send(b"HTTP/1.1 100 Continue\r\n\r\n")
        meter = self._metered(self._house.sessions.named(request.query.get("session")))
        begun = self._rest if chunked else self._rest[: request.length]
        self._rest = self._rest[len(begun) :]
        meter.moved += len(begun)
        body.feed(memoryview(begun))
        yield from sink(self._wire, body, self._buffer, meter, self._house.upwards, self._tally)
        if chunked:  # what may follow the last chunk is not told apart
            yield from self._send(answer(200, keep=False))
            return False
        return (yield from self._say(request, 200))

    def _metered(self, session: Session | None) -> Meter:
        """Return this connection's meter, which counts for a session where the client named one."""
        if self._meter is None:
            self._meter = (
                self._held.enter_context(session.uploads.metered(self._wire))
                if session
                else Meter(self._wire.connection)
            )
            begin_receiving(self._meter)
        return self._meter

    def _tell_address(self, request: Request) -> Steps[bool]:
        """Tell the client the address it comes from: LibreSpeed's clients show it."""
        text = json.dumps({"processedString": self._peer, "rawIspInfo": ""})
        return (yield from self._say(request, 200, text.encode(), _JSON))

    # ---------------------------------------------------------------- our own

    def _greet(self, request: Request) -> Steps[bool]:
        text = f"{self._house.own.name}\nThis server measures internet connections. It keeps nothing.\n"
        return (yield from self._say(request, 200, text.encode(), "text/plain; charset=utf-8"))

    def _describe(self, request: Request) -> Steps[bool]:
        return (yield from self._say(request, 200, capabilities.as_json(self._house.own), _JSON))

    def _open_session(self, request: Request) -> Steps[bool]:
        if self._session is None:
            self._session = self._held.enter_context(self._house.sessions.opened())
        if self._session is None:
            raise Refused(503)
        if self._house.sign and not self._watched:
            self._watched = True
            watching = self._house.reactor.spawn(self._session.witness.watch())
            self._held.callback(self._house.reactor.drop, watching)
        segment, datagram = packet_sizes(self._wire.connection)
        document = {"session": self._session.token.hex(), "segment": segment, "datagram": datagram}
        return (yield from self._say(request, 200, json.dumps(document).encode(), _JSON))

    def _train(self, request: Request) -> Steps[bool]:
        if self._session is None:
            raise Refused(403)
        order = trains.parse_order(request.query)
        document = yield from trains.carried_out(order, self._session, self._house, self._wire)
        self._session.note_train(order.train, order.packets, order.size, down=order.down)
        return (yield from self._say(request, 200, document, _JSON))

    def _receipt(self, request: Request) -> Steps[bool]:
        """Sign what was seen of this connection's session, bound to what the client asks for."""
        bind = request.query.get("bind", "")
        if self._house.sign is None:
            raise Refused(404)
        if self._session is None:
            raise Refused(403)
        if len(bind) != BIND_DIGITS or not bind.isalnum() or not bind.isascii():
            raise Refused(400)
        seen = self._session.witness.receipt(self._house.own.name, self._session.token.hex(), bind)
        return (yield from self._say(request, 200, self._house.sign(seen), _JSON))

    def _tell_counts(self, request: Request) -> Steps[bool]:
        """Tell what has come of a session's uploads, again and again, as long as somebody listens."""
        session = self._house.sessions.named(request.query.get("session"))
        if session is None:
            raise Refused(403)
        yield from self._send(head(200, "application/x-ndjson"))
        end = time.monotonic() + self._limits.seconds
        watch = _Watch(session)
        while time.monotonic() < end and self._house.sessions.get(session.token):
            yield from self._send((yield from watch.report()) + b"\n")
        return False


class _Watch:
    """Watches what comes of a session's uploads."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._told = (-1, -1)  # bytes and packets; the first report comes soon, whatever it says

    def report(self) -> Steps[bytes]:
        """Watch for a while and return what was seen, as JSON: samples of seconds, bytes read, and packets come."""
        began = time.monotonic()
        samples: list[tuple[float, int, int]] = []
        while True:
            yield from pause(_TICK_SECONDS)
            total = self._session.uploads.total()
            samples.append((round(time.perf_counter(), 5), total.own, total.packets))
            still = (total.own, total.packets) == self._told
            much = total.own - self._told[0] >= _WORTH_TELLING
            if time.monotonic() - began >= (_ALIVE_SECONDS if still else _TELL_SECONDS[not much]):
                break
        self._told = (total.own, total.packets)
        shown = samples[-1:] if still else samples
        return json.dumps({"samples": shown, "weight": round(total.weight, 3), "segment": total.segment}).encode()
