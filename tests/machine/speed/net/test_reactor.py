"""Tasks, waits and ends."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from readiness.domain.facts import Reason, Unavailable
from readiness.machine.speed.net.reactor import READ, WRITE, Reactor, Steps, Stopped, Task, Wait, pause


@pytest.fixture
def reactor() -> Iterator[Reactor]:
    with Reactor(threading.Event()) as reactor:
        yield reactor


@contextlib.contextmanager
def sockets() -> Iterator[tuple[socket.socket, socket.socket]]:
    near, far = socket.socketpair()
    with near, far:
        yield near, far


def reading(connection: socket.socket, seconds: float | None = None) -> Steps[bytes]:
    yield Wait(None if seconds is None else time.monotonic() + seconds, connection, READ)
    return connection.recv(100)


def test_a_task_goes_on_when_its_socket_is_ready(reactor: Reactor) -> None:
    with sockets() as (near, far):
        task = reactor.spawn(reading(near))
        reactor.step(0.01)
        assert not task.done
        far.send(b"hello")
        assert reactor.finish(task) == b"hello"


def test_a_moment_that_passes_is_a_timeout(reactor: Reactor) -> None:
    with sockets() as (near, _), pytest.raises(TimeoutError):
        reactor.finish(reactor.spawn(reading(near, 0.05)))


def test_a_pause_lasts_as_long_as_it_says(reactor: Reactor) -> None:
    start = time.monotonic()
    reactor.pause(0.12)
    assert 0.12 <= time.monotonic() - start < 5


def test_one_task_may_change_what_it_waits_for_and_where(reactor: Reactor) -> None:
    def steps(one: socket.socket, other: socket.socket) -> Steps[list[bytes]]:
        yield Wait(None, one, WRITE)
        one.send(b"first")
        yield Wait(None, one, READ)
        heard = [one.recv(10)]
        yield Wait(None, other, READ)
        yield from pause(0.01)
        yield Wait(None, other, READ)
        return [*heard, other.recv(10)]

    with sockets() as (near, far), sockets() as (second, second_far):
        task = reactor.spawn(steps(near, second))
        reactor.step(0.05)
        assert far.recv(10) == b"first"
        far.send(b"a")
        second_far.send(b"b")
        assert reactor.finish(task) == [b"a", b"b"]


def test_a_socket_may_be_closed_and_its_number_used_again(reactor: Reactor) -> None:
    def steps() -> Steps[int]:
        for _ in range(5):
            near, far = socket.socketpair()
            far.send(b"x")
            yield Wait(None, near, READ)
            near.close()
            far.close()
        return 5

    assert reactor.finish(reactor.spawn(steps())) == 5


def test_a_task_may_close_its_socket_and_start_others_with_the_same_number(reactor: Reactor) -> None:
    def parent() -> Steps[bytes]:
        near, far = socket.socketpair()
        with near, far:
            far.send(b"x")
            yield Wait(None, near, READ)
        with sockets() as (second, second_far):
            child = reactor.spawn(reading(second))
            second_far.send(b"y")
            while not child.done:
                yield from pause(0.001)
            return child.result()

    assert reactor.finish(reactor.spawn(parent())) == b"y"


def test_what_a_task_raises_is_raised_to_whoever_asks(reactor: Reactor) -> None:
    def refusing() -> Steps[None]:
        yield from pause(0)
        raise Unavailable(Reason.DENIED)

    with pytest.raises(Unavailable):
        reactor.finish(reactor.spawn(refusing()))


def test_a_mistake_of_ours_is_not_hidden_in_a_task(reactor: Reactor) -> None:
    def mistaken() -> Steps[None]:
        yield from pause(0)
        raise ZeroDivisionError

    task = reactor.spawn(mistaken())
    with pytest.raises(ZeroDivisionError):
        reactor.finish(task)


def test_stopping_ends_every_task_and_lets_it_put_its_things_away() -> None:
    cancel, tidied = threading.Event(), []

    def waiting(connection: socket.socket) -> Steps[None]:
        try:
            yield Wait(None, connection, READ)
        finally:
            tidied.append(connection)

    with sockets() as (near, far):
        with Reactor(cancel) as reactor:
            tasks: list[Task[None]] = [reactor.spawn(waiting(near)), reactor.spawn(waiting(far))]
            cancel.set()
            with pytest.raises(Stopped):
                reactor.step(1.0)
        assert tidied == [near, far]
        assert all(isinstance(task.error, Stopped) for task in tasks)


def test_a_dropped_task_is_gone_and_may_be_dropped_again(reactor: Reactor) -> None:
    with sockets() as (near, far):
        task = reactor.spawn(reading(near))
        reactor.drop(task)
        reactor.drop(task)
        far.send(b"x")
        reactor.step(0.01)
        assert task.done


def test_a_task_ended_by_another_that_was_ready_at_the_same_moment_does_not_go_on(reactor: Reactor) -> None:
    with sockets() as (one, far_one), sockets() as (other, far_other):
        tasks: list[Task[None]] = []

        def steps(connection: socket.socket, rival: int) -> Steps[None]:
            yield Wait(None, connection, READ)
            reactor.drop(tasks[rival])

        tasks += [reactor.spawn(steps(one, 1)), reactor.spawn(steps(other, 0))]
        for far in (far_one, far_other):
            far.send(b"x")
        reactor.step(0.05)
        assert sorted(type(task.error).__name__ for task in tasks) == ["NoneType", "Stopped"]
        assert all(task.done for task in tasks)
