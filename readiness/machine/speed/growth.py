"""How many flows a line takes: a rate that is steady may still be that of whoever sends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from readiness.analysis.sequential import Fullness, more_flows_helped, queue_grew
from readiness.analysis.throughput import Sample, recent_rate
from readiness.machine.speed.transfer import Transfer

FIRST_FLOWS: Final = 4
MOST_FLOWS: Final = 16
_LOOK = (0.1, 0.4)  # seconds over which the effect of more flows is judged, least and most
_ROUND_TRIPS_A_LOOK = 4
_MISSES = 2


class Growth:
    """Adds flows while nothing shows that the line is full, and knows what does.

    Round trips are in seconds. ``wanted`` is the rate in Mbit/s that paced flows must come to. Where
    they do not, they say nothing of the line, however long packets wait, since their windows
    are small: then flows without a pace join them, and what came before counts no more.
    """

    def __init__(self, transfer: Transfer, idle: Sequence[float], round_trip: float, wanted: float = math.inf) -> None:
        self._transfer, self._idle, self._wanted = transfer, idle, wanted
        self._look = min(max(_LOOK[0], _ROUND_TRIPS_A_LOOK * round_trip), _LOOK[1])
        self._before: float | None = None
        self._due: float | None = None
        self._added = 0.0
        self._enough = False
        self._queue = False
        self._missed = 0
        self._may_grow = True
        self.flows = 0
        self.since = 0.0  # on the samples' clock: what came before was the work of too few flows
        self._add(FIRST_FLOWS)

    @property
    def fullness(self) -> Fullness:
        """What shows by now that the line is full."""
        if self._is_paced:
            return Fullness.NONE
        if self._queue:
            return Fullness.QUEUE
        return Fullness.FLOWS if self._enough else Fullness.NONE

    def consider(self, samples: Sequence[Sample], loaded: Sequence[float]) -> None:
        """Look at the samples and the round trips under load so far; add flows when it is time to and may help."""
        if not samples:
            return
        now = samples[-1][0]
        self._queue = queue_grew(self._idle, loaded)
        if self._due is None:
            self._due = samples[0][0] + 2 * self._look
            # What paced flows begin with is their windows full at once, and not their pace.
            self.since = samples[0][0] + self._look if self._is_paced else 0.0
        if now < self._due or self._enough:
            return
        if self._is_paced:
            self._release_if_missed(now, recent_rate(samples, self._look / 2))
        elif self._may_grow and not self._queue:
            self._grow(now, recent_rate(samples, self._look))

    @property
    def _is_paced(self) -> bool:
        return math.isfinite(self._wanted)

    def _release_if_missed(self, now: float, rate: float) -> None:
        """Let go of the pace where it is missed again and again: once may be this computer's own hiccup."""
        self._missed = self._missed + 1 if rate < self._wanted else 0
        self._due = now + self._look / 2
        if self._missed >= _MISSES:
            self._wanted, self.since = math.inf, now
            self._due = now + 2 * self._look
            self._transfer.release()
            self._add(FIRST_FLOWS)

    def _grow(self, now: float, rate: float) -> None:
        self._due = now + 2 * self._look
        if not rate:
            return  # nothing moved, so nothing shows what more flows would bring
        helped = self._before is None or more_flows_helped(self._before, rate)
        if helped and self._before is not None:
            self.since = self._added
        self._enough, self._before = not helped, rate
        if helped and self.flows < MOST_FLOWS:
            self._added = now
            # Without more flows nothing shows what they would bring.
            self._may_grow = self._add(min(self.flows, MOST_FLOWS - self.flows)) > 0

    def _add(self, number: int) -> int:
        added = self._transfer.add(number)
        self.flows += added
        return added
