"""What Windows counts for one TCP connection: SIO_TCP_INFO by WSAIoctl (winsock2.h), from Windows 10 version 1703 on.

``TCP_INFO_v0`` as documented at
https://learn.microsoft.com/windows/win32/api/mstcpip/ns-mstcpip-tcp_info_v0.
"""

from __future__ import annotations

import socket
import struct
import sys
from typing import Final

_SIO_TCP_INFO: Final = 0xD8000027  # _WSAIORW(IOC_VENDOR, 39), mstcpip.h
# State, Mss; ConnectionTimeMs; TimestampsEnabled; RttUs, MinRttUs, BytesInFlight, Cwnd, SndWnd,
# RcvWnd, RcvBuf; BytesOut, BytesIn; BytesReordered, BytesRetrans, FastRetrans, DupAcksIn,
# TimeoutEpisodes; SynRetrans.
_FIELDS: Final = struct.Struct("=2IQB3x7I2Q5IB3x")
_IN_FLIGHT, _OUT, _RETRANSMITTED = 6, 11, 14


def parse_acknowledged(data: bytes) -> int | None:
    """Return how many different bytes have arrived at the other side; None for too short an answer.

    What was sent, minus what was sent again, minus what is still under way.
    """
    if len(data) < _FIELDS.size:
        return None
    values: tuple[int, ...] = _FIELDS.unpack_from(data)
    return max(values[_OUT] - values[_RETRANSMITTED] - values[_IN_FLIGHT], 0)


def acknowledged(connection: socket.socket) -> int | None:
    """Ask Windows; None on other systems and where it cannot tell."""
    platform: str = sys.platform
    if platform != "win32":
        return None
    import ctypes

    version, answer, size = ctypes.c_uint32(0), ctypes.create_string_buffer(_FIELDS.size), ctypes.c_uint32()
    failed = ctypes.CDLL("ws2_32").WSAIoctl(  # 64-bit Windows has one calling convention
        ctypes.c_void_p(connection.fileno()),
        ctypes.c_uint32(_SIO_TCP_INFO),
        ctypes.byref(version),
        ctypes.sizeof(version),
        answer,
        ctypes.sizeof(answer),
        ctypes.byref(size),
        None,
        None,
    )
    return None if failed else parse_acknowledged(answer.raw[: size.value])
