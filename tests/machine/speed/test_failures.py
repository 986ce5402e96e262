"""Whenever and however a server fails: a reason with a remedy, within seconds, and nothing left running."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.benchmarks.failures import HAPPENINGS, Failure, Left, failed, plans

pytestmark = pytest.mark.alone  # what arrives in a second is counted

AT_ONCE = 3
SLOWLY = 20.0  # Mbit/s of each server: all of them at once are little work


def test_servers_that_fail_at_any_moment_are_reasons_and_no_numbers() -> None:
    """Several at once, since most of it is waiting."""
    before = Left()

    def happening(plan: tuple[str, str, float]) -> Failure:
        return failed(*plan, SLOWLY)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(happening, plans(len(HAPPENINGS), seed=7, latest=0.8)))
    assert not [str(failure) for failure in found if not failure.is_honest]
    assert before.more() == ""
