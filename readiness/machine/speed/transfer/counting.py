"""How much has moved: per connection, as the sockets say and as the kernel counts packets."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from readiness.machine.speed.net.tcp_info import tcp_info, unacknowledged
from readiness.machine.speed.net.tcp_info_windows import acknowledged

_TELLING = 20  # packets after which bytes per packet says something


@dataclass(frozen=True, slots=True)
class Count:
    """What has moved so far.

    ``own`` are bytes the sockets vouch for: read by us, or acknowledged by the other side
    without a gap. ``packets`` are data packets that arrived, gaps or not, 0 where the
    kernel does not count them; ``weight`` is how many bytes one carries, 0 while that is
    not known, and ``segment`` how many it can carry. ``crossed`` are the packets with data
    that our network adapter took in, or sent out, also those that were lost later.
    """

    own: int
    packets: int = 0
    weight: float = 0.0
    segment: int = 0
    crossed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.own + other.own,
            self.packets + other.packets,
            max(self.weight, other.weight),
            max(self.segment, other.segment),
            self.crossed + other.crossed,
        )


class Meter:
    """One connection's meter. ``moved`` are the bytes read from, or given to, its socket."""

    __slots__ = ("_bytes_a_packet", "_start", "connection", "moved")

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.moved = 0
        self._start = (0, 0)
        self._bytes_a_packet = 0.0

    def begin(self, gapless_bytes: int, gapless_packets: int) -> None:
        """Leave out what came before, such as a handshake, when packets are weighed."""
        self._start = (gapless_bytes, gapless_packets)

    def weigh(self, gapless_bytes: int, gapless_packets: int, segment: int) -> float:
        """Return how many bytes a packet carries here, 0 while that is not known.

        Bytes after a lost packet are not counted yet, packets perhaps are; so the highest
        ratio is that of a moment without a gap.
        """
        packets = gapless_packets - self._start[1]
        if packets >= _TELLING:
            ratio = (gapless_bytes - self._start[0]) / packets
            self._bytes_a_packet = max(self._bytes_a_packet, min(ratio, segment))
        return self._bytes_a_packet


def begin_receiving(meter: Meter) -> None:
    """Weigh what comes in from now on."""
    if info := tcp_info(meter.connection):
        meter.begin(info.bytes_received, info.segments_in)


def begin_delivering(meter: Meter) -> None:
    """Weigh what goes out from now on."""
    if info := tcp_info(meter.connection):
        meter.begin(info.bytes_acked, info.segments_delivered)


def received(meter: Meter) -> Count:
    """Return what has come in on a connection."""
    info = tcp_info(meter.connection)
    if info is None:
        return Count(meter.moved)
    weight = meter.weigh(info.bytes_received, info.segments_in, info.segment_in)
    return Count(meter.moved, info.segments_in, weight, info.segment_in, info.segments_in)


def delivered(meter: Meter) -> Count:
    """Return what has reached the other side of a connection.

    Where the kernel does not say so, it is what we gave it minus what it still holds.
    """
    info = tcp_info(meter.connection)
    if info is None:
        arrived = acknowledged(meter.connection)
        return Count(meter.moved - unacknowledged(meter.connection) if arrived is None else arrived)
    packets = info.segments_delivered
    weight = meter.weigh(info.bytes_acked, packets - info.segments_beyond_gaps, info.segment_out)
    return Count(info.bytes_acked, packets, weight, info.segment_out, info.segments_out)
