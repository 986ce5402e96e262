"""The line held against instruments of its own: a flood of UDP packets, and single ones."""

from __future__ import annotations

import contextlib
import math
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.rigs.librespeed_server import Behaviour, librespeed_server
from tests.rigs.shaped_link import (
    FAR,
    NEAR,
    PORT,
    SECOND,
    SECOND_URL,
    SERVER_URL,
    Line,
    ShapedLink,
    inside,
    main,
    missing,
    shaped_link,
)
from tests.rigs.tun_carrier import PAYLOAD_SHARE, Way

pytestmark = pytest.mark.alone  # what a line carries in a second is counted

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


def flooded_rate(link: ShapedLink, source: str, sink: str, address: str, rate: float, seconds: float = 0.6) -> float:
    """Send UDP at 1.3 times a rate and return what arrives: IP bit/s, over some seconds in the middle."""

    def count() -> float:
        with socket.socket(type=socket.SOCK_DGRAM) as receiver:
            receiver.bind(("", 9009))
            receiver.recv(2048)
            time.sleep(0.3)
            before, start = arrived(), time.perf_counter()
            time.sleep(seconds)
            return (arrived() - before) * 8 / (time.perf_counter() - start)

    flood = link.start(source, sys.executable, "-c", _FLOOD, address, str(1.3 * rate), str(seconds + 0.8))
    try:
        return inside(sink, count)
    finally:
        flood.wait(10)


def arrived() -> int:
    """Return the IP bytes that came in over the line, as the kernel counts them."""
    rows = Path("/proc/thread-self/net/dev").read_text(encoding="ascii").splitlines()
    return next(int(row.split()[1]) for row in rows if "wan0:" in row)


@needs_a_line
def test_floods_arrive_at_the_stated_rates() -> None:
    with shaped_link(Line(down=100, up=0.8, rtt=20)) as link:
        arrived_down = flooded_rate(link, link.far, link.near, NEAR, 100e6 / PAYLOAD_SHARE) * PAYLOAD_SHARE
        arrived_up = flooded_rate(link, link.near, link.far, FAR, 0.8e6 / PAYLOAD_SHARE, 1.2) * PAYLOAD_SHARE
    assert arrived_down == pytest.approx(100e6, rel=0.01)
    assert arrived_up == pytest.approx(0.8e6, abs=1448 * 8 / 1.2)  # one packet more or less


@needs_a_line
def test_packets_travel_the_stated_time_and_are_lost_as_stated() -> None:
    with shaped_link(Line(down=100, up=20, rtt=20, loss=10)) as link:
        echo = link.start(link.far, sys.executable, "-c", _ECHO, stdout=subprocess.PIPE, text=True)
        assert echo.stdout is not None
        assert echo.stdout.readline() == "ready\n"
        trips = link.inside(lambda: _trips(250))
    assert statistics.median(trips) == pytest.approx(0.020, abs=0.002)
    assert 1 - len(trips) / 250 == pytest.approx(1 - 0.9**2, abs=0.08)  # 3.2 standard errors


@needs_a_line
def test_the_second_host_may_be_further_away() -> None:
    with shaped_link(Line(rtt=20, further=30)) as link:
        link.serve(host=SECOND)
        start = time.perf_counter()
        link.inside(lambda: socket.create_connection((SECOND, PORT), timeout=5).close())
        assert time.perf_counter() - start > 0.05


def _trips(count: int) -> list[float]:
    """Send a packet every 2 ms and return how long each took that came back."""
    sent: list[float] = []
    trips = []
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))  # this thread alone: the line is tested, not the computer
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.connect((FAR, 7007))
        begun = time.perf_counter()
        while (now := time.perf_counter()) < begun + 0.002 * count + 0.2:
            if len(sent) < count and now >= begun + 0.002 * len(sent):
                sent.append(now)
                probe.send(str(len(sent) - 1).encode())
            probe.settimeout(0.001)
            with contextlib.suppress(TimeoutError):
                trips.append(-sent[int(probe.recv(64))] + time.perf_counter())
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


def overloaded(way: Way, seconds: float) -> list[float]:
    """Offer 1.5 times what the way takes at most, and return when each packet comes out."""
    step = 1500 * 8 / (1.5 * way.rate * way.boost * (1 + way.swing))
    due = (way.due(100 + i * step, 1500) for i in range(int(seconds / step)))
    return [time - 100 - way.delay for time in due if time is not None]


def rate_between(arrivals: list[float], start: float, end: float) -> float:
    """Return the bit/s of full packets that came out between two moments."""
    return sum(start <= time < end for time in arrivals) * 1500 * 8 / (end - start)


