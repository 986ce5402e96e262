"""How large packets may be between the two ends of a connection."""

from __future__ import annotations

import socket
from typing import Final

from readiness.machine.speed.net.tcp_info import has_timestamps

_ETHERNET: Final = 1_500
_TIMESTAMPS: Final = 12  # bytes in every TCP packet where both ends send them (RFC 7323)
_SMALLEST: Final = 1_200  # bytes of a datagram that every path carries in practice (RFC 9000, section 14)
_HEADS: Final = {socket.AF_INET: (40, 28), socket.AF_INET6: (60, 48)}  # bytes of IP and TCP, and of IP and UDP
"""By family."""


def packet_sizes(connection: socket.socket) -> tuple[int, int]:
    """Return how many bytes one packet of a TCP connection carries, and how many a datagram as large would.

    Both are of packets that need not be taken apart on the way, as far as TCP has found out.
    """
    tcp, udp = heads(connection)
    options = _TIMESTAMPS if has_timestamps(connection) else 0
    try:
        segment = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG)
    except OSError:
        segment = 0
    whole = min(segment + tcp + options, _ETHERNET)
    datagram = max(whole - udp, _SMALLEST)
    return datagram + udp - tcp - options, datagram


def heads(connection: socket.socket) -> tuple[int, int]:
    """Return the bytes of IP's and TCP's, and of IP's and UDP's, heads between these two ends."""
    mapped = connection.family == socket.AF_INET6 and connection.getpeername()[0].startswith("::ffff:")
    return _HEADS[socket.AF_INET if mapped else connection.family]
