"""The probe stream: which way it goes, and what it counts."""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Iterator

import pytest

from readiness.analysis.line.round_trips import ALONE, Loss, Window, loss
from readiness.analysis.line.speed_test import SpeedPlan
from readiness.machine.speed.net import latency
from readiness.machine.speed.net.address import Endpoint, parse_url
from readiness.machine.speed.net.reactor import Reactor, Steps, Wait
from readiness.machine.speed.probes import probe_methods, probing
from readiness.machine.speed.probes.probing import Record
from readiness.machine.speed.probes.stream import Probes
from readiness.machine.speed.servers.server import Returned, Server
from tests.machine.speed.conftest import by_echo, server_at
from tests.rigs.datagram_server import datagram_server, losing, stun
from tests.rigs.librespeed_server import Behaviour, Fault, LibreSpeedServer, librespeed_server


@pytest.fixture
def nowhere() -> Iterator[Server]:
    """A measuring server that no web answer comes from."""
    with socket.create_server(("127.0.0.1", 0), backlog=1) as silent:
        yield server_at(silent.getsockname()[1])


@pytest.fixture
def no_ping(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> socket.socket:
        raise PermissionError(1, "not for you")

    monkeypatch.setattr(probe_methods, "open_icmp", refuse)


def test_the_pace_is_kept_and_a_hold_up_makes_no_bunch(reactor: Reactor) -> None:
    with datagram_server() as server:
        record = Record()
        task = reactor.spawn(by_echo(server.port).probe(record))
        reactor.pause(0.2)
        time.sleep(0.2)  # as if this program had been busy
        reactor.pause(0.2)
        reactor.drop(task)
    gaps = [after.sent - before.sent for before, after in zip(record.probes, record.probes[1:], strict=False)]
    assert min(gaps) > probing.SPACING / 3
    assert 8 <= len(record.probes) <= 12


def test_what_waits_in_the_socket_is_not_taken_for_the_line(reactor: Reactor) -> None:
    with datagram_server() as server:
        record = Record()
        task = reactor.spawn(by_echo(server.port).probe(record))
        reactor.pause(0.1)
        sent = len(record.probes)
        while len(record.probes) == sent:
            reactor.step(0.001)
        time.sleep(0.1)
        reactor.pause(0.02)
        reactor.drop(task)
    late = record.probes[sent].round_trip
    assert late is not None
    assert late < 0.05 or not hasattr(socket.socket, "recvmsg")


def test_what_was_under_way_while_the_computer_slept_tells_nothing_of_the_line(
    reactor: Reactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "_OLDEST", 0.0)  # the kernel's stamps do not help for so long
    with datagram_server() as server:
        record = Record()
        task = reactor.spawn(by_echo(server.port).probe(record))
        reactor.pause(0.1)
        sent = len(record.probes)
        while len(record.probes) == sent:
            reactor.step(0.001)
        time.sleep(0.8)
        reactor.pause(0.1)
        reactor.drop(task)
    assert all(probe.window is Window.APART for probe in record.probes if (probe.round_trip or 0) > 0.5)
    assert record.probes[sent].window is Window.APART
    assert record.probes[-2].window is Window.IDLE


@pytest.mark.parametrize(
    ("notes", "waited"),
    [
        ([], 0.0),
        ([(9, 9, b"")], 0.0),
        ([(1, 35, struct.pack("@ll", 99, 750_000_000))], 0.25),
        ([(1, 35, bytes(16))], 0.0),
    ],
    ids=["no stamp", "another note", "a stamp", "a clock that was set"],
)
@pytest.mark.skipif(struct.calcsize("@ll") != 16, reason="the stamp's form is that of 64 bits")
def test_the_kernels_stamp_is_believed_within_reason(notes: list[tuple[int, int, bytes]], waited: float) -> None:
    assert probing._waited(notes, 100.0) == pytest.approx(waited)


def test_quiet_probes_that_may_meet_the_next_window_count_for_nothing_whether_back_or_not() -> None:
    record = Record()
    first, lost, answered = (record.sending() for _ in range(3))
    time.sleep(0.02)
    quick, slow = (record.sending() for _ in range(2))
    for number in (first, answered, quick):
        record.came_back(Returned(number), time.perf_counter())
    record.turn(Window.DOWN, 0.01)
    loaded = record.sending()
    record.turn(Window.APART, 10.0)
    windows = {number: record.probes[number].window for number in (first, lost, answered, quick, slow, loaded)}
    assert windows == {
        first: Window.APART,
        lost: Window.IDLE,
        answered: Window.IDLE,
        quick: Window.APART,
        slow: Window.APART,
        loaded: Window.DOWN,
    }


def begun(reactor: Reactor, server: Server, plan: SpeedPlan | None = None) -> Probes:
    probes = Probes.begin(reactor, server, plan or SpeedPlan())
    assert probes is not None
    return probes


@pytest.mark.usefixtures("no_ping")
def test_a_named_echo_is_preferred_to_stun_and_stun_to_the_web(reactor: Reactor, web: LibreSpeedServer) -> None:
    server = server_at(parse_url(web.url).port)
    with datagram_server() as near, datagram_server(stun) as one, datagram_server(stun) as two:
        echoes, names = (f"udp://127.0.0.1:{near.port}",), tuple(f"127.0.0.1:{each.port}" for each in (one, two))
        taken = []
        for plan in (SpeedPlan(echoes=echoes, stun=names), SpeedPlan(stun=names), SpeedPlan()):
            probes = begun(reactor, server, plan)
            taken.append(probes.way.id)
            probes.close()
    assert taken == ["udp_echo", "stun", "warm"]


@pytest.mark.usefixtures("no_ping")
def test_a_named_echo_that_is_mute_gives_way_soon(reactor: Reactor, web: LibreSpeedServer) -> None:
    with datagram_server(lambda *_: []) as mute:
        start = time.monotonic()
        plan = SpeedPlan(echoes=(f"udp://127.0.0.1:{mute.port}",))
        probes = begun(reactor, server_at(parse_url(web.url).port), plan)
    assert probes.way.id == "warm"
    assert time.monotonic() - start < 0.8
    assert not probes.tells_loss


@pytest.mark.usefixtures("no_ping")
def test_connections_are_the_last_resort(reactor: Reactor) -> None:
    with librespeed_server(behaviour=Behaviour(Fault.DENIED)) as refusing:
        probes = begun(reactor, server_at(parse_url(refusing.url).port))
    assert probes.way.id == "connect"


@pytest.mark.usefixtures("no_ping")
def test_where_nothing_answers_there_is_no_stream(reactor: Reactor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    assert Probes.begin(reactor, server_at(port), SpeedPlan()) is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or bool(os.geteuid()), reason="a raw socket takes an administrator")
def test_pings_answered_sooner_than_the_server_can_be_reached_are_somebody_elses(
    reactor: Reactor, web: LibreSpeedServer
) -> None:
    port = parse_url(web.url).port
    assert begun(reactor, server_at(port)).way.id == "icmp"
    assert begun(reactor, server_at(port, round_trip=0.1)).way.id == "warm"


@pytest.mark.usefixtures("no_ping")
def test_lost_probes_are_counted_alone_and_beside_transfers_apart(reactor: Reactor, nowhere: Server) -> None:
    with datagram_server(losing(4)) as server:
        probes = begun(reactor, nowhere, SpeedPlan(echoes=(f"udp://127.0.0.1:{server.port}",)))
        probes.pace(0.02)
        reactor.pause(0.3)
        probes.window(Window.DOWN)
        reactor.pause(0.2)
        probes.window(Window.AFTER)
        reactor.pause(0.3)
        probes.settle()
        asked = len(server.asked)
        reactor.pause(0.1)
        assert len(server.asked) == asked
    found = loss(probes.of(ALONE))
    assert found is not None
    assert 20 <= found.sent <= 32
    assert found.lost == pytest.approx(found.sent / 4, abs=2)
    assert 5 <= len(probes.trips(frozenset({Window.DOWN}))) <= 10
    assert probes.trips(frozenset(Window), since=time.perf_counter()) == []
    assert probes.idle is not None
    assert 0 < probes.megabytes < 0.01
    assert probes.tells_loss


@pytest.mark.usefixtures("no_ping")
def test_what_only_one_of_two_stun_servers_loses_the_line_did_not(reactor: Reactor, nowhere: Server) -> None:
    def rarely(number: int, datagram: bytes) -> list[bytes]:
        return [] if number % 2 else stun(number, datagram)

    with datagram_server(rarely) as limited, datagram_server(stun) as steady:
        names = tuple(f"127.0.0.1:{each.port}" for each in (limited, steady))
        probes = begun(reactor, nowhere, SpeedPlan(stun=names))
        reactor.pause(0.6)
        probes.settle()
        assert probes.tells_loss
        assert probes.way.server == names[1]
        found = loss(probes.of(ALONE))
        assert found is not None
        assert found == Loss(0, found.sent)
        alone = begun(reactor, nowhere, SpeedPlan(stun=names[:1]))
        assert not alone.tells_loss


@pytest.mark.parametrize(
    ("looks", "best"),
    [([0.03, None, 0.02], 0.02), ([None, None, 0.05], 0.05), ([None, None, None], None)],
    ids=["one lost", "two lost", "all lost"],
)
def test_a_lost_packet_is_no_silent_server_unless_all_are_lost(
    looks: list[float | None], best: float | None, reactor: Reactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_round_trip(_: Endpoint) -> Steps[float]:
        yield Wait(0.0)
        seconds = looks.pop(0)
        if seconds is None:
            raise TimeoutError
        return seconds

    monkeypatch.setattr(latency, "one_round_trip", one_round_trip)
    task = reactor.spawn(latency.quickest_round_trip((socket.AF_INET, ("127.0.0.1", 9)), reactor))
    if best is None:
        with pytest.raises(TimeoutError):
            reactor.finish(task)
    else:
        assert reactor.finish(task) == best
