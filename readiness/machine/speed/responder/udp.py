"""The server's UDP side: answers probes, notes what comes of trains, sends trains."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from typing import Final

from readiness.machine.speed.net.pacing import Taken, paced, send_from, taken
from readiness.machine.speed.net.reactor import READ, Steps, Wait
from readiness.machine.speed.responder.datagrams import TRAIN_BYTES, answered, car_head, parse_car, parse_probe
from readiness.machine.speed.responder.sessions import Session, Sessions, Source

_AT_ONCE: Final = 128  # datagrams, before others have their turn
_NOISE: Final = os.urandom(2_048)


def listening(connection: socket.socket, sessions: Sessions) -> Steps[None]:
    """Deal with whatever comes, for ever; what is not of an open session is dropped."""
    ready = Wait(None, connection, READ)
    while True:
        yield ready
        # A refusal that some earlier answer met comes as an error of this call, and is nothing to us.
        with contextlib.suppress(OSError):
            for _ in range(_AT_ONCE):
                _deal(connection, taken(connection), sessions)


def _deal(connection: socket.socket, datagram: Taken, sessions: Sessions) -> None:
    if car := parse_car(datagram.data):
        if session := sessions.get(car.token):
            session.arrived(car, datagram.came)
    elif probe := parse_probe(datagram.data):
        session = sessions.get(probe.token)
        if session and (source := session.source(datagram.sender)):
            source.received += 1
            session.witness.probed(probe.number)
            source.here = datagram.here
            answer = answered(datagram.data, source.cookie, source.received, datagram.came)
            send_from(connection, answer, datagram.sender, datagram.here)


def sent_train(
    connection: socket.socket, session: Session, source: Source, train: int, packets: int, per_second: float, size: int
) -> Steps[None]:
    """Send a train to an address that has been proven. Raises OSError."""
    filling = _NOISE[: size - TRAIN_BYTES]

    def send(number: int) -> None:
        car = car_head(session.token, train, number, time.perf_counter_ns()) + filling
        send_from(connection, car, source.address, source.here)

    yield from paced(send, packets, per_second)
