"""The kernel's counts: read from recorded and made-up answers, and held against a real connection."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
from collections.abc import Iterator

import pytest

from readiness.machine.speed.net.tcp_info import parse_tcp_info, tcp_info, unacknowledged
from readiness.machine.speed.net.tcp_info_windows import acknowledged, parse_acknowledged
from readiness.machine.speed.transfer import counting
from readiness.machine.speed.transfer.counting import Count, Meter

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's struct tcp_info is Linux's")


@contextlib.contextmanager
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two ends of one TCP connection on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as near:
        far, _ = server.accept()
        with far:
            yield near, far


def made_up(**values: int) -> bytes:
    """A tcp_info by the header's offsets, not the program's: made up, it shows only the arithmetic."""
    data = bytearray(232)
    offsets = {"rtt": 68, "snd_mss": 16, "rcv_mss": 20, "sacked": 28, "data_segs_in": 152, "delivered": 192}
    for name, value in values.items():
        if name in offsets:
            struct.pack_into("=I", data, offsets[name], value)
        else:
            struct.pack_into("=Q", data, {"bytes_acked": 120, "bytes_received": 128}[name], value)
    return bytes(data)


def test_each_figure_is_read_from_its_place() -> None:
    info = parse_tcp_info(
        made_up(
            rtt=25_000,
            snd_mss=1448,
            rcv_mss=1440,
            sacked=3,
            data_segs_in=77,
            delivered=99,
            bytes_acked=1 << 40,
            bytes_received=1 << 41,
        )
    )
    assert info is not None
    assert info.round_trip == pytest.approx(0.025)
    assert (info.segment_out, info.segment_in) == (1448, 1440)
    assert (info.bytes_acked, info.bytes_received) == (1 << 40, 1 << 41)
    assert (info.segments_in, info.segments_delivered, info.segments_beyond_gaps) == (77, 99, 3)


def test_an_older_kernels_answer_is_none() -> None:
    assert parse_tcp_info(bytes(192)) is None


@linux_only
def test_a_real_connection_is_counted() -> None:
    with pair() as (near, far):
        near.sendall(b"x" * 50_000)
        assert len(far.recv(50_000, socket.MSG_WAITALL)) == 50_000
        sent, received = tcp_info(near), tcp_info(far)
        assert sent is not None
        assert received is not None
        assert 50_000 <= sent.bytes_acked <= 50_001  # some kernels count the handshake
        assert received.bytes_received == 50_000
        assert received.segments_in >= 1
        assert 0 < sent.round_trip < 0.1


def test_what_is_no_tcp_connection_is_not_counted() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        assert tcp_info(datagrams) is None
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert unacknowledged(listening) == 0


@linux_only
def test_what_the_other_side_has_not_taken_is_not_delivered() -> None:
    with pair() as (near, far):
        near.setblocking(False)  # noqa: FBT003 - the library's signature
        meter = Meter(near)
        with contextlib.suppress(BlockingIOError):
            while True:
                meter.moved += near.send(b"x" * 65_536)
        held = unacknowledged(near)
        assert 0 < held < meter.moved
        assert counting.delivered(meter).own == pytest.approx(meter.moved - held, abs=1)
        assert len(far.recv(1000)) == 1000


@linux_only
def test_without_the_kernels_figures_bytes_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "tcp_info", lambda _: None)
    with pair() as (near, far):
        meter, other = Meter(near), Meter(far)
        near.sendall(b"x" * 10_000)
        meter.moved = 10_000
        other.moved = len(far.recv(10_000, socket.MSG_WAITALL))
        assert counting.received(other) == Count(10_000)
        assert counting.delivered(meter).packets == 0
        assert 0 <= counting.delivered(meter).own <= 10_000
        counting.begin_receiving(other)
        counting.begin_delivering(meter)


def test_packets_are_weighed_without_what_came_before_and_without_gaps() -> None:
    with socket.socket() as connection:
        meter = Meter(connection)
        meter.begin(700, 3)
        assert meter.weigh(700 + 19 * 1448, 3 + 19, 1448) == 0.0  # too few to tell
        assert meter.weigh(700 + 30 * 1000, 3 + 30, 1448) == 1000.0  # a gap holds bytes back
        assert meter.weigh(700 + 50 * 1448, 3 + 50, 1448) == 1448.0
        assert meter.weigh(700 + 60 * 1100, 3 + 60, 1448) == 1448.0
        assert meter.weigh(10**9, 100, 1448) == 1448.0  # never more than a packet holds


def test_counts_add_up() -> None:
    assert Count(10, 2, 1448.0, 1448) + Count(5, 1, 1000.0, 1460) == Count(15, 3, 1448.0, 1460)


# ------------------------------------------------------------------ Windows


def test_windows_tells_what_arrived() -> None:
    """TCP_INFO_v0 by the documented field sizes; made up, it shows only the arithmetic."""
    data = bytearray(88)
    for offset, value in ((28, 30_000), (68, 5_000)):  # BytesInFlight, BytesRetrans
        struct.pack_into("=I", data, offset, value)
    struct.pack_into("=Q", data, 48, 1_000_000)  # BytesOut
    assert parse_acknowledged(bytes(data)) == 965_000
    assert parse_acknowledged(bytes(data[:80])) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does tell")
def test_other_systems_are_not_asked_as_windows() -> None:
    with socket.socket() as connection:
        assert acknowledged(connection) is None