def test_a_rate_swings_about_its_mean() -> None:
    arrivals = overloaded(Way(rate=24e6, delay=0.01, buffer=0.02, swing=0.2, swing_period=0.8), 8)
    assert rate_between(arrivals, 0.8, 8.0) == pytest.approx(24e6, rel=0.003)
    tenths = [rate_between(arrivals, 0.8 + i / 10, 0.9 + i / 10) for i in range(72)]
    peak = 24e6 * (1 + 0.2 * math.sin(math.pi / 8) / (math.pi / 8))  # the mean over an eighth of a period
    assert max(tenths) == pytest.approx(peak, rel=0.02)
    assert min(tenths) == pytest.approx(2 * 24e6 - peak, rel=0.02)
    assert tenths[:8] == pytest.approx(tenths[8:16], rel=0.02)


def test_a_credit_passes_at_a_multiple_of_the_rate_and_fills_up_again() -> None:
    way = Way(rate=8e6, delay=0.01, buffer=0.02, boost=2.0, credit=1e6)
    arrivals = overloaded(way, 3)
    assert rate_between(arrivals, 0.1, 0.9) == pytest.approx(16e6, rel=0.01)  # 1 MB more than 8 Mbit/s takes 1 s
    assert rate_between(arrivals, 1.1, 2.9) == pytest.approx(8e6, rel=0.01)
    later = [way.due(105.0 + i * 1e-4, 1500) for i in range(20_000)]  # two idle seconds later it is full again
    assert rate_between([time - 105.01 for time in later if time], 0.1, 0.9) == pytest.approx(16e6, rel=0.01)


def test_a_rate_changes_some_time_after_data_flows() -> None:
    way = Way(rate=24e6, delay=0.01, buffer=0.02, change_after=1.0, change_to=0.5)
    assert way.due(50.0, 60) == pytest.approx(50.01002)  # a question is no data
    arrivals = overloaded(way, 3)
    assert rate_between(arrivals, 0.0, 1.0) == pytest.approx(24e6, rel=0.01)
    assert rate_between(arrivals, 1.1, 2.9) == pytest.approx(12e6, rel=0.01)


def test_a_line_says_all_of_it_to_both_ways() -> None:
    line = Line(down=10, up=2, jitter=5, loss=0.5, swing=10, swing_seconds=0.7, credit=4, boost=3, change_after=2)
    for way, rate in zip(line.ways(), (10, 2), strict=True):
        assert way.rate == pytest.approx(rate * 1e6 / PAYLOAD_SHARE)
        assert (way.jitter, way.loss, way.swing, way.swing_period) == (0.005, 0.005, 0.1, 0.7)
        assert (way.credit, way.boost, way.change_after, way.change_to) == (4e6, 3.0, 2.0, 0.5)
    plain = Line().ways()[0]
    assert (plain.boost, plain.credit, plain.change_after, plain.swing) == (1.0, 0.0, None, 0.0)


def test_a_server_can_be_slower_than_its_line() -> None:
    with librespeed_server(behaviour=Behaviour(rate=40)) as server:
        start = time.monotonic()
        with urllib.request.urlopen(server.url + "garbage.php?ckSize=1") as answer:  # noqa: S310 - our own address
            assert len(answer.read()) == 1 << 20
        assert 0.2 < time.monotonic() - start < 0.5
        start = time.monotonic()
        with urllib.request.urlopen(server.url + "empty.php", data=bytes(1 << 20)):  # noqa: S310 - our own address
            assert 0.2 < time.monotonic() - start < 0.5


@needs_a_line
def test_a_real_line_swings_changes_and_has_credit_too() -> None:
    with shaped_link(Line(down=20, up=5, rtt=10, credit=1.5, boost=2, change_after=0.9, change_to=0.5)) as link:
        boosted = flooded_rate(link, link.near, link.far, FAR, 10e6 / PAYLOAD_SHARE, 1.2)
        halved = flooded_rate(link, link.near, link.far, FAR, 10e6 / PAYLOAD_SHARE, 1.2)
    assert boosted * PAYLOAD_SHARE > 6.5e6
    # Half of what the line has, and not the whole; credit comes back where the computer pauses between the two.
    assert 2.3e6 < halved * PAYLOAD_SHARE < 3.6e6


@needs_a_line
def test_a_command_runs_at_the_customers_end_of_a_line_to_two_servers(capfd: pytest.CaptureFixture[str]) -> None:
    script = (
        "import os, urllib.request\n"
        "for url in (os.environ['SPEED_SERVER'], os.environ['SECOND_SERVER']):\n"
        "    print(url, len(urllib.request.urlopen(url + 'garbage.php?ckSize=1').read()))\n"
        "raise SystemExit(7)"
    )
    assert main(["--down", "50", "--swing-seconds", "2", "--", sys.executable, "-c", script]) == 7
    assert capfd.readouterr().out == f"{SERVER_URL} {1 << 20}\n{SECOND_URL} {1 << 20}\n"


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
