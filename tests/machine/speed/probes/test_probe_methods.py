"""The ways that probes can go: what comes back, and what is never taken for an answer."""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from readiness.analysis.line.round_trips import Window
from readiness.domain.facts import Reason, Unavailable
from readiness.machine.speed.net.address import Endpoint, Url, parse_url
from readiness.machine.speed.net.reactor import Reactor, Steps, Wait
from readiness.machine.speed.probes import probe_methods
from readiness.machine.speed.probes.icmp import Icmp, checksum
from readiness.machine.speed.probes.probing import ProbeMethod, Record
from readiness.machine.speed.probes.stun import Stun
from readiness.machine.speed.servers.server import Returned
from tests.machine.speed.conftest import by_echo, server_at
from tests.rigs.datagram_server import Answer, datagram_server, echo, stun
from tests.rigs.librespeed_server import Behaviour, LibreSpeedServer, librespeed_server

WHILE, LONGEST = 0.15, 10.0  # seconds
ENOUGH = 10  # answers
FAST = 0.004  # seconds between probes, so that tests take no longer than they must


def probed(reactor: Reactor, way: ProbeMethod, window: Window = Window.IDLE) -> Record:
    """Let one way work for a while: longer where the computer is busy."""
    record = Record()
    record.window = window
    record.pace(FAST)
    task = reactor.spawn(way.probe(record))
    end = time.monotonic() + LONGEST
    reactor.pause(WHILE)
    while record.answered <= ENOUGH and not task.done and time.monotonic() < end:
        reactor.pause(WHILE)
    reactor.drop(task)
    return record


def by_stun(port: int) -> ProbeMethod:
    return probe_methods.stun(f"stun:127.0.0.1:{port}")


@pytest.mark.parametrize(("way", "answer"), [(by_echo, echo), (by_stun, stun)])
def test_datagrams_come_back_and_are_timed(way: Callable[[int], ProbeMethod], answer: Answer, reactor: Reactor) -> None:
    with datagram_server(answer) as server:
        record = probed(reactor, way(server.port))
    trips = [probe.round_trip for probe in record.probes[1:-1]]
    assert len(trips) > 10
    assert all(trip is not None and 0 < trip < 0.05 for trip in trips)
    assert record.bytes >= 2 * 48 * len(trips)


@pytest.mark.skipif(not socket.has_ipv6 or not Path("/proc/net/if_inet6").exists(), reason="no IPv6 here")
def test_ipv6_is_probed_too(reactor: Reactor) -> None:
    with datagram_server(host="::1") as server:
        record = probed(reactor, probe_methods.udp_echo(f"udp://[::1]:{server.port}"))
    assert record.answered > 10


def garbled(number: int, datagram: bytes) -> Iterable[bytes]:
    """Before each answer, what is none: too short, of a stranger, with a number never sent, and at last twice."""
    yield b"x"
    yield bytes(len(datagram))
    if len(datagram) == struct.calcsize("!8sI20x"):
        yield datagram[:8] + struct.pack("!I", number + 10_000) + datagram[12:]
    yield from (datagram, datagram)


def test_only_what_was_asked_counts_and_only_once(reactor: Reactor) -> None:
    with datagram_server(garbled) as server:
        record = probed(reactor, by_echo(server.port))
    assert 10 < record.answered <= len(record.probes)
    assert record.answered == sum(probe.back is not None for probe in record.probes)


@pytest.mark.parametrize(
    "datagram",
    [b"", b"\x01\x01", struct.pack("!HHI12s", 0x0101, 0, 0x2112A442, b"a stranger's"), bytes(20)],
    ids=["nothing", "cut", "of another", "no STUN"],
)
def test_what_is_no_stun_answer_is_none(datagram: bytes) -> None:
    assert Stun().returned(datagram) is None


def test_a_stun_refusal_was_on_its_way_as_long() -> None:
    talk = Stun()
    assert talk.returned(struct.pack("!HHI", 0x0111, 0, 0x2112A442) + talk.probe(7)[8:]) == Returned(7)


@pytest.mark.parametrize(("family", "reply"), [(socket.AF_INET, 0), (socket.AF_INET6, 129)])
def test_pings_are_known_by_their_token_with_ip_header_or_without(family: int, reply: int) -> None:
    talk = Icmp(family)
    request = talk.probe(70_000)
    assert checksum(request) == 0
    answer = bytes([reply]) + request[1:]
    assert talk.returned(answer) == Returned(70_000)
    assert talk.returned(bytes([0x46]) + bytes(23) + answer) == Returned(70_000)
    assert talk.returned(request) is None
    assert talk.returned(answer[:10]) is None
    assert talk.returned(b"") is None
    assert Icmp(family).returned(answer) is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or bool(os.geteuid()), reason="a raw socket takes an administrator")
def test_this_computer_answers_pings(reactor: Reactor, web: LibreSpeedServer) -> None:
    record = probed(reactor, probe_methods.icmp(server_at(parse_url(web.url).port)))
    assert record.answered > 10


def test_a_warm_connection_is_asked_again_and_again(reactor: Reactor, web: LibreSpeedServer) -> None:
    before = web.wait_until_left()
    record = probed(reactor, probe_methods.warm(server_at(parse_url(web.url).port), reactor))
    assert before
    assert record.answered > 5
    assert record.answered >= len(record.probes) - 2  # the last ones are on their way


def test_beside_a_transfer_new_connections_are_timed_instead(reactor: Reactor, web: LibreSpeedServer) -> None:
    record = probed(reactor, probe_methods.warm(server_at(parse_url(web.url).port), reactor), Window.DOWN)
    assert record.answered > 5
    # A handshake and no request: three packets of 52 bytes each time.
    assert record.bytes == 3 * 52 * len(record.probes)


def test_a_server_that_hangs_up_after_each_answer_is_asked_on(reactor: Reactor) -> None:
    with librespeed_server(behaviour=Behaviour(hang_up=True)) as hanging_up:
        record = probed(reactor, probe_methods.warm(server_at(parse_url(hanging_up.url).port), reactor))
    assert record.answered > 5


def test_connections_are_timed_where_nothing_else_works(reactor: Reactor, web: LibreSpeedServer) -> None:
    record = probed(reactor, probe_methods.connects(server_at(parse_url(web.url).port)))
    assert record.answered > 5


NO_ADDRESSES = ["udp://", "udp://host:no", "stun:"]


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address_ends_that_way_alone(address: str, reactor: Reactor) -> None:
    way = probe_methods.stun(address) if address.startswith("stun") else probe_methods.udp_echo(address)
    task = reactor.spawn(way.probe(Record()))
    with pytest.raises(Unavailable) as refusal:
        reactor.finish(task)
    assert refusal.value.unmeasured.reason is Reason.ABSENT


def test_the_other_address_is_taken_where_the_first_leads_nowhere(
    reactor: Reactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with datagram_server() as server:
        # A link-local address without its link is no way out.
        found: list[Endpoint] = [(socket.AF_INET6, ("fe80::1", 7, 0, 0)), (socket.AF_INET, ("127.0.0.1", server.port))]

        def resolved(_: Url) -> Steps[list[Endpoint]]:
            yield Wait(0.0)
            return found

        monkeypatch.setattr(probe_methods, "resolved", resolved)
        record = probed(reactor, by_echo(1))
    assert record.answered > 10
