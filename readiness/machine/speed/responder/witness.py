"""What the server sees of one session itself, and says in its receipt: nothing the client told.

Downloads count as far as the client's computer acknowledged them, uploads as far as they
were read here. Rates are those of short moments, so they are an upper bound: whoever
claims more than the fastest of them claims what this server did not see.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from readiness.machine.speed.net.reactor import Steps, pause
from readiness.machine.speed.transfer.counting import delivered, received
from readiness.machine.speed.transfer.flows import Ledger

MOMENT_SECONDS: Final = 0.1
MOST_TRAINS: Final = 256
BIND_DIGITS: Final = 64
_FORMAT: Final = 1


@dataclass(slots=True)
class Flow:
    """What went one way: how much, from when to when, and the fastest moment."""

    ledger: Ledger
    bytes: int = 0
    first: float = 0.0
    last: float = 0.0
    peak: float = 0.0
    _at: float = 0.0

    def look(self, now: float) -> None:
        """Note what has moved since the last look."""
        total = self.ledger.total().own
        moved, since = total - self.bytes, now - self._at
        if moved > 0 and self._at:
            self.first = self.first or self._at
            self.last = now
            self.peak = max(self.peak, moved * 8e-6 / max(since, MOMENT_SECONDS / 2))
        self.bytes, self._at = total, now

    def told(self) -> dict[str, float]:
        """Return it as the receipt says it."""
        seconds = self.last - self.first if self.first else 0.0
        return {"bytes": self.bytes, "seconds": round(seconds, 3), "peak_mbit": round(self.peak, 3)}


@dataclass(slots=True)
class Witness:
    """Watches one session."""

    clock: Callable[[], float]
    uploads: Ledger = field(default_factory=lambda: Ledger(received))
    downloads: Ledger = field(default_factory=lambda: Ledger(delivered))
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    trains: list[dict[str, object]] = field(default_factory=list)
    highest: int = -1
    probes: int = 0
    _up: Flow = field(init=False)
    _down: Flow = field(init=False)

    def __post_init__(self) -> None:
        self._up, self._down = Flow(self.uploads), Flow(self.downloads)

    def watch(self) -> Steps[None]:
        """Look at both ways, again and again, for ever."""
        while True:
            self.look()
            yield from pause(MOMENT_SECONDS)

    def look(self) -> None:
        """Look at both ways now."""
        now = self.clock()
        self._up.look(now)
        self._down.look(now)

    def probed(self, number: int) -> None:
        """Note a numbered probe that came."""
        self.highest = max(self.highest, number)
        self.probes += 1

    def train(self, *, down: bool, packets: int, arrived: int, seconds: float, size: int) -> None:
        """Note a train. Of one that was sent nothing is known but that."""
        rate = (arrived - 1) * size * 8e-6 / seconds if arrived > 1 and seconds > 0 else 0.0
        if len(self.trains) < MOST_TRAINS:
            way = "down" if down else "up"
            figures = {"arrived": arrived, "seconds": round(seconds, 4), "mbit": round(rate, 3)}
            self.trains.append({"way": way, "packets": packets, **figures})

    def receipt(self, server: str, session: str, bind: str) -> bytes:
        """Return what was seen until now, bound to whatever the client wants it bound to."""
        self.look()
        document = {
            "receipt": _FORMAT,
            "server": server,
            "bind": bind,
            "session": session,
            "began": _text(self.began),
            "issued": _text(datetime.now(UTC)),
            "down": self._down.told(),
            "up": self._up.told(),
            "trains": self.trains,
            "probes": {"sent": max(self.highest + 1, self.probes), "arrived": self.probes},
        }
        return json.dumps(document, ensure_ascii=False).encode()


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
