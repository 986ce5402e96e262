"""One server's part in a transfer: its flows, what they have moved, and how they fare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from readiness.analysis.line.speed_test import DOWNLOAD
from readiness.analysis.line.throughput import Sample, packets_as_bytes
from readiness.domain.facts import Unavailable
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.reactor import Reactor, Task
from readiness.machine.speed.servers.server import Server
from readiness.machine.speed.transfer import counting, flows
from readiness.machine.speed.transfer.adapter import moved
from readiness.machine.speed.transfer.counting import Count
from readiness.machine.speed.transfer.flows import Gate, Ledger, Order

_MOST_FAILURES: Final = 8


@dataclass(frozen=True, slots=True)
class Moved:
    """Samples of what one server's flows have moved, as their sockets say, and as packets were counted."""

    own: list[Sample]
    packets: list[Sample]


class Side:
    """The flows of one direction against one server. They connect at once, and move data once the gate is open."""

    def __init__(self, reactor: Reactor, server: Server, fact: str) -> None:
        self.server = server
        self.gate = Gate()
        self.failures: list[Unavailable] = []
        self.total = Count(0)
        self.moved = Moved([], [])
        self._reactor = reactor
        self._flow = flows.flow_of(server, incoming=fact == DOWNLOAD)
        self._ledger = Ledger(counting.received if fact == DOWNLOAD else counting.delivered)
        self._tasks: list[Task[None]] = []

    @property
    def flows(self) -> int:
        """How many flows it has."""
        return len(self._tasks)

    @property
    def room(self) -> int:
        """How many more flows the server takes."""
        return int(min(self.server.most_flows - len(self._tasks), 1 << 16))

    @property
    def is_worn_out(self) -> bool:
        """Whether too many of its flows broke."""
        return len(self.failures) >= _MOST_FAILURES

    @property
    def has_failed(self) -> bool:
        """Whether none of its flows is left, or too many broke."""
        return self.is_worn_out or (bool(self.failures) and not self._tasks)

    @property
    def failure(self) -> Unavailable:
        """Why it failed. That nothing new comes about says more than that what there was has ended."""
        return next((failure for failure in self.failures if not faults.is_cut(failure)), self.failures[0])

    def add(self, order: Order) -> None:
        """Add a flow."""
        self._tasks.append(self._reactor.spawn(self._flow(self.server, self._ledger, order)))

    def close(self) -> None:
        """Reset every connection."""
        for task in self._tasks:
            self._reactor.drop(task)

    def count(self, now: float) -> None:
        """Note what has moved until now."""
        self.total = total = self._ledger.total()
        own, packets = self.moved.own, self.moved.packets
        own.append((now, max(total.own, own[-1][1] if own else 0)))
        packets.append((now, max(total.packets, packets[-1][1] if packets else 0)))

    def arrived(self) -> list[Sample] | None:
        """Return what has arrived, gaps or not; None where packets cannot be trusted to tell.

        How many bytes a packet carries is known after some of them; until then they are taken to be full.
        """
        total = self.total
        if not total.weight and not total.own:
            return self.moved.own
        return packets_as_bytes(self.moved.packets, total.weight or total.segment, total.segment)

    def lately(self, seconds: float) -> float:
        """Return how many bytes it has moved within the last seconds, or packets where these are counted."""
        samples = self.moved.packets if self.total.packets else self.moved.own
        return moved(samples, samples[-1][0] - seconds, samples[-1][0]) if samples else 0.0

    def broken(self) -> int:
        """Put away flows that ended; returns how many were cut, which may be worth another try."""
        cut = 0
        for task in [task for task in self._tasks if task.done]:
            self._tasks.remove(task)
            if isinstance(task.error, Unavailable):
                self.failures.append(task.error)
                cut += faults.is_cut(task.error)
        return cut
