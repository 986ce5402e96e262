"""Servers that fail at random moments of a measurement: a reason each time, soon, and nothing left running.

    python -m tests.benchmarks.failures [--runs 100] [--seed 1]

Prints, for each run, what went wrong and when, the reason given, the seconds until it was given, and
what was left. Ends with 1 when a number came out, a reason took 5 s or longer, or anything was left.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import psutil

from readiness.analysis.line.speed_test import DOWNLOAD, UPLOAD, Form, SpeedPlan
from readiness.domain.facts import Reading, Unmeasured
from readiness.machine.speed import measure, readings_of
from tests.rigs.librespeed_server import Behaviour, Fault, LibreSpeedServer, librespeed_server

LONGEST_SECONDS = 5.0
LATEST_MOMENT = 2.0
"""Seconds into a measurement; a thorough look at one direction takes 8 at least."""

_MBIT_PER_SECOND = 40.0  # of the server: a loopback has none of its own


def _turns(fault: Fault) -> Callable[[LibreSpeedServer], None]:
    """Return what makes a server end all connections and fail every new one so."""

    def happen(server: LibreSpeedServer) -> None:
        server.behaviour.fault = fault
        server.http.hang_up()

    return happen


def _in_the_middle(fault: Fault) -> Callable[[LibreSpeedServer], None]:
    """Return what makes transfers fail where they are."""

    def happen(server: LibreSpeedServer) -> None:
        server.behaviour.fault = fault

    return happen


HAPPENINGS: dict[str, Callable[[LibreSpeedServer], None]] = {
    "killed": lambda server: server.http.end(),
    "stalled": _in_the_middle(Fault.STALLED_TRANSFERS),
    "cut": _in_the_middle(Fault.CUT_TRANSFERS),
    "silent": _turns(Fault.SILENT),
    "redirected": _turns(Fault.LOOP),
    "sign-in page": _turns(Fault.HTML),
    "garbage": _turns(Fault.GIBBERISH),
    "refused": _turns(Fault.DENIED),
    "empty": _turns(Fault.EMPTY_TRANSFERS),
}


@dataclass(frozen=True)
class Failure:
    """One run: what happened and when, what was said, how long that took, and what was left."""

    what: str
    fact: str
    moment: float
    reading: Reading
    seconds: float
    left: str

    @property
    def is_honest(self) -> bool:
        """Whether there is a reason with a remedy and no number, in time, and nothing was left."""
        told = isinstance(self.reading, Unmeasured) and bool(self.reading.detail and self.reading.remedy)
        return told and self.seconds < LONGEST_SECONDS and not self.left

    def __str__(self) -> str:
        """Return a line of the table."""
        said = self.reading
        words = f"{said.reason}: {said.detail.id if said.detail else ''}" if isinstance(said, Unmeasured) else "NUMBER"
        way = self.fact.rpartition(".")[2]
        return f"{self.what:13} {way:9} {self.moment:5.2f} s  {words:45} {self.seconds:5.2f} s  {self.left or '-'}"


def failures(runs: int, seed: int) -> Iterator[Failure]:
    """Let servers fail one after another, and see what each leaves in this process."""
    for what, fact, moment in plans(runs, seed):
        before = Left()
        failure = failed(what, fact, moment)
        yield replace(failure, left=failure.left or before.more())


def plans(runs: int, seed: int, latest: float = LATEST_MOMENT) -> Iterator[tuple[str, str, float]]:
    """Return what fails, in which direction and when: each kind in turn, at moments that the seed decides."""
    chance = random.Random(seed)  # noqa: S311 - repeatable by design
    kinds = list(HAPPENINGS)
    for run in range(runs):
        what = kinds[run % len(kinds)]
        # To take an upload and answer with nothing is what such servers are for.
        fact = UPLOAD if run // len(kinds) % 2 and what != "empty" else DOWNLOAD
        yield what, fact, chance.uniform(0.0, latest)


def failed(what: str, fact: str, moment: float, mbit_per_second: float = _MBIT_PER_SECOND) -> Failure:
    """Let one server fail at a moment of a measurement."""
    happened: list[float] = []
    with librespeed_server(behaviour=Behaviour(rate=mbit_per_second)) as server:

        def happen() -> None:
            happened.append(time.monotonic())
            HAPPENINGS[what](server)

        timer = threading.Timer(moment, happen)
        timer.start()
        plan = SpeedPlan(frozenset({fact}), (server.url,), form=Form.THOROUGH)
        reading = readings_of(measure(plan, threading.Event()))[fact]
        seconds = time.monotonic() - (happened[0] if happened else time.monotonic())
        timer.join()
        left = "" if server.wait_until_left() else "connections"
    return Failure(what, fact, moment, reading, seconds, left)


def _open_sockets() -> int:
    gc.collect()
    return sum(connection.status != psutil.CONN_LISTEN for connection in psutil.Process().net_connections("tcp"))


class Left:
    """What there is in this process now, to see what there is more later."""

    def __init__(self) -> None:
        self._sockets, self._threads = _open_sockets(), threading.active_count()

    def more(self) -> str:
        """Return what there is more now and does not go away; empty when nothing."""
        end = time.monotonic() + 2
        while time.monotonic() < end and (self._has_sockets or self._has_threads):
            time.sleep(0.02)
        return "sockets" if self._has_sockets else "threads" if self._has_threads else ""

    @property
    def _has_sockets(self) -> bool:
        return _open_sockets() > self._sockets

    @property
    def _has_threads(self) -> bool:
        return threading.active_count() > self._threads


def main(arguments: Sequence[str] | None = None) -> int:
    """Let servers fail and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    dishonest, slowest = 0, 0.0
    for failure in failures(given.runs, given.seed):
        dishonest += not failure.is_honest
        slowest = max(slowest, failure.seconds)
        print(failure, flush=True)
    print(f"{given.runs} runs, {dishonest} of them not honest, the slowest reason after {slowest:.2f} s")
    return 1 if dishonest else 0


if __name__ == "__main__":
    sys.exit(main())
