"""How many flows a line takes: a rate that is steady may still be that of whoever sends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from readiness.analysis.line.sequential import Fullness, more_flows_helped, queue_grew
from readiness.analysis.line.throughput import Sample, recent_rate
from readiness.machine.speed.transfer.transfer import FIRST_FLOWS, Transfer

MOST_FLOWS: Final = 16
FAIR_SHARE: Final = 0.15
"""What each of two servers must have carried lately, so that both say how much the line takes."""

_LOOK = (0.1, 0.4)  # seconds over which the effect of more flows is judged, least and most
_ROUND_TRIPS_A_LOOK = 4
_MISSES = 2
_PACKETS_A_FLOW, _SEGMENT = 30, 1448
_PACKET = 8e-6 * _SEGMENT  # Mbit
_TELLING_PACKETS, _SEEN_LATE = 20, 2  # acknowledgements come in pairs
_WORTH_SUPPORT = 10  # packets that each flow has moved within a look
_THE_SAME = 0.03
_PATIENCE_SECONDS, _PATIENCE_BYTES = 1.5, 400_000  # for a second server to come to its share


class Growth:
    """Adds flows while nothing shows that the line is full, and knows what does.

    Round trips are in seconds. ``wanted`` is the rate in Mbit/s that paced flows must come to. Where
    they do not, they say nothing of the line, however long packets wait, since their windows
    are small: then flows without a pace join them.

    Where there are two servers, that the line is full is shown only once both have carried their
    share and together bring no more: a slow one cannot show it, as the other takes what it
    leaves. Flows without a pace, and those that send, begin with both at once: who comes late to a full queue
    gets little for long. One that still gets little is given more flows.
    """

    def __init__(self, transfer: Transfer, idle: Sequence[float], round_trip: float, wanted: float = math.inf) -> None:
        self._transfer, self._idle, self._wanted = transfer, idle, wanted
        self._look = min(max(_LOOK[0], _ROUND_TRIPS_A_LOOK * round_trip), _LOOK[1])
        self._before: float | None = None
        self._due: float | None = None
        self._now = self._moved = 0.0
        self._added = 0.0
        self._joined: float | None = None
        self._paced_since: float | None = None
        self._enough = False
        self._queue = False
        self._missed = 0
        self._may_grow = True
        self.since = 0.0  # on the samples' clock: what came before was the work of too few flows
        self._support_due = math.inf
        self.flows = transfer.start()

    @property
    def fullness(self) -> Fullness:
        """What shows by now that the line is full: to both servers, where there are two."""
        return self.evidence if self._is_agreed else Fullness.NONE

    @property
    def evidence(self) -> Fullness:
        """The same, whoever carried it: a single slow server may be behind it."""
        if self._is_paced:
            return Fullness.NONE
        if self._queue:
            return Fullness.QUEUE
        return Fullness.FLOWS if self._enough else Fullness.NONE

    @property
    def in_vain(self) -> bool:
        """Whether a second server has been waited for long enough: it failed, or is too slow to tell anything."""
        if self._is_agreed:
            return False
        tried = self._joined is not None and self._now - self._joined > _PATIENCE_SECONDS
        too_slow = tried and self._moved > _PATIENCE_BYTES
        return too_slow or self._transfer.has_lost_one

    @property
    def _is_agreed(self) -> bool:
        if not self._transfer.second:
            return True
        together = 0.0 if self._joined is None else self._now - self._joined
        return together > self._look and min(self._transfer.shares(max(self._look, together / 2))) >= FAIR_SHARE

    def consider(self, samples: Sequence[Sample], loaded: Sequence[float]) -> None:
        """Look at the samples and the round trips under load so far; add flows when it is time to and may help."""
        if not samples:
            return
        self._now, self._moved = samples[-1]
        now = self._now
        self._queue = queue_grew(self._idle, loaded)
        self._support(samples)
        if self._due is None:
            self._begin(samples[0][0])
        if self._due is None or now < self._due or self._enough:
            return
        if self._is_paced:
            self._release_if_missed(samples)
        elif self._paced_since is not None:
            self._count_the_pace_in(samples)
        elif self._may_grow and not self._queue and self._may_be_joined(samples):
            self._grow(now, recent_rate(samples, self._look))

    def _begin(self, first: float) -> None:
        """Note when the first byte came."""
        self._due = first + self._look
        if self._is_paced:
            # What paced flows begin with is their windows full at once, and not their pace.
            self.since = first + self._look / 2
        if self._transfer.second and self._transfer.is_shared:
            self._joined = first
            self._support_due = first + 2 * self._look

    def rescue(self) -> None:
        """Let the second server in where the first has fallen silent."""
        if self._waits:
            self._release_all(self._now)

    @property
    def _waits(self) -> bool:
        """Whether there is a second server that has not joined yet."""
        return self._is_paced and self._transfer.second is not None and not self._transfer.is_shared

    @property
    def _is_paced(self) -> bool:
        return math.isfinite(self._wanted)

    def _release_if_missed(self, samples: Sequence[Sample]) -> None:
        """Let go of the pace where it is missed again and again: once may be this computer's own hiccup."""
        now = self._now
        seconds = max(self._look / 2, _TELLING_PACKETS * _PACKET / self._wanted)
        missing = (self._wanted - recent_rate(samples, seconds)) * seconds
        self._missed = self._missed + 1 if missing > _SEEN_LATE * _PACKET else 0
        self._due = now + self._look / 2
        if self._missed < _MISSES:
            return
        # Flows that have windows to match the pace may have missed it by these; others only since the line was full.
        if self._transfer.has_windows or not self._queue:
            self._paced_since, self._before = self.since, recent_rate(samples, now - self.since)
            self.since, self._due = now, now + self._look
        self._release_all(now)

    def _release_all(self, now: float) -> None:
        """Let everybody read as fast as they can, and others join: the second server, or more flows of the only one."""
        joins, windows, self._wanted = self._waits, self._transfer.has_windows, math.inf
        self._transfer.release()
        if joins:
            self._joined = self._added = now
            self._support_due = now + 2 * self._look
            self.flows += self._transfer.join()
        elif windows:
            self._add(now, FIRST_FLOWS)

    def _support(self, samples: Sequence[Sample]) -> None:
        """Give a server more flows that gets next to nothing of a full line: they find their share sooner."""
        if self._now < self._support_due or self._is_agreed or self.evidence is Fullness.NONE:
            return
        self._support_due = self._now + 2 * self._look
        # On a slow line more flows only lose more packets.
        a_flow = recent_rate(samples, self._look) * self._look / (self.flows * _PACKET)
        if a_flow > _WORTH_SUPPORT and self.flows < MOST_FLOWS:
            self.flows += self._transfer.support()

    def _count_the_pace_in(self, samples: Sequence[Sample]) -> None:
        """Count what came before the pace was let go of as well, where that changed nothing: the line was full then."""
        assert self._paced_since is not None  # noqa: S101 - asked by the caller
        assert self._before is not None  # noqa: S101 - likewise
        if abs(recent_rate(samples, self._look) - self._before) <= _THE_SAME * self._before:
            self.since = self._paced_since
        self._paced_since = self._before = None

    def _may_be_joined(self, samples: Sequence[Sample]) -> bool:
        """Whether the first packets of more flows are not too many at once: a slow line gets time to show a queue."""
        moved = samples[-1][1] - samples[0][1]
        return moved > self.flows * _PACKETS_A_FLOW * _SEGMENT or self._now > samples[0][0] + 2 * self._look

    def _grow(self, now: float, rate: float) -> None:
        self._due = now + 2 * self._look
        if not rate:
            return  # nothing moved, so nothing shows what more flows would bring
        helped = self._before is None or more_flows_helped(self._before, rate)
        if helped and self._before is not None:
            self.since = self._added
        self._enough, self._before = not helped, rate
        if helped and self.flows < MOST_FLOWS:
            self._add(now, min(self.flows, MOST_FLOWS - self.flows))

    def _add(self, now: float, number: int) -> None:
        added = self._transfer.add(number)
        self.flows += added
        self._added = now
        # Without more flows nothing shows what they would bring.
        self._may_grow = added > 0
