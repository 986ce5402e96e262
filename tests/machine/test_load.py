"""The load, counted over a while; this program's own share left out."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.facts import Reason
from readiness.machine.load import SLICES, Count, Load, percent_between, read_count
from tests.machine.trees import answer

SECONDS = st.floats(0, 1e6)


def counting(*counts: Count) -> Load:
    given_: Iterator[Count] = iter(counts)
    return Load(lambda: next(given_), lambda: 4 * 2**30)


def test_the_load_is_what_others_used_and_its_spread_what_it_varied_by() -> None:
    # Of ten seconds each: 1, 3, 2 and 2 busy, of which this program used one in the second.
    load = counting(
        Count(0, 0, 0), Count(10, 1, 0), Count(20, 4, 1), Count(30, 6, 1), Count(40, 8, 1)
    ).processor_percent(0.01, threading.Event())

    assert load.value == pytest.approx(7 / 40 * 100)
    assert load.spread == pytest.approx(5.0)


def test_a_clock_that_stands_still_is_no_idle_processor() -> None:
    still = counting(*[Count(5, 1, 1)] * (SLICES + 1))

    assert answer(lambda: still.processor_percent(0.01, threading.Event())) == Reason.UNSUPPORTED


def test_a_stop_ends_the_watch_at_once() -> None:
    stopped = threading.Event()
    stopped.set()
    begun = time.monotonic()

    assert answer(lambda: Load().processor_percent(60.0, stopped)) == Reason.CANCELLED
    assert time.monotonic() - begun < 5


@given(st.builds(Count, SECONDS, SECONDS, SECONDS), st.builds(Count, SECONDS, SECONDS, SECONDS))
def test_whatever_is_counted_the_load_is_a_share(before: Count, after: Count) -> None:
    percent = percent_between(before, after)
    assert percent is None or 0 <= percent <= 100


def test_this_computers_counters_go_up_by_the_time_that_passed() -> None:
    before, begun = read_count(), time.monotonic()
    time.sleep(0.3)
    after, passed = read_count(), time.monotonic() - begun

    # Each processor counts for itself, in steps of a hundredth of a second.
    assert after.total - before.total == pytest.approx(passed * (psutil.cpu_count() or 1), rel=0.4, abs=0.1)
    assert before.busy <= after.busy
    assert before.own <= after.own


def test_memory_is_that_of_psutil_and_none_is_no_answer() -> None:
    assert Load().memory_available_bytes().value == pytest.approx(psutil.virtual_memory().available, rel=0.2)
    assert answer(Load(available=lambda: 0).memory_available_bytes) == Reason.UNSUPPORTED
