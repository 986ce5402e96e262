"""What the kernel counts for one TCP connection.

Linux: ``struct tcp_info`` of include/uapi/linux/tcp.h; it only ever grows at its end, and
an older kernel's shorter answer lacks the later figures. macOS: SO_NWRITE.
"""

from __future__ import annotations

import socket
import struct
import sys
from dataclasses import dataclass
from typing import Final

_TCP_INFO: Final = 11
_SIZE: Final = 200
# 8 one-byte fields; 24 of four bytes up to total_retrans; pacing rates, bytes_acked and
# bytes_received; segs_out .. data_segs_out; delivery_rate and three times; delivered.
_FIELDS: Final = struct.Struct("=8B24I4Q6I4QI")
_SND_MSS, _RCV_MSS, _SACKED, _RTT = 10, 11, 13, 23
_BYTES_ACKED, _BYTES_RECEIVED, _DATA_SEGS_IN, _DATA_SEGS_OUT, _DELIVERED = 34, 35, 40, 41, 46
_OPTIONS, _TIMESTAMPS = 5, 1  # where tcpi_options is, and TCPI_OPT_TIMESTAMPS in it
_SO_NWRITE: Final = 0x1024  # macOS, sys/socket.h: bytes not yet acknowledged
_SIOCOUTQ: Final = 0x5411  # Linux, linux/sockios.h: likewise


@dataclass(frozen=True, slots=True)
class TcpInfo:
    """Figures of one connection since it began.

    ``round_trip`` is the smoothed one in seconds. ``segments_in`` counts packets with data
    as they arrive, in order or not; ``segments_out`` those that we sent, again and again where
    they were lost, and ``segments_delivered`` those of ours that arrived, of
    which ``segments_beyond_gaps`` have a gap before them. The bytes, ``bytes_received`` and
    ``bytes_acked``, count only what arrived without a gap before it.
    """

    round_trip: float
    segment_out: int
    segment_in: int
    bytes_received: int
    bytes_acked: int
    segments_in: int
    segments_out: int
    segments_delivered: int
    segments_beyond_gaps: int


def parse_tcp_info(data: bytes) -> TcpInfo | None:
    """Read the kernel's answer; None when it is of a kernel before 4.18, which lacks counts."""
    if len(data) < _FIELDS.size:
        return None
    values = _FIELDS.unpack_from(data)
    return TcpInfo(
        round_trip=values[_RTT] / 1e6,
        segment_out=values[_SND_MSS],
        segment_in=values[_RCV_MSS],
        bytes_received=values[_BYTES_RECEIVED],
        bytes_acked=values[_BYTES_ACKED],
        segments_in=values[_DATA_SEGS_IN],
        segments_out=values[_DATA_SEGS_OUT],
        segments_delivered=values[_DELIVERED],
        segments_beyond_gaps=values[_SACKED],
    )


def tcp_info(connection: socket.socket) -> TcpInfo | None:
    """Ask the kernel; None where it cannot tell (not Linux, or too old)."""
    if sys.platform != "linux":
        return None
    try:
        return parse_tcp_info(connection.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _SIZE))
    except OSError:
        return None


def has_timestamps(connection: socket.socket) -> bool:
    """Whether both ends put time stamps into every packet, which makes room for 12 bytes less."""
    if sys.platform != "linux":
        return sys.platform != "win32"  # by default, on both
    try:
        return bool(connection.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _SIZE)[_OPTIONS] & _TIMESTAMPS)
    except OSError:
        return True


def unacknowledged(connection: socket.socket) -> int:
    """Return how many bytes given to the kernel have not arrived yet; 0 where it does not tell."""
    platform: str = sys.platform
    try:
        if platform == "darwin":
            return connection.getsockopt(socket.SOL_SOCKET, _SO_NWRITE)
        if platform == "linux":
            import fcntl

            return int.from_bytes(fcntl.ioctl(connection, _SIOCOUTQ, bytes(4)), sys.byteorder)
    except OSError:
        pass
    return 0
