"""One direction of a test: its flows, its counts over time, and when it has failed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from readiness.analysis.speed_test import DOWNLOAD
from readiness.analysis.throughput import Sample, more_flows_helped, more_flows_wanted, packets_as_bytes, recent_rate
from readiness.domain.facts import Unavailable
from readiness.machine.speed import counting, faults, flows
from readiness.machine.speed.counting import Count
from readiness.machine.speed.flows import Ledger
from readiness.machine.speed.reactor import Reactor, Steps, Task
from readiness.machine.speed.servers import Server

FIRST_FLOWS: Final = 4
MOST_FLOWS: Final = 16
TICK_SECONDS: Final = 0.01
_SILENCE_SECONDS = 3.5  # without a byte, with connections open
_MOST_FAILURES = 8
_LOOK = (0.3, 0.8)  # seconds over which the effect of more flows is judged, least and most

Flow = Callable[[Server, Ledger, int], Steps[None]]


@dataclass(frozen=True, slots=True)
class Counted:
    """The samples to judge by, and whether they count packets as they arrive."""

    samples: list[Sample]
    as_they_arrive: bool


class Transfer:
    """Flows in one direction against one server. Close it, and nothing moves any more."""

    def __init__(self, reactor: Reactor, server: Server, fact: str, megabytes: float) -> None:
        self._reactor, self._server = reactor, server
        self._flow: Flow = flows.download if fact == DOWNLOAD else flows.upload
        self._ledger = Ledger(counting.received if fact == DOWNLOAD else counting.delivered)
        self._budget = megabytes
        self._tasks: list[Task[None]] = []
        self._failures: list[Unavailable] = []
        self._own: list[Sample] = []
        self._packets: list[Sample] = []
        self._total = Count(0)
        self._began = self._progressed = time.perf_counter()

    @property
    def seconds(self) -> float:
        """How long it has lasted, connecting included."""
        return time.perf_counter() - self._began

    @property
    def megabytes(self) -> float:
        """What it has moved so far, in 10**6 bytes."""
        return self._own[-1][1] / 1e6 if self._own else 0.0

    def add(self, number: int) -> None:
        """Add flows."""
        for _ in range(number):
            self._tasks.append(self._reactor.spawn(self._new_flow()))

    def close(self) -> None:
        """Reset every connection."""
        for task in self._tasks:
            self._reactor.drop(task)

    @property
    def spent(self) -> bool:
        """Whether it has moved what it may."""
        return self.megabytes >= self._budget

    def run(self, seconds: float) -> None:
        """Let the flows go on for a while, counting at every tick; ends early when all is spent.

        Raises:
            Unavailable: nothing more is to be expected.
            Stopped: the person asked to stop.
        """
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and not self.spent:
            tick = time.perf_counter() + TICK_SECONDS
            while (left := tick - time.perf_counter()) > 0:
                self._reactor.step(left)
            self._count()
            self._mend()

    def counted(self) -> Counted:
        """Return the samples so far, from the first byte on."""
        arrived = packets_as_bytes(self._packets, self._total.weight, self._total.segment)
        samples = self._own if arrived is None else arrived
        first = next((i for i, (_, count) in enumerate(samples) if count > 0), len(samples))
        return Counted(samples[max(first - 1, 0) :] if first < len(samples) else [], arrived is not None)

    def _new_flow(self) -> Steps[None]:
        return self._flow(self._server, self._ledger, int(self._budget) + 1)

    def _count(self) -> None:
        now = time.perf_counter()
        total = self._ledger.total()
        before = (self._own[-1][1], self._packets[-1][1]) if self._own else (0, 0)
        self._own.append((now - self._began, max(total.own, before[0])))
        self._packets.append((now - self._began, max(total.packets, before[1])))
        self._total = total
        if (total.own, total.packets) > before:
            self._progressed = now
        elif now - self._progressed > _SILENCE_SECONDS:
            raise self._failures[0] if self._failures else faults.stalled(self._server.name)

    def _mend(self) -> None:
        """Replace flows that broke; give up when none is left or too many break."""
        for task in [task for task in self._tasks if task.done]:
            self._tasks.remove(task)
            if isinstance(task.error, Unavailable):
                self._failures.append(task.error)
                # A flow that was cut once data moved is worth another try; a refused one is not.
                if self.megabytes and faults.is_cut(task.error):
                    self.add(1)
        if len(self._failures) >= _MOST_FAILURES or not self._tasks:
            raise self._failures[0]


class Growth:
    """Adds flows while they help: a line is not full because its rate is steady."""

    def __init__(self, transfer: Transfer, round_trip: float) -> None:
        self._transfer, self._round_trip = transfer, round_trip
        transfer.add(FIRST_FLOWS)
        self._look = min(max(_LOOK[0], 8 * round_trip), _LOOK[1])
        self._before = 0.0
        self._due: float | None = None
        self.flows = FIRST_FLOWS
        self.since = 0.0  # seconds, on the samples' clock: from here on nothing was added
        self.done = False

    def consider(self, samples: list[Sample]) -> None:
        """Add flows when it is time to and they may help."""
        if self.done or not samples:
            return
        now = samples[-1][0]
        if self._due is None:
            self._due = samples[0][0] + 2 * self._look
        if now < self._due:
            return
        rate = recent_rate(samples, self._look)
        self.done = self.flows >= MOST_FLOWS or not self._wanted(rate)
        if not self.done:
            self._before, self.since, self._due = rate, now, now + 2 * self._look
            self._transfer.add(self.flows)
            self.flows *= 2

    def _wanted(self, rate: float) -> bool:
        if self.flows == FIRST_FLOWS:
            return more_flows_wanted(rate, self._round_trip, self.flows)
        return more_flows_helped(self._before, rate)
