"""Sending packets at a steady pace, and telling when they came."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import time
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from readiness.machine.speed.net.reactor import Steps, Wait

_TURN_SECONDS: Final = 0.001  # what comes due within is sent at once
_SO_TIMESTAMPNS: Final = 35  # asm-generic/socket.h: the kernel's own time of arrival, with every datagram
_BUFFER_BYTES: Final = 1 << 22
_LARGEST: Final = 2_048
_TIME: Final = struct.Struct("@ll")  # the kernel's timespec
_ADDRESS_BYTES, _INTERFACE_BYTES = 16, 4  # struct in6_pktinfo (RFC 3542, section 6)
# Windows has neither of the notes that are looked for.
_NOTES_BYTES: Final = socket.CMSG_SPACE(_TIME.size) + socket.CMSG_SPACE(20) if hasattr(socket, "CMSG_SPACE") else 0


def paced(send: Callable[[int], None], packets: int, per_second: float) -> Steps[None]:
    """Send so many packets, numbered from 0, at an even pace; a full buffer delays them. Raises OSError."""
    start, sent = time.perf_counter(), 0
    while sent < packets:
        due = min(int((time.perf_counter() - start) * per_second) + 1, packets)
        with contextlib.suppress(BlockingIOError, InterruptedError):
            while sent < due:
                send(sent)
                sent += 1
        yield Wait(time.monotonic() + max(_TURN_SECONDS, start + sent / per_second - time.perf_counter()))


def time_arrivals(connection: socket.socket) -> None:
    """Have the kernel note when each datagram came, where it can, and keep many of them."""
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        connection.setsockopt(socket.SOL_SOCKET, option, _BUFFER_BYTES)
    if sys.platform == "linux":
        connection.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)


def note_addresses(connection: socket.socket) -> None:
    """Have the kernel note to which of this computer's addresses each datagram came, where it can.

    For a socket that serves them all: an answer must come from the address that was asked.
    """
    if connection.family == socket.AF_INET6 and hasattr(socket, "IPV6_RECVPKTINFO"):
        connection.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)


class Taken(NamedTuple):
    """A datagram: what it holds, when it came in nanoseconds, from where, and to which of our addresses.

    ``here`` is the kernel's form of our address, empty where it is not noted.
    """

    data: bytes
    came: int
    sender: Any
    here: bytes = b""


def taken(connection: socket.socket) -> Taken:
    """Take one datagram.

    The kernel's time does not depend on how busy this program is; where there is none,
    the time is that of the call.

    Raises:
        BlockingIOError: there is none.
        OSError: an earlier one of ours was refused.
    """
    if not _NOTES_BYTES:
        data, sender = connection.recvfrom(_LARGEST)
        return Taken(data, time.time_ns(), sender)
    data, notes, _, sender = connection.recvmsg(_LARGEST, _NOTES_BYTES)
    came, here = 0, b""
    for level, kind, value in notes:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(value) >= _TIME.size:
            seconds, nanoseconds = _TIME.unpack_from(value)
            came = seconds * 1_000_000_000 + nanoseconds
        elif level == socket.IPPROTO_IPV6 and kind == socket.IPV6_PKTINFO:
            # The way out is for the system to find: the number of the interface is left out.
            here = value[:_ADDRESS_BYTES] + bytes(_INTERFACE_BYTES)
    return Taken(data, came or time.time_ns(), sender, here)


def send_from(connection: socket.socket, data: bytes, address: Any, here: bytes) -> None:  # noqa: ANN401 - as the socket module has it
    """Send a datagram from the address that an earlier one came to. Raises OSError."""
    if here:
        connection.sendmsg([data], [(socket.IPPROTO_IPV6, socket.IPV6_PKTINFO, here)], 0, address)
    else:
        connection.sendto(data, address)
