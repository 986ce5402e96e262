"""Addresses as profiles write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.line.addresses import Address, Outcome, Transport, parse_address


@pytest.mark.parametrize(
    ("text", "address", "named"),
    [
        ("tcp://calls.example.com:443", Address(Transport.TCP, "calls.example.com", 443), True),
        ("tls://calls.example.com:5061", Address(Transport.TLS, "calls.example.com", 5061), True),
        ("udp://10.0.0.1:3478", Address(Transport.UDP, "10.0.0.1", 3478), False),
        ("tcp://[2001:db8::1]:443", Address(Transport.TCP, "2001:db8::1", 443), False),
        ("tcp://電話.example:80", Address(Transport.TCP, "電話.example", 80), True),
    ],
)
def test_way_host_and_port_are_read(text: str, address: Address, *, named: bool) -> None:
    assert parse_address(text) == address
    assert address.has_name is named


@pytest.mark.parametrize(
    "text",
    ["", "calls.example.com:443", "TCP://x:443", " tcp://x:443", "https://calls.example.com", "tcp://calls.example.com",
     "tcp://x:0", "tcp://x:70000", "tcp://me@x:443", "tcp://x:443/path", "tcp://::1:443", "tcp://x y:1"],
)  # fmt: skip
def test_what_is_no_address_is_none(text: str) -> None:
    assert parse_address(text) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_parser(text: str) -> None:
    parse_address(f"tcp://{text}")


def test_silence_and_a_stop_decide_nothing() -> None:
    undecided = {Outcome.UNDECIDED, Outcome.NO_NAME_SERVICE, Outcome.STOPPED}
    assert {outcome for outcome in Outcome if not outcome.decided} == undecided
