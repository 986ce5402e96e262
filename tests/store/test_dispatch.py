"""The thread that sends: there while something waits, woken at once, gone when the program goes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from readiness.domain.delivery import DeliveryMethod, Letter, Result, State
from readiness.store.outbox import FILE, Outbox
from readiness.store.sender import Dispatch


class Carrier:
    """Carries as it is told."""

    def __init__(self, *results: Result) -> None:
        self.results = list(results)
        self.carried = list[str]()

    def carry(self, _way: DeliveryMethod, _address: str, key: str, _body: bytes) -> Result:
        self.carried.append(key)
        return self.results.pop(0) if self.results else Result(State.STORED)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path))
    return tmp_path


def post(key: str) -> None:
    with Outbox() as outbox:
        outbox.add(Letter(key, DeliveryMethod.HTTPS, "https://in.example/", "Voice", b"{}"))


def wait_for(news: threading.Event, happened: Callable[[], bool]) -> None:
    while not happened():
        assert news.wait(20)
        news.clear()


def is_sent(count: int) -> bool:
    return sent() == count


def sent() -> int:
    with Outbox() as outbox:
        return sum(one.state is State.STORED for one in outbox.posts())


def test_it_sends_ends_and_begins_anew() -> None:
    news = threading.Event()
    dispatch = Dispatch(Carrier(), news.set)
    for number in (1, 2):
        post(f"r-{number}")
        dispatch.wake()
        wait_for(news, partial(is_sent, number))
        dispatch.see_out(5)  # nothing waits any more, so there is no thread
    dispatch.close()
    post("r-3")
    dispatch.wake()
    assert sent() == 2


def test_what_is_hurried_is_tried_at_once_and_closing_ends_the_wait() -> None:
    news, carrier = threading.Event(), Carrier(Result(State.WAITING, after=3000))
    dispatch = Dispatch(carrier, news.set)
    post("r-1")
    dispatch.wake()
    wait_for(news, lambda: carrier.carried == ["r-1"])
    with Outbox() as outbox:
        assert outbox.hurry(1)
    dispatch.wake()
    wait_for(news, lambda: sent() == 1)
    carrier.results = [Result(State.WAITING, after=3000)]
    post("r-2")
    dispatch.wake()
    wait_for(news, lambda: "r-2" in carrier.carried)
    dispatch.close()
    dispatch.see_out(5)
    assert not any(thread.name == "dispatch" for thread in threading.enumerate())


def test_an_outbox_that_cannot_be_used_is_told(folder: Path) -> None:
    (folder / FILE).mkdir()
    news = threading.Event()
    dispatch = Dispatch(Carrier(), news.set)
    dispatch.wake()
    assert news.wait(20)
    dispatch.see_out(5)
    dispatch.close()
