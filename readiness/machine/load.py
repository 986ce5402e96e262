"""How busy the processor is, and how much memory is left: counted by psutil, which asks every system its own way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import psutil

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message

SLICES: Final = 4
"""Stretches of time that are counted each for itself, so that the spread is known."""

# Linux counts what guests use within "user" and "nice" already.
_COUNTED_TWICE: Final = frozenset({"guest", "guest_nice"})
_IDLE: Final = frozenset({"idle", "iowait"})


@dataclass(frozen=True, slots=True)
class Count:
    """Seconds of processor time since the start, over all processors: all of them, the busy ones, our own."""

    total: float
    busy: float
    own: float


def read_count() -> Count:
    """Return the processor time counted until now."""
    times = psutil.cpu_times()._asdict()
    total = sum(seconds for name, seconds in times.items() if name not in _COUNTED_TWICE)
    idle = sum(seconds for name, seconds in times.items() if name in _IDLE)
    return Count(total, total - idle, time.process_time())


def percent_between(before: Count, after: Count) -> float | None:
    """Return the share of processor time used by all but this program, in percent; None when no time was counted."""
    total = after.total - before.total
    if total <= 0:
        return None
    busy = (after.busy - before.busy) - (after.own - before.own)
    return min(max(busy / total * 100, 0.0), 100.0)


class Load:
    """The load of the computer the program runs on."""

    def __init__(
        self,
        count: Callable[[], Count] = read_count,
        available: Callable[[], int] = lambda: psutil.virtual_memory().available,
    ) -> None:
        self._count = count
        self._available = available

    def processor_percent(self, seconds: float, cancel: threading.Event) -> Observed[float]:
        """Return the processor's load over so many seconds; its spread is half of what it varied by."""
        counts = [self._count()]
        for _ in range(SLICES):
            if cancel.wait(seconds / SLICES):
                raise Unavailable(Reason.CANCELLED, message("unmeasured.load_stopped"))
            counts.append(self._count())
        whole = percent_between(counts[0], counts[-1])
        slices = _known([percent_between(*pair) for pair in pairwise(counts)])
        if whole is None or not slices:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.load"))
        return Observed(whole, "psutil.cpu_times", spread=(max(slices) - min(slices)) / 2)

    def memory_available_bytes(self) -> Observed[int]:
        """Return the memory programs can still have without anything being moved to the disk."""
        available = self._available()
        if available <= 0:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.memory_unknown"))
        return Observed(available, "psutil.virtual_memory: available")


def _known(percents: Sequence[float | None]) -> list[float]:
    return [one for one in percents if one is not None]
