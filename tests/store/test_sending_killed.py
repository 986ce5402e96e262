"""Two programs send and are killed: what was queued is stored, once each. In full in tests/benchmarks/sending.py."""

from pathlib import Path

from tests.benchmarks.sending import run


def test_kills_lose_nothing_and_store_nothing_twice(tmp_path: Path) -> None:
    outcome = run(tmp_path, kills=6, letters=8)
    assert outcome.is_good, outcome
    assert outcome.requests > outcome.queued
