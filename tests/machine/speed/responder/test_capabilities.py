"""What a server says of itself, and what is not believed."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.machine.speed.responder.capabilities import Capabilities, as_json, parse

GOOD: dict[str, Any] = json.loads(as_json(Capabilities("A", 8080)))


@given(
    st.text(max_size=80),
    st.integers(1, 65_535),
    st.one_of(st.just(math.inf), st.floats(0.1, 1e6)),
    st.floats(0, 100),
)
def test_what_is_said_is_understood(name: str, port: int, most: float, seconds: float) -> None:
    own = Capabilities(name, port, most, seconds)
    assert parse(as_json(own)) == own


@pytest.mark.parametrize(
    "changes",
    [
        {"protocol": 2},
        {"protocol": "1"},
        {"udp_port": 0},
        {"udp_port": 70_000},
        {"udp_port": None},
        {"mbit_per_second": -5},
        {"mbit_per_second": "fast"},
        {"train_seconds": math.nan},
        {"train_seconds": math.inf},
        {"train_seconds": -1},
    ],
)
def test_what_cannot_be_is_not_believed(changes: dict[str, Any]) -> None:
    assert parse(json.dumps({**GOOD, **changes}).encode()) is None


@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"\xff", b"<html>", b"{}", b"[" * 100_000])
def test_another_document_is_none(text: bytes) -> None:
    assert parse(text) is None


def test_a_long_name_is_cut() -> None:
    own = parse(json.dumps({**GOOD, "name": "x" * 1000}).encode())
    assert own is not None
    assert len(own.name) == 80
