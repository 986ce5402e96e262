"""The outbox: nothing is lost, nothing is sent twice, whatever the disk, the clock or a kill does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.domain.delivery import LONGEST_SECONDS, DeliveryMethod, Letter, Post, Result, State
from readiness.domain.message import message
from readiness.store.outbox import FILE, LEASE_SECONDS, Outbox, OutboxUnavailableError
from readiness.store.sender import send_due

LETTER = Letter("r-1", DeliveryMethod.HTTPS, "https://in.example/reports", "Voice agent", b'{"a": 1}')
AGAIN = Result(State.WAITING, message("sending.error.busy", host="in.example", status=503))
STORED = Result(State.STORED, place="https://in.example/reports/r-1")


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outbox(tmp_path: Path, clock: Clock) -> Iterator[Outbox]:
    with Outbox(tmp_path, clock=clock, chance=lambda: 1.0) as made:
        yield made


def taken(outbox: Outbox) -> Post:
    post = outbox.take()
    assert post
    return post


def state(outbox: Outbox) -> State:
    [post] = outbox.posts()
    return post.state


def test_a_letter_is_queued_once_for_each_place(outbox: Outbox) -> None:
    first = outbox.add(LETTER)
    assert outbox.add(LETTER) == first
    outbox.add(replace(LETTER, address="https://other.example/"))
    assert [post.letter.address for post in outbox.posts()] == ["https://other.example/", LETTER.address]
    assert outbox.post(first.number) == first
    assert outbox.post(99) is None


def test_what_was_sent_is_never_due_again(outbox: Outbox, clock: Clock) -> None:
    outbox.add(LETTER)
    assert outbox.settle(taken(outbox), STORED) is State.STORED
    clock.now += 1e6
    assert (outbox.take(), outbox.wait_seconds()) == (None, None)
    [post] = outbox.posts()
    assert (post.place, post.tries, post.letter, post.settled is not None) == (STORED.place, 1, LETTER, True)


def test_a_failed_try_waits_longer_each_time_across_restarts(tmp_path: Path, clock: Clock) -> None:
    waits = []
    for _ in range(13):
        with Outbox(tmp_path, clock=clock, chance=lambda: 1.0) as outbox:
            outbox.add(LETTER)
            outbox.settle(taken(outbox), AGAIN)
            assert outbox.take() is None
            waits.append(outbox.wait_seconds() or 0)
            assert outbox.posts()[0].error == AGAIN.error
        clock.now += waits[-1]
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == LONGEST_SECONDS


def test_a_server_may_ask_for_more_time(outbox: Outbox) -> None:
    outbox.add(LETTER)
    outbox.settle(taken(outbox), replace(AGAIN, after=600))
    assert outbox.wait_seconds() == 600


def test_after_14_days_of_trying_the_person_is_told(outbox: Outbox, clock: Clock) -> None:
    outbox.add(LETTER)
    tries = 0
    while state(outbox) is State.WAITING:
        outbox.settle(taken(outbox), AGAIN)
        clock.now += LONGEST_SECONDS
        tries += 1
    assert (state(outbox), tries) == (State.GIVEN_UP, 14 * 24 + 1)
    assert outbox.try_again(1)
    assert state(outbox) is State.WAITING
    outbox.settle(taken(outbox), STORED)
    assert not outbox.try_again(1)


def test_no_jump_of_the_clock_gives_up_or_holds_up(outbox: Outbox, clock: Clock) -> None:
    outbox.add(LETTER)
    for jump in (3e7, -6e7, 3e7):
        outbox.settle(taken(outbox), AGAIN)
        clock.now += jump
    assert (state(outbox), outbox.wait_seconds()) == (State.WAITING, 0)


def test_a_dead_programs_lease_runs_out(tmp_path: Path, outbox: Outbox, clock: Clock) -> None:
    outbox.add(LETTER)
    first = taken(outbox)
    with Outbox(tmp_path, clock=clock) as other:
        assert other.take() is None
        assert other.wait_seconds() == LEASE_SECONDS
        assert other.posts()[0].being_sent
        clock.now += LEASE_SECONDS
        second = taken(other)
        # The first was not dead after all: what it says no longer counts, the server keeps one copy.
        assert outbox.settle(first, AGAIN) is State.WAITING
        assert other.settle(second, STORED) is State.STORED
    assert state(outbox) is State.STORED


def test_a_clock_set_back_frees_a_lease_of_the_future(outbox: Outbox, clock: Clock) -> None:
    outbox.add(LETTER)
    taken(outbox)
    clock.now -= 1e7
    assert outbox.take() is not None


def test_the_person_can_cancel_and_delete(outbox: Outbox) -> None:
    outbox.add(LETTER)
    assert outbox.cancel(1)
    assert not outbox.cancel(1)
    assert (state(outbox), outbox.take()) == (State.CANCELLED, None)
    assert outbox.delete(1)
    assert not outbox.delete(1)
    assert outbox.posts() == ()


def test_what_arrives_while_it_is_cancelled_has_arrived(outbox: Outbox) -> None:
    outbox.add(LETTER)
    post = taken(outbox)
    assert not outbox.delete(1), "it is being sent"
    assert outbox.cancel(1)
    assert outbox.settle(post, STORED) is State.STORED
    assert state(outbox) is State.STORED


def test_what_fails_while_it_is_cancelled_stays_cancelled(outbox: Outbox) -> None:
    outbox.add(LETTER)
    post = taken(outbox)
    outbox.cancel(1)
    assert outbox.settle(post, AGAIN) is State.CANCELLED


def test_nothing_of_a_deleted_letter_is_left_in_the_files(tmp_path: Path, outbox: Outbox) -> None:
    outbox.add(replace(LETTER, body=b"nobody may find this again" * 500))
    outbox.settle(taken(outbox), STORED)
    assert outbox.delete(1)
    assert not any(b"may find this" in path.read_bytes() for path in tmp_path.iterdir())


def test_a_full_disk_is_said_and_nothing_is_half_done(outbox: Outbox) -> None:
    outbox.add(LETTER)
    pages = outbox._database.execute("PRAGMA page_count").fetchone()[0]
    outbox._database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(OutboxUnavailableError):
        outbox.add(replace(LETTER, key="r-2", body=b"x" * 100_000))
    assert [post.letter for post in outbox.posts()] == [LETTER]
    outbox._database.execute("PRAGMA max_page_count = 1000000")
    outbox.add(replace(LETTER, key="r-2"))
    assert outbox.settle(taken(outbox), STORED) is State.STORED


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutboxUnavailableError):
        Outbox(tmp_path / "nowhere")
    Outbox(tmp_path).close()
    database = sqlite3.connect(tmp_path / FILE)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(OutboxUnavailableError):
        Outbox(tmp_path)


def test_a_damaged_file_is_set_aside_and_what_can_be_read_goes_on(tmp_path: Path, clock: Clock) -> None:
    with Outbox(tmp_path, clock=clock) as outbox:
        for number in range(40):
            outbox.add(replace(LETTER, key=f"r-{number}", body=b"x" * 3_000))
    path = tmp_path / FILE
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 9_000] = b"\xa5" * 9_000
    path.write_bytes(bytes(data))
    with Outbox(tmp_path, clock=clock) as outbox:
        assert outbox.mishap
        assert outbox.mishap.read_bytes() == bytes(data)
        left = outbox.posts()
        assert 30 < len(left) < 40
        assert {post.letter.body for post in left} == {b"x" * 3_000}
        assert taken(outbox).letter == left[-1].letter


def test_a_file_that_is_no_outbox_at_all_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database at all" * 100)
    with Outbox(tmp_path) as outbox:
        assert outbox.posts() == ()
        assert outbox.mishap


def test_everything_due_is_tried_and_told(outbox: Outbox) -> None:
    class Carrier:
        def carry(self, _way: DeliveryMethod, address: str, key: str, body: bytes) -> Result:
            assert body == LETTER.body
            return replace(STORED, place=f"{address}/{key}") if key == "r-1" else AGAIN

    outbox.add(LETTER)
    outbox.add(replace(LETTER, key="r-2"))
    heard: list[tuple[str, State]] = []
    assert send_due(outbox, Carrier(), lambda post, result: heard.append((post.letter.key, result.state))) == 2
    assert heard == [("r-1", State.STORED), ("r-2", State.WAITING)]
