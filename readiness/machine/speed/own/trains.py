"""Answers a question about a rate with trains of UDP packets, to a server of our own kind or from one."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from readiness.analysis.line import trains as analysis
from readiness.analysis.line.speed_test import DOWNLOAD, SpeedQuestion, Verdict
from readiness.analysis.line.trains import PACE, Delivery, Point, delivery, packets_for
from readiness.domain.message import message
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.pacing import paced, taken, time_arrivals
from readiness.machine.speed.net.reactor import READ, Steps, Task, Wait
from readiness.machine.speed.own.session import Session
from readiness.machine.speed.responder import capabilities, datagrams
from readiness.machine.speed.servers.server import Answer, told_apart

_SECONDS: Final = (0.3, 0.9)
"""How long one train after another is, as long as the question is open."""

_TRIES: Final = 3
_TRY_SECONDS: Final = 0.25
_AT_ONCE: Final = 128
_SILENCE_SECONDS: Final = 0.05
_SILENCE_PACKETS: Final = 5
_AFTER_THE_LAST: Final = 0.3  # seconds for what is under way when the server says that all is sent
_MAY_TAKE: Final = 1.0  # seconds on top of a train's own for its order to be answered
_NOISE: Final = os.urandom(2_048)


@dataclass(frozen=True, slots=True)
class _Train:
    """One train to be sent."""

    number: int
    packets: int
    per_second: float
    down: bool

    @property
    def seconds(self) -> float:
        return self.packets / self.per_second


class UdpTrains:
    """A server that sends, and takes, UDP packets at a given pace."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._number = 0

    def decide(self, question: SpeedQuestion, megabytes: float) -> Steps[Answer]:
        """Answer a question about a rate, moving at most so much.

        Trains get longer while the answer is open.

        Raises:
            Unavailable: the server does not send so fast, UDP does not get through, or the connection broke.
        """
        rate = question.limit * 1e6 / 8 / self.session.segment
        if PACE * question.limit > self.session.able.mbit_per_second:
            raise faults.server_too_slow(self.session.name, self.session.able.mbit_per_second)
        moved, answer = 0.0, None
        for seconds in _SECONDS:
            train = self._train(PACE * rate, seconds, down=question.fact == DOWNLOAD)
            cost = train.packets * self.session.datagram / 1e6
            if moved + cost > megabytes or train.seconds > self.session.able.train_seconds:
                break
            seen = yield from self._run(train)
            moved += cost
            answer = self._answer(question, rate, seen, moved)
            if answer.verdict is not Verdict.UNSURE or not _worth_more(answer, question):
                return answer
        if answer is None:
            raise faults.budget_used_up(megabytes)
        return answer

    def _train(self, per_second: float, seconds: float, *, down: bool) -> _Train:
        self._number = (self._number + 1) % 256
        return _Train(self._number, packets_for(per_second, seconds), per_second, down)

    def _answer(self, question: SpeedQuestion, rate: float, seen: Delivery | None, moved: float) -> Answer:
        method = message("method.train", server=self.session.name)
        if seen is None:
            return Answer(Verdict.UNSURE, 0.5, 0.0, 0.0, full=False, megabytes=moved, method=method)
        reaches = analysis.reaches(seen, rate)
        verdicts = {None: Verdict.UNSURE, question.relation.wants_more: Verdict.PASS}
        to_mbit = self.session.segment * 8e-6
        return Answer(
            verdicts.get(reaches, Verdict.FAIL),
            analysis.confidence(seen, rate),
            seen.packets_per_second * to_mbit,
            seen.half_width * to_mbit,
            full=seen.full,
            megabytes=moved,
            method=method,
        )

    # ---------------------------------------------------------------- one train

    def _run(self, train: _Train) -> Steps[Delivery | None]:
        """Send or take a train and tell how it arrived. Raises Unavailable."""
        family, address = self.session.udp
        with told_apart(self.session.name), socket.socket(family, socket.SOCK_DGRAM) as connection:
            time_arrivals(connection)
            connection.setblocking(False)  # noqa: FBT003 - the library's signature
            connection.connect(address)
            points = yield from (self._down(train, connection) if train.down else self._up(train, connection))
        if not points:
            raise faults.no_udp(self.session.name)
        return delivery(points)

    def _order(self, train: _Train, cookie: bytes = b"") -> Task[Mapping[str, Any]]:
        return self.session.ask(
            capabilities.TRAIN,
            train.seconds + _MAY_TAKE,
            way="down" if train.down else "up",
            train=train.number,
            packets=train.packets,
            per_second=round(train.per_second, 3),
            size=self.session.datagram,
            cookie=cookie.hex(),
        )

    def _up(self, train: _Train, connection: socket.socket) -> Steps[list[Point]]:
        order = self._order(train)
        token, filling = self.session.token, _NOISE[: self.session.datagram - datagrams.TRAIN_BYTES]

        def send(number: int) -> None:
            connection.send(datagrams.car_head(token, train.number, number, time.perf_counter_ns()) + filling)

        try:
            yield from paced(send, train.packets, train.per_second)
            while not order.done:
                yield Wait(time.monotonic() + 0.002)
            return _points(order.result(), self.session.name)
        finally:
            self.session.reactor.drop(order)

    def _down(self, train: _Train, connection: socket.socket) -> Steps[list[Point]]:
        cookie = yield from self._cookie(connection)
        order = self._order(train, cookie)
        points: list[Point] = []
        latest = time.monotonic()
        planned = latest + train.seconds + _MAY_TAKE
        silence = max(_SILENCE_SECONDS, _SILENCE_PACKETS / train.per_second)
        while len(points) < train.packets and time.monotonic() < max(planned, latest + silence):
            if order.done:
                order.result()
                planned = min(planned, time.monotonic() + _AFTER_THE_LAST)
            try:
                yield Wait(time.monotonic() + 0.01, connection, READ)
            except TimeoutError:
                continue
            if not points:
                planned = time.monotonic() + train.seconds
            self._take(train, connection, points)
            latest = time.monotonic()
        return points

    def _take(self, train: _Train, connection: socket.socket, points: list[Point]) -> None:
        """Take what has come of a train."""
        try:
            for _ in range(_AT_ONCE):
                datagram = taken(connection)
                car = datagrams.parse_car(datagram.data)
                if car and car.train == train.number and car.token == self.session.token:
                    points.append(Point(len(points) + 1, car.sent / 1e9, datagram.came / 1e9))
        except BlockingIOError:
            return

    def _cookie(self, connection: socket.socket) -> Steps[bytes]:
        """Show the server our address, and return what it sends there. Raises Unavailable when it sends nothing."""
        for number in range(_TRIES):
            connection.send(datagrams.probe(self.session.token, number))
            end = time.monotonic() + max(_TRY_SECONDS, 3 * self.session.round_trip)
            try:
                while True:
                    yield Wait(end, connection, READ)
                    reply = datagrams.parse_reply(taken(connection).data)
                    if reply and reply.token == self.session.token:
                        return reply.cookie
            except (TimeoutError, BlockingIOError):
                continue
        raise faults.no_udp(self.session.name)


def _worth_more(answer: Answer, question: SpeedQuestion) -> bool:
    """Whether a longer train could tell more: not where packets were lost without a queue, however many."""
    return abs(answer.mbit_per_second - question.limit) <= answer.half_width or not answer.mbit_per_second


def _points(document: Mapping[str, Any], server: str) -> list[Point]:
    """Read how a train came in, as the server tells it. Raises Unavailable for nonsense."""
    try:
        return [Point(int(nth), sent / 1e6, came / 1e6) for nth, sent, came in document["points"]]
    except (KeyError, ValueError, TypeError) as error:
        raise faults.no_speed_server(server) from error
