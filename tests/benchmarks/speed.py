"""Our engine beside speedtest-cli and iperf3 on lines of known rate, in one run.

    python -m tests.benchmarks.speed [--runs N] [--lines 25/5@30 100/20@25 ...]

Prints, for each program and direction, the error against the line, the seconds it took, the
megabytes that crossed the line (both ways, headers included), and its processor time.
Above 300 Mbit/s the machine should have nothing else to do. Needs root.
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
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.rigs.shaped_link import FAR, PORT, SERVER_URL, Line, ShapedLink, missing, shaped_link

_LINES = ("5/1@40", "25/5@30", "100/20@25", "500/100@20")
_OOKLA_PORT = PORT + 1

_OURS = """
import json, sys, threading
from readiness.analysis.speed_test import SpeedPlan
from readiness.machine.speed import measure, readings_of
way = sys.argv[1]
plan = SpeedPlan(frozenset({"network." + way}), (sys.argv[2],))
print(json.dumps(readings_of(measure(plan, threading.Event()))["network." + way].value))
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
class Result:
    """What one program said about one direction, in Mbit/s, and what that cost."""

    program: str
    way: str
    rate: float
    seconds: float
    megabytes: float
    cpu_seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--lines", nargs="+", default=_LINES)
    given = parser.parse_args(arguments)
    if reason := missing():
        sys.stderr.write(f"no line can be made here: {reason}\n")
        return 2
    print(f"{'line':12} {'program':14} {'way':9} {'error':>8} {'seconds':>8} {'MB':>8} {'CPU s':>6}")
    for text in given.lines:
        line = _line(text)
        for result in _on(line, given.runs):
            true = line.down if result.way == "download" else line.up
            cost = f"{result.seconds:8.2f} {result.megabytes:8.2f} {result.cpu_seconds:6.2f}"
            print(f"{text:12} {result.program:14} {result.way:9} {result.rate / true - 1:+8.2%} {cost}", flush=True)
    return 0


def _line(text: str) -> Line:
    down, up, rtt = map(float, re.split("[/@]", text))
    return Line(down=down, up=up, rtt=rtt)


def _on(line: Line, runs: int) -> Iterator[Result]:
    with shaped_link(line) as link:
        link.serve()
        ookla = (sys.executable, "-m", "tests.rigs.ookla_server", "--host", FAR, "--port", str(_OOKLA_PORT))
        program = link.start(link.far, *ookla, stdout=subprocess.PIPE, text=True)
        assert program.stdout is not None
        program.stdout.readline()
        if shutil.which("iperf3"):
            link.start(link.far, "iperf3", "-s", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.3)
        for way in ("download", "upload"):
            for name, command, read in _programs(way):
                for _ in range(runs):
                    yield _timed(link, name, way, command, read)
                    time.sleep(0.5)


def _programs(way: str) -> Iterator[tuple[str, list[str], Callable[[str], float]]]:
    ookla = f"http://{FAR}:{_OOKLA_PORT}/speedtest/upload.php"
    yield "this engine", [sys.executable, "-c", _OURS, way, SERVER_URL], json.loads
    yield "speedtest-cli", [sys.executable, "-c", _SPEEDTEST_CLI, way, ookla], json.loads
    if shutil.which("iperf3"):
        backwards = ["-R"] if way == "download" else []
        yield "iperf3, 4 flows", ["iperf3", "-c", FAR, "-P", "4", "-J", *backwards], _iperf_rate


def _iperf_rate(text: str) -> float:
    return float(json.loads(text)["end"]["sum_received"]["bits_per_second"]) / 1e6


def _timed(link: ShapedLink, name: str, way: str, command: list[str], read: Callable[[str], float]) -> Result:
    before, start = link.inside(_carried), time.monotonic()
    with subprocess.Popen(link.command(link.near, *command), stdout=subprocess.PIPE, text=True) as program:
        watched, cpu = psutil.Process(program.pid), 0.0
        while program.poll() is None:
            with_children = watched.cpu_times()
            cpu = with_children.user + with_children.system
            time.sleep(0.02)
        assert program.stdout is not None
        rate = read(program.stdout.read())
    seconds = time.monotonic() - start
    return Result(name, way, rate, seconds, (link.inside(_carried) - before) / 1e6, cpu)


def _carried() -> int:
    """Return the bytes that crossed the line so far, seen from the customer's end."""
    rows = Path("/proc/thread-self/net/dev").read_text(encoding="ascii").splitlines()
    row = next(row.split() for row in rows if "wan0:" in row)
    return int(row[1]) + int(row[9])


if __name__ == "__main__":
    sys.exit(main())
