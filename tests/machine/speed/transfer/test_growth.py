"""How many flows: more while nothing shows that the line is full, and no judgement from a pace that is held."""

from __future__ import annotations

import math
import time
from typing import cast

import pytest

from readiness.analysis.line.sequential import Fullness
from readiness.analysis.line.throughput import Sample
from readiness.machine.speed.transfer.growth import MOST_FLOWS, Growth
from readiness.machine.speed.transfer.pace import Pace
from readiness.machine.speed.transfer.transfer import Transfer

TICK = 0.01
ROUND_TRIP = 0.02


class Flows:
    """A transfer that only notes what is asked of it; with a second server it begins with two flows of each."""

    def __init__(self, most: float = math.inf, *, second: bool = False, sends: bool = False) -> None:
        self.number, self.most = 0, most
        self.second = second or None
        self.sends, self.paced = sends, False
        self.released = self.joined = False
        self.share = 0.5  # of the second server, once it takes part
        self.has_lost_one = False

    def start(self) -> int:
        self.joined = bool(self.second) and self.is_shared
        return self.add(4)

    @property
    def is_shared(self) -> bool:
        return self.sends or not self.paced

    @property
    def has_windows(self) -> bool:
        return self.paced and not self.sends

    def join(self) -> int:
        self.joined = True
        return self.add(4)

    def add(self, number: int) -> int:
        added = int(min(number, self.most - self.number))
        self.number += added
        return added

    def support(self) -> int:
        self.share = min(1.5 * self.share, 0.5)
        return self.add(2)

    def release(self) -> None:
        self.released = True

    def shares(self, seconds: float) -> list[float]:
        assert seconds > 0
        return [1 - self.share, self.share] if self.joined else [1.0, 0.0]


def grown(
    rates: dict[int, float],
    loaded: list[float],
    wanted: float = math.inf,
    seconds: float = 2.0,
    flows: Flows | None = None,
) -> tuple[Growth, Flows]:
    """Let flows grow on a line that gives so many of them so many Mbit/s, by the most flows for each rate."""
    flows = flows or Flows()
    flows.paced = math.isfinite(wanted)
    growth = Growth(cast("Transfer", flows), [ROUND_TRIP] * 8, ROUND_TRIP, wanted)
    samples: list[Sample] = [(0.0, 0.0)]
    for i in range(round(seconds / TICK)):
        rate = next(rate for most, rate in rates.items() if flows.number <= most)
        samples.append(((i + 1) * TICK, samples[-1][1] + rate * 1e6 / 8 * TICK))
        growth.consider(samples, loaded)
    return growth, flows


@pytest.mark.parametrize(
    ("rates", "loaded", "flows", "fullness"),
    [
        ({64: 25.0}, [0.08] * 8, 4, Fullness.QUEUE),
        ({64: 25.0}, [0.02] * 8, 8, Fullness.FLOWS),
        ({4: 10.0, 64: 20.0}, [0.02] * 8, 16, Fullness.FLOWS),
        ({4: 10.0, 8: 20.0, 64: 40.0}, [0.02] * 8, MOST_FLOWS, Fullness.FLOWS),
    ],
    ids=["a queue", "no more with more", "more with more", "the most"],
)
def test_flows_are_added_until_something_shows_that_the_line_is_full(
    rates: dict[int, float], loaded: list[float], flows: int, fullness: Fullness
) -> None:
    growth, made = grown(rates, loaded)
    assert (made.number, growth.flows) == (flows, flows)
    assert growth.fullness is growth.evidence is fullness
    assert not growth.in_vain


def test_what_too_few_flows_did_counts_no_more() -> None:
    growth, _ = grown({4: 10.0, 64: 20.0}, [0.02] * 8)
    assert growth.since >= 0.1
    growth, _ = grown({64: 20.0}, [0.02] * 8)
    assert growth.since == 0.0


def test_a_pace_that_is_held_says_nothing_of_the_line() -> None:
    growth, flows = grown({64: 30.0}, [0.08] * 8, wanted=27.6)
    assert (flows.number, flows.released) == (4, False)
    assert growth.fullness is Fullness.NONE
    assert 0 < growth.since < 0.2  # windows full at once are no pace


@pytest.mark.parametrize(("then", "counts_from"), [(22.0, 0.05), (26.0, 0.15)], ids=["no more", "more"])
def test_a_pace_that_is_missed_is_let_go_of(then: float, counts_from: float) -> None:
    growth, flows = grown({4: 22.0, 64: then}, [0.08] * 8, wanted=27.6)
    assert (flows.number, flows.released) == (8, True)
    assert growth.fullness is Fullness.QUEUE
    # What was before counts where the line was full already: more flows brought no more.
    assert growth.since == pytest.approx(counts_from, abs=0.02)


def test_what_is_sent_at_a_pace_a_full_line_takes_was_the_lines_own_rate() -> None:
    growth, flows = grown({64: 22.0}, [0.08] * 8, wanted=27.6, flows=Flows(second=True, sends=True))
    assert (flows.number, flows.released, flows.joined) == (4, True, True)  # no windows hold it back
    assert growth.fullness is Fullness.QUEUE
    assert growth.since == pytest.approx(0.05, abs=0.02)
    growth, _ = grown({64: 22.0}, [0.02] * 8, wanted=27.6, flows=Flows(sends=True))
    assert growth.since == pytest.approx(0.05, abs=0.02)  # neither brought more flows more


