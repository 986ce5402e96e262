"""A UDP server on this computer that answers each datagram as a test wants it answered."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

Answer = Callable[[int, bytes], Iterable[bytes]]
"""Gives the answers to the datagram of that running number, from 0."""

STUN_SUCCESS = struct.Struct("!HHI12s")


@dataclass
class DatagramServer:
    """What runs: its port, and what it has been asked so far."""

    port: int
    asked: list[bytes] = field(default_factory=list)


def echo(_number: int, datagram: bytes) -> list[bytes]:
    """Send it back, as RFC 862 has it."""
    return [datagram]


def losing(share: int) -> Answer:
    """Echo, but leave every so-manieth unanswered."""
    return lambda number, datagram: [] if number % share == share - 1 else [datagram]


def stun(_number: int, datagram: bytes) -> list[bytes]:
    """Answer a binding request (RFC 8489) with a success that holds XOR-MAPPED-ADDRESS."""
    kind, length, cookie, transaction = STUN_SUCCESS.unpack_from(datagram)
    if (kind, length, cookie, len(datagram)) != (0x0001, 0, 0x2112A442, 20):
        return []
    address = struct.pack("!HHBBHI", 0x0020, 8, 0, 1, 0x1234 ^ (cookie >> 16), 0x7F000001 ^ cookie)
    return [STUN_SUCCESS.pack(0x0101, len(address), cookie, transaction) + address]


@contextlib.contextmanager
def datagram_server(answer: Answer = echo, host: str = "127.0.0.1") -> Iterator[DatagramServer]:
    """Run a server; it is gone afterwards."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as connection:
        connection.bind((host, 0))
        server = DatagramServer(connection.getsockname()[1])

        def serve() -> None:
            while True:
                datagram, asker = connection.recvfrom(2048)
                if not datagram:
                    return
                server.asked.append(datagram)
                for reply in answer(len(server.asked) - 1, datagram):
                    connection.sendto(reply, asker)

        thread = threading.Thread(target=serve, name="datagram server")
        thread.start()
        try:
            yield server
        finally:
            with socket.socket(family, socket.SOCK_DGRAM) as farewell:
                farewell.sendto(b"", (host, server.port))
            thread.join()
