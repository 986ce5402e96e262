"""One direction of a test: its flows, its counts over time, and when it has failed."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import Final

from readiness.analysis.speed_test import DOWNLOAD, UPLOAD
from readiness.analysis.throughput import Sample, packets_as_bytes
from readiness.domain.facts import Unavailable
from readiness.machine.speed import counting, faults, flows
from readiness.machine.speed.adapter import PAYLOAD_SHARE, Adapter, adapter_to, moved
from readiness.machine.speed.counting import Count
from readiness.machine.speed.flows import Flow, Ledger, Order
from readiness.machine.speed.paced_reading import Pace
from readiness.machine.speed.reactor import Reactor, Steps, Task
from readiness.machine.speed.servers import Server

TICK_SECONDS: Final = 0.01
NOTICEABLE: Final = 0.05
"""The share of the line from which on other programs are told of; less may be headers."""

_SILENCE_SECONDS = 3.5  # without a byte, with connections open
_STILL_SECONDS = 0.3  # without a byte, and no rate is that of the line
_MOST_FAILURES = 8
_LATELY_SECONDS = 0.5
_A_TRICKLE = 12_500  # bytes a second, 0.1 Mbit/s: our own probes, a clock being set, somebody's presence
_LAGGING = 1.45  # what may have arrived already, as a multiple of what could be read: 1.32 was seen after early losses
_LONGEST_GAP = 2.0  # seconds between two counts; more, and this computer slept meanwhile


@dataclass(frozen=True, slots=True)
class Counted:
    """The samples to judge by, whether they count packets as they arrive, and who counted if not our sockets."""

    samples: list[Sample]
    as_they_arrive: bool
    by_the_server: bool = False
    by_the_adapter: bool = False


def _from_the_first(samples: list[Sample]) -> list[Sample]:
    """Leave out what came before the first byte."""
    first = next((i for i, (_, count) in enumerate(samples) if count > 0), len(samples))
    return samples[max(first - 1, 0) :] if first < len(samples) else []


def awake() -> float:
    """Return a clock in seconds that goes on while the computer sleeps, which ``perf_counter`` may not."""
    through_sleep = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}.get(sys.platform, "")
    clock = getattr(time, through_sleep, None)
    return time.perf_counter() if clock is None else time.clock_gettime(clock)


class Transfer:
    """Flows in one direction against one server. Close it, and nothing moves any more."""

    def __init__(self, reactor: Reactor, server: Server, fact: str, megabytes: float, pace: Pace | None = None) -> None:
        self.fact = fact
        self._reactor, self._server = reactor, server
        self._flow: Flow = flows.flow_of(server, incoming=fact == DOWNLOAD)
        self._ledger = Ledger(counting.received if fact == DOWNLOAD else counting.delivered)
        self._budget = megabytes
        self._pace, self._window = pace, 0
        self._at_the_server: list[Sample] = []
        self._upload = server.upload
        self._follower = self._counted_there() if fact == UPLOAD and server.counts else None
        self._tasks: list[Task[None]] = []
        self._failures: list[Unavailable] = []
        self._own: list[Sample] = []
        self._packets: list[Sample] = []
        self._crossed: list[Sample] = []
        self._total = Count(0)
        name = adapter_to(server.endpoint)
        self._adapter = Adapter(name, incoming=fact == DOWNLOAD) if name else None
        self._began = self._progressed = time.perf_counter()
        self._looked = awake()

    @property
    def seconds(self) -> float:
        """How long it has lasted, connecting included."""
        return time.perf_counter() - self._began

    @property
    def megabytes(self) -> float:
        """What it has moved so far, in 10**6 bytes."""
        return self._own[-1][1] / 1e6 if self._own else 0.0

    def add(self, number: int) -> int:
        """Add flows, no more than the server takes; returns how many."""
        number = int(min(number, self._server.most_flows - len(self._tasks)))
        if self._pace and not self._window:
            self._window = self._pace.window(number)
        for _ in range(number):
            self._tasks.append(self._reactor.spawn(self._new_flow()))
        return number

    def release(self) -> None:
        """Let the flows read as fast as they can; those that are added from now on have windows to match."""
        if self._pace:
            self._pace.release()
        self._pace, self._window = None, 0

    def close(self) -> None:
        """Reset every connection."""
        for task in [*self._tasks, *([self._follower] if self._follower else [])]:
            self._reactor.drop(task)

    @property
    def spent(self) -> bool:
        """Whether it has moved what it may."""
        return self.megabytes >= self._budget

    @property
    def stands_still(self) -> bool:
        """Whether nothing moves just now: whoever sends or takes has stopped, and the line shows nothing."""
        return time.perf_counter() - self._progressed > _STILL_SECONDS

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
        if self._follower and not self._follower.error:
            return Counted(self._at_the_server, as_they_arrive=True, by_the_server=True)
        arrived = packets_as_bytes(self._packets, self._total.weight, self._total.segment)
        alone = self.others(_LATELY_SECONDS) < NOTICEABLE
        if arrived is not None and (alone or self.fact == UPLOAD):
            return Counted(_from_the_first(arrived), as_they_arrive=True)
        # What the line carries is what all programs get of it, where the adapter can tell.
        crossed = self._crossed_the_adapter(own_is_all=arrived is None)
        if crossed is not None:
            return Counted(_from_the_first(crossed), as_they_arrive=True, by_the_adapter=True)
        return Counted(_from_the_first(arrived or self._own), as_they_arrive=arrived is not None)

    def _crossed_the_adapter(self, *, own_is_all: bool) -> list[Sample] | None:
        """Return what came in by the adapter, if that can be trusted; what goes out by it, a modem may still drop."""
        if not self._adapter or self.fact == UPLOAD:
            return None
        return self._adapter.payload(self._total.own if own_is_all else None)

    def others(self, seconds: float) -> float:
        """Return what other programs of this computer used, as a share of all that crossed its adapter lately."""
        if not self._adapter or not self._own:
            return 0.0
        end = self._own[-1][0]
        together = moved(self._adapter.samples, end - seconds, end) * PAYLOAD_SHARE
        own = moved(self._crossed, end - seconds, end) * self._total.weight
        if not own:  # the kernel does not count packets: what was read lags behind, so that little is no sign
            own = _LAGGING * moved(self._own, end - seconds, end) if self.fact == DOWNLOAD else together
        return 1 - own / together if together - own > _A_TRICKLE * seconds else 0.0

    def _new_flow(self) -> Steps[None]:
        order = Order(int(self._budget) + 1, self._upload, self._pace, self._window)
        return self._flow(self._server, self._ledger, order)

    def _counted_there(self) -> Task[None]:
        """Have the server count, where it does."""
        assert self._server.counts is not None  # noqa: S101 - asked by the caller
        counts = self._server.counts()
        self._upload = counts.upload
        return self._reactor.spawn(counts.follow(self._at_the_server))

    def _count(self) -> None:
        now = time.perf_counter()
        self._stay_awake()
        total = self._ledger.total()
        before = (self._own[-1][1], self._packets[-1][1]) if self._own else (0, 0)
        self._own.append((now - self._began, max(total.own, before[0])))
        self._packets.append((now - self._began, max(total.packets, before[1])))
        self._crossed.append((now - self._began, float(total.crossed)))
        if self._adapter:
            self._adapter.look(now - self._began)
        self._total = total
        if (total.own, total.packets) > before:
            self._progressed = now
        elif now - self._progressed > _SILENCE_SECONDS:
            raise self._failures[0] if self._failures else faults.stalled(self._server.name)

    def _stay_awake(self) -> None:
        """Notice when the computer was asleep: what was counted before and after is no rate."""
        before, self._looked = self._looked, awake()
        if self._looked - before > _LONGEST_GAP:
            raise faults.slept()

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
            # Why nothing new comes about says more than that what there was has ended.
            raise next((failure for failure in self._failures if not faults.is_cut(failure)), self._failures[0])
