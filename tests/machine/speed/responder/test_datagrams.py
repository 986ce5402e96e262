"""What goes over UDP: written and read back, and everything else refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.machine.speed.responder import datagrams
from readiness.machine.speed.responder.datagrams import Car, Probe

TOKEN, COOKIE = b"session1", b"cookie!!"
words = st.integers(0, 2**32 - 1)
long_words = st.integers(0, 2**64 - 1)


@given(words, words, long_words, st.integers(datagrams.PROBE_BYTES, datagrams.LONGEST_PROBE))
def test_a_probe_comes_back_with_figures_and_no_byte_longer(number: int, received: int, at: int, size: int) -> None:
    sent = datagrams.probe(TOKEN, number, size=size)
    assert datagrams.parse_probe(sent) == Probe(TOKEN, number)
    back = datagrams.answered(sent, COOKIE, received, at)
    assert len(back) == len(sent) == size
    assert datagrams.parse_reply(back) == Probe(TOKEN, number, COOKIE, received, at)


@given(st.integers(0, 255), words, long_words)
def test_a_trains_packet_is_read_back(train: int, number: int, sent: int) -> None:
    packet = datagrams.car_head(TOKEN, train, number, sent) + bytes(1400)
    assert datagrams.parse_car(packet) == Car(TOKEN, train, number, sent)


@given(st.binary(max_size=600))
def test_what_comes_from_elsewhere_is_nothing_of_ours(noise: bytes) -> None:
    assert datagrams.parse_probe(noise) is None
    assert datagrams.parse_reply(noise) is None
    assert datagrams.parse_car(noise) is None


def test_kinds_are_told_apart() -> None:
    probe = datagrams.probe(TOKEN, 1)
    reply = datagrams.answered(probe, COOKIE, 1, 1)
    packet = datagrams.car_head(TOKEN, 0, 1, 1).ljust(datagrams.PROBE_BYTES, b"\0")
    assert datagrams.parse_reply(probe) is None
    assert datagrams.parse_probe(reply) is None
    assert datagrams.parse_probe(packet) is None
    assert datagrams.parse_car(probe) is None


@pytest.mark.parametrize("size", [0, datagrams.PROBE_BYTES - 1, datagrams.LONGEST_PROBE + 1])
def test_probes_are_neither_shorter_nor_much_longer_than_their_figures(size: int) -> None:
    assert datagrams.parse_probe(datagrams.probe(TOKEN, 1).ljust(size, b"\0")[:size]) is None
