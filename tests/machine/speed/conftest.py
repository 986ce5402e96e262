"""Servers and streams of probes, quicker than in earnest."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from readiness.machine.speed.net import transport
from readiness.machine.speed.net.address import parse_url
from readiness.machine.speed.net.reactor import Reactor
from readiness.machine.speed.probes import probe_methods
from readiness.machine.speed.probes.probing import ProbeMethod
from readiness.machine.speed.servers.server import Server
from readiness.machine.speed.transfer import transfer
from tests.rigs.librespeed_server import LibreSpeedServer, librespeed_server


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def soon_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait as long as it takes to tell, not as long as a person's line may need."""
    monkeypatch.setattr(transfer, "_SILENCE_SECONDS", 1.2)
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 1.2)


@pytest.fixture
def server() -> Iterator[LibreSpeedServer]:
    with librespeed_server() as server:
        yield server


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


def by_echo(port: int) -> ProbeMethod:
    return probe_methods.udp_echo(f"udp://127.0.0.1:{port}")
