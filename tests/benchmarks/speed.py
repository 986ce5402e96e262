"""Our engine beside speedtest-cli and iperf3 on lines of known rate, in one run.

    python -m tests.benchmarks.speed [--runs N] [--lines 25/5@30 100/20@25 ...] [--disturbed] [--ours]

Prints, for each program and direction, the error against the line, the seconds it took from
its start to its end, the megabytes that crossed the line (both ways, headers included), and
its processor time. Our engine estimates, and decides whether the line carries 0.8 of what it
does, against a LibreSpeed server and against the project's own. Above 300 Mbit/s the machine
should have nothing else to do. Needs root; iperf3 is left out where it is not installed.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from tests.rigs.responder import serve_own
from tests.rigs.shaped_link import FAR, PORT, Line, ShapedLink, missing, shaped_link

LINES = ("5/1@40", "25/5@30", "100/20@25", "500/100@20")
DISTURBANCES: dict[str, Callable[[Line], Line]] = {
    "5 ms jitter": lambda line: replace(line, jitter=5.0),
    "0.5 % loss": lambda line: replace(line, loss=0.5),
    "300 ms buffer": lambda line: replace(line, buffer=300.0),
    "swing 10 %": lambda line: replace(line, swing=10.0, swing_seconds=0.3),
    "swing 20 %": lambda line: replace(line, swing=20.0, swing_seconds=0.7),
}
_OOKLA_PORT = PORT + 1
_EASY = 0.8  # of the line's rate: what it is asked to carry

_OURS = """
import json, sys, threading
from readiness.analysis.line.speed_test import Decided, Form, Relation, SpeedPlan, SpeedQuestion, readings_of
from readiness.machine.speed import measure
fact, url, limit = "network." + sys.argv[1], sys.argv[2], float(sys.argv[3])
if limit:
    question = SpeedQuestion(fact, Relation.AT_LEAST, limit)
    plan = SpeedPlan(frozenset({fact}), (url,), form=Form.QUICK, questions=(question,))
    print(next(str(one.verdict) for one in measure(plan, threading.Event()) if isinstance(one, Decided)))
else:
    plan = SpeedPlan(frozenset({fact}), (url,))
    print(readings_of(measure(plan, threading.Event()))[fact].value)
"""
# speedtest-cli as it is, but for its directory, which is on the internet.
_SPEEDTEST_CLI = """
import json, sys
import speedtest
class Offline(speedtest.Speedtest):
    def get_config(self):
        self.config.update(
            client={}, ignore_servers=[], upload_max=50, length={"upload": 10, "download": 10},
            sizes={"upload": [2**19, 2**20, 7 * 2**20], "download": [350, 500, 750, *range(1000, 4001, 500)]},
            counts={"upload": 17, "download": 4}, threads={"upload": 8, "download": 8})
        self.lat_lon = (0.0, 0.0)
