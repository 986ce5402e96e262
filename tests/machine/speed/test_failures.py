"""Whenever and however a server fails: a reason with a remedy, within seconds, and nothing left running."""

from __future__ import annotations

from tests.benchmarks.failures import HAPPENINGS, failures


def test_a_server_that_fails_at_any_moment_is_a_reason_and_no_number() -> None:
    dishonest = [str(failure) for failure in failures(len(HAPPENINGS), seed=7, latest=0.8) if not failure.is_honest]
    assert not dishonest
