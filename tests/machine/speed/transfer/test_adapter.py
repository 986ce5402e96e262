"""What an adapter counts is believed only when it moves finely and agrees with what the sockets say."""

from __future__ import annotations

import socket

import psutil
import pytest

from readiness.analysis.line.throughput import Sample
from readiness.machine.speed.transfer.adapter import PAYLOAD_SHARE, Adapter, adapter_to, moved

TICK = 0.01
STEADY = [(i * TICK, 1e6 + i * 31_250.0) for i in range(100)]  # 25 Mbit/s
LURCHING = [(i * TICK, 1e6 + (i // 10) * 312_500.0) for i in range(100)]
HICCUP = [*STEADY[:50], *((time + 0.1, count) for time, count in STEADY[50:])]
TOTAL = STEADY[-1][1] - STEADY[0][1]


@pytest.mark.parametrize(
    ("samples", "own", "trusted"),
    [
        (STEADY, PAYLOAD_SHARE * TOTAL, True),
        (STEADY, 0.75 * PAYLOAD_SHARE * TOTAL, True),  # an ordered stream lags behind
        (STEADY, 0.5 * PAYLOAD_SHARE * TOTAL, False),  # half of it was not ours
        (STEADY, 1.1 * PAYLOAD_SHARE * TOTAL, False),  # it misses something
        (STEADY, None, True),
        (LURCHING, PAYLOAD_SHARE * TOTAL, False),
        (HICCUP, PAYLOAD_SHARE * TOTAL, True),
        ([(0.0, 5.0)] * 2, 0.0, False),
        (STEADY[:1], 0.0, False),
        ([], 0.0, False),
    ],
    ids=["agrees", "lags", "half", "misses", "only one", "lurches", "one gap", "stands still", "one look", "no look"],
)
def test_a_counter_is_believed_when_it_is_fine_and_agrees(
    samples: list[Sample],
    own: float | None,
    trusted: bool,  # noqa: FBT001
) -> None:
    payload = Adapter("wan0", incoming=True, samples=list(samples)).payload(own)
    assert (payload is not None) is trusted
    if payload:
        assert payload[0][1] == 0.0
        assert payload[-1][1] == pytest.approx(PAYLOAD_SHARE * TOTAL)


def test_what_moved_between_two_moments() -> None:
    assert moved(STEADY, 0.2, 0.7) == pytest.approx(50 * 31_250)
    assert moved(STEADY, 0.5, 9.0) == pytest.approx(49 * 31_250)
    assert moved(STEADY, 5.0, 9.0) == 0.0
    assert moved([], 0.0, 1.0) == 0.0


def test_an_adapter_that_is_gone_stands_still() -> None:
    adapter = Adapter("no such adapter", incoming=False)
    adapter.look(1.0)
    assert adapter.samples == []


def test_both_ways_of_an_adapter_are_read() -> None:
    name = next(iter(psutil.net_io_counters(pernic=True)))
    for incoming in (True, False):
        adapter = Adapter(name, incoming=incoming)
        adapter.look(0.0)
        assert adapter.samples[0][1] >= 0.0


def test_this_computer_itself_is_behind_no_adapter() -> None:
    assert adapter_to((socket.AF_INET, ("127.0.0.1", 80))) is None


def test_no_route_is_no_adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "socket", nowhere)
    assert adapter_to((socket.AF_INET, ("192.0.2.1", 80))) is None