def test_on_a_slow_line_a_pace_is_not_missed_by_two_packets() -> None:
    samples: list[Sample] = [(0.0, 0.0)]
    flows = Flows(sends=True)
    flows.paced = True
    growth = Growth(cast("Transfer", flows), [ROUND_TRIP] * 8, 0.04, 0.88)
    for i in range(200):  # 0.96 Mbit/s, told by twos
        packets = int(0.96e6 / 8 / 1448 * (i + 1) * TICK) // 2 * 2
        samples.append(((i + 1) * TICK, packets * 1448.0))
        growth.consider(samples, [ROUND_TRIP] * 8)
    assert not flows.released


def test_one_hiccup_does_not_let_go_of_a_pace() -> None:
    flows = Flows()
    flows.paced = True
    growth = Growth(cast("Transfer", flows), [ROUND_TRIP] * 8, ROUND_TRIP, 27.6)
    samples: list[Sample] = [(0.0, 0.0)]
    for i in range(100):
        rate = 3.0 if 9 <= i <= 10 else 30.0
        samples.append(((i + 1) * TICK, samples[-1][1] + rate * 1e6 / 8 * TICK))
        growth.consider(samples, [ROUND_TRIP] * 8)
    assert not flows.released


def test_without_more_flows_nothing_shows_what_they_would_bring() -> None:
    growth, flows = grown({64: 30.0}, [ROUND_TRIP] * 8, flows=Flows(most=1))
    assert (flows.number, growth.flows, growth.fullness) == (1, 1, Fullness.NONE)


def test_before_the_first_byte_nothing_is_done() -> None:
    flows = Flows()
    growth = Growth(cast("Transfer", flows), [ROUND_TRIP] * 8, ROUND_TRIP)
    growth.consider([], [])
    assert (growth.flows, growth.fullness) == (4, Fullness.NONE)


# ------------------------------------------------------------------ two servers


@pytest.mark.parametrize("wanted", [math.inf, 27.6])
def test_two_servers_show_a_full_line_once_both_have_their_share(wanted: float) -> None:
    growth, flows = grown({64: 20.0}, [0.08] * 8, wanted, flows=Flows(second=True))
    assert flows.joined
    assert growth.fullness is Fullness.QUEUE
    assert not growth.in_vain


def test_a_second_server_that_carries_next_to_nothing_shows_nothing() -> None:
    flows = Flows(second=True)
    flows.share = 0.05
    growth, _ = grown({64: 2.0}, [0.08] * 8, flows=flows)
    assert growth.evidence is Fullness.QUEUE
    assert growth.fullness is Fullness.NONE
    assert flows.number == 4  # on a slow line more flows would only lose packets
    assert growth.in_vain  # it has had its time


def test_a_second_server_that_gets_little_of_a_fast_line_gets_more_flows() -> None:
    flows = Flows(second=True)
    flows.share = 0.08
    growth, _ = grown({64: 40.0}, [0.08] * 8, flows=flows, seconds=1.0)
    assert growth.fullness is Fullness.QUEUE
    assert flows.number == growth.flows == 8  # twice, and not again


def test_a_second_server_is_not_waited_for_once_it_has_failed() -> None:
    growth, flows = grown({64: 20.0}, [0.08] * 8, seconds=0.5, flows=Flows(second=True))
    flows.share = 0.0
    assert not growth.in_vain
    flows.has_lost_one = True
    assert growth.in_vain


def test_a_pace_that_one_server_holds_asks_no_second_one() -> None:
    growth, flows = grown({64: 30.0}, [0.02] * 8, wanted=27.6, flows=Flows(second=True))
    assert not flows.joined
    assert not growth.in_vain


def test_where_the_first_server_falls_silent_the_second_comes_in() -> None:
    growth, flows = grown({64: 30.0}, [0.02] * 8, wanted=27.6, flows=Flows(second=True))
    growth.rescue()
    assert (flows.joined, flows.released, growth.flows) == (True, True, 8)
    growth.rescue()
    assert growth.flows == 8


# ------------------------------------------------------------------ the pace itself


def test_flows_that_send_take_turns_at_a_pace() -> None:
    pace = Pace(80.0, ROUND_TRIP)
    with pace.in_line() as first, pace.in_line() as second:
        assert pace.is_first(first)
        assert not pace.is_first(second)
    with pace.in_line() as third:
        assert pace.is_first(third)


def test_a_pace_lets_through_what_its_time_is_worth() -> None:
    pace, read = Pace(80.0, ROUND_TRIP), 0
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        if room := pace.may_move():
            pace.took(room)
            read += room
        else:
            time.sleep(max(pace.again() - time.monotonic(), 0.0))
    assert 0.5 * 3e6 <= read <= 1.05 * 3e6  # a busy computer may come late, never early


def test_windows_hold_a_pace_for_a_round_trip_and_never_too_little() -> None:
    assert Pace(80.0, 0.02).window(4) * 4 == pytest.approx(1e7 * 0.03, rel=0.01)
    assert Pace(0.1, 0.02).window(4) == 8 * 1448


def test_a_pace_that_was_let_go_of_holds_nobody_back() -> None:
    pace = Pace(0.1, ROUND_TRIP)
    pace.release()
    assert pace.may_move() > 1 << 20
