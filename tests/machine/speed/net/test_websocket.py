"""The handshake of RFC 6455, on its own example, and the heads of messages."""

from __future__ import annotations

import pytest

from readiness.machine.speed.net.address import parse_url
from readiness.machine.speed.net.http1 import Head, NotHttp, parse_head
from readiness.machine.speed.net.websocket import Messages, accept_of, agrees, head_of_noise, new_key, upgrade

KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # section 1.3
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
FIELDS = {"sec-websocket-accept": ACCEPT, "sec-websocket-protocol": "noise"}


def test_the_key_of_the_standard_is_answered_as_it_says() -> None:
    assert accept_of(KEY) == ACCEPT
    assert len({new_key() for _ in range(20)}) == 20


def test_the_request_asks_for_the_protocol() -> None:
    lines = upgrade(parse_url("https://one.example/a?b=c"), "noise", KEY).decode().split("\r\n")
    assert lines[0] == "GET /a?b=c HTTP/1.1"
    assert {"Host: one.example", "Upgrade: websocket", f"Sec-WebSocket-Key: {KEY}"} < set(lines)
    assert lines[-2:] == ["", ""]


@pytest.mark.parametrize(
    ("head", "agreed"),
    [
        (Head(101, FIELDS), True),
        (Head(200, FIELDS), False),
        (Head(101, FIELDS | {"sec-websocket-accept": "x"}), False),
        (Head(101, FIELDS | {"sec-websocket-protocol": "other"}), False),
        (Head(101, {}), False),
    ],
)
def test_only_the_right_answer_agrees(head: Head, *, agreed: bool) -> None:
    assert agrees(head, "noise", KEY) is agreed


def test_switching_is_an_answer_and_no_interim_one() -> None:
    early = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\nxy"
    found = parse_head(early)
    assert found is not None
    assert (found[0].status, early[found[1] :]) == (101, b"xy")


def test_a_message_of_noise_is_binary_masked_and_of_the_length_stated() -> None:
    head = head_of_noise(1 << 20)
    assert head[:10] == bytes((0x82, 0xFF, 0, 0, 0, 0, 0, 0x10, 0, 0))
    assert len(head) == 14


def test_what_a_server_sends_is_followed_however_it_comes() -> None:
    frames = [
        b"\x81\x03abc",  # a text
        b"\x82\x7e\x01\x00" + bytes(256),  # noise whose length takes two bytes
        b"\x82\x7f" + (70_000).to_bytes(8, "big") + bytes(70_000),  # and eight
        b"\x82\x00",
        b"\x88\x02\x03\xe8",  # it wants to end
        b"what comes after counts no more",
    ]
    sent = b"".join(frames)
    for size in (1, 7, 4096, len(sent)):
        messages = Messages()
        for at in range(0, len(sent), size):
            messages.feed(memoryview(sent)[at : at + size])
        assert (messages.payload, messages.done) == (3 + 256 + 70_000, True)


def test_a_server_does_not_mask() -> None:
    with pytest.raises(NotHttp):
        Messages().feed(memoryview(b"\x82\x84abcd1234"))
