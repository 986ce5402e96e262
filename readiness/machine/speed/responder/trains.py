"""Trains as they are ordered: paced UDP packets to a client, or from one, on top of an open session.

The order comes over TCP, so a train's end never depends on a packet that a full queue drops.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from readiness.machine.speed.net.reactor import READ, Steps, Wait
from readiness.machine.speed.net.transport import Wire
from readiness.machine.speed.responder.datagrams import TRAIN_BYTES
from readiness.machine.speed.responder.requests import Refused
from readiness.machine.speed.responder.server_state import ServerState
from readiness.machine.speed.responder.sessions import Arrivals, Session, Source
from readiness.machine.speed.responder.udp import sent_train

LARGEST_DATAGRAM: Final = 1_472
_MOST_PACKETS: Final = 1_000_000
_LOOK_SECONDS: Final = 0.01
_NEVER_CAME: Final = 2.0  # seconds after the order without any packet
_SILENCE_SECONDS: Final = 0.06  # without a packet, when all should have been sent: the rest is lost
_SILENCE_PACKETS: Final = 5


@dataclass(frozen=True, slots=True)
class Order:
    """A train: its number, how many packets of how many bytes, how many a second, and which way."""

    down: bool
    train: int
    packets: int
    per_second: float
    size: int
    cookie: bytes

    @property
    def bytes(self) -> int:
        """How much it moves."""
        return self.packets * self.size

    @property
    def seconds(self) -> float:
        """How long its sending takes."""
        return self.packets / self.per_second

    @property
    def mbit_per_second(self) -> float:
        """Its rate, without IP's and UDP's heads."""
        return self.size * self.per_second * 8e-6


def parse_order(query: Mapping[str, str]) -> Order:
    """Read an order from an address's query. Raises Refused for one that is not plausible."""
    try:
        order = Order(
            {"down": True, "up": False}[query["way"]],
            int(query["train"]),
            int(query["packets"]),
            float(query["per_second"]),
            int(query["size"]),
            bytes.fromhex(query.get("cookie", "")),
        )
    except (KeyError, ValueError, OverflowError) as error:
        raise Refused(400) from error
    plausible = 0 <= order.train <= 255 and 1 <= order.packets <= _MOST_PACKETS  # noqa: PLR2004 - one byte has it
    fits = TRAIN_BYTES <= order.size <= LARGEST_DATAGRAM
    if not plausible or not fits or not (math.isfinite(order.per_second) and order.per_second >= 1):
        raise Refused(400)
    return order


def carried_out(order: Order, session: Session, house: ServerState, wire: Wire) -> Steps[bytes]:
    """Carry an order out and return what is to be answered, as JSON.

    Raises:
        Refused: more than a client, or all of them, may have; or nobody has proven the address.
        OSError: the client has hung up.
    """
    if order.seconds > house.limits.train_seconds or not session.may_move(order.bytes):
        raise Refused(403)
    allowance = house.downwards if order.down else house.upwards
    with allowance.reserved(order.mbit_per_second) as room:
        if not room:
            raise Refused(503)
        if order.down:
            return (yield from _send(order, session, house, wire))
        return (yield from _receive(order, session, wire))


def _send(order: Order, session: Session, house: ServerState, wire: Wire) -> Steps[bytes]:
    source = session.proven(order.cookie)
    if source is None:
        raise Refused(409)
    task = house.reactor.spawn(_sending(order, session, source, house))
    try:
        while not task.done:
            yield from _listen(wire)
    finally:
        house.reactor.drop(task)
    task.result()
    return json.dumps({"sent": order.packets}).encode()


def _sending(order: Order, session: Session, source: Source, house: ServerState) -> Steps[None]:
    size = order.size
    return sent_train(house.udp, session, source, order.train, order.packets, order.per_second, size)


def _receive(order: Order, session: Session, wire: Wire) -> Steps[bytes]:
    began = time.monotonic()
    while not _over(order, session.arrivals, time.monotonic(), began):
        yield from _listen(wire)
    arrivals = session.arrivals
    if arrivals.train != order.train:
        arrivals = Arrivals(order.train)
    return json.dumps({"received": arrivals.count, "points": arrivals.told()}).encode()


def _over(order: Order, arrivals: Arrivals, now: float, began: float) -> bool:
    """Whether a train has come in, as far as it will."""
    if arrivals.train != order.train:
        return now - began > _NEVER_CAME + order.seconds
    if arrivals.count >= order.packets:
        return True
    silence = max(_SILENCE_SECONDS, _SILENCE_PACKETS / order.per_second)
    lasted = (arrivals.latest[2] - arrivals.points[0][2]) / 1e9
    all_sent = arrivals.at - lasted + order.seconds
    return now > max(all_sent, arrivals.at) + silence


def _listen(wire: Wire) -> Steps[None]:
    """Wait a little. Raises ConnectionResetError when the client hangs up, or speaks out of turn."""
    try:
        yield Wait(time.monotonic() + _LOOK_SECONDS, wire.connection, READ)
    except TimeoutError:
        return
    raise ConnectionResetError("hung up in the middle of a train")
