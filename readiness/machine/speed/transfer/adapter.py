"""What crosses the network adapter that leads to a server: our own traffic, and that of other programs.

An adapter counts packets the moment they come, gaps or not, as few sockets do. What leaves by
it is no measure of an upload: the modem still drops a part. But it tells both ways whether
we were alone.
"""

from __future__ import annotations

import socket
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import psutil

from readiness.analysis.line.throughput import Sample
from readiness.machine.speed.net.address import Endpoint

PAYLOAD_SHARE = 1448 / 1514
"""What TCP carries of a full packet as adapters count it: with the headers of Ethernet, IP and TCP."""

_FINE_SECONDS = 0.05
_OWN_AT_LEAST, _OWN_AT_MOST = 0.7, 1.04  # of what the adapter says TCP carried; an ordered stream lags behind


def adapter_to(endpoint: Endpoint) -> str | None:
    """Return the name of the adapter that packets to an address leave by; None where that cannot be told.

    This computer's own loopback is none: everything crosses it twice.
    """
    family, address = endpoint
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect(address)  # looks at the routes, and sends nothing
            own = probe.getsockname()[0]
    except OSError:
        return None
    if own == address[0]:
        return None
    places = ((name, place.address.partition("%")[0]) for name, all_ in psutil.net_if_addrs().items() for place in all_)
    return next((name for name, place in places if place == own), None)


def moved(samples: Sequence[Sample], start: float, end: float) -> float:
    """Return how much a count rose between two moments, as far as it was looked at."""
    times = [time for time, _ in samples]
    first, last = bisect_left(times, start), min(bisect_left(times, end), len(times) - 1)
    return samples[last][1] - samples[first][1] if first < last else 0.0


@dataclass(slots=True)
class Adapter:
    """The counter of one adapter, one way, read again and again on the clock of a transfer."""

    name: str
    incoming: bool
    samples: list[Sample] = field(default_factory=list)

    def look(self, now: float) -> None:
        """Read the counter. Where it cannot be read, it stands still."""
        counters = psutil.net_io_counters(pernic=True).get(self.name)
        if counters:
            self.samples.append((now, float(counters.bytes_recv if self.incoming else counters.bytes_sent)))

    def payload(self, own: float | None) -> list[Sample] | None:
        """Return what crossed it as TCP's payload; None where the counter cannot be trusted.

        It must move finely, and agree with the ``own`` bytes of the sockets, where these are all that is known.
        """
        if len(self.samples) < 2 or not self._is_fine():  # noqa: PLR2004 - a rate takes two
            return None
        begin = self.samples[0][1]
        counted = [(time, (count - begin) * PAYLOAD_SHARE) for time, count in self.samples]
        agrees = own is None or _OWN_AT_LEAST * counted[-1][1] <= own <= _OWN_AT_MOST * counted[-1][1]
        return counted if agrees else None

    def _is_fine(self) -> bool:
        """Whether, once data flows, it moved at least every 50 ms in all but a few places."""
        moves = [after[0] for before, after in pairwise(self.samples) if after[1] > before[1]]
        gaps = [later - earlier for earlier, later in pairwise(moves)]
        return sum(gap > _FINE_SECONDS for gap in gaps) <= len(gaps) // 20 if gaps else False
