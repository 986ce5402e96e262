"""The line held against instruments of its own: a flood of UDP packets, and single ones."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.rigs.shaped_link import FAR, NEAR, SERVER_URL, Line, ShapedLink, inside, main, missing, shaped_link
from tests.rigs.tun_carrier import PAYLOAD_SHARE, Way

needs_a_line = pytest.mark.skipif(bool(missing()), reason=missing())

_FLOOD = """
import os, socket, sys, time
os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
rate, end = float(sys.argv[2]), time.perf_counter() + float(sys.argv[3])
target, sender, block = (sys.argv[1], 9009), socket.socket(type=socket.SOCK_DGRAM), bytes(1472)
due = time.perf_counter()
while due < end:
    for _ in range(4):
        sender.sendto(block, target)
    due += 4 * 1500 * 8 / rate
    time.sleep(max(due - time.perf_counter(), 0))
"""
_ECHO = """
import os, socket
os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
echo = socket.socket(type=socket.SOCK_DGRAM)
echo.bind(("", 7007))
print("ready", flush=True)
while True:
    packet, sender = echo.recvfrom(2048)
    echo.sendto(packet, sender)
"""


def flooded_rate(link: ShapedLink, source: str, sink: str, address: str, rate: float) -> float:
    """Send UDP at 1.3 times a rate and return what arrives: IP bit/s, over 1.2 s in the middle."""

    def count() -> float:
        with socket.socket(type=socket.SOCK_DGRAM) as receiver:
            receiver.bind(("", 9009))
            receiver.recv(2048)
            time.sleep(0.3)
            before, start = arrived(), time.perf_counter()
            time.sleep(1.2)
            return (arrived() - before) * 8 / (time.perf_counter() - start)

    flood = link.start(source, sys.executable, "-c", _FLOOD, address, str(1.3 * rate), "2.2")
    try:
        return inside(sink, count)
    finally:
        flood.wait(10)


def arrived() -> int:
    """Return the IP bytes that came in over the line, as the kernel counts them."""
    rows = Path("/proc/thread-self/net/dev").read_text(encoding="ascii").splitlines()
    return next(int(row.split()[1]) for row in rows if "wan0:" in row)


@needs_a_line
@pytest.mark.parametrize(("down", "up"), [(25, 5), (100, 20), (2, 0.3)])
def test_floods_arrive_at_the_stated_rates(down: float, up: float) -> None:
    with shaped_link(Line(down=down, up=up, rtt=20)) as link:
        arrived_down = flooded_rate(link, link.far, link.near, NEAR, down * 1e6 / PAYLOAD_SHARE) * PAYLOAD_SHARE
        arrived_up = flooded_rate(link, link.near, link.far, FAR, up * 1e6 / PAYLOAD_SHARE) * PAYLOAD_SHARE
    packet = 1448 * 8 / 1.2  # bit/s that one packet more or less makes
    assert arrived_down == pytest.approx(down * 1e6, rel=0.01, abs=packet)
    assert arrived_up == pytest.approx(up * 1e6, rel=0.01, abs=packet)


@needs_a_line
def test_packets_travel_the_stated_time_and_are_lost_as_stated() -> None:
    with shaped_link(Line(down=100, up=20, rtt=20, loss=10)) as link:
        echo = link.start(link.far, sys.executable, "-c", _ECHO, stdout=subprocess.PIPE, text=True)
        assert echo.stdout is not None
        assert echo.stdout.readline() == "ready\n"
        trips = link.inside(lambda: _trips(250))
    assert statistics.median(trips) == pytest.approx(0.020, abs=0.002)
    assert 1 - len(trips) / 250 == pytest.approx(1 - 0.9**2, abs=0.08)  # 3.2 standard errors


def _trips(count: int) -> list[float]:
    trips = []
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))  # this thread alone: the line is tested, not the computer
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.connect((FAR, 7007))
        probe.settimeout(0.05)
        for number in range(count):
            start = time.perf_counter()
            probe.send(str(number).encode())
            try:
                while int(probe.recv(64)) != number:
                    pass
            except TimeoutError:
                continue
            trips.append(time.perf_counter() - start)
    return trips


def test_a_way_delays_queues_and_drops() -> None:
    way = Way(rate=12_000_000, delay=0.010, buffer=0.0205)  # a full packet takes 1 ms
    due = [way.due(0.0, 1500) for _ in range(30)]
    arrived = [time for time in due if time is not None]
    assert arrived == pytest.approx([0.011 + i * 0.001 for i in range(21)])
    assert due[21:] == [None] * 9
    assert way.due(1.0, 1500) == pytest.approx(1.011)


def test_packets_do_not_overtake_each_other() -> None:
    way = Way(rate=1e9, delay=0.005, buffer=1.0, jitter=0.003)
    due = [way.due(i * 0.001, 100) or 0.0 for i in range(1000)]
    assert due == sorted(due)
    assert statistics.fmean(time - i * 0.001 for i, time in enumerate(due)) > 0.007


@needs_a_line
def test_a_command_runs_at_the_customers_end(capfd: pytest.CaptureFixture[str]) -> None:
    script = (
        "import os, urllib.request; url = os.environ['SPEED_SERVER']; "
        "print(url, len(urllib.request.urlopen(url + 'garbage.php?ckSize=1').read())); raise SystemExit(7)"
    )
    assert main(["--down", "50", "--rtt", "10", "--", sys.executable, "-c", script]) == 7
    assert capfd.readouterr().out == f"{SERVER_URL} {1 << 20}\n"


@needs_a_line
def test_nothing_is_left_behind() -> None:
    with shaped_link() as link:
        names = (link.near, link.far)
        link.serve()
        assert all(Path("/run/netns", name).exists() for name in names)
    assert not any(Path("/run/netns", name).exists() for name in names)
    assert not [line for line in _processes() if "tun_carrier" in line and f"readiness-{os.getpid()}-" in line]


def _processes() -> list[str]:
    return subprocess.run(["ps", "-eo", "args"], check=True, capture_output=True, text=True).stdout.splitlines()
