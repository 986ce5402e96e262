"""Sessions: what each may have, and how much room a train takes."""

from __future__ import annotations

import pytest

from readiness.machine.speed.responder.datagrams import Car
from readiness.machine.speed.responder.limits import Limits
from readiness.machine.speed.responder.sessions import Arrivals, Session, Sessions


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_no_more_sessions_than_there_is_room_for() -> None:
    sessions = Sessions(Limits(sessions=1))
    with sessions.opened() as first:
        assert first is not None
        assert sessions.get(first.token) is first
        assert sessions.named(first.token.hex()) is first
        with sessions.opened() as second:
            assert second is None
        assert len(sessions) == 1
    assert len(sessions) == 0
    assert sessions.get(first.token) is None


@pytest.mark.parametrize("name", [None, "", "xyz", "00", "0011223344556677"])
def test_a_name_that_is_no_sessions_is_nobody(name: str | None) -> None:
    assert Sessions(Limits()).named(name) is None


def test_every_address_has_a_cookie_of_its_own() -> None:
    session = Session(Limits())
    one, other = session.source(("192.0.2.1", 1)), session.source(("192.0.2.1", 2))
    assert one is not None
    assert other is not None
    assert one.cookie != other.cookie
    assert session.source(("192.0.2.1", 1)) is one
    assert session.proven(one.cookie) is one
    assert session.proven(other.cookie) is other
    assert session.proven(b"") is None
    assert session.proven(bytes(8)) is None


def test_addresses_beyond_a_few_are_not_answered() -> None:
    session = Session(Limits())
    found = [session.source(("192.0.2.1", port)) for port in range(20)]
    assert sum(one is not None for one in found) == 8
    assert session.source(("192.0.2.1", 0)) is found[0]


def test_probes_beyond_a_rate_are_not_answered() -> None:
    clock = Clock()
    session = Session(Limits(probes_per_second=100), clock)
    answered = sum(session.source("here") is not None for _ in range(500))
    assert answered == 100
    clock.now += 1.0
    assert session.source("here") is not None


def test_trains_use_up_what_a_session_may_move() -> None:
    session = Session(Limits(megabytes=1))
    assert session.may_move(900_000)
    assert not session.may_move(200_000)
    assert session.may_move(100_000)


@pytest.mark.parametrize("packets", [1, 2, 799, 800, 801, 5_000, 100_000])
def test_a_train_takes_little_room_however_long_it_is(packets: int) -> None:
    arrivals = Arrivals(1)
    for number in range(packets):
        arrivals.add(number * 1_000, 5_000_000 + number * 2_000, float(number))
    told = arrivals.told()
    assert arrivals.count == packets
    assert len(told) <= 800
    assert len(told) >= min(packets, 400)
    assert told[0] == (1, 0, 0)
    assert told[-1] == (packets, packets - 1, 2 * (packets - 1))
    assert all(sent == nth - 1 and came == 2 * (nth - 1) for nth, sent, came in told)


def test_a_new_train_makes_the_old_one_forgotten() -> None:
    session = Session(Limits())
    session.arrived(Car(session.token, 1, 0, 10), 20)
    session.arrived(Car(session.token, 2, 0, 10), 20)
    assert (session.arrivals.train, session.arrivals.count) == (2, 1)
    assert Arrivals(3).told() == []
