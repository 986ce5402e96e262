"""Servers and streams of probes, quicker than in earnest."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from readiness.machine.speed.net.address import parse_url
from readiness.machine.speed.net.reactor import Reactor
from readiness.machine.speed.probes import ways
from readiness.machine.speed.probes.probing import Way
from readiness.machine.speed.servers.server import Server
from tests.rigs.librespeed_server import LibreSpeedServer, librespeed_server


@pytest.fixture
def reactor() -> Iterator[Reactor]:
    with Reactor(threading.Event()) as reactor:
        yield reactor


@pytest.fixture(scope="module")
def web() -> Iterator[LibreSpeedServer]:
    with librespeed_server() as server:
        yield server


def server_at(port: int, round_trip: float = 0.0) -> Server:
    url = parse_url(f"http://127.0.0.1:{port}/")
    return Server(
        "near",
        "LibreSpeed",
        url,
        (socket.AF_INET, ("127.0.0.1", port)),
        lambda _: url,
        url.at("empty.php"),
        1,
        round_trip,
    )


def by_echo(port: int) -> Way:
    return ways.udp_echo(f"udp://127.0.0.1:{port}")
