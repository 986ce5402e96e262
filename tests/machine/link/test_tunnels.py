"""A real kernel with a tunnel, in a network namespace: by routes as OpenVPN sets them, by rules as WireGuard does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rigs import shaped_link

pytestmark = pytest.mark.skipif(bool(shaped_link.missing()), reason=shaped_link.missing())

ROOT = Path(__file__).parents[3]
# "ip netns exec" shows the namespace's own /sys, so the program reads what it would read on such a machine.
ASK = "from readiness.machine.link.linux import LinuxLink; print(LinuxLink().vpn().value)"
SET_UP = """
link set lo up
tuntap add dev tun0 mode tun
address add 198.18.9.2/24 dev tun0
link set tun0 up
tuntap add dev tap0 mode tap
address add 198.18.8.2/24 dev tap0
link set tap0 up
"""


@pytest.fixture
def namespace() -> Iterator[str]:
    name = f"readiness-vpn-{os.getpid()}"
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        ip(name, *SET_UP.strip().splitlines())
        yield name
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=True)


def ip(namespace: str, *lines: str) -> None:
    for line in lines:
        subprocess.run(["ip", "-netns", namespace, *line.split()], check=True)


def vpn(namespace: str) -> str:
    command = ["ip", "netns", "exec", namespace, sys.executable, "-c", ASK]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    "lines",
    [
        ("route add 0.0.0.0/1 dev tun0", "route add 128.0.0.0/1 dev tun0"),
        ("route add default dev tun0 table 51820", "rule add not fwmark 51820 table 51820"),
    ],
    ids=["routes", "rules"],
)
def test_a_tunnel_that_packets_would_leave_by_is_a_vpn(namespace: str, lines: tuple[str, ...]) -> None:
    ip(namespace, *lines)

    assert vpn(namespace) == "True"


def test_without_a_route_the_computer_is_offline(namespace: str) -> None:
    assert "OFFLINE" in vpn(namespace)