test = Offline()
test._best.update(url=sys.argv[2], latency=0.0)
print(json.dumps(getattr(test, sys.argv[1])() / 1e6))
"""


@dataclass(frozen=True)
class Program:
    """One way to measure one direction, and how to read what it prints: a rate in Mbit/s, or a verdict."""

    name: str
    way: str
    command: Sequence[str]
    read: Callable[[str], float | str]


@dataclass(frozen=True)
class Result:
    """What a program said, and what that cost."""

    program: Program
    said: float | str
    seconds: float
    megabytes: float
    cpu_seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--lines", nargs="+", default=LINES)
    parser.add_argument("--disturbed", action="store_true", help="the lines' disturbed sisters as well")
    parser.add_argument("--ours", action="store_true", help="our engine alone")
    given = parser.parse_args(arguments)
    if reason := missing():
        sys.stderr.write(f"no line can be made here: {reason}\n")
        return 2
    print(f"{'line':26} {'program':26} {'way':9} {'said':>8} {'seconds':>8} {'MB':>8} {'CPU s':>6}")
    for name, line in lines(given.lines, disturbed=given.disturbed):
        for result in _on(line, given.runs, ours_alone=given.ours):
            true = line.down if result.program.way == "download" else line.up
            said = result.said if isinstance(result.said, str) else f"{result.said / true - 1:+.2%}"
            cost = f"{result.seconds:8.2f} {result.megabytes:8.2f} {result.cpu_seconds:6.2f}"
            print(f"{name:26} {result.program.name:26} {result.program.way:9} {said:>8} {cost}", flush=True)
    return 0


def lines(texts: Sequence[str], *, disturbed: bool) -> Iterator[tuple[str, Line]]:
    """Return the lines written as "25/5@30": Mbit/s down and up, ms there and back; each with its disturbed sisters."""
    for text in texts:
        down, up, rtt = map(float, re.split("[/@]", text))
        clean = Line(down=down, up=up, rtt=rtt)
        yield text, clean
        for name, change in DISTURBANCES.items() if disturbed else ():
            yield f"{text}, {name}", change(clean)


def _on(line: Line, runs: int, *, ours_alone: bool) -> Iterator[Result]:
    with shaped_link(line) as link:
        servers = {"LibreSpeed": link.serve(), "own": serve_own(link)}
        ookla = (sys.executable, "-m", "tests.rigs.ookla_server", "--host", FAR, "--port", str(_OOKLA_PORT))
        stand_in = link.start(link.far, *ookla, stdout=subprocess.PIPE, text=True)
        assert stand_in.stdout is not None
        stand_in.stdout.readline()
        if shutil.which("iperf3"):
            link.start(link.far, "iperf3", "-s", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.3)
        for way in ("download", "upload"):
            limit = _EASY * (line.down if way == "download" else line.up)
            programs = [*_ours(way, limit, servers), *([] if ours_alone else _others(way))]
            for program in programs:
                for _ in range(runs):
                    yield _timed(link, program)
                    time.sleep(0.5)


def _ours(way: str, limit: float, servers: dict[str, str]) -> Iterator[Program]:
    for name, url in servers.items():
        command = (sys.executable, "-c", _OURS, way, url)
        yield Program(f"estimate, {name}", way, (*command, "0"), float)
        yield Program(f"decide {_EASY}, {name}", way, (*command, str(limit)), str.strip)


def _others(way: str) -> Iterator[Program]:
    ookla = f"http://{FAR}:{_OOKLA_PORT}/speedtest/upload.php"
    yield Program("speedtest-cli", way, (sys.executable, "-c", _SPEEDTEST_CLI, way, ookla), json.loads)
    if shutil.which("iperf3"):
        backwards = ("-R",) if way == "download" else ()
        yield Program("iperf3, 4 flows", way, ("iperf3", "-c", FAR, "-P", "4", "-J", *backwards), _iperf_rate)


def _iperf_rate(text: str) -> float:
    return float(json.loads(text)["end"]["sum_received"]["bits_per_second"]) / 1e6


def _timed(link: ShapedLink, program: Program) -> Result:
    before, start = link.inside(carried), time.monotonic()
    with subprocess.Popen(link.command(link.near, *program.command), stdout=subprocess.PIPE, text=True) as process:
        watched, cpu = psutil.Process(process.pid), 0.0
        while process.poll() is None:
            with_children = watched.cpu_times()
            cpu = with_children.user + with_children.system
            time.sleep(0.02)
        assert process.stdout is not None
        said = program.read(process.stdout.read())
    seconds = time.monotonic() - start
    return Result(program, said, seconds, (link.inside(carried) - before) / 1e6, cpu)


def carried() -> int:
    """Return the bytes that crossed the line so far, seen from the customer's end."""
    rows = Path("/proc/thread-self/net/dev").read_text(encoding="ascii").splitlines()
    row = next(row.split() for row in rows if "wan0:" in row)
    return int(row[1]) + int(row[9])


if __name__ == "__main__":
    sys.exit(main())
