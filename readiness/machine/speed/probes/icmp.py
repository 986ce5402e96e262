"""ICMP echo ("ping", RFC 792 and RFC 4443), where the system lets an ordinary program send it.

Linux does for the groups of net.ipv4.ping_group_range, macOS always, both with a datagram
socket; a raw socket needs an administrator. Windows has neither for ordinary programs.
"""

from __future__ import annotations

import os
import socket
import struct
from typing import Final

from readiness.machine.speed.net.address import Endpoint
from readiness.machine.speed.servers.server import Returned

_SIZE: Final = 40  # bytes: with the header of IPv4, 60 on the line
# type, code, checksum, identifier, sequence number; then our token and the probe's whole number
_HEAD: Final = struct.Struct("!BBHHH8sI")
_TYPES: Final = {socket.AF_INET: (8, 0), socket.AF_INET6: (128, 129)}
_PROTOCOLS: Final = {socket.AF_INET: socket.IPPROTO_ICMP, socket.AF_INET6: socket.IPPROTO_ICMPV6}


class Icmp:
    """Echo requests. Systems put their own identifier in, so answers are known by our token."""

    def __init__(self, family: int) -> None:
        self._request, self._reply = _TYPES[socket.AddressFamily(family)]
        self._token = os.urandom(8)
        self._identifier = os.getpid() & 0xFFFF

    def probe(self, number: int, size: int = _SIZE) -> bytes:
        """Return an echo request, filled up to ``size`` bytes."""

        def packed(checksum: int) -> bytes:
            head = _HEAD.pack(self._request, 0, checksum, self._identifier, number & 0xFFFF, self._token, number)
            return head.ljust(size, b"\0")

        return packed(checksum(packed(0)))

    def returned(self, datagram: bytes) -> Returned | None:
        """Read an echo reply, with the header of IPv4 before it or without."""
        if datagram and datagram[0] >> 4 == 4:  # noqa: PLR2004 - the version; no ICMP type begins so
            datagram = datagram[4 * (datagram[0] & 0xF) :]
        if len(datagram) < _HEAD.size:
            return None
        kind, _, _, _, _, token, number = _HEAD.unpack_from(datagram)
        return Returned(number) if (kind, token) == (self._reply, self._token) else None


def open_icmp(endpoint: Endpoint) -> socket.socket:
    """Open a socket for ICMP with one host. Raises OSError where the system does not allow it."""
    family, address = endpoint
    protocol = _PROTOCOLS[socket.AddressFamily(family)]
    try:
        connection = socket.socket(family, socket.SOCK_DGRAM, protocol)
    except OSError:
        connection = socket.socket(family, socket.SOCK_RAW, protocol)
    try:
        connection.connect((address[0], 0, *address[2:]))
    except BaseException:
        connection.close()
        raise
    return connection


def checksum(data: bytes) -> int:
    """Return the Internet checksum (RFC 1071)."""
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF
