"""One direction of a test: its flows, its counts over time, and when it has failed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from readiness.analysis.line.speed_test import DOWNLOAD, UPLOAD
from readiness.analysis.line.throughput import Sample
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.reactor import Reactor, Task
from readiness.machine.speed.servers.server import Server
from readiness.machine.speed.transfer.adapter import PAYLOAD_SHARE, Adapter, adapter_to, moved
from readiness.machine.speed.transfer.flows import Order
from readiness.machine.speed.transfer.pace import Pace
from readiness.machine.speed.transfer.side import Side

TICK_SECONDS: Final = 0.01
FIRST_FLOWS: Final = 4
"""With how many flows each server begins."""

NOTICEABLE: Final = 0.05
"""The share of the line from which on other programs are told of; less may be headers."""

_SILENCE_SECONDS = 3.5  # without a byte, with connections open
_STILL_SECONDS = 0.3  # without a byte, and no rate is that of the line
_LATELY_SECONDS = 0.5
_A_TRICKLE = 12_500  # bytes a second, 0.1 Mbit/s: our own probes, a clock being set, somebody's presence
_LAGGING = 1.45  # what may have arrived already, as a multiple of what could be read: 1.32 was seen after early losses


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


class Transfer:
    """Flows in one direction against one server, or two side by side. Close it, and nothing moves any more.

    Flows to all servers connect at once, so that no time is lost later; data moves from ``start`` on,
    with a second server perhaps only from when it is to ``join``.
    """

    def __init__(
        self, reactor: Reactor, servers: Sequence[Server], fact: str, megabytes: float, pace: Pace | None = None
    ) -> None:
        self.fact = fact
        self._sides = [Side(reactor, server, fact) for server in servers]
        self._reactor = reactor
        self._budget = megabytes
        self._pace, self._window = pace, 0
        self._at_the_server: list[Sample] = []
        self._upload = {side: side.server.upload for side in self._sides}
        self._follower = self._counted_there() if fact == UPLOAD and len(servers) == 1 and servers[0].counts else None
        self._own: list[Sample] = []
        self._most = (0.0, 0)
        self._crossed: list[Sample] = []
        name = adapter_to(servers[0].endpoint)
        self._adapter = Adapter(name, incoming=fact == DOWNLOAD) if name else None
        self._began = self._progressed = time.perf_counter()
        self._naps = reactor.naps
        self._prepare()

    @property
    def seconds(self) -> float:
        """How long ago it was started."""
        return time.perf_counter() - self._began

    @property
    def megabytes(self) -> float:
        """What it has moved so far, in 10**6 bytes."""
        return self._own[-1][1] / 1e6 if self._own else 0.0

    def _prepare(self) -> None:
        """Open the first connections to every server, before they are needed."""
        for side in self._sides:
            self._add_to(side, FIRST_FLOWS // len(self._sides) if self.is_shared else FIRST_FLOWS)

    @property
    def is_shared(self) -> bool:
        """Whether all servers take part from the start: what we send we can pace, to whom it may go."""
        return not self._pace or self.fact == UPLOAD

    @property
    def has_windows(self) -> bool:
        """Whether little may be under way in each flow, so that they alone cannot fill a line."""
        return self._window > 0

    def start(self) -> int:
        """Let data move with the first server, or with all where it ``is_shared``; returns by how many flows."""
        self._began = self._progressed = time.perf_counter()
        self._naps = self._reactor.naps
        for side in self._sides if self.is_shared else self._sides[:1]:
            side.gate.is_open = True
        return sum(side.flows for side in self._sides if side.gate.is_open)

    @property
    def second(self) -> Server | None:
        """The server that is there beside the first."""
        return self._sides[1].server if len(self._sides) > 1 else None

    def join(self) -> int:
        """Let data move with the second server as well; returns by how many flows."""
        self._sides[1].gate.is_open = True
        return self._sides[1].flows

    def shares(self, seconds: float) -> list[float]:
        """Return which share of what moved lately each server had; one that failed has none."""
        moved_by = [0.0 if side.has_failed else side.lately(seconds) for side in self._sides]
        return [one / sum(moved_by) if one else 0.0 for one in moved_by]

    @property
    def servers(self) -> list[Server]:
        """Those that have moved anything."""
        return [side.server for side in self._sides if side.total.own or side.total.packets]

    @property
    def has_lost_one(self) -> bool:
        """Whether one of the servers has failed."""
        return any(side.has_failed for side in self._sides)

    @property
    def weakest(self) -> Server:
        """The server that had the least share lately, or failed."""
        return self._weakest.server

    @property
    def _weakest(self) -> Side:
        return min(zip(self.shares(_LATELY_SECONDS), self._sides, strict=True), key=lambda one: one[0])[1]

    def add(self, number: int) -> int:
        """Add flows to those servers that take part, no more than they take; returns how many."""
        added = 0
        for _ in range(number):
            open_ = [side for side in self._sides if side.gate.is_open and not side.has_failed and side.room > 0]
            if open_:
                self._add_to(min(open_, key=lambda side: side.flows), 1)
                added += 1
        return added

    def _add_to(self, side: Side, number: int) -> None:
        number = min(number, side.room)
        paced = self._pace if side is self._sides[0] or self.is_shared else None
        if paced and not self._window and self.fact == DOWNLOAD:
            self._window = paced.window(number)
        order = Order(int(self._budget) + 1, self._upload[side], side.gate, paced, self._window if paced else 0)
        for _ in range(number):
            side.add(order)

    def support(self) -> int:
        """Double the flows of the server with the least share lately, as far as it takes more; returns by how many."""
        side = self._weakest
        number = 0 if side.has_failed else min(side.flows, side.room)
        self._add_to(side, number)
        return number

    def release(self) -> None:
        """Let the flows go as fast as they can; those that are added from now on have windows to match."""
        if self._pace:
            self._pace.release()
        self._pace, self._window = None, 0

    def close(self) -> None:
        """Reset every connection."""
        for side in self._sides:
            side.close()
        if self._follower:
            self._reactor.drop(self._follower)

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
        arrived = self._arrived()
        alone = self.others(_LATELY_SECONDS) < NOTICEABLE
        if arrived is not None and (alone or self.fact == UPLOAD):
            return Counted(_from_the_first(arrived), as_they_arrive=True)
        # What the line carries is what all programs get of it, where the adapter can tell.
        crossed = self._crossed_the_adapter(own_is_all=arrived is None)
        if crossed is not None:
            return Counted(_from_the_first(crossed), as_they_arrive=True, by_the_adapter=True)
        return Counted(_from_the_first(arrived or self._own), as_they_arrive=arrived is not None)

    def _arrived(self) -> list[Sample] | None:
        """Return what has arrived from all servers, gaps or not; None where packets cannot be trusted to tell."""
        first, *others = [side.arrived() for side in self._sides]
        for other in others:
            first = [(time, a + b) for (time, a), (_, b) in zip(first, other, strict=True)] if first and other else None
        return first

    def _crossed_the_adapter(self, *, own_is_all: bool) -> list[Sample] | None:
        """Return what came in by the adapter, if that can be trusted; what goes out by it, a modem may still drop."""
        if not self._adapter or self.fact == UPLOAD:
            return None
        return self._adapter.payload(self._own[-1][1] if own_is_all else None)

    def others(self, seconds: float) -> float:
        """Return what other programs of this computer used, as a share of all that crossed its adapter lately."""
        if not self._adapter or not self._own:
            return 0.0
        end = self._own[-1][0]
        together = moved(self._adapter.samples, end - seconds, end) * PAYLOAD_SHARE
        own = moved(self._crossed, end - seconds, end)
        if not own:  # the kernel does not count packets: what was read lags behind, so that little is no sign
            own = _LAGGING * moved(self._own, end - seconds, end) if self.fact == DOWNLOAD else together
        return 1 - own / together if together - own > _A_TRICKLE * seconds else 0.0

    def _counted_there(self) -> Task[None]:
        """Have the server count, where it does."""
        [side] = self._sides
        assert side.server.counts is not None  # noqa: S101 - asked by the caller
        counts = side.server.counts()
        self._upload[side] = counts.upload
        return self._reactor.spawn(counts.follow(self._at_the_server))

    def _count(self) -> None:
        now = time.perf_counter()
        self._stay_awake()
        for side in self._sides:
            side.count(now - self._began)
        totals = [side.total for side in self._sides]
        own, packets = sum(side.moved.own[-1][1] for side in self._sides), sum(total.packets for total in totals)
        self._own.append((now - self._began, own))
        self._crossed.append((now - self._began, sum(total.crossed * total.weight for total in totals)))
        if self._adapter:
            self._adapter.look(now - self._began)
        if own > self._most[0] or packets > self._most[1]:
            self._progressed, self._most = now, (own, packets)
        elif now - self._progressed > _SILENCE_SECONDS:
            failures = [failure for side in self._sides for failure in side.failures]
            raise failures[0] if failures else faults.stalled(self._sides[0].server.name)

    def _stay_awake(self) -> None:
        """Notice when the computer was asleep: what was counted before and after is no rate."""
        if self._reactor.naps != self._naps:
            raise faults.slept()

    def _mend(self) -> None:
        """Replace flows that broke; give up when no server is left that takes part."""
        for side in self._sides:
            # A flow that was cut once data moved is worth another try; a refused one is not.
            cut = side.broken()
            if self.megabytes and not side.is_worn_out:
                self._add_to(side, cut)
        if all(side.has_failed for side in self._sides if side.gate.is_open):
            raise self._sides[0].failure
