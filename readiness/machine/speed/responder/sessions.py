"""Who is being measured, for as long as it takes: nothing of it is kept or written down.

A session is opened over TCP and lasts as long as that connection. Uploads that name it
are counted for it; what comes over UDP must carry its token.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from readiness.machine.speed.responder.datagrams import COOKIE_BYTES, TOKEN_BYTES, Car
from readiness.machine.speed.responder.limits import Limits
from readiness.machine.speed.responder.witness import Witness
from readiness.machine.speed.transfer.flows import Ledger

_MOST_SOURCES: Final = 8  # UDP addresses of one session: one per socket of the client, and its network's whims
_MOST_POINTS: Final = 800


@dataclass(slots=True)
class Source:
    """A UDP address that sent a probe, and to which of ours it did.

    ``cookie`` is what was sent back there, and nowhere else.
    """

    address: object
    here: bytes = b""
    cookie: bytes = field(default_factory=lambda: secrets.token_bytes(COOKIE_BYTES))
    received: int = 0


@dataclass(slots=True)
class Arrivals:
    """A train as it came in, thinned out while it comes: it takes no more room however long it is.

    ``points`` are, of every so manieth packet, its place in the order of arrival from 1 on,
    and when it was sent and came, each on its own clock (ns); ``latest`` is that of the last
    one and ``at`` when it was, on this program's clock.
    """

    train: int
    count: int = 0
    points: list[tuple[int, int, int]] = field(default_factory=list)
    latest: tuple[int, int, int] = (0, 0, 0)
    at: float = 0.0
    _step: int = 1

    def add(self, sent: int, came: int, now: float) -> None:
        """Note a packet."""
        self.count += 1
        self.latest, self.at = (self.count, sent, came), now
        if (self.count - 1) % self._step == 0:
            self.points.append(self.latest)
            if len(self.points) >= _MOST_POINTS:
                del self.points[1::2]
                self._step *= 2

    def told(self) -> list[tuple[int, int, int]]:
        """Return the points, the last packet's among them, in microseconds after the first one's times."""
        if not self.points:
            return []
        _, sent, came = self.points[0]
        points = [*self.points, self.latest] if self.points[-1] != self.latest else self.points
        return [(nth, (one - sent) // 1_000, (other - came) // 1_000) for nth, one, other in points]


class Session:
    """One client's measurement."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self.token = secrets.token_bytes(TOKEN_BYTES)
        self.witness = Witness(clock)
        self.arrivals = Arrivals(-1)
        self.end = clock() + limits.session_seconds
        self._limits, self._clock = limits, clock
        self._bytes_left = limits.megabytes * 1e6
        self._sources: dict[object, Source] = {}
        self._probes = 0.0
        self._probed = clock()

    @property
    def uploads(self) -> Ledger:
        """What its uploads have brought."""
        return self.witness.uploads

    def source(self, address: object) -> Source | None:
        """Return what is known of an address that sends probes; None when there are too many of either."""
        now = self._clock()
        most = self._limits.probes_per_second
        self._probes = max(self._probes - (now - self._probed) * most, 0.0)
        self._probed = now
        if self._probes >= most:
            return None
        self._probes += 1
        if address not in self._sources and len(self._sources) < _MOST_SOURCES:
            self._sources[address] = Source(address)
        return self._sources.get(address)

    def proven(self, cookie: bytes) -> Source | None:
        """Return the address whose cookie this is."""
        for source in self._sources.values():
            if secrets.compare_digest(source.cookie, cookie):
                return source
        return None

    def may_move(self, count: int) -> bool:
        """Take a train's bytes off what the session may move; tell whether so much is left."""
        if count > self._bytes_left:
            return False
        self._bytes_left -= count
        return True

    def note_train(self, number: int, packets: int, size: int, *, down: bool) -> None:
        """Note a train that is over: of one that was sent, nothing but that it was."""
        came = self.arrivals if not down and self.arrivals.train == number else Arrivals(number)
        seconds = (came.latest[2] - came.points[0][2]) / 1e9 if came.points else 0.0
        self.witness.train(down=down, packets=packets, arrived=came.count, seconds=seconds, size=size)

    def arrived(self, car: Car, at: int) -> None:
        """Note a packet of a train; with a new train's first one the train before is forgotten."""
        if car.train != self.arrivals.train:
            self.arrivals = Arrivals(car.train)
        self.arrivals.add(car.sent, at, self._clock())


class Sessions:
    """Every session that is open, by its token."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: dict[bytes, Session] = {}

    def __len__(self) -> int:
        return len(self._open)

    def get(self, token: bytes) -> Session | None:
        """Return the session with a token."""
        return self._open.get(token)

    def named(self, text: str | None) -> Session | None:
        """Return the session whose token an address names in hexadecimal digits."""
        try:
            return self._open.get(bytes.fromhex(text or ""))
        except ValueError:
            return None

    @contextmanager
    def opened(self) -> Iterator[Session | None]:
        """Hold a session open; None when there are too many."""
        if len(self._open) >= self._limits.sessions:
            yield None
            return
        session = Session(self._limits)
        self._open[session.token] = session
        try:
            yield session
        finally:
            del self._open[session.token]
