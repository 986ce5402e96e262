"""Verdicts by UDP trains on lines of known rate: how many are right, how long they take, what they cost.

    python -m tests.benchmarks.trains [--runs N] [--lines 5/1@40 25/5@30 ...] [--limits 0.8 0.9 1.1 1.2]

Every line is asked about each limit, given as a share of its true rate, in both directions.
Prints per line and direction: verdicts right, wrong and unsure, seconds and megabytes (median
and 90th percentile), and how far the delivered rate lay from the truth. Needs root.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readiness.analysis.line.speed_test import DOWNLOAD, UPLOAD, Relation, SpeedQuestion, Verdict
from readiness.analysis.line.trains import PACE
from readiness.machine.speed.net.reactor import Reactor
from readiness.machine.speed.servers.server import Answer, Server
from tests.rigs.responder import done, serve_own, with_server
from tests.rigs.shaped_link import Line, ShapedLink, missing, shaped_link

LINES = (
    "5/1@40",
    "25/5@30",
    "100/20@25",
    "25/5@30 jitter=2",
    "25/5@30 jitter=5",
    "25/5@30 loss=0.3",
    "25/5@30 loss=1",
    "25/5@30 buffer=15",
    "25/5@30 buffer=300",
)
LIMITS = (0.8, 1 / 1.1, 1 / 0.9, 1.25)


@dataclass(frozen=True)
class Trial:
    """One question and what came of it; ``limit`` and ``rate`` in Mbit/s, ``error`` a share of the truth."""

    fact: str
    limit: float
    verdict: Verdict
    right: bool
    seconds: float
    megabytes: float
    error: float


def line_of(text: str) -> Line:
    """Read "25/5@30 jitter=2"."""
    head, *conditions = text.split()
    down, up, rtt = map(float, re.split("[/@]", head))
    values = {name: float(value) for name, value in (one.split("=") for one in conditions)}
    return Line(down=down, up=up, rtt=rtt, **values)  # type: ignore[arg-type] # none of them is the congestion control


def trials(line: Line, runs: int, shares: Sequence[float] = LIMITS) -> Iterator[Trial]:
    """Ask about each limit in each direction, again and again, each time as a new client."""
    with shaped_link(line) as link:
        url = serve_own(link)
        for _ in range(runs):
            for fact, rate in ((DOWNLOAD, line.down), (UPLOAD, line.up)):
                for share in shares:
                    yield trial(link, url, fact, rate, share * rate)
                    time.sleep(0.1 + line.buffer / 1e3)


def trial(link: ShapedLink, url: str, fact: str, rate: float, limit: float) -> Trial:
    """Ask one question at the customer's end of a line, ahead of ordinary programs: the line is tested."""
    return link.inside(functools.partial(_trial, url, fact, rate, limit))


def _trial(url: str, fact: str, rate: float, limit: float) -> Trial:
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))  # this thread alone
    question = SpeedQuestion(fact, Relation.AT_LEAST, limit)

    def ask(server: Server, reactor: Reactor) -> Trial:
        assert server.trains is not None
        start = time.monotonic()
        answer: Answer = done(reactor, server.trains.decide(question, 1_000.0))
        seconds = time.monotonic() - start
        expected = min(rate, PACE * limit)
        right = answer.verdict is (Verdict.PASS if rate >= limit else Verdict.FAIL)
        error = answer.mbit_per_second / expected - 1
        return Trial(fact, limit, answer.verdict, right, seconds, answer.megabytes, error)

    return with_server(url, ask)


def row(found: Sequence[Trial]) -> str:
    """Return one line of the table."""
    unsure = sum(one.verdict is Verdict.UNSURE for one in found)
    right = sum(one.right for one in found)
    seconds, megabytes = [one.seconds for one in found], [one.megabytes for one in found]
    errors = sorted(abs(one.error) for one in found)
    return (
        f"{right:5} {len(found) - right - unsure:5} {unsure:6} {statistics.median(seconds):8.2f} {_p90(seconds):6.2f}"
        f" {statistics.median(megabytes):8.2f} {statistics.median(errors):9.2%} {_p90(errors):7.2%} {errors[-1]:7.2%}"
    )


def _p90(values: Sequence[float]) -> float:
    return sorted(values)[int(0.9 * (len(values) - 1))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--lines", nargs="+", default=LINES)
    parser.add_argument("--limits", nargs="+", type=float, default=LIMITS)
    parser.add_argument("--verbose", action="store_true", help="print every trial")
    given = parser.parse_args(arguments)
    if reason := missing():
        sys.stderr.write(f"no line can be made here: {reason}\n")
        return 2
    print(f"{'line':22} {'way':5} right wrong unsure  seconds    p90       MB     error     p90    worst")
    everything: list[Trial] = []
    for text in given.lines:
        found = []
        for one in trials(line_of(text), given.runs, given.limits):
            found.append(one)
            if given.verbose:
                print(f"  {one}")
        for fact, way in ((DOWNLOAD, "down"), (UPLOAD, "up")):
            print(f"{text:22} {way:5} {row([one for one in found if one.fact == fact])}", flush=True)
        everything += found
    print(f"{'all':22} {'':5} {row(everything)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
