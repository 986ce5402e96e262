"""Sending packets at a steady pace, and telling when they came."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import time
from collections.abc import Callable
from typing import Final

from readiness.machine.speed.reactor import Steps, Wait

_TURN_SECONDS: Final = 0.001  # what comes due within is sent at once
_SO_TIMESTAMPNS: Final = 35  # asm-generic/socket.h: the kernel's own time of arrival, with every datagram
_BUFFER_BYTES: Final = 1 << 22
_LARGEST: Final = 2_048
_WITH_TIME: Final = socket.CMSG_SPACE(16) if hasattr(socket, "CMSG_SPACE") else 0


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


def taken(connection: socket.socket) -> tuple[bytes, int, object]:
    """Take one datagram: what it holds, when it came in nanoseconds, and from where.

    The kernel's time does not depend on how busy this program is; where there is none,
    the time is that of the call.

    Raises:
        BlockingIOError: there is none.
        OSError: an earlier one of ours was refused.
    """
    if not _WITH_TIME or sys.platform != "linux":
        data, sender = connection.recvfrom(_LARGEST)
        return data, time.time_ns(), sender
    data, notes, _, sender = connection.recvmsg(_LARGEST, _WITH_TIME)
    return data, _noted(notes), sender


def _noted(notes: list[tuple[int, int, bytes]]) -> int:
    for level, kind, value in notes:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(value) >= _TIME.size:
            seconds, nanoseconds = _TIME.unpack_from(value)
            return int(seconds) * 1_000_000_000 + int(nanoseconds)
    return time.time_ns()


_TIME: Final = struct.Struct("@ll")  # the kernel's timespec
