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


class Growth:
    """Adds flows while nothing shows that the line is full, and knows what does.

    Round trips are in seconds; ``wanted`` is a rate in Mbit/s beyond which no more is asked of the line.
    """

    def __init__(self, transfer: Transfer, idle: Sequence[float], round_trip: float, wanted: float = math.inf) -> None:
        self._transfer, self._idle, self._wanted = transfer, idle, wanted
        self._look = min(max(_LOOK[0], _ROUND_TRIPS_A_LOOK * round_trip), _LOOK[1])
        self._before: float | None = None
        self._due: float | None = None
        self._added = 0.0
        self._enough = False
        self._queue = False
        self.flows = FIRST_FLOWS
        self.since = 0.0  # on the samples' clock: what came before was the work of too few flows
        transfer.add(FIRST_FLOWS)

    @property
    def fullness(self) -> Fullness:
        """What shows by now that the line is full."""
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
        if now >= self._due and not self._enough and not self._queue:
            self._grow(now, recent_rate(samples, self._look))

    def _grow(self, now: float, rate: float) -> None:
        self._due = now + 2 * self._look
        if not rate:
            return  # nothing moved, so nothing shows what more flows would bring
        # At the rate that was wanted it is not the line that holds anything back, so more flows would tell nothing.
        wanted = rate >= self._wanted
        helped = wanted or self._before is None or more_flows_helped(self._before, rate)
        if helped and self._before is not None:
            self.since = self._added
        self._enough = not helped
        self._before = None if wanted else rate
        if helped and not wanted and self.flows < MOST_FLOWS:
            self._added = now
            self._transfer.add(self.flows)
            self.flows *= 2
