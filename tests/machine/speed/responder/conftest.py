"""A server of ours, and clients that say what they like."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from readiness.machine.speed.responder import capabilities
from tests.rigs.responder import Responder, responder

MIB = 1 << 20


@pytest.fixture(scope="module")
def server() -> Iterator[Responder]:
    with responder() as running:
        yield running


def client(server: Responder) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(server.place.host, server.place.port, timeout=5)


def got(server: Responder, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    with contextlib.closing(client(server)) as connection:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, answer.read()


@contextlib.contextmanager
def wire(server: Responder) -> Iterator[socket.socket]:
    with socket.create_connection((server.place.host, server.place.port), timeout=5) as connection:
        yield connection


def read_all(connection: socket.socket) -> bytes:
    data = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(1 << 16):
            data += piece
    return data


def said(server: Responder, data: bytes) -> bytes:
    """Send raw bytes and return everything that comes until the server hangs up."""
    with wire(server) as connection:
        connection.sendall(data)
        return read_all(connection)


@contextlib.contextmanager
def session(server: Responder) -> Iterator[tuple[http.client.HTTPConnection, dict[str, Any]]]:
    with contextlib.closing(client(server)) as connection:
        connection.request("POST", capabilities.SESSION)
        yield connection, json.loads(connection.getresponse().read())


def token_of(document: dict[str, Any]) -> bytes:
    return bytes.fromhex(document["session"])


@contextlib.contextmanager
def udp(server: Responder) -> Iterator[socket.socket]:
    with socket.socket(type=socket.SOCK_DGRAM) as connection:
        connection.connect((server.place.host, server.place.udp_port))
        connection.settimeout(0.3)
        yield connection


def ordered(connection: http.client.HTTPConnection, **changes: object) -> tuple[int, bytes]:
    query = {"way": "up", "train": 7, "packets": 20, "per_second": 2_000, "size": 200, "cookie": "", **changes}
    connection.request("POST", f"{capabilities.TRAIN}?{'&'.join(f'{k}={v}' for k, v in query.items())}")
    answer = connection.getresponse()
    return answer.status, answer.read()
